import type { MethodOption } from "../methods/options.ts";
import { defaultWords, helpLine } from "./help_lines.ts";

/** What stands behind an option whose table does not say. */
const VALUES = {
  number: "X",
  choice: "NAME",
  text: "TEXT",
  mixture: "M",
  matrix: "FILE",
  names: "A,B",
  numbers: "X,Y",
  options: "JSON",
} as const;

/** The help of an option out of a table, by its flag (`aioli.eta`, say). */
export function optionLine(flag: string, option: MethodOption): string {
  if (option.kind !== "flag") {
    const value = option.value ?? VALUES[option.kind], choices = option.kind === "choice" ? option.choices : [];
    return helpLine(`--${flag} ${value}`, option.help + defaultWords(option.default, choices));
  }
  if (option.default !== true) return helpLine(`--${flag}`, option.help);
  // A flag that is on can only be taken off.
  return helpLine(`--${flag.replace(/(^|\.)(?=[^.]*$)/, "$1no-")}`, `takes back: ${option.help}`);
}
