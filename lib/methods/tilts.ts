/**
 * Exponents η s_j; where one of them overflows, η (s_j − s_l) with l the largest score of those with a share: the same tilt,
 * and none of them above 0.
 */
export function tilts(p_m: ArrayLike<number>, scores_m: ArrayLike<number>, eta: number): Float64Array {
  const tilts_m = Float64Array.from(scores_m, (score) => eta * score);
  if (tilts_m.every(Number.isFinite)) return tilts_m;
  const largest = Array.from(scores_m).reduce((most, score, j) => p_m[j] > 0 ? Math.max(most, score) : most, -Infinity);
  return Float64Array.from(scores_m, (score, j) => p_m[j] > 0 ? eta * (score - largest) : 0);
}
