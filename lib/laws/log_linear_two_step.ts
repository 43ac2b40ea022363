/**
 * The log-linear law of two domains in the two steps of Data Mixing Laws' two-domain experiments (repository
 * yegcjs/mixinglaws; also Aioli's 2_static_law notebook): first c, then a straight line.
 *
 * 1. c is the value among 1,000 from 0 to the lowest loss (that one left out) at which log(y − c) is most nearly a
 *    straight line in the share: largest |correlation|.
 * 2. b and k are that line's: least squares of log(y − c) on the share.
 *
 * The public code then refines b and k by Huber's loss on y − c, with little effect (critical share of the continued
 * pretraining runs: 0.2868 by the line, 0.2862 refined). `log-linear` minimises over c too, and fits no worse.
 *
 * @module
 */
import type { Matrix } from "../numerics/matrix.ts";
import { curveLaw } from "./curve_law.ts";
import { logLinearCurve } from "./log_linear.ts";
import { solveWeighted } from "./solve_weighted.ts";

const GRID = 1000;

/** The log-linear law of two domains in two steps: c by correlation, then the line of log(L − c). */
export const logLinearTwoStep = curveLaw({
  name: "log-linear-two-step",
  formula: "L(p) = c + exp(b + k p); c by largest |correlation| of p and log(L − c), then their line",
  source: "Data Mixing Laws repository, two-domain fit; Aioli repository, 2_static_law",
  convex: true,
  hasVertices: true,
  parameters: (m) => m + 1,
  obstacle: (table) =>
    table.domains.length === 2
      ? undefined
      : `log-linear-two-step is for two domains; the table has ${table.domains.length}`,
  curve: (domains) => ({ ...logLinearCurve(domains), staged: [0, 1, 2], starts }),
});

function starts({ rows, data, columns }: Matrix, y: Float64Array, weights: Float64Array): Float64Array[] {
  let low = Infinity;
  for (let n = 0; n < rows; n++) if (weights[n] > 0) low = Math.min(low, y[n]);
  const z = new Float64Array(rows);
  let c = 0, most = -1;
  for (let g = 0; g < GRID - 1; g++) {
    const at = low * g / (GRID - 1);
    for (let n = 0; n < rows; n++) z[n] = Math.log(Math.max(y[n] - at, 1e-12));
    const r = Math.abs(correlation(data, columns, z, weights));
    if (r > most) [c, most] = [at, r];
  }
  for (let n = 0; n < rows; n++) z[n] = Math.log(Math.max(y[n] - c, 1e-12));
  // on two shares that sum to 1, the line b + k p is v_1 p + v_2 (1 − p)
  return [Float64Array.from([c, ...solveWeighted(data, rows, columns, z, weights)])];
}

/** Weighted correlation of the first column of shares with z; 0 when either does not vary. */
function correlation(data: Float64Array, columns: number, z: Float64Array, weights: Float64Array): number {
  let total = 0, mx = 0, mz = 0;
  for (let n = 0; n < z.length; n++) {
    total += weights[n];
    mx += weights[n] * data[n * columns];
    mz += weights[n] * z[n];
  }
  mx /= total;
  mz /= total;
  let xx = 0, zz = 0, xz = 0;
  for (let n = 0; n < z.length; n++) {
    const dx = data[n * columns] - mx, dz = z[n] - mz;
    xx += weights[n] * dx * dx;
    zz += weights[n] * dz * dz;
    xz += weights[n] * dx * dz;
  }
  return xx > 0 && zz > 0 ? xz / Math.sqrt(xx * zz) : 0;
}
