import { join } from "node:path";
import { got, unparsable, wrongKind } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import type { Files } from "../files/files.ts";
import { readIfThere } from "../files/read_file.ts";
import { writing } from "../files/unwritable.ts";
import { makeFolderDurably } from "../files/write_durably.ts";
import { publishOnce, removeStale } from "../files/write_whole.ts";
import { canonicalJson } from "../text/canonical_json.ts";
import { type Attempt, type AttemptOptions, openAttempt } from "./attempt.ts";
import { runName } from "./run_directory_name.ts";

/**
 * The directory of a run.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { openRun, type Run } from "@mixlab/mixlab/train";
 *
 * const parent = Deno.makeTempDirSync();
 * const run: Run = openRun(parent, { model: "tiny", steps: 10 });
 * if (run.result === undefined) {
 *   using attempt = run.attempt({ onRefused: console.error, onBusy: console.error });
 *   attempt.metrics({ step: 1, loss: 5.5 });
 *   attempt.publish({ loss: 5.5 });
 * }
 * deepEqual(openRun(parent, { steps: 10, model: "tiny" }).result, { attempt: "0001", value: { loss: 5.5 } });
 * equal(run.folder, `${parent}/${run.name}`);
 * Deno.removeSync(parent, { recursive: true });
 * ```
 */
export interface Run {
  /** Name of the run, by its configuration. */
  readonly name: string;
  /** Path of the directory. */
  readonly folder: string;
  /** What the first attempt that finished has published; undefined until then. Read anew each time. */
  readonly result: RunResult | undefined;
  /**
   * Takes an attempt that no process writes, the one that is furthest, or begins a new one.
   * @throws {TypeError} when the folder cannot be written.
   */
  attempt(options: AttemptOptions): Attempt;
}

/**
 * The result of a run.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RunResult } from "@mixlab/mixlab/train";
 *
 * const result: RunResult = JSON.parse('{"attempt":"0001","value":{"loss":{"web":3.2}}}');
 * equal(result.attempt, "0001");
 * ```
 */
export interface RunResult {
  /** The attempt that gave it. */
  readonly attempt: string;
  /** What it published. */
  readonly value: unknown;
}

/**
 * Opens the directory of a run, made when absent: `<parent>/<hash of the configuration>/` with config.json, attempts
 * and, once complete, result.json. Any number of processes may open it at once.
 *
 * @param resolvedConfig all that decides what the run gives, as plain JSON.
 * @throws {TypeError} when the configuration is no plain JSON, the directory cannot be written, or its config.json is
 *   another one.
 * @throws {RangeError} when a number of the configuration is not finite.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { openRun } from "@mixlab/mixlab/train";
 *
 * const parent = Deno.makeTempDirSync();
 * const run = openRun(parent, { steps: 10 });
 * equal(JSON.parse(Deno.readTextFileSync(`${run.folder}/config.json`)).steps, 10);
 * equal(run.result, undefined);
 * Deno.removeSync(parent, { recursive: true });
 * ```
 */
export function openRun(parent: string, resolvedConfig: unknown, { files = denoFiles }: { files?: Files } = {}): Run {
  const name = runName(resolvedConfig), folder = join(parent, name), canonical = canonicalJson(resolvedConfig);
  writing(folder, () => {
    makeFolderDurably(join(folder, "attempts"), files);
    const path = join(folder, "config.json");
    for (const published of [path, join(folder, "result.json")]) removeStale(published, files);
    if (files.stat(path) === undefined) {
      publishOnce(path, JSON.stringify(JSON.parse(canonical), null, 2) + "\n", files);
    }
    if (canonicalJson(readJson(path, files)) !== canonical) {
      throw wrongKind(
        `${path}: it was altered, or two configurations have one hash; wanted the configuration that the folder is ` +
          "named by: move the folder away to begin anew",
      );
    }
  });
  return {
    name,
    folder,
    get result() {
      const path = join(folder, "result.json");
      return files.stat(path) === undefined ? undefined : checkResult(readJson(path, files), path);
    },
    attempt: (options) => writing(folder, () => openAttempt(folder, options, files)),
  };
}

function readJson(path: string, files: Files): unknown {
  try {
    return JSON.parse(readIfThere(path, files) ?? "");
  } catch (error) {
    throw error instanceof SyntaxError ? unparsable(`${path}: this file was altered: ${error.message}`) : error;
  }
}

function checkResult(value: unknown, path: string): RunResult {
  const result = value as RunResult | null;
  if (typeof result?.attempt === "string" && "value" in result) return result;
  throw wrongKind(`${path}: wanted { attempt, value }, got ${got(JSON.stringify(value))}`);
}
