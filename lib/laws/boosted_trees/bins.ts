/**
 * Shares in bins: a tree asks only whether a share is at most the upper bound of one of its domain's bins.
 *
 * As in LightGBM (Ke et al. 2017, section 3; max_bin 255, min_data_in_bin 3): shares of exactly 0 have a bin to
 * themselves. Where the other shares have at most 254 different values, bins are filled from below and closed at three
 * runs; where they have more, bins are made to hold equally many runs. A bound lies in the middle between two values, and
 * a share in the very middle is below it, whichever way rounding went.
 *
 * @module
 */
import { columnOf, type Matrix } from "../../numerics/matrix.ts";

/** Most bins a domain, the one of zeros included: a bin's number fits a byte. */
export const MOST_BINS = 255;
/** Fewest runs in a bin. */
const LEAST_RUNS = 3;
/** Where the bin of zeros ends: below any share that a mixture can have. */
const ZERO = 1e-35;
/** Shares that are nearer than this differ by rounding only. */
const SAME = 1e-12;

/** Upper bounds of the bins of each domain (m lists, ascending); the last bin of each has none. */
export function binBounds(shares: Matrix): Float64Array[] {
  return Array.from({ length: shares.columns }, (_, j) => boundsOf(columnOf(shares, j)));
}

/** The bin of a share: how many bounds lie below it. */
export function binOf(bounds: Float64Array, share: number): number {
  let low = 0, high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (share <= bounds[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

function boundsOf(column: Float64Array): Float64Array {
  const sorted = column.filter((p) => p > ZERO).sort();
  const values: number[] = [], counts: number[] = [];
  for (const p of sorted) {
    if (values.length > 0 && p - values[values.length - 1] <= SAME) counts[counts.length - 1]++;
    else {
      values.push(p);
      counts.push(1);
    }
  }
  if (values.length === 0) return new Float64Array(0);
  const most = MOST_BINS - 1;
  const last = values.length <= most ? closedEarly(counts) : evenlyFilled(counts, sorted.length, most);
  return Float64Array.from([ZERO, ...last.map((i) => (values[i] + values[i + 1]) / 2 + SAME)]);
}

/** The last value of each bin but the highest: a bin is closed as soon as it holds enough runs. */
function closedEarly(counts: readonly number[]): number[] {
  const last: number[] = [];
  let held = 0;
  for (let i = 0; i < counts.length - 1; i++) {
    held += counts[i];
    if (held < LEAST_RUNS) continue;
    last.push(i);
    held = 0;
  }
  return last;
}

/**
 * The same for many values: a bin is closed when it holds its part of the runs that are left. A value that alone holds
 * more than a bin's part has a bin to itself, and the others share what remains.
 */
function evenlyFilled(counts: readonly number[], runs: number, most: number): number[] {
  const bins = Math.max(1, Math.min(most, Math.floor(runs / LEAST_RUNS)));
  const big = counts.map((c) => c >= runs / bins);
  let binsLeft = bins, runsLeft = runs;
  counts.forEach((c, i) => {
    if (!big[i]) return;
    binsLeft--;
    runsLeft -= c;
  });
  const last: number[] = [];
  let part = runsLeft / binsLeft, held = 0;
  for (let i = 0; i < counts.length - 1 && last.length < bins - 1; i++) {
    if (!big[i]) runsLeft -= counts[i];
    held += counts[i];
    if (!big[i] && held < part && !(big[i + 1] && held >= Math.max(1, part / 2))) continue;
    last.push(i);
    held = 0;
    if (big[i]) continue;
    binsLeft--;
    part = runsLeft / binsLeft;
  }
  return last;
}
