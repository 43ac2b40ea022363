/**
 * What went wrong with runs of a sweep: `<sweep>/failed/<key>.json`, written by the worker that failed, or by the
 * executor that lost it. A worker that takes the run up again removes it.
 *
 * @module
 */
import { join } from "node:path";
import { denoFiles } from "../files/deno_files.ts";
import type { Files } from "../files/files.ts";
import { readIfThere } from "../files/read_file.ts";
import { writeWhole } from "../files/write_whole.ts";

/**
 * Why a run has no result.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RunFailure } from "@mixlab/mixlab/train";
 *
 * const line = ({ state, reason, log }: RunFailure) => `${state}: ${reason} (${log ?? "no log"})`;
 * equal(line({ state: "FAILED", reason: "the loss is not finite" }), "FAILED: the loss is not finite (no log)");
 * ```
 */
export interface RunFailure {
  /** What became of it: FAILED, KILLED, or as Slurm calls it: TIMEOUT, OUT_OF_MEMORY, NODE_FAIL, … */
  readonly state: string;
  /** Why, in a sentence. */
  readonly reason: string;
  /** Path of what its worker said. */
  readonly log?: string;
}

/** Writes why a run failed; a later failure replaces an earlier one. */
export function recordFailure(sweep: string, key: string, failure: RunFailure, files: Files = denoFiles): void {
  writeWhole(failurePath(sweep, key), new TextEncoder().encode(JSON.stringify(failure, null, 1) + "\n"), files);
}

/** Forgets why a run failed. */
export function forgetFailure(sweep: string, key: string, files: Files = denoFiles): void {
  if (files.stat(failurePath(sweep, key)) === undefined) return;
  try {
    files.remove(failurePath(sweep, key));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // another process did
  }
}

/** Why a run failed, where that is known. */
export function failureOf(sweep: string, key: string, files: Files = denoFiles): RunFailure | undefined {
  const text = readIfThere(failurePath(sweep, key), files);
  return text === undefined ? undefined : JSON.parse(text);
}

function failurePath(sweep: string, key: string): string {
  return join(sweep, "failed", `${key}.json`);
}
