/**
 * Checkpoints that are no longer needed, and what a kill left of others.
 *
 * @module
 */
import { join } from "node:path";
import type { Files } from "../files/files.ts";
import { got, outOfRange } from "../errors.ts";
import { parseStepName, stepName } from "./checkpoint.ts";

/** Which checkpoints stay. */
export interface Keeping {
  /** How many of the latest checkpoints stay; at least 1. Default: all. */
  readonly keepLast?: number | undefined;
  /** Checkpoints at multiples of this many steps stay besides. Default: none. */
  readonly keepEvery?: number | undefined;
}

/** @throws {RangeError} when a number is out of range. */
export function checkKeeping({ keepLast = Infinity, keepEvery = Infinity }: Keeping): void {
  for (const [name, n] of Object.entries({ keepLast, keepEvery })) {
    if (n === Infinity || (Number.isSafeInteger(n) && n >= 1)) continue;
    throw outOfRange(`checkpoint: ${name}: wanted a whole number ≥ 1, got ${got(n)}`);
  }
}

/** Removes folders that were being written or replaced when their process died. */
export function sweep(folder: string, kind: "part" | "old", files: Files): void {
  for (const name of files.list(folder)) {
    if (parseStepName(name)?.kind === kind) files.remove(join(folder, name));
  }
}

/** Removes checkpoints before the `keepLast` latest up to `newest`, but for multiples of `keepEvery`. */
export function prune(
  folder: string,
  newest: number,
  { keepLast = Infinity, keepEvery = Infinity }: Keeping,
  files: Files,
): void {
  // A later one was refused when the run went on from an earlier one: it does not count, and is saved anew in time.
  const steps = files.list(folder).map(parseStepName).filter((parsed) => parsed?.kind === "complete")
    .map((parsed) => parsed!.step).filter((step) => step <= newest).sort((a, b) => b - a);
  for (const step of steps.slice(keepLast)) {
    if (keepEvery < Infinity && step % keepEvery === 0) continue;
    // Under another name first, so that a half-removed one is nobody's checkpoint.
    const leaving = join(folder, `.${stepName(step)}.part`);
    files.rename(join(folder, stepName(step)), leaving);
    files.remove(leaving);
  }
}

/** Removes a file or folder that may not be there. */
export function removeIfThere(path: string, files: Files): void {
  if (files.stat(path) !== undefined) files.remove(path);
}
