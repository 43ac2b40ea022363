/**
 * Histograms over all bins of all domains: what the runs of a leaf add up to in each bin.
 *
 * @module
 */
import type { BinnedRuns } from "./binned_runs.ts";

/** Sums by bin, over the runs of one leaf. */
export interface Histogram {
  /** Sum of the gradients g. */
  readonly gradients: Float64Array;
  /** Sum of the second derivatives h. The same array as `counts` where all weights are 1. */
  readonly hessians: Float64Array;
  /** Number of runs. */
  readonly counts: Float64Array;
}

/** An empty histogram; without weights h = 1, so that second derivatives are counts. */
export function histogram(bins: number, weighted: boolean): Histogram {
  const counts = new Float64Array(bins);
  return {
    gradients: new Float64Array(bins),
    hessians: weighted ? new Float64Array(bins) : counts,
    counts,
  };
}

/** Fills a histogram from the runs at rows[from … to − 1]. */
export function fillHistogram(
  { gradients, hessians, counts }: Histogram,
  { m, places }: BinnedRuns,
  rows: Int32Array,
  from: number,
  to: number,
  g: Float32Array,
  h: Float32Array | undefined,
): void {
  gradients.fill(0);
  counts.fill(0);
  if (h === undefined) {
    for (let r = from; r < to; r++) {
      const n = rows[r], gradient = g[n];
      for (let z = n * m, end = z + m; z < end; z++) {
        gradients[places[z]] += gradient;
        counts[places[z]]++;
      }
    }
    return;
  }
  hessians.fill(0);
  for (let r = from; r < to; r++) {
    const n = rows[r], gradient = g[n], hessian = h[n];
    for (let z = n * m, end = z + m; z < end; z++) {
      gradients[places[z]] += gradient;
      hessians[places[z]] += hessian;
      counts[places[z]]++;
    }
  }
}

/** Takes one leaf's sums from those of the leaf above: what is left is the other child's. */
export function subtractHistogram(whole: Histogram, part: Histogram): void {
  subtract(whole.gradients, part.gradients);
  subtract(whole.counts, part.counts);
  if (whole.hessians !== whole.counts) subtract(whole.hessians, part.hessians);
}

function subtract(whole: Float64Array, part: Float64Array): void {
  for (let z = 0; z < whole.length; z++) whole[z] -= part[z];
}
