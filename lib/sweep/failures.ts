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

/** Why a run failed, where that is known. A record that cannot be read says so itself. */
export function failureOf(sweep: string, key: string, files: Files = denoFiles): RunFailure | undefined {
  const path = failurePath(sweep, key), text = readIfThere(path, files);
  if (text === undefined) return undefined;
  const failure = parsed(text);
  return failure ?? { state: "FAILED", reason: `${path}: the record of why it failed cannot be read` };
}

/** Keys of the runs whose failures are recorded. */
export function failuresOf(sweep: string, files: Files = denoFiles): ReadonlySet<string> {
  const folder = join(sweep, "failed");
  const names = files.stat(folder) === undefined ? [] : files.list(folder);
  return new Set(names.flatMap((name) => /^([0-9a-f]{12})\.json$/.exec(name)?.[1] ?? []));
}

function parsed(text: string): RunFailure | undefined {
  try {
    const { state, reason, log } = JSON.parse(text) ?? {};
    if (typeof state !== "string" || typeof reason !== "string") return undefined;
    return { state, reason, ...(typeof log === "string" && { log }) };
  } catch {
    return undefined;
  }
}

function failurePath(sweep: string, key: string): string {
  return join(sweep, "failed", `${key}.json`);
}
