import { ok } from "../assert.ts";
import { random } from "../../lib/numerics/random.ts";

/** `size` standard normal numbers. */
export function normals(size: number, seed: number): Float64Array {
  const rng = random(seed);
  return Float64Array.from({ length: size }, () => rng.normal());
}

/** a · b. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * Holds a gradient against central differences of a function at `x`, whose numbers are moved in place: five points, so
 * that the error is that of h⁴ and of rounding.
 *
 * @param at which numbers to move; default all.
 */
export function checkGradient(
  f: () => number,
  x: Float64Array,
  gradient: ArrayLike<number>,
  what: string,
  at: readonly number[] = Array.from(x, (_, i) => i),
): void {
  const h = 1e-3;
  ok(gradient.length === x.length, `${what}: ${gradient.length} numbers for ${x.length}`);
  for (const i of at) {
    const kept = x[i];
    const moved = (steps: number) => {
      x[i] = kept + steps * h;
      return f();
    };
    const slope = (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * h);
    x[i] = kept;
    ok(Math.abs(slope - gradient[i]) < 1e-8 * (1 + Math.abs(slope)), `${what}[${i}]: ${gradient[i]}, wanted ${slope}`);
  }
}
