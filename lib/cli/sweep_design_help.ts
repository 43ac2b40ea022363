/**
 * What `deno task sweep plan --help` says of designs, from their tables.
 *
 * @module
 */
import type { Design } from "../designs/design.ts";
import { designs } from "../designs/designs.ts";
import { helpLine } from "./help_lines.ts";
import { optionLine } from "./option_line.ts";
import { designFlag } from "./sweep_design_flags.ts";

/** The help of designs: their names, what all of them have, and the options of each. */
export function designHelp(): string {
  return `mixtures
${helpLine("--design NAME", `one of ${designs.map(({ name }) => name).join(", ")}; see below`)}
${helpLine("--mixtures FILE", "mixtures from files, in place of a design")}
${helpLine("--with even,natural", "these mixtures as well, under these names")}
${helpLine("--cap web=0.5", "largest share of a domain; all=0.5: of every one that is not named; or a JSON file")}
${helpLine("--floor code=0.05", "least share of a domain; all=0.02 as above")}
${
    helpLine(
      "--max-epochs E",
      "no share is so large that a run would read a domain's train tokens more often than E times",
    )
  }

Designs that draw, draw again until enough mixtures are within the bounds; fixed ones leave out what is beyond, and say
how much; d-optimal searches within; a file's mixture beyond is an error.

designs, their sources and options
${designs.map(helpOfDesign).join("\n\n")}`;
}

/** A design, its source and its options. */
export function helpOfDesign({ name, about, source, options, inputs }: Design): string {
  const lines = Object.entries({ ...inputs, ...options }).map(([key, option]) => optionLine(designFlag(key), option));
  return [`${name}: ${about}`, helpLine("", `source: ${source}`), ...lines].join("\n");
}
