/** Small models, rows of tokens and weights for the suite. D 16, V 32, T 8: tfjs-cpu is slow. */
import type { Program, TokenRows } from "../../lib/engine/engine.ts";
import type { ModelConfig } from "../../lib/model/config.ts";
import { modelParameters } from "../../lib/model/parameters.ts";
import { random } from "../../lib/numerics/random.ts";

const PARALLEL: ModelConfig = {
  vocabularySize: 32,
  context: 8,
  width: 16,
  layers: 2,
  heads: 2,
  mlpWidth: 64,
  rotaryFraction: 0.5,
  rotaryBase: 10000,
  layerNormEpsilon: 1e-5,
  residual: "parallel",
  tiedEmbeddings: false,
};

/** Pythia's kind and DoReMi's. */
export const CONFIGS: Readonly<Record<string, ModelConfig>> = {
  parallel: PARALLEL,
  sequential: { ...PARALLEL, residual: "sequential", tiedEmbeddings: true },
};

/** Parameters that no symmetry hides a mistake in: gains are not 1 and biases not 0. */
export function someParameters(config: ModelConfig, seed = 1): Map<string, Float32Array> {
  const rng = random(seed);
  return new Map(
    modelParameters(config).map(({ name, shape }) => {
      const gain = shape.length === 1 && name.endsWith("weight") ? 1 : 0, scale = shape.length === 1 ? 0.1 : 0.25;
      const size = shape.reduce((product, n) => product * n, 1);
      return [name, Float32Array.from({ length: size }, () => gain + scale * rng.normal())];
    }),
  );
}

/** Rows of ids below `V`. */
export function someRows(seed: number, { rows = 4, context = 8, V = 32 } = {}): TokenRows {
  const rng = random(seed);
  return { rows, context, tokens_BT1: Int32Array.from({ length: rows * (context + 1) }, () => rng.below(V)) };
}

/** All rows of both. */
export function together(a: TokenRows, b: TokenRows): TokenRows {
  return { rows: a.rows + b.rows, context: a.context, tokens_BT1: Int32Array.of(...a.tokens_BT1, ...b.tokens_BT1) };
}

/** Weights of a batch: some are 0, as of masked tokens. */
export function someWeights(seed: number, n: number): Float32Array {
  const rng = random(seed);
  return Float32Array.from({ length: n }, () => rng.uniform() < 0.2 ? 0 : rng.uniform() / n);
}

/** Σ weight × loss. */
export function weighted(losses: ArrayLike<number>, weights: ArrayLike<number>): number {
  return Array.from(losses, (loss, i) => loss * weights[i]).reduce((a, b) => a + b, 0);
}

/** Dot product over all tensors. */
export function dot(a: ReadonlyMap<string, ArrayLike<number>>, b: ReadonlyMap<string, ArrayLike<number>>): number {
  return [...a].reduce((sum, [name, values]) => sum + weighted(values, b.get(name)!), 0);
}

/** Whether an entry of query_key_value.bias belongs to a key, by head, in a dimension that is not rotated. */
function unseen(index: number, { width, heads, rotaryFraction }: ModelConfig): boolean {
  const d = width / heads;
  return Math.floor(index / d) % 3 === 1 && index % d >= Math.floor(d * rotaryFraction);
}

/**
 * A tensor without those biases of keys. They add the same to all scores of a query, and softmax does not see it: their
 * gradient is 0 but for rounding, and Adam divides noise by noise there.
 */
export function known(name: string, values: ArrayLike<number>, config: ModelConfig): number[] {
  const all = Array.from(values);
  return name.endsWith("query_key_value.bias") ? all.filter((_, i) => !unseen(i, config)) : all;
}

/** Those biases of keys alone. */
export function unknown(values: ArrayLike<number>, config: ModelConfig): number[] {
  return Array.from(values).filter((_, i) => unseen(i, config));
}

/** ‖a − b‖ / ‖b‖. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const squares = (f: (i: number) => number) => Array.from(b, (_, i) => f(i) ** 2).reduce((x, y) => x + y, 0);
  const apart = squares((i) => a[i] - b[i]), size = squares((i) => b[i]);
  return apart === 0 ? 0 : Math.sqrt(apart / size);
}

/** Names of parameters with weight decay. */
export function decayed({ parameters }: Program): ReadonlySet<string> {
  return new Set(parameters.filter(({ decay }) => decay).map(({ name }) => name));
}
