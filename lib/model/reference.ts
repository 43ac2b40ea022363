/**
 * The whole model, forward and backward, slowly and plainly in float64: the judge of the engines. B rows of T positions
 * (N = B × T), V vocabulary.
 *
 * @module
 */
import type { TokenRows } from "../engine/engine.ts";
import { outOfRange, wrongKind } from "../errors.ts";
import type { ModelConfig } from "./config.ts";
import { modelParameters } from "./parameters.ts";
import { block, blockBackward, type BlockValues } from "./reference/block.ts";
import { crossEntropy, crossEntropyBackward } from "./reference/cross_entropy.ts";
import { embedding, embeddingBackward } from "./reference/embedding.ts";
import { layerNorm, layerNormBackward } from "./reference/layer_norm.ts";
import { linear, linearBackward } from "./reference/linear.ts";

/**
 * Parameters by name, in float32 or float64.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { modelParameters, modelPreset, referenceLogits, type ReferenceParameters } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 8 });
 * const zeros: ReferenceParameters = new Map(modelParameters(config).map(({ name, shape }) => (
 *   [name, new Float64Array(shape.reduce((size, n) => size * n))]
 * )));
 * equal(referenceLogits(config, zeros, { rows: 1, context: 1, tokens_BT1: Int32Array.of(1, 2) })[0], 0);
 * ```
 */
export type ReferenceParameters = ReadonlyMap<string, ArrayLike<number>>;

const NORM = "gpt_neox.final_layer_norm", TABLE = "gpt_neox.embed_in.weight";

/**
 * Scores of every id at every position: B × T × V numbers.
 *
 * @throws {TypeError} when a parameter is missing.
 * @throws {RangeError} when the configuration is not sound, a parameter has not its size, a row is longer than the
 *   context, or an id is not of the vocabulary.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { initialParameters, modelPreset, referenceLogits } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 8 });
 * const rows = { rows: 1, context: 3, tokens_BT1: Int32Array.of(1, 2, 3, 4) };
 * equal(referenceLogits(config, initialParameters(config, { seed: 0 }), rows).length, 1 * 3 * 8);
 * ```
 */
export function referenceLogits(config: ModelConfig, parameters: ReferenceParameters, rows: TokenRows): Float64Array {
  return forward(config, parameters, rows).logits_NV;
}

/**
 * Loss of each target, in nats: B × T numbers, row by row.
 *
 * @throws {TypeError | RangeError} as `referenceLogits`.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { initialParameters, modelPreset, referenceLosses } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 8 });
 * const rows = { rows: 1, context: 3, tokens_BT1: Int32Array.of(1, 2, 3, 4) };
 * const losses = referenceLosses(config, initialParameters(config, { seed: 0 }), rows);
 * ok(losses.length === 3 && losses.every((loss) => Math.abs(loss - Math.log(8)) < 1));
 * ```
 */
export function referenceLosses(config: ModelConfig, parameters: ReferenceParameters, rows: TokenRows): Float64Array {
  const { logits_NV, targets_N } = forward(config, parameters, rows);
  return crossEntropy(logits_NV, targets_N, config.vocabularySize);
}

/**
 * Losses, and the gradient of Σ weight × loss in every parameter.
 *
 * @param weights_BT a weight for each target.
 * @throws {TypeError | RangeError} as `referenceLogits`; also when there are not B × T weights.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { initialParameters, modelPreset, referenceGradients } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 8 });
 * const rows = { rows: 1, context: 3, tokens_BT1: Int32Array.of(1, 2, 3, 4) };
 * const parameters = initialParameters(config, { seed: 0 });
 * const { gradients } = referenceGradients(config, parameters, rows, [1, 1, 0]);
 * ok(gradients.get("embed_out.weight")!.length === 8 * 64);
 * ```
 */
