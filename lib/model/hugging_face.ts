/**
 * Model folders that transformers and Mixlab both open: config.json and safetensors.
 *
 * @module
 */
import { got, outOfRange, unparsable, wrongKind } from "../errors.ts";
import { decodeText, unreadable } from "../text/read_text.ts";
import type { ModelConfig } from "./config.ts";
import { parseConfigJson, writeConfigJson } from "./hugging_face/config_json.ts";
import { modelParameters } from "./parameters.ts";
import { encodeSafetensors, readSafetensors, type ReadTensor } from "./safetensors.ts";
import type { FloatType } from "./safetensors/number_type.ts";

/**
 * A model: its shape and its numbers.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { initialParameters, type Model, modelPreset } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 257 });
 * const model: Model = { config, parameters: initialParameters(config, { seed: 0 }) };
 * ok(model.parameters.has("embed_out.weight"));
 * ```
 */
export interface Model {
  /** Its shape. */
  readonly config: ModelConfig;
  /** By name, in the order of `modelParameters`. */
  readonly parameters: Map<string, Float32Array>;
}

const WEIGHTS = "model.safetensors", INDEX = "model.safetensors.index.json";
/** What older versions of transformers saved beside the parameters: masks and frequencies, known without them. */
const OLD_BUFFER = /\.attention\.(?:bias|masked_bias|rotary_emb\.inv_freq)$|^gpt_neox\.rotary_emb\.inv_freq$/;

/**
 * Reads a model that transformers or Mixlab saved: config.json with model.safetensors, or with the parts that
 * model.safetensors.index.json names. Weights of F32, F16 and BF16 become float32.
 *
 * @param folder the model's folder.
 * @throws {TypeError} when a file or a tensor is missing, or a tensor is not one of the model's.
 * @throws {SyntaxError} when a file is not what its format says.
 * @throws {RangeError} when the model is not one that Mixlab computes, a tensor has another shape than the
 *   configuration tells, or a number is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { initialParameters, modelFiles, modelPreset, readModel } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 257 }), parameters = initialParameters(config, { seed: 0 });
 * const folder = Deno.makeTempDirSync();
 * for (const [name, pieces] of modelFiles(config, parameters)) {
 *   using file = Deno.createSync(`${folder}/${name}`);
 *   for (const piece of pieces) for (let at = 0; at < piece.length;) at += file.writeSync(piece.subarray(at));
 * }
 * deepEqual(readModel(folder), { config, parameters });
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function readModel(folder: string): Model {
  const config = parseConfigJson(readWhole(`${folder}/config.json`), `${folder}/config.json`);
  const tensors = readWeights(folder), parameters = new Map<string, Float32Array>();
  const wanted = modelParameters(config), missing = wanted.filter(({ name }) => !tensors.has(name));
  if (missing.length > 0) throw wrongKind(`${folder}: its weights lack ${several(missing.map(({ name }) => name))}`);
  for (const { name, shape } of wanted) {
    const { shape: is, values } = tensors.get(name)!;
    if (is.length !== shape.length || is.some((n, i) => n !== shape[i])) {
      throw outOfRange(`${folder}: ${name}: wanted the shape [${shape}] that config.json tells, got [${is}]`);
    }
    const bad = values.findIndex((v) => !Number.isFinite(v));
    if (bad >= 0) throw outOfRange(`${folder}: ${name}[${bad}]: wanted a finite number, got ${values[bad]}`);
    parameters.set(name, values);
    tensors.delete(name);
  }
  // Some programs save the head of a tied model again.
  if (config.tiedEmbeddings && equal(tensors.get("embed_out.weight"), parameters.get("gpt_neox.embed_in.weight")!)) {
    tensors.delete("embed_out.weight");
  }
  if (tensors.size > 0) {
    throw wrongKind(`${folder}: its weights hold what the model has not: ${several([...tensors.keys()])}`);
  }
  return { config, parameters };
}

/**
 * The files of a model's folder, by name, each as pieces of bytes: config.json and model.safetensors. Float32 pieces
 * are views of the parameters: write them before those change.
 *
 * @param dtype how the weights are written; F16 and BF16 round them.
 * @throws {TypeError} when a parameter is missing or is none of the model's.
 * @throws {RangeError} when one has not the size that the configuration tells, or is too large for the type.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { initialParameters, modelFiles, modelPreset } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 257 });
 * const files = modelFiles(config, initialParameters(config, { seed: 0 }), "BF16");
 * deepEqual([...files.keys()], ["config.json", "model.safetensors"]);
 * ```
 */
