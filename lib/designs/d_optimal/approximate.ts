/**
 * The approximate design: n runs spread over candidates in any parts, beside the existing ones. What it reaches no exact
 * design of as many runs goes beyond.
 *
 * Weight moves from the candidate of the design with the least variance to that with the largest of all, as far as log det M
 * grows (the vertex exchange of Böhning, Metrika 33, 1986, a faster form of the algorithms of Fedorov and Wynn). By the
 * equivalence theorem of Kiefer and Wolfowitz (Canadian J. Mathematics 12, 1960) it is optimal where n max_c d(c) =
 * r − tr(M⁻¹ M₀), r parameters in all, M₀ the existing runs' information: with none, where the standardised variance n d(c)
 * is nowhere above the number of parameters. Short of that, for every design M* of as many runs
 *
 *     (det M / det M*)^(1/r) ≥ r / (tr(M⁻¹ M₀) + n max_c d(c)),
 *
 * for the mean of the eigenvalues of M⁻¹ M* is not below their geometric mean, and tr(M⁻¹ M*) is at most that sum.
 *
 * @module
 */
import type { TargetInformation } from "./information.ts";
import { type DesignState, designState, plainLogDet } from "./state.ts";

/** Stops where the bound is this near to 1 … */
const NEAR = 1e-4;
/** … or after so many moves. */
const MOST_MOVES = 3000;

/** An approximate design and what is proved of it. */
export interface ApproximateDesign {
  /** Part of each candidate (C), with sum 1. */
  readonly weights: Float64Array;
  /** Log det of the information; undefined when singular. */
  readonly logDet: number | undefined;
  /** tr(M⁻¹ M₀) + n max d: the number of parameters where the design is optimal, above it elsewhere. */
  readonly largestVariance: number;
  /** Parameters of all targets together. */
  readonly parameters: number;
}

/** The approximate design of n runs, begun from an exact one. */
export function approximateDesign(
  information: readonly TargetInformation[],
  n: number,
  chosen: readonly number[],
): ApproximateDesign {
  const state = designState(information, chosen),
    parameters = information.reduce((sum, { weight, r }) => sum + weight * r, 0);
  const weights = new Float64Array(information[0].candidates.length / information[0].r);
  for (const c of chosen) weights[c] += 1 / n;
  let largestVariance = Infinity;
  for (let move = 0; move < MOST_MOVES; move++) {
    const variances = state.variances();
    let to = 0, from = -1;
    for (let c = 0; c < weights.length; c++) {
      if (variances[c] > variances[to]) to = c;
      if (weights[c] > 0 && (from < 0 || variances[c] < variances[from])) from = c;
    }
    largestVariance = state.existingTrace() + n * variances[to];
    if (largestVariance <= parameters * (1 + NEAR) || from === to) break;
    const step = bestStep(state, from, to, n * weights[from]);
    if (step <= 0) break;
    state.add(to, step);
    state.add(from, -step);
    // Emptied to the last: what rounding leaves would be moved for ever.
    const rest = weights[from] - step / n;
    weights[from] = rest < 1e-12 ? 0 : rest;
    weights[to] += step / n;
  }
  return { weights, logDet: plainLogDet(state), largestVariance, parameters };
}

/** How much of candidate a goes to b, of at most `most`: the gain is concave, its largest value is sought by thirds. */
function bestStep(state: DesignState, a: number, b: number, most: number): number {
  const gain = gainOf(state, a, b);
  let low = 0, high = most;
  for (let i = 0; i < 60 && high - low > 1e-9 * most; i++) {
    const left = low + (high - low) / 3, right = high - (high - low) / 3;
    if (gain(left) < gain(right)) low = left;
    else high = right;
  }
  const step = high > most * (1 - 1e-6) ? most : (low + high) / 2;
  return gain(step) > 0 ? step : 0;
}

function gainOf(state: DesignState, a: number, b: number): (weight: number) => number {
  const parts = state.targets.map(({ of: { r, candidates, weight }, inverse, variances }) => {
    let ab = 0;
    for (let i = 0; i < r; i++) {
      for (let j = 0; j < r; j++) ab += candidates[a * r + i] * inverse[i * r + j] * candidates[b * r + j];
    }
    return { weight, da: variances[a], db: variances[b], ab };
  });
  return (x) =>
    parts.reduce(
      (sum, { weight, da, db, ab }) =>
        sum + weight * Math.log(Math.max(1e-300, (1 + x * db) * (1 - x * da) + x * x * ab * ab)),
      0,
    );
}
