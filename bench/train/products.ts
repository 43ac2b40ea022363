/**
 * The matrix products of a training step: what no engine can do without. B rows, T positions a row, N = B T, D width,
 * H heads, E width of a head, M inside the MLP, V vocabulary, L layers.
 *
 * @module
 */
import type { Shape } from "./shapes.ts";

/** (batch × m × k) times (batch × k × n), `count` times a step. */
export interface Product {
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly count: number;
}

/**
 * Which factors are stored transposed: neither, the second, the first; forward passes, gradients of inputs and
 * gradients of weights use one each, but an engine is free to choose.
 */
export const LAYOUTS = ["NN", "NT", "TN"] as const;

/** Milliseconds of each product in each layout of {@link LAYOUTS}. */
export type ProductTimes = readonly (readonly number[])[];

/** All products of a step, forward and backward, equal ones counted together. Attention is counted whole, not causal. */
export function stepProducts({ config, rows: B }: Shape): Product[] {
  const { width: D, heads: H, mlpWidth: M, layers: L, vocabularySize: V, context: T } = config, N = B * T, E = D / H;
  const products = new Map<string, Product>();
  const add = (count: number, batch: number, m: number, k: number, n: number) => {
    const key = `${batch} ${m} ${k} ${n}`;
    products.set(key, { batch, m, k, n, count: count + (products.get(key)?.count ?? 0) });
  };
  const linear = (count: number, into: number, out: number) => {
    add(count, 1, N, into, out); // forward
    add(count, 1, N, out, into); // gradient of the inputs
    add(count, 1, out, N, into); // gradient of the weights
  };
  linear(L, D, 3 * D);
  linear(L, D, D);
  linear(L, D, M);
  linear(L, M, D);
  linear(1, D, V);
  add(2 * L, B * H, T, E, T); // scores; gradient of the probabilities
  add(4 * L, B * H, T, T, E); // values; gradients of values, queries, keys
  return [...products.values()];
}

/** Floating-point operations of a step's products. */
export function productWork(products: readonly Product[]): number {
  return products.reduce((sum, { batch, m, k, n, count }) => sum + 2 * batch * m * k * n * count, 0);
}

/** The least time of a step's products in milliseconds: each by the fastest library and layout measured. */
export function leastTime(products: readonly Product[], ...measured: readonly ProductTimes[]): number {
  return products.reduce(
    (sum, { count }, i) => sum + count * Math.min(...measured.flatMap((times) => times[i])),
    0,
  );
}
