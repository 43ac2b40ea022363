/**
 * `deno task aioli dirichlet`: mixtures of a sweep, those that `dirichlet_cover.py` of Aioli's repository prints.
 *
 * @module
 */
import { writeWhole } from "../../files/write_whole.ts";
import { aioliCover } from "../../mixture/aioli_cover.ts";
import { writeMixtureRows } from "../../mixture/mixture_rows.ts";
import { numberOption } from "../option_values.ts";
import { subArguments, type SubFlag, subHelp } from "./sub_arguments.ts";

const FLAGS: Readonly<Record<string, SubFlag>> = {
  k: { value: "M", help: "domains", required: true },
  n: { value: "N", help: "mixtures", required: true },
  alpha: {
    value: "X",
    help: "concentration (default 1.5, as in the script; the shipped files of three domains have 1)",
  },
  seed: { value: "S", help: "numpy's seed", required: true },
  os: { value: "N", help: "n · 2^os points are drawn and thinned out to n (default 4)" },
  out: { value: "FILE", help: "file to write (default: standard output)" },
};

/** The command. */
export function dirichletCommand(args: string[]): Promise<number> {
  const values = subArguments(args, "dirichlet", FLAGS);
  if (values === "help") {
    console.log(
      `Mixtures spread over the simplex: a line each, shares with six decimals and commas between them, the same as
dirichlet_cover.py of HazyResearch/aioli prints. There seed, alpha and sizes stand in the code; here they are flags.

${subHelp(FLAGS)}`,
    );
    return Promise.resolve(0);
  }
  const number = (name: string, whole = true) => numberOption(name, values[name], { whole });
  const alpha = number("alpha", false), oversample = number("os");
  const text = writeMixtureRows(aioliCover({
    ...{ m: number("k")!, N: number("n")!, seed: number("seed")! },
    ...(alpha !== undefined && { alpha }),
    ...(oversample !== undefined && { oversample }),
  }));
  if (values.out === undefined) console.log(text.trimEnd());
  else {
    writeWhole(values.out, new TextEncoder().encode(text));
    console.log(values.out);
  }
  return Promise.resolve(0);
}