export function referenceGradients(
  config: ModelConfig,
  parameters: ReferenceParameters,
  rows: TokenRows,
  weights_BT: ArrayLike<number>,
): { losses_BT: Float64Array; gradients: Map<string, Float64Array> } {
  const { vocabularySize: V, width: D, layerNormEpsilon: epsilon } = config, T = rows.context;
  const { p, head, inputs_N, targets_N, blocks, last_ND, normal_ND, logits_NV } = forward(config, parameters, rows);
  if (weights_BT.length !== targets_N.length) {
    throw outOfRange(`reference: wanted ${targets_N.length} weights, got ${weights_BT.length}`);
  }
  const gradients = new Map(modelParameters(config).map(({ name }) => [name, new Float64Array(p(name).length)]));
  /** Adds, since the table of a tied model is used twice. */
  const take = (name: string, gradient: Float64Array) => {
    const sum = gradients.get(name)!;
    gradient.forEach((g, i) => sum[i] += g);
  };

  const dLogits_NV = crossEntropyBackward(weights_BT, logits_NV, targets_N, V);
  const { dX_NI: dNormal_ND, dWeight_OI } = linearBackward(dLogits_NV, normal_ND, p(head), D);
  take(head, dWeight_OI);
  const { dX_ND, dGain_D, dBias_D } = layerNormBackward(dNormal_ND, last_ND, p(`${NORM}.weight`), epsilon);
  take(`${NORM}.weight`, dGain_D);
  take(`${NORM}.bias`, dBias_D);
  const dFirst_ND = blocks.reduceRight<Float64Array>((dY_ND, values, l) => {
    const of = (name: string) => `gpt_neox.layers.${l}.${name}`;
    return blockBackward(dY_ND, values, (n) => p(of(n)), (n, gradient) => take(of(n), gradient), config, T);
  }, dX_ND);
  take(TABLE, embeddingBackward(dFirst_ND, inputs_N, V, D));
  return { losses_BT: crossEntropy(logits_NV, targets_N, V), gradients };
}

function forward(config: ModelConfig, parameters: ReferenceParameters, rows: TokenRows) {
  const { width: D, layers: L, layerNormEpsilon: epsilon } = config;
  const values = checkedParameters(config, parameters), p = (name: string) => values.get(name)!;
  const head = config.tiedEmbeddings ? TABLE : "embed_out.weight";
  const { inputs_N, targets_N } = inputsAndTargets(config, rows);

  const blocks: BlockValues[] = [];
  let last_ND = embedding(p(TABLE), inputs_N, D);
  for (let l = 0; l < L; l++) {
    blocks.push(block(last_ND, (name) => p(`gpt_neox.layers.${l}.${name}`), config, rows.context));
    last_ND = blocks[l].y_ND;
  }
  const normal_ND = layerNorm(last_ND, p(`${NORM}.weight`), p(`${NORM}.bias`), epsilon);
  const logits_NV = linear(normal_ND, p(head), D);
  return { p, head, inputs_N, targets_N, blocks, last_ND, normal_ND, logits_NV };
}

function checkedParameters(config: ModelConfig, parameters: ReferenceParameters): Map<string, Float64Array> {
  return new Map(
    modelParameters(config).map(({ name, shape }) => {
      const values = parameters.get(name), size = shape.reduce((product, n) => product * n, 1);
      if (values === undefined) throw wrongKind(`reference: wanted also the parameter ${name}`);
      if (values.length !== size) throw outOfRange(`reference: ${name}: wanted ${size} numbers, got ${values.length}`);
      return [name, Float64Array.from(values)];
    }),
  );
}

function inputsAndTargets({ context, vocabularySize: V }: ModelConfig, { rows: B, context: T, tokens_BT1 }: TokenRows) {
  if (T > context) throw outOfRange(`reference: wanted rows of at most ${context} positions, got ${T}`);
  if (tokens_BT1.length !== B * (T + 1)) {
    throw outOfRange(`reference: wanted ${B * (T + 1)} ids for ${B} rows of ${T} positions, got ${tokens_BT1.length}`);
  }
  const bad = tokens_BT1.find((id) => id < 0 || id >= V);
  if (bad !== undefined) throw outOfRange(`reference: wanted ids from 0 to ${V - 1}, got ${bad}`);
  const inputs_N = new Int32Array(B * T), targets_N = new Int32Array(B * T);
  for (let b = 0; b < B; b++) {
    const row = tokens_BT1.subarray(b * (T + 1), (b + 1) * (T + 1));
    inputs_N.set(row.subarray(0, T), b * T);
    targets_N.set(row.subarray(1), b * T);
  }
  return { inputs_N, targets_N };
}
