import { join } from "node:path";
import { denoFiles } from "../files/deno_files.ts";
import type { Files } from "../files/files.ts";
import { type CheckpointState, parseStepName } from "./checkpoint.ts";
import { Refused } from "./checkpoint_state.ts";
import { verifyCheckpoint } from "./checkpoint_verify.ts";

/**
 * A checkpoint that was found whole.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { FoundCheckpoint } from "@mixlab/mixlab/train";
 *
 * const words = ({ path, state }: FoundCheckpoint) => `going on from step ${state.step} (${path})`;
 * equal(words({ path: "a/step-00000100", state: { step: 100 } }), "going on from step 100 (a/step-00000100)");
 * ```
 */
export interface FoundCheckpoint {
  /** Its folder. */
  readonly path: string;
  /** Where the training stood. */
  readonly state: CheckpointState;
}

/**
 * Options of {@link latestCheckpoint}.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { latestCheckpoint, type LatestOptions } from "@mixlab/mixlab/train";
 *
 * const folder = Deno.makeTempDirSync(), said: string[] = [];
 * const options: LatestOptions = { onRefused: (reason) => said.push(reason) };
 * Deno.mkdirSync(`${folder}/step-00000100`);
 * latestCheckpoint(folder, options);
 * deepEqual(said, [`${folder}/step-00000100: this checkpoint is not used: state.json is missing`]);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export interface LatestOptions {
  /** Told of each checkpoint that is not used, with its path and the reason. */
  readonly onRefused: (reason: string) => void;
  /** What is read through. Default: Deno's files. */
  readonly files?: Files;
}

/**
 * The latest checkpoint in a folder whose every byte is the one that was saved, by the hashes in its state.json; undefined
 * when there is none, or no folder.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { latestCheckpoint } from "@mixlab/mixlab/train";
 *
 * equal(latestCheckpoint("/nowhere", { onRefused: console.error }), undefined);
 * ```
 */
export function latestCheckpoint(folder: string, options: LatestOptions): FoundCheckpoint | undefined {
  return latestOf(folder, options, () => undefined);
}

/** As {@link latestCheckpoint}; `fault` may know of a further reason to refuse one. */
export function latestOf(
  folder: string,
  { onRefused, files = denoFiles }: LatestOptions,
  fault: (state: CheckpointState) => string | undefined,
): FoundCheckpoint | undefined {
  for (const { name } of candidates(folder, files)) {
    const path = join(folder, name);
    try {
      const state = verifyCheckpoint(path, files), reason = fault(state);
      if (reason !== undefined) throw new Refused(reason);
      return { path, state };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      onRefused(`${path}: this checkpoint is not used: ${error.message}`);
    }
  }
  return undefined;
}

/** Highest step among the names of complete checkpoints, without a look into them; -1 when there are none. */
export function latestStep(folder: string, files: Files): number {
  return candidates(folder, files)[0]?.step ?? -1;
}

/** Complete checkpoints, the latest first. One that was being replaced when its process died comes after its successor. */
function candidates(folder: string, files: Files): { readonly name: string; readonly step: number }[] {
  if (files.stat(folder) === undefined) return [];
  return files.list(folder).flatMap((name) => {
    const parsed = parseStepName(name);
    return parsed === undefined || parsed.kind === "part" ? [] : [{ name, ...parsed }];
  }).sort((a, b) => b.step - a.step || (a.kind === "complete" ? -1 : 1));
}
