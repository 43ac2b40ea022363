/**
 * The best split of a leaf: over all domains and all bounds between bins, the one with the largest
 *
 *     gain = G_L² / H_L + G_R² / H_R − G² / H,
 *
 * G and H the sums of first and second derivatives of the loss over the runs left of the bound, right of it and in the
 * whole leaf (Friedman 2001, equation 35 for least squares, up to a factor; LightGBM without regularisation). Both sides
 * must keep the fewest runs that a leaf may have.
 *
 * @module
 */
import type { BinnedRuns } from "./binned_runs.ts";
import type { Histogram } from "./histogram.ts";

/** Sums over the runs of a leaf. */
export interface LeafSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

/** Where to split, and what the left side then sums to. */
export interface Split {
  /** Position of the domain. */
  readonly domain: number;
  /** The last bin on the left. */
  readonly bin: number;
  /** What it gains (> 0). */
  readonly gain: number;
  /** Sums of the left side. */
  readonly left: LeafSums;
}

/** Least H of a leaf: LightGBM's min_sum_hessian_in_leaf. */
const LEAST_HESSIAN = 1e-3;

/**
 * The best split of a leaf, or undefined when none gains anything. Of equal gains the first domain's is taken, and
 * there the highest bound: bounds are tried from above.
 */
export function bestSplit(
  { gradients, hessians, counts }: Histogram,
  { m, firstBin }: BinnedRuns,
  whole: LeafSums,
  leafRuns: number,
): Split | undefined {
  const floor = whole.gradient ** 2 / whole.hessian;
  let best = floor, domain = -1, bin = 0, left: LeafSums | undefined;
  for (let j = 0; j < m; j++) {
    const first = firstBin[j];
    let G = 0, H = 0, count = 0; // right of the bound
    for (let z = firstBin[j + 1] - 1; z > first; z--) {
      if (counts[z] === 0) continue; // the same split as before
      G += gradients[z];
      H += hessians[z];
      count += counts[z];
      if (count < leafRuns || H < LEAST_HESSIAN) continue;
      const restH = whole.hessian - H;
      if (whole.count - count < leafRuns || restH < LEAST_HESSIAN) break;
      const restG = whole.gradient - G, gain = restG * restG / restH + G * G / H;
      if (gain > best) {
        best = gain;
        domain = j;
        bin = z - 1 - first;
        left = { gradient: restG, hessian: restH, count: whole.count - count };
      }
    }
  }
  return left && { domain, bin, gain: best - floor, left };
}
