import { basename, join } from "node:path";
import type { Files, OpenFile } from "../files/files.ts";
import { HashedFile } from "../files/hashed_file.ts";
import { hashFile } from "../files/hash_file.ts";
import { writing } from "../files/unwritable.ts";
import { makeFolderDurably } from "../files/write_durably.ts";
import { publishOnce } from "../files/write_whole.ts";
import { canonicalJson } from "../text/canonical_json.ts";
import { takeAttempt } from "./attempt_lock.ts";
import { type Checkpoint, type CheckpointState, parseStepName } from "./checkpoint.ts";
import { type FoundCheckpoint, latestOf } from "./checkpoint_latest.ts";
import { checkKeeping, prune, sweep } from "./checkpoint_prune.ts";
import { saveCheckpoint } from "./checkpoint_save.ts";
import { LineFile } from "./attempt_lines.ts";

/**
 * Options of a run's `attempt`.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type AttemptOptions, openRun } from "@mixlab/mixlab/train";
 *
 * const parent = Deno.makeTempDirSync(), said: string[] = [];
 * const options: AttemptOptions = { onRefused: (reason) => said.push(reason), onBusy: (words) => said.push(words) };
 * const run = openRun(parent, { steps: 10 });
 * using first = run.attempt(options), second = run.attempt(options);
 * deepEqual([first.id, second.id], ["0001", "0002"]);
 * deepEqual(said.map((words) => words.replace(/\(.*\)/, "(…)")), [
 *   `${run.folder}/attempts/0001: another process (…) writes this attempt`,
 * ]);
 * Deno.removeSync(parent, { recursive: true });
 * ```
 */
export interface AttemptOptions {
  /** Told of each checkpoint that is not used, with its path and the reason. */
  readonly onRefused: (reason: string) => void;
  /** Told of each attempt that another process writes. */
  readonly onBusy: (words: string) => void;
  /** How many of the latest checkpoints stay; at least 1. Default: all. */
  readonly keepLast?: number | undefined;
  /** Checkpoints at multiples of this many steps stay besides. Default: none. */
  readonly keepEvery?: number | undefined;
}

/**
 * One process's training of a run: `attempts/<id>/` with checkpoints, metrics.jsonl and timing.jsonl. It holds the
 * attempt's lock, which the system gives back when the process ends, however it ends; disposing gives it back at once.
 *
 * What was logged after the checkpoint that it goes on from is cut off: metrics.jsonl ends as that of a run that was
 * never stopped, byte by byte. It therefore holds nothing that differs from run to run: times go to timing.jsonl.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type Attempt, openRun } from "@mixlab/mixlab/train";
 *
 * const parent = Deno.makeTempDirSync();
 * using attempt: Attempt = openRun(parent, { steps: 2 }).attempt({ onRefused: console.error, onBusy: console.error });
 * equal(attempt.resumed, undefined); // begin at step 0
 * attempt.metrics({ step: 1, loss: { web: 5.5 } });
 * equal(Deno.readTextFileSync(`${attempt.folder}/metrics.jsonl`), '{"step":1,"loss":{"web":5.5}}\n');
 * Deno.removeSync(parent, { recursive: true });
 * ```
 */
export interface Attempt extends Disposable {
  /** Its number, as four digits or more. */
  readonly id: string;
  /** Its folder. */
  readonly folder: string;
  /** Folder of its checkpoints. */
  readonly checkpoints: string;
  /** The checkpoint to go on from; undefined: begin anew. */
  readonly resumed: FoundCheckpoint | undefined;
  /**
   * Adds a line to metrics.jsonl.
   * @throws {TypeError | RangeError} when it is no plain JSON (a loss that is not finite, say), or the disk is full.
   */
  metrics(line: Readonly<Record<string, unknown>>): void;
  /** Adds a line to timing.jsonl; throws as `metrics`. */
  timing(line: Readonly<Record<string, unknown>>): void;
  /**
   * Saves a checkpoint, and with it how far metrics.jsonl is. Log what belongs to its step before.
   * @returns its path.
   * @throws {TypeError | RangeError} as `saveCheckpoint`.
   */
  save(checkpoint: Checkpoint): string;
  /**
   * Publishes the result of the run.
   * @returns whether this attempt was the first; if not, the run has the other's result.
   */
  publish(result: unknown): boolean;
}

