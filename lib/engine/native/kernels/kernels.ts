/**
 * The compiled kernels: SIMD loops over float32 numbers in linear memory. Addresses are in bytes, lengths in numbers.
 * `deno task -c deno.kernels.json kernels` makes kernels.wasm of kernels.as.ts.
 *
 * @module
 */
import bytes from "./kernels.wasm" with { type: "bytes" };

/** Largest memory that the kernels reach, in pages of 64 KiB: the last one is left out, so that no address wraps. */
export const MOST_PAGES = 65_535;

/** The kernels on one memory. */
export interface Kernels {
  /**
   * One AdamW update of n parameters: m = β₁ m + (1 − β₁) g, v = β₂ v + (1 − β₂) g², p = p keep − rate m / (√v root + ε),
   * where g is the gradient times `scale`. Moments below the normal float32 numbers become 0.
   */
  adamw(
    p: number,
    g: number,
    m: number,
    v: number,
    n: number,
    scale: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    keep: number,
    rate: number,
    root: number,
    epsilon: number,
  ): void;
  /**
   * Σ x y: float32 sums of 16 products each, summed in float64. It depends on where the range begins and ends, and not
   * finite numbers make it not finite.
   */
  dot(x: number, y: number, n: number): number;
  /** y = a x. */
  scale(y: number, x: number, n: number, a: number): void;
  /** y = y + a x. */
  axpy(y: number, x: number, n: number, a: number): void;
}

const module = new WebAssembly.Module(bytes);

/** The kernels on a shared memory of at most {@link MOST_PAGES} pages. */
export function kernels(memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}
