/**
 * The vertices of a simplex cut by bounds: {p : Σ p = 1, lower ≤ p ≤ upper}. All shares of a vertex but one are at a bound
 * (Snee and Marquardt, "Extreme vertices designs for linear mixture models", Technometrics 16, 1974).
 *
 * @module
 */
import type { Box } from "../../laws/best/constraints.ts";
import type { Random } from "../../numerics/random.ts";
import { coincide } from "../coincide.ts";

const ROUNDING = 1e-12;

/**
 * All vertices, where there are at most `most`; otherwise `most` of them drawn at random, each by raising the shares in
 * random order from their floors to their caps until the sum is 1.
 */
export function boxVertices(
  box: Box,
  rng: Random,
  most: number,
): { readonly vertices: Float64Array[]; readonly complete: boolean } {
  const all = enumerate(box, most);
  if (all !== undefined) return { vertices: all, complete: true };
  const found = Array.from({ length: most }, () => randomVertex(box, rng));
  return { vertices: found, complete: false };
}

/** A vertex at random. */
export function randomVertex({ lower, upper }: Box, rng: Random): Float64Array {
  const p = lower.slice(), order = rng.shuffle(Array.from(lower, (_, j) => j));
  let left = 1 - p.reduce((a, b) => a + b, 0);
  for (const j of order) {
    const step = Math.min(upper[j] - lower[j], Math.max(0, left));
    p[j] += step;
    left -= step;
  }
  return p;
}

/** Every vertex once; undefined when there are more than `most`. */
function enumerate({ lower, upper }: Box, most: number): Float64Array[] | undefined {
  const m = lower.length, out: Float64Array[] = [], p = new Float64Array(m);
  // What the shares from j on add at least and at most.
  const least = new Float64Array(m + 1), largest = new Float64Array(m + 1);
  for (let j = m - 1; j >= 0; j--) {
    least[j] = least[j + 1] + lower[j];
    largest[j] = largest[j + 1] + upper[j];
  }
  /** Places share j and those after it; `free` is the one that is not at a bound. */
  const place = (j: number, sum: number, free: number): boolean => {
    if (j === m) return add(sum, free);
    const bounds = upper[j] - lower[j] > ROUNDING ? [lower[j], upper[j]] : [lower[j]];
    for (const bound of bounds) {
      p[j] = bound;
      if (!reachable(sum + bound, j + 1, free)) continue;
      if (!place(j + 1, sum + bound, free)) return false;
    }
    if (free >= 0 || bounds.length === 1) return true;
    p[j] = 0;
    return !reachable(sum, j + 1, j) || place(j + 1, sum, j);
  };
  /** Whether the shares from j on and the free one can still make the sum 1. */
  const reachable = (sum: number, j: number, free: number) => {
    const [a, b] = free < 0 ? [0, 0] : [lower[free], upper[free]];
    return sum + least[j] + a <= 1 + ROUNDING && sum + largest[j] + b >= 1 - ROUNDING;
  };
  const add = (sum: number, free: number): boolean => {
    const vertex = p.slice();
    if (free >= 0) vertex[free] = Math.min(upper[free], Math.max(lower[free], 1 - sum));
    if (!out.some((other) => coincide(other, vertex))) out.push(vertex);
    return out.length <= most;
  };
  return place(0, 0, -1) ? out : undefined;
}