export function modelFiles(
  config: ModelConfig,
  parameters: ReadonlyMap<string, Float32Array>,
  dtype: FloatType = "F32",
): Map<string, Iterable<Uint8Array>> {
  const specs = modelParameters(config), known = new Set(specs.map(({ name }) => name));
  const missing = [...known].filter((name) => !parameters.has(name));
  if (missing.length > 0) throw wrongKind(`modelFiles: parameters: wanted also ${several(missing)}`);
  const other = [...parameters.keys()].filter((name) => !known.has(name));
  if (other.length > 0) throw wrongKind(`modelFiles: parameters: the model has no ${several(other)}`);
  const tensors = specs.map(({ name, shape }) => ({ name, shape, values: parameters.get(name)! }));
  return new Map<string, Iterable<Uint8Array>>([
    ["config.json", [new TextEncoder().encode(writeConfigJson(config, dtype))]],
    [WEIGHTS, encodeSafetensors(tensors, { dtype })],
  ]);
}

/** All tensors of a folder but old buffers, from one file or from several. */
function readWeights(folder: string): Map<string, ReadTensor> {
  const skip = (name: string) => OLD_BUFFER.test(name);
  if (exists(`${folder}/${WEIGHTS}`)) return readSafetensors(`${folder}/${WEIGHTS}`, { skip }).tensors;
  if (!exists(`${folder}/${INDEX}`)) {
    throw wrongKind(
      `${folder}: wanted ${WEIGHTS} or ${INDEX}, got neither; a model in another format can be saved anew by ` +
        "save_pretrained of transformers",
    );
  }
  const parts = readIndex(`${folder}/${INDEX}`), tensors = new Map<string, ReadTensor>();
  for (const file of new Set(parts.values())) {
    for (const [name, tensor] of readSafetensors(`${folder}/${file}`, { skip }).tensors) {
      if (parts.get(name) !== file) {
        throw wrongKind(`${folder}/${file}: holds ${got(name)}, which ${INDEX} does not say`);
      }
      tensors.set(name, tensor);
    }
  }
  for (const [name, file] of parts) {
    if (!tensors.has(name) && !skip(name)) {
      throw wrongKind(`${folder}/${file}: wanted ${got(name)} in it, as ${INDEX} says`);
    }
  }
  return tensors;
}

/** Which file each tensor is in. */
function readIndex(path: string): Map<string, string> {
  let index: unknown;
  try {
    index = JSON.parse(readWhole(path));
  } catch (error) {
    throw error instanceof SyntaxError ? unparsable(`${path}: not JSON: ${error.message}`) : error;
  }
  const map = (index as { weight_map?: unknown } | null)?.weight_map;
  if (typeof map !== "object" || map === null) {
    throw wrongKind(`${path}: weight_map: wanted an object, got ${got(map)}`);
  }
  for (const [name, file] of Object.entries(map)) {
    if (typeof file !== "string" || !/^[\w-][\w.-]*\.safetensors$/.test(file)) {
      throw wrongKind(`${path}: weight_map: ${got(name)}: wanted a .safetensors file beside it, got ${got(file)}`);
    }
  }
  return new Map(Object.entries(map));
}

function readWhole(path: string): string {
  try {
    return decodeText(Deno.readFileSync(path), path);
  } catch (error) {
    throw unreadable(error, path);
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw unreadable(error, path);
  }
}

function equal(tensor: ReadTensor | undefined, values: Float32Array): boolean {
  return tensor?.values.length === values.length && tensor.values.every((v, i) => v === values[i]);
}

function several(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}
