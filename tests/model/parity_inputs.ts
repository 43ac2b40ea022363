/**
 * What tests/golden/model/parity.py computed with PyTorch, and the same inputs by the same formulas: weights and token
 * ids from an integer hash.
 */
import type { TokenRows, Update } from "../../lib/engine/engine.ts";
import type { ModelConfig } from "../../lib/model/config.ts";
import { modelParameters } from "../../lib/model/parameters.ts";

/** A tensor in short; see {@link sketch}. */
export interface Sketch {
  readonly norm: number;
  /** Onto 16 vectors of ±1. */
  readonly projections: readonly number[];
  /** Eight of its numbers. */
  readonly entries: readonly number[];
}

/** Golden values of one model. */
export interface ParityCase {
  readonly config: ModelConfig;
  /** Token losses of batch 0 in float64: B × T numbers. */
  readonly losses: readonly number[];
  /** The same in float32. */
  readonly losses32: readonly number[];
  /** Gradients of Σ weight × loss on batch 0, weights from {@link parityWeights}; float64. */
  readonly gradients: Readonly<Record<string, Sketch>>;
  /** Parameters after `sketchedStep` AdamW steps on the mean loss of batches 0, 1, …, less those before; float64. */
  readonly updates: Readonly<Record<string, Sketch>>;
  /** Mean losses of 20 AdamW steps, each before its update; float64. */
  readonly curve: readonly number[];
  /** The same in float32. */
  readonly curve32: readonly number[];
  /** Global norms of the 20 gradients before clipping; float64. */
  readonly norms: readonly number[];
}

/** The golden file. */
export interface Parity {
  /** B. */
  readonly rows: number;
  /** T. */
  readonly context: number;
  readonly adamw: Omit<Update, "step"> & { readonly sketchedStep: number };
  readonly cases: Readonly<Record<"parallel" | "sequential", ParityCase>>;
}

/** Golden values from PyTorch. */
export const PARITY: Parity = JSON.parse(
  Deno.readTextFileSync(new URL("../golden/model/parity.json", import.meta.url)),
);

/** The weights that the golden values began from. */
export function parityParameters(config: ModelConfig): Map<string, Float32Array> {
  return new Map(
    modelParameters(config).map(({ name, shape }, tensor) => {
      const values = new Float32Array(shape.reduce((size, n) => size * n, 1));
      for (let i = 0; i < values.length; i++) {
        const u = uniform(tensor, i) - 0.5;
        values[i] = shape.length === 2 ? u * 0.2 : name.endsWith("weight") ? 1 + u * 0.2 : u * 0.1;
      }
      return [name, values];
    }),
  );
}

/** Batch number `step`: small ids more often. */
export function parityRows({ vocabularySize }: ModelConfig, step: number): TokenRows {
  const { rows, context } = PARITY, tokens_BT1 = new Int32Array(rows * (context + 1));
  for (let i = 0; i < tokens_BT1.length; i++) {
    const u = uniform(1000 + step, i);
    tokens_BT1[i] = Math.floor(u * u * vocabularySize);
  }
  return { rows, context, tokens_BT1 };
}

/** Uneven weights of the B × T losses, about 1 / N each. */
export function parityWeights(): Float32Array {
  const n = PARITY.rows * PARITY.context;
  return Float32Array.from({ length: n }, (_, i) => (0.5 + uniform(2000, i)) / n);
}

/** A tensor of the golden models in short. The biases of keys count as 0: their gradient is rounding noise. */
export function sketch(name: string, values: ArrayLike<number>, { width, heads }: ModelConfig): Sketch {
  const v = Float64Array.from(values), headWidth = width / heads;
  if (name.endsWith("query_key_value.bias")) {
    for (let i = 0; i < v.length; i++) if (Math.floor(i / headWidth) % 3 === 1) v[i] = 0;
  }
  const dot = (signs: (i: number) => number) => v.reduce((sum, x, i) => sum + x * signs(i), 0);
  return {
    norm: Math.sqrt(v.reduce((sum, x) => sum + x * x, 0)),
    projections: Array.from({ length: 16 }, (_, k) => dot((i) => 1 - 2 * (hash(3000 + k, i) & 1))),
    entries: Array.from({ length: 8 }, (_, k) => v[hash(4000, k) % v.length]),
  };
}

/**
 * How far a sketched tensor is from the golden one, against its norm: an estimate of the L2 distance (the projections
 * of a difference onto ±1 vectors have its norm as root mean square), or more where norms or entries tell of more.
 */
export function sketchDistance(got: Sketch, golden: Sketch): number {
  const apart = (a: readonly number[], b: readonly number[]) => a.map((v, i) => Math.abs(v - b[i]));
  const squares = apart(got.projections, golden.projections).map((d) => d * d);
  const projected = Math.sqrt(squares.reduce((a, b) => a + b) / squares.length);
  const distance = Math.max(projected, Math.abs(got.norm - golden.norm), ...apart(got.entries, golden.entries));
  return distance / golden.norm;
}

function uniform(seed: number, index: number): number {
  return hash(seed, index) / 2 ** 32;
}

/** 32 bits from a seed and an index; the script has the same. */
function hash(seed: number, index: number): number {
  let x = (Math.imul(index, 0x9e3779b9) + Math.imul(seed, 0x85ebca6b)) | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