/** Takes over or begins an attempt of the run in `run`. */
export function openAttempt(run: string, options: AttemptOptions, files: Files): Attempt {
  checkKeeping(options);
  const { id, lock } = takeAttempt(join(run, "attempts"), options.onBusy, files);
  try {
    return attemptIn(run, id, lock, options, files);
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

function attemptIn(run: string, id: string, lock: OpenFile, options: AttemptOptions, files: Files): Attempt {
  const { onRefused, keepLast, keepEvery } = options;
  const folder = join(run, "attempts", id), checkpoints = join(folder, "checkpoints");
  const metricsPath = join(folder, "metrics.jsonl");
  makeFolderDurably(checkpoints, files);
  const resumed = latestOf(checkpoints, { onRefused, files }, (state) => metricsFault(metricsPath, state, files));
  tidy(checkpoints, resumed, options, files);
  const metrics = new HashedFile(metricsPath, { keep: resumed?.state.metrics?.bytes ?? 0, files });
  const timing = new LineFile(join(folder, "timing.jsonl"), files);
  files.syncFolder(folder);
  let open = true;
  const use = <T>(write: () => T): T => {
    if (!open) throw new Error(`${folder}: this attempt was closed`);
    return writing(folder, write);
  };
  return {
    id,
    folder,
    checkpoints,
    resumed,
    metrics: (line) =>
      use(() => {
        metrics.append(lineOf(line, "metrics"));
        metrics.flush();
      }),
    timing: (line) => use(() => timing.append(lineOf(line, "timing"))),
    save: (checkpoint) =>
      use(() => {
        metrics.sync();
        const state = { ...checkpoint.state, metrics: { bytes: metrics.length, sha256: metrics.sha256() } };
        return saveCheckpoint(checkpoints, { ...checkpoint, state }, { keepLast, keepEvery, files });
      }),
    publish: (value) =>
      use(() => {
        canonicalJson(value, "result");
        metrics.sync();
        return publishOnce(join(run, "result.json"), JSON.stringify({ attempt: id, value }, null, 1) + "\n", files);
      }),
    [Symbol.dispose]() {
      if (open) lock[Symbol.dispose]();
      open = false;
    },
  };
}

/** What a process did not come to that died when its checkpoint was complete. */
function tidy(folder: string, resumed: FoundCheckpoint | undefined, options: AttemptOptions, files: Files): void {
  sweep(folder, "part", files);
  if (resumed === undefined || parseStepName(basename(resumed.path))?.kind !== "complete") return;
  sweep(folder, "old", files);
  prune(folder, resumed.state.step, options, files);
}

/** Why a checkpoint does not go with the metrics that are there. */
function metricsFault(path: string, { metrics }: CheckpointState, files: Files): string | undefined {
  if (metrics === undefined) return "its state does not tell how far metrics.jsonl was";
  if (metrics.bytes === 0) return undefined;
  if (files.stat(path) === undefined) return `${path}, which goes with it, is missing`;
  const { bytes, sha256 } = hashFile(path, metrics.bytes, files);
  if (bytes < metrics.bytes) return `${path} has ${bytes} bytes, wanted at least the ${metrics.bytes} that go with it`;
  return sha256 === metrics.sha256 ? undefined : `${path} was altered since it was saved`;
}

function lineOf(line: Readonly<Record<string, unknown>>, name: string): Uint8Array {
  canonicalJson(line, name);
  return new TextEncoder().encode(JSON.stringify(line) + "\n");
}
