/**
 * Curves that add up one function of each share:
 *
 *     f(p) = c + Σ_j g(p_j; a_j, b_j)        (with or without c)
 *
 * @module
 */
import type { Matrix } from "../numerics/matrix.ts";
import type { Curve } from "./curve.ts";
import { solveWeightedNonNegative } from "./solve_weighted.ts";

/** One domain's part of an additive law. a is its amplitude or first parameter, b what bends it. */
export interface Part {
  /** Names of a and b. */
  readonly names: readonly [string, string];
  /** Bounds of a. */
  readonly a: readonly [number, number];
  /** Bounds of b. */
  readonly b: readonly [number, number];
  /** Fills out with g, ∂g/∂p, ∂²g/∂p², ∂g/∂a, ∂g/∂b. */
  at(p: number, a: number, b: number, out: Float64Array): void;
  /** Values of b from which to start; when g = a·h(p; b), a is solved there. */
  readonly bends: readonly number[];
  /** Whether g is a·h(p; b); otherwise `firsts` gives the values of a from which to start. */
  readonly linear: boolean;
  /** Starting values of a, when it is not linear. */
  readonly firsts?: readonly number[];
}

/** The curve Σ_j g(p_j; a_j, b_j), plus c ≥ 0 when `constant`. θ = (c?, a_1 … a_m, b_1 … b_m). */
export function additiveCurve(domains: readonly string[], part: Part, constant: boolean): Curve {
  const m = domains.length, o = constant ? 1 : 0, q = o + 2 * m;
  const out = new Float64Array(5);
  const bound = (side: 0 | 1) =>
    Float64Array.from([
      ...(constant ? [side === 0 ? 0 : Infinity] : []),
      ...domains.map(() => part.a[side]),
      ...domains.map(() => part.b[side]),
    ]);
  return {
    names: [
      ...(constant ? ["c"] : []),
      ...domains.map((d) => `${part.names[0]}:${d}`),
      ...domains.map((d) => `${part.names[1]}:${d}`),
    ],
    lower: bound(0),
    upper: bound(1),
    // of an unvarying share only b is frozen: its part is a constant, and without c that constant matters
    domainOf: [...(constant ? [-1] : []), ...domains.map(() => -1), ...domains.map((_, j) => j)],

    evaluate({ rows, data }, theta, values, jacobian) {
      for (let n = 0; n < rows; n++) {
        let sum = constant ? theta[0] : 0;
        const to = n * q;
        if (jacobian && constant) jacobian[to] = 1;
        for (let j = 0; j < m; j++) {
          part.at(data[n * m + j], theta[o + j], theta[o + m + j], out);
          sum += out[0];
          if (!jacobian) continue;
          jacobian[to + o + j] = out[3];
          jacobian[to + o + m + j] = out[4];
        }
        values[n] = sum;
      }
    },

    starts: (shares, y, weights) => additiveStarts(shares, y, weights, part, constant),

    value(p, theta) {
      let sum = constant ? theta[0] : 0;
      for (let j = 0; j < m; j++) {
        part.at(p[j], theta[o + j], theta[o + m + j], out);
        sum += out[0];
      }
      return sum;
    },
    addShareGradient(p, theta, scale, to) {
      for (let j = 0; j < m; j++) {
        part.at(p[j], theta[o + j], theta[o + m + j], out);
        to[j] += scale * out[1];
      }
    },
    addShareHessian(p, theta, scale, to) {
      for (let j = 0; j < m; j++) {
        part.at(p[j], theta[o + j], theta[o + m + j], out);
        to[j * m + j] += scale * out[2];
      }
    },
  };
}

/** Every domain bent alike, then each domain alone bent differently from the rest; amplitudes and c are solved. */
function additiveStarts(
  { rows, data, columns: m }: Matrix,
  y: Float64Array,
  weights: Float64Array,
  part: Part,
  constant: boolean,
): Float64Array[] {
  const o = constant ? 1 : 0, out = new Float64Array(5);
  const bends: number[][] = part.bends.map((b) => new Array(m).fill(b));
  const plain = part.bends[0];
  for (const b of part.bends.slice(1)) {
    for (let j = 0; j < m; j++) bends.push(Array.from({ length: m }, (_, i) => i === j ? b : plain));
  }
  let low = Infinity;
  for (let n = 0; n < rows; n++) if (weights[n] > 0) low = Math.min(low, y[n]);

  return bends.flatMap((b) => {
    if (!part.linear) {
      // a enters non-linearly: only c is solved, as what is left over on average
      return part.firsts!.map((a) => {
        const theta = Float64Array.from([...(constant ? [0] : []), ...b.map(() => a), ...b]);
        let over = 0, total = 0;
        for (let n = 0; n < rows; n++) {
          let sum = 0;
          for (let j = 0; j < m; j++) {
            part.at(data[n * m + j], a, b[j], out);
            sum += out[0];
          }
          over += weights[n] * (y[n] - sum);
          total += weights[n];
        }
        if (constant) theta[0] = Math.max(0, over / total);
        return theta;
      });
    }
    const q = m + o, x = new Float64Array(rows * q);
    for (let n = 0; n < rows; n++) {
      if (constant) x[n * q] = 1;
      for (let j = 0; j < m; j++) {
        part.at(data[n * m + j], 1, b[j], out);
        x[n * q + o + j] = out[0];
      }
    }
    const solved = solveWeightedNonNegative(x, rows, q, y, weights);
    // an amplitude of exactly 0 would leave its bend without a slope
    for (let j = 0; j < m; j++) solved[o + j] = Math.max(solved[o + j], 1e-3 * low);
    return [Float64Array.from([...solved, ...b])];
  });
}
