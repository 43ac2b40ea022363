/**
 * Words of a batch script.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";

/** A word of shell that stands for exactly this text. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** An option of sbatch as a line of a script: sbatch splits it as a shell does, and a # would begin a comment. */
export function sbatchLine(name: string, value: string): string {
  const safe = /^[\w@%+=:,./()[\]&|*-]+$/.test(value);
  return `#SBATCH --${name}=${safe ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`}`;
}

/** A folder as the name of a log: % would begin a pattern, and \ ends them all. */
export function logFolder(path: string): string {
  if (!path.includes("\\")) return path.replaceAll("%", "%%");
  throw outOfRange(`${got(path)}: wanted a folder without a backslash in its name, which Slurm writes no logs into`);
}
