/**
 * Which runs an element of a Slurm array makes.
 *
 * @module
 */
import { outOfRange, unparsable, wrongKind } from "../errors.ts";
import { readRound, roundFolder } from "../sweep/slurm/rounds.ts";
import { numberOption } from "./option_values.ts";

/** Keys of runs that `--round R --element N` stands for, or those that were given without them. */
export function elementRuns(
  folder: string,
  { round, element }: { readonly round?: string; readonly element?: string },
  given: readonly string[],
): readonly string[] {
  if (round === undefined && element === undefined) return given;
  if (round === undefined || element === undefined) throw unparsable("sweep worker: wanted --round and --element both");
  if (given.length > 0) throw unparsable("sweep worker: wanted runs, or --round and --element, got both");
  const number = numberOption("element", element, { least: 0, whole: true })!;
  const found = /^\d{3,}$/.test(round) ? readRound(folder, round) : undefined;
  if (found === undefined) throw wrongKind(`--round: wanted a folder as ${roundFolder(folder, "001")}, got ${round}`);
  const { elements } = found;
  if (number < elements.length) return elements[number];
  throw outOfRange(`--element: wanted a number from 0 to ${elements.length - 1}, got ${number}`);
}
