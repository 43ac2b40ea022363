/**
 * What trains a program: parameters, gradients and moments, and the steps that change them, on one backend. B rows,
 * T positions a row, m gradient slots.
 *
 * @module
 */
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";

/**
 * Names of the backends.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { BACKENDS } from "@mixlab/mixlab/train";
 *
 * ok(BACKENDS.includes("native"));
 * ```
 */
export const BACKENDS = ["native", "tfjs-node-gpu", "tfjs-node", "webgpu", "wasm", "cpu"] as const;

/**
 * A name of {@link BACKENDS}.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type BackendName, BACKENDS } from "@mixlab/mixlab/train";
 *
 * const onGpu = (name: BackendName) => name === "webgpu" || name.endsWith("-gpu");
 * deepEqual(BACKENDS.filter(onGpu), ["tfjs-node-gpu", "webgpu"]);
 * ```
 */
export type BackendName = typeof BACKENDS[number];

/**
 * One trained tensor.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { modelParameters, modelPreset, type ParameterSpec } from "@mixlab/mixlab/train";
 *
 * const size = ({ shape }: ParameterSpec) => shape.reduce((product, n) => product * n, 1);
 * equal(size(modelParameters(modelPreset("tiny", { vocabularySize: 256 }))[0]), 256 * 64); // the embedding
 * ```
 */
export interface ParameterSpec {
  /** Its name, as in Hugging Face's files. */
  readonly name: string;
  /** Its dimensions. */
  readonly shape: readonly number[];
  /** Whether weight decay applies: matrices and embeddings, not biases and LayerNorm. */
  readonly decay: boolean;
}

/**
 * What is trained: parameters, and a loss for each token written with tfjs operations.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { gather, logSoftmax, neg, type Tensor1D } from "@tensorflow/tfjs-core";
 * import { openEngine, type Program } from "@mixlab/mixlab/train";
 *
 * // Each of 4 ids has a chance of its own, whatever stands before it.
 * const unigram: Program = {
 *   parameters: [{ name: "scores", shape: [4], decay: false }],
 *   ...{ vocabularySize: 4, context: 8 },
 *   tokenLosses: ({ scores }, { targets_N }) => neg(gather(logSoftmax(scores), targets_N)) as Tensor1D,
 * };
 * await using engine = await openEngine(unigram, { backend: "cpu" });
 * const [loss] = await engine.losses({ rows: 1, context: 1, tokens_BT1: Int32Array.of(0, 3) });
 * equal(loss.toFixed(4), Math.log(4).toFixed(4)); // all scores are 0
 * ```
 */
export interface Program {
  /** All parameters, in the order of files and buffers. */
  readonly parameters: readonly ParameterSpec[];
  /** Ids are whole numbers from 0 to V − 1. */
  readonly vocabularySize: number;
  /** Longest row, T. */
  readonly context: number;
  /**
   * Loss of each target, in nats: N = rows × context numbers, row by row.
   *
   * @param p the parameters by name.
   */
  tokenLosses(p: Readonly<Record<string, Tensor>>, rows: ProgramRows): Tensor1D;
}

/**
 * The tokens that a program sees.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { ProgramRows } from "@mixlab/mixlab/train";
 *
 * const targets = ({ rows, context }: Pick<ProgramRows, "rows" | "context">) => rows * context;
 * equal(targets({ rows: 8, context: 64 }), 512);
 * ```
 */
export interface ProgramRows {
  /** N ids: the inputs, row by row. */
  readonly inputs_N: Tensor1D;
  /** N ids: the targets. */
  readonly targets_N: Tensor1D;
  /** Number of rows, B. */
  readonly rows: number;
  /** Positions a row, T. */
  readonly context: number;
}

/**
 * Rows of token ids, as the sampler gives them.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import type { TokenRows } from "@mixlab/mixlab/train";
 *
 * const row = (text: string): TokenRows => {
 *   const ids = new TextEncoder().encode(text);
 *   return { rows: 1, context: ids.length - 1, tokens_BT1: Int32Array.from(ids) };
 * };
 * deepEqual(row("abc"), { rows: 1, context: 2, tokens_BT1: Int32Array.of(97, 98, 99) });
 * ```
 */
export interface TokenRows {
  /** Number of rows, B. */
  readonly rows: number;
  /** Positions a row, T. */
  readonly context: number;
  /** B × (T + 1) ids: columns 0 … T − 1 are the inputs, columns 1 … T the targets. */
  readonly tokens_BT1: Int32Array;
}

/**
 * How much each token's loss counts: B × T numbers, or a rule that makes them from the token losses (nats) of this very
 * forward pass (DoReMi). The gradient taken is that of Σ weight × loss; the weights are constants in it.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import type { TokenWeights } from "@mixlab/mixlab/train";
 *
 * // What a small model does worse than a large one counts; the rest does not (DoReMi, excess loss).
 * const excess = (reference_BT: Float32Array): TokenWeights => (losses_BT) =>
 *   losses_BT.map((loss, i) => Math.max(loss - reference_BT[i], 0));
 * const rule = excess(Float32Array.of(1, 2)) as (losses_BT: Float32Array) => Float32Array;
 * deepEqual(rule(Float32Array.of(1.5, 1)), Float32Array.of(0.5, 0));
 * ```
 */
