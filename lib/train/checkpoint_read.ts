import { wrongKind } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import type { Files } from "../files/files.ts";
import { readModel } from "../model/hugging_face.ts";
import { readSafetensors } from "../model/safetensors.ts";
import { type Checkpoint, MOMENTS } from "./checkpoint.ts";
import { Refused } from "./checkpoint_state.ts";
import { verifyCheckpoint } from "./checkpoint_verify.ts";

/**
 * Reads a checkpoint, after its hashes were found right.
 *
 * @param path the checkpoint's folder, `…/step-<8 digits>`.
 * @throws {TypeError} when a file of it is missing, altered or cut short, or cannot be read.
 *
 * @example
 * ```ts
 * import { deepEqual, throws } from "node:assert/strict";
 * import { initialParameters, modelPreset, readCheckpoint, saveCheckpoint } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 256 }), parameters = initialParameters(config, { seed: 0 });
 * const zero = new Map([...parameters].map(([name, values]) => [name, new Float32Array(values.length)]));
 * const saved = { config, parameters, firstMoments: zero, secondMoments: zero, state: { step: 7, method: [1, 2] } };
 * const folder = Deno.makeTempDirSync(), path = saveCheckpoint(folder, saved);
 * deepEqual(readCheckpoint(path), saved);
 * Deno.truncateSync(`${path}/model.safetensors`, 1000);
 * throws(() => readCheckpoint(path), /model.safetensors has 1000 bytes, wanted/);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function readCheckpoint(path: string, { files = denoFiles }: { readonly files?: Files } = {}): Checkpoint {
  try {
    const state = verifyCheckpoint(path, files);
    const { config, parameters } = readModel(path), { tensors } = readSafetensors(`${path}/optimizer.safetensors`);
    const moments = (kind: keyof typeof MOMENTS) =>
      new Map(Array.from(parameters.keys(), (name) => [name, tensors.get(MOMENTS[kind] + name)!.values]));
    return {
      config,
      parameters,
      firstMoments: moments("firstMoments"),
      secondMoments: moments("secondMoments"),
      state,
    };
  } catch (error) {
    if (error instanceof Refused) throw wrongKind(`${path}: this checkpoint cannot be used: ${error.message}`);
    throw error;
  }
}
