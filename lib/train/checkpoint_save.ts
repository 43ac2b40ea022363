import { join } from "node:path";
import { got, wrongKind } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import type { Files } from "../files/files.ts";
import { HashedFile } from "../files/hashed_file.ts";
import { writing } from "../files/unwritable.ts";
import { makeFolderDurably } from "../files/write_durably.ts";
import { modelFiles } from "../model/hugging_face.ts";
import { modelParameters } from "../model/parameters.ts";
import { encodeSafetensors } from "../model/safetensors.ts";
import { type Checkpoint, CHECKPOINT_FILES, checkStep, MOMENTS, stepName } from "./checkpoint.ts";
import { checkKeeping, prune, removeIfThere, sweep } from "./checkpoint_prune.ts";
import { checkState, type FileSum, type FileSums, writeStateFile } from "./checkpoint_state.ts";

/**
 * Options of {@link saveCheckpoint}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SaveOptions } from "@mixlab/mixlab/train";
 *
 * const options: SaveOptions = { keepLast: 2, keepEvery: 1000 }; // two to go on from, and a history
 * equal(options.keepEvery, 1000);
 * ```
 */
export interface SaveOptions {
  /** How many of the latest checkpoints stay, this one among them; at least 1. Default: all. */
  readonly keepLast?: number | undefined;
  /** Checkpoints at multiples of this many steps stay besides. Default: none. */
  readonly keepEvery?: number | undefined;
  /** What is written through. Default: Deno's files. */
  readonly files?: Files | undefined;
}

/**
 * Saves a checkpoint as `<folder>/step-<8 digits>/`. After a kill, a power cut or an error at any moment it is complete
 * or absent, and those before it are as they were: older ones are removed only when it is on the disk. What a kill left
 * of an earlier one is swept. One process at a time may save in a folder.
 *
 * Takes no second copy of the numbers: they must not change while it runs.
 *
 * @returns the path of the checkpoint.
 * @throws {TypeError} when a map lacks a parameter or has an unknown one, the state is no plain JSON, or the folder
 *   cannot be written; when the disk is full.
 * @throws {RangeError} when a tensor has not its parameter's size, or the step or an option is out of range.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { initialParameters, latestCheckpoint, modelPreset, saveCheckpoint } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 256 }), parameters = initialParameters(config, { seed: 0 });
 * const zero = new Map([...parameters].map(([name, values]) => [name, new Float32Array(values.length)]));
 * const numbers = { config, parameters, firstMoments: zero, secondMoments: zero };
 * const folder = Deno.makeTempDirSync();
 * for (const step of [100, 200, 300]) saveCheckpoint(folder, { ...numbers, state: { step } }, { keepLast: 2 });
 * deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name).sort(), ["step-00000200", "step-00000300"]);
 * equal(latestCheckpoint(folder, { onRefused: console.error })?.state.step, 300);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function saveCheckpoint(folder: string, checkpoint: Checkpoint, options: SaveOptions = {}): string {
  const { files = denoFiles } = options, { state } = checkpoint;
  checkStep(state.step, "checkpoint: state.step");
  checkState(state);
  checkKeeping(options);
  const contents = contentsOf(checkpoint); // refuses what does not fit before anything is written
  const name = stepName(state.step), path = join(folder, name);
  const part = join(folder, `.${name}.part`), old = join(folder, `.${name}.old`);
  return writing(folder, () => {
    makeFolderDurably(folder, files);
    sweep(folder, "part", files);
    try {
      files.makeFolder(part);
      const sums = CHECKPOINT_FILES.map((file) => [file, writeFile(`${part}/${file}`, contents.get(file)!, files)]);
      writeStateFile(part, { state, files: Object.fromEntries(sums) as FileSums }, files);
    } catch (error) {
      makeRoom(part, files);
      throw error;
    }
    if (files.stat(path) !== undefined) {
      removeIfThere(old, files);
      files.rename(path, old);
    }
    files.rename(part, path);
    files.syncFolder(folder);
    sweep(folder, "old", files);
    prune(folder, state.step, options, files);
    return path;
  });
}

/** On the way out with an error: a full disk should not stay full. */
function makeRoom(part: string, files: Files): void {
  try {
    removeIfThere(part, files);
  } catch {
    // The next save sweeps it.
  }
}

function writeFile(path: string, pieces: Iterable<Uint8Array>, files: Files): FileSum {
  const file = new HashedFile(path, { files });
  for (const piece of pieces) file.append(piece);
  file.sync();
  return { bytes: file.length, sha256: file.sha256() };
}

function contentsOf(checkpoint: Checkpoint): ReadonlyMap<string, Iterable<Uint8Array>> {
  const { config, parameters } = checkpoint, specs = modelParameters(config);
  const contents = modelFiles(config, parameters);
  const moments = (["firstMoments", "secondMoments"] as const).flatMap((kind) => {
    const values = checkpoint[kind], known = new Set(specs.map(({ name }) => name));
    const other = [...values.keys()].find((name) => !known.has(name));
    if (other !== undefined) throw wrongKind(`checkpoint: ${kind}: the model has no ${got(other)}`);
    return specs.map(({ name, shape }) => {
      const tensor = values.get(name);
      if (tensor === undefined) throw wrongKind(`checkpoint: ${kind}: wanted also ${got(name)}`);
      return { name: MOMENTS[kind] + name, shape, values: tensor };
    });
  });
  return contents.set("optimizer.safetensors", encodeSafetensors(moments));
}