export type TokenWeights = Float32Array | ((losses_BT: Float32Array) => Float32Array);

/**
 * What one AdamW update needs (Loshchilov and Hutter, 2019, algorithm 2).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { ADAMW, type Update } from "@mixlab/mixlab/train";
 *
 * const first: Update = { ...ADAMW, learningRate: 1e-3, step: 1 };
 * equal(first.clip, 1);
 * ```
 */
export interface Update {
  /** Learning rate of this update. */
  readonly learningRate: number;
  /** Number of this update, from 1: corrects the moments' bias. */
  readonly step: number;
  /** Decay of the first and of the second moment. */
  readonly betas: readonly [number, number];
  /** Added to the root of the second moment. */
  readonly epsilon: number;
  /** Weight decay λ, on parameters that decay. */
  readonly weightDecay: number;
  /** Largest global norm of the gradient; a larger gradient is scaled down to it. Infinity for none. */
  readonly clip: number;
}

/**
 * Which of its tensors an engine is asked for.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type Engine, type TensorKind } from "@mixlab/mixlab/train";
 *
 * // Root of the sum of squares over all tensors.
 * const norm = async (engine: Pick<Engine, "read">, kind: TensorKind) => {
 *   let squares = 0;
 *   for (const values of (await engine.read(kind)).values()) for (const x of values) squares += x * x;
 *   return Math.sqrt(squares);
 * };
 * const engine = { read: () => Promise.resolve(new Map([["w", Float32Array.of(3, 4)]])) };
 * equal(await norm(engine, "gradients"), 5);
 * ```
 */
export type TensorKind = "parameters" | "gradients" | "firstMoments" | "secondMoments";

/**
 * A program on a backend. Calls must not overlap: wait for each promise.
 *
 * Gradients go to slots: slot 0 is what `update` applies; others (made by `slots`) hold gradients of single domains
 * (DoGE) until `combine` sums them into slot 0.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { ADAMW, type Engine, initialParameters, languageModel, modelPreset, openEngine } from "@mixlab/mixlab/train";
 *
 * const tiny = modelPreset("tiny", { vocabularySize: 8, context: 4 });
 * const config = { ...tiny, layers: 1, width: 16, mlpWidth: 16, heads: 2 };
 * await using engine: Engine = await openEngine(languageModel(config), { backend: "cpu" });
 * await engine.write("parameters", initialParameters(config, { seed: 0 }));
 * const rows = { rows: 1, context: 4, tokens_BT1: Int32Array.of(1, 2, 3, 4, 5) };
 * const before = await engine.gradient(rows, new Float32Array(4).fill(1 / 4)); // the mean of the four losses
 * const { norm } = await engine.update({ ...ADAMW, learningRate: 0.01, step: 1 });
 * const after = await engine.losses(rows);
 * ok(norm > 0 && after.every((loss, i) => loss < before[i]));
 * ```
 */
export interface Engine extends AsyncDisposable {
  /** Which backend it is. */
  readonly backend: BackendName;
  /** What computes, in words, for a person and for records: library, version, device, threads. */
  readonly device: string;
  /** What it trains. */
  readonly program: Program;
  /** Losses (nats) of the B × T targets; nothing is changed. */
  losses(rows: TokenRows): Promise<Float32Array>;
  /**
   * Gradient of Σ weight × loss into a slot.
   *
   * @param options `slot`: default 0. `add`: to what the slot holds instead of in its place (gradient accumulation).
   * @returns the losses (nats) of the B × T targets.
   */
  gradient(
    rows: TokenRows,
    weights: TokenWeights,
    options?: { readonly slot?: number; readonly add?: boolean },
  ): Promise<Float32Array>;
  /** Makes sure of this many slots, at least 1. */
  slots(count: number): void;
  /** Dot products of the gradients in these slots: n × n numbers, row by row; norms are roots of the diagonal. */
  dots(slots: readonly number[]): Promise<Float64Array>;
  /** Slot 0 becomes Σ weight × slot. */
  combine(slots: readonly number[], weights: ArrayLike<number>): Promise<void>;
  /**
   * Clips the gradient in slot 0 and applies it by AdamW.
   * @returns its global norm before clipping. Not finite: nothing was changed.
   */
  update(update: Update): Promise<{ readonly norm: number }>;
  /** Copies of all tensors of a kind, by parameter name; gradients are those of slot 0. */
  read(kind: TensorKind): Promise<Map<string, Float32Array>>;
  /**
   * Puts values in the place of those of a kind.
   * @throws {TypeError} when a name is missing or not known.
   * @throws {RangeError} when one has not its parameter's size.
   */
  write(kind: TensorKind, values: ReadonlyMap<string, Float32Array>): Promise<void>;
  /** Tensors alive now: flat over a run. */
  liveTensors(): number;
}
