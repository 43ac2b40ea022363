/**
 * The curve of implicit domains:
 *
 *     L(p) = c + Σ_k exp(Σ_j v_kj p_j),   c ≥ 0.
 *
 * Data Mixing Laws writes b + Σ_k softmax(w)_k exp(a_k + Σ_j B_kj p_j) (arXiv 2403.16952, section 3.3, and MixtureMLP of
 * its code). Because Σ_j p_j = 1, log softmax(w)_k + a_k + B_kj is one number v_kj: the same laws, without the 2 K
 * parameters that change nothing. With one hidden domain it is the log-linear law.
 *
 * @module
 */
import type { Matrix } from "../numerics/matrix.ts";
import { random } from "../numerics/random.ts";
import type { Curve } from "./curve.ts";

/** Exponents stay finite: beyond these a hidden domain is nothing, or more than any loss. */
const LOWEST = -80, HIGHEST = 10;

/** θ = (c, v_11 … v_1m, …, v_K1 … v_Km). `starts` places to start from, drawn from the seed. */
export function implicitDomainsCurve(
  domains: readonly string[],
  hidden: number,
  { seed = 0, starts = 0 }: { readonly seed?: number; readonly starts?: number } = {},
): Curve {
  const m = domains.length, q = 1 + hidden * m, parts = new Float64Array(hidden);
  /** Fills the hidden domains' losses and returns c and their sum. */
  const at = (p: ArrayLike<number>, from: number, theta: Float64Array): number => {
    let sum = theta[0];
    for (let k = 0; k < hidden; k++) {
      let exponent = 0;
      for (let j = 0; j < m; j++) exponent += theta[1 + k * m + j] * p[from + j];
      sum += parts[k] = Math.exp(exponent);
    }
    return sum;
  };
  return {
    names: ["c", ...Array.from({ length: hidden }, (_, k) => domains.map((d) => `v${k + 1}:${d}`)).flat()],
    lower: new Float64Array(q).fill(LOWEST).with(0, 0),
    upper: new Float64Array(q).fill(HIGHEST).with(0, Infinity),
    domainOf: [-1, ...Array.from({ length: hidden }, () => domains.map((_, j) => j)).flat()],
    evaluate({ rows, data }, theta, values, jacobian) {
      for (let n = 0; n < rows; n++) {
        values[n] = at(data, n * m, theta);
        if (jacobian === undefined) continue;
        jacobian[n * q] = 1;
        for (let k = 0; k < hidden; k++) {
          for (let j = 0; j < m; j++) jacobian[n * q + 1 + k * m + j] = parts[k] * data[n * m + j];
        }
      }
    },
    addCurvature({ rows, data }, theta, weights, hessian) {
      for (let n = 0; n < rows; n++) {
        if (weights[n] === 0) continue;
        at(data, n * m, theta);
        for (let k = 0; k < hidden; k++) {
          const w = weights[n] * parts[k];
          for (let i = 0; i < m; i++) {
            const row = (1 + k * m + i) * q + 1 + k * m;
            for (let j = 0; j < m; j++) hessian[row + j] += w * data[n * m + i] * data[n * m + j];
          }
        }
      }
    },
    starts: (shares, y, weights) => randomStarts(shares, y, weights, hidden, starts, seed),
    value: (p, theta) => at(p, 0, theta),
    addShareGradient(p, theta, scale, out) {
      at(p, 0, theta);
      for (let k = 0; k < hidden; k++) {
        for (let j = 0; j < m; j++) out[j] += scale * parts[k] * theta[1 + k * m + j];
      }
    },
    addShareHessian(p, theta, scale, out) {
      at(p, 0, theta);
      for (let k = 0; k < hidden; k++) {
        for (let i = 0; i < m; i++) {
          const w = scale * parts[k] * theta[1 + k * m + i];
          for (let j = 0; j < m; j++) out[i * m + j] += w * theta[1 + k * m + j];
        }
      }
    },
  };
}

/**
 * Places to start from: c somewhere below the smallest loss, what is above it dealt to the hidden domains in random
 * parts, and random slopes by domain. They are centred, so that the mean mixture has about the mean loss.
 */
function randomStarts(
  { rows, columns: m, data }: Matrix,
  y: Float64Array,
  weights: Float64Array,
  hidden: number,
  starts: number,
  seed: number,
): Float64Array[] {
  const rng = random(seed), middle = new Float64Array(m);
  let total = 0, low = Infinity, high = -Infinity, mean = 0;
  for (let n = 0; n < rows; n++) {
    if (weights[n] === 0) continue;
    total += weights[n];
    mean += weights[n] * y[n];
    [low, high] = [Math.min(low, y[n]), Math.max(high, y[n])];
    for (let j = 0; j < m; j++) middle[j] += weights[n] * data[n * m + j];
  }
  mean /= total;
  const range = Math.max(high - low, 1e-6 * (high || 1));
  return Array.from({ length: starts }, () => {
    const c = Math.max(0, low - range * 3 * rng.uniform() ** 2), theta = new Float64Array(1 + hidden * m);
    theta[0] = c;
    const parts = Float64Array.from({ length: hidden }, () => rng.exponential() + 1e-3);
    const all = parts.reduce((a, b) => a + b, 0);
    for (let k = 0; k < hidden; k++) {
      // some hidden domains flat, some needles: no size of slopes suits all
      const steepness = 3 * Math.exp(rng.normal()),
        slopes = Float64Array.from({ length: m }, () => steepness * rng.normal());
      const centre = slopes.reduce((sum, b, j) => sum + b * middle[j] / total, 0);
      const height = Math.log(Math.max(mean - c, 1e-3 * range) * parts[k] / all);
      for (let j = 0; j < m; j++) {
        theta[1 + k * m + j] = Math.max(LOWEST, Math.min(HIGHEST, height + slopes[j] - centre));
      }
    }
    return theta;
  });
}
