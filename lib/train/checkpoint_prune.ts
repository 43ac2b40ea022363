/**
 * Checkpoints that are no longer needed, and what a kill left of others.
 *
 * @module
 */
import { join } from "node:path";
import type { Files } from "../files/files.ts";
import { parseStepName, stepName } from "./checkpoint.ts";

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
  { keepLast, keepEvery }: { readonly keepLast: number; readonly keepEvery: number },
  files: Files,
): void {
  // A later one was refused when the run went on from an earlier one: it does not count, and is saved anew in time.
  const steps = files.list(folder).map(parseStepName).filter((parsed) => parsed?.kind === "complete")
    .map((parsed) => parsed!.step).filter((step) => step <= newest).sort((a, b) => b - a);
  for (const step of steps.slice(keepLast)) {
    if (step % keepEvery === 0) continue;
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
