/**
 * Runs as the growing of trees reads them: of each run the places in a histogram to which it adds.
 *
 * @module
 */
import type { Matrix } from "../../numerics/matrix.ts";
import { binBounds, binOf } from "./bins.ts";

/** N runs of m domains in bins. */
export interface BinnedRuns {
  /** Runs. */
  readonly N: number;
  /** Domains. */
  readonly m: number;
  /** Upper bounds of the bins of each domain (m lists). */
  readonly bounds: readonly Float64Array[];
  /** Where the bins of each domain begin in a histogram; at m, how many bins there are in all. */
  readonly firstBin: Int32Array;
  /** N × m: the place in a histogram of each share's bin. */
  readonly places: Int32Array;
}

/** Puts shares (N × m) into bins made for them. */
export function binRuns(shares: Matrix): BinnedRuns {
  const { rows: N, columns: m, data } = shares, bounds = binBounds(shares);
  const firstBin = new Int32Array(m + 1);
  bounds.forEach((b, j) => firstBin[j + 1] = firstBin[j] + b.length + 1);
  const places = new Int32Array(N * m);
  for (let n = 0; n < N; n++) {
    for (let j = 0; j < m; j++) places[n * m + j] = firstBin[j] + binOf(bounds[j], data[n * m + j]);
  }
  return { N, m, bounds, firstBin, places };
}
