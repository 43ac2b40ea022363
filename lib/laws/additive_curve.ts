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
  /** Fills out with g, ∂g/∂p, ∂²g/∂p², ∂g/∂a, ∂g/∂b, ∂²g/∂a², ∂²g/∂a∂b, ∂²g/∂b². */
  at(p: number, a: number, b: number, out: Float64Array): void;
  /** Values of b from which to start; when g = a·h(p; b), a is solved there. */
  readonly bends: readonly number[];
  /** Whether g is a·h(p; b), or exp(a)·h(p; b); otherwise `firsts` gives the values of a from which to start. */
  readonly linear: boolean;
  /**
   * Whether a is the logarithm of the amplitude. Amplitude and bend of a needle trade off over many powers of ten, a
   * valley that is straight in the logarithm and too crooked for Newton's steps without it.
   */
  readonly log?: boolean;
  /** Starting values of a, when it is not linear. */
  readonly firsts?: readonly number[];
}

/** The curve Σ_j g(p_j; a_j, b_j), plus c ≥ 0 when `constant`. θ = (c?, a_1 … a_m, b_1 … b_m). */
export function additiveCurve(domains: readonly string[], part: Part, constant: boolean): Curve {
  const m = domains.length, o = constant ? 1 : 0, q = o + 2 * m;
  const out = new Float64Array(8);
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

    addCurvature({ rows, data }, theta, weights, hessian) {
      for (let n = 0; n < rows; n++) {
        if (weights[n] === 0) continue;
        for (let j = 0; j < m; j++) {
          const a = o + j, b = o + m + j;
          part.at(data[n * m + j], theta[a], theta[b], out);
          hessian[a * q + a] += weights[n] * out[5];
          hessian[a * q + b] += weights[n] * out[6];
          hessian[b * q + a] += weights[n] * out[6];
          hessian[b * q + b] += weights[n] * out[7];
        }
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

/** How many of the bends found on the grid are refined. */
const REFINED = 4;

/**
 * Starts from a search of the bends on a grid, one domain at a time, beginning with every domain bent alike: variable
 * projection, since amplitudes and c are solved at each trial and only the bends are searched.
 */
function additiveStarts(
  { rows, data, columns: m }: Matrix,
  y: Float64Array,
  weights: Float64Array,
  part: Part,
  constant: boolean,
): Float64Array[] {
  const o = constant ? 1 : 0, q = m + o, out = new Float64Array(8);
  let low = Infinity;
  for (let n = 0; n < rows; n++) if (weights[n] > 0) low = Math.min(low, y[n]);
  const firsts = part.linear ? [part.log ? 0 : 1] : part.firsts!;

  /** One domain's column at each bend and first parameter, made once. */
  const columns = part.bends.map((b) =>
    firsts.map((a) =>
      Array.from({ length: m }, (_, j) =>
        Float64Array.from({ length: rows }, (_, n) => {
          part.at(data[n * m + j], a, b, out);
          return out[0];
        }))
    )
  );
  const x = new Float64Array(rows * q), rest = new Float64Array(rows);

  /** θ with these bends (and first parameters), all else solved, and its sum of squares. */
  function solved(bends: readonly number[], first: readonly number[]): { theta: Float64Array; rss: number } {
    const linear = new Float64Array(q);
    if (part.linear) {
      for (let n = 0; n < rows; n++) {
        if (constant) x[n * q] = 1;
        for (let j = 0; j < m; j++) x[n * q + o + j] = columns[bends[j]][0][j][n];
      }
      linear.set(solveWeightedNonNegative(x, rows, q, y, weights));
    }
    let rss = 0, over = 0, total = 0;
    for (let n = 0; n < rows; n++) {
      let sum = part.linear && constant ? linear[0] : 0;
      for (let j = 0; j < m; j++) {
        sum += (part.linear ? linear[o + j] : 1) * columns[bends[j]][first[j]][j][n];
      }
      rest[n] = y[n] - sum;
      over += weights[n] * rest[n];
      total += weights[n];
    }
    const c = part.linear || !constant ? 0 : Math.max(0, over / total);
    for (let n = 0; n < rows; n++) rss += weights[n] * (rest[n] - c) ** 2;
    const amplitudes = part.linear
      // an amplitude of exactly 0 would leave its bend without a slope: a trace of it stays, beside the losses' size
      ? Array.from({ length: m }, (_, j) => Math.max(linear[o + j], 1e-3 * low / largest(columns[bends[j]][0][j])))
        .map((a) => part.log ? Math.log(a) : a)
      : first.map((f) => firsts[f]);
    const constants = constant ? [part.linear ? linear[0] : c] : [];
    return { theta: Float64Array.from([...constants, ...amplitudes, ...bends.map((b) => part.bends[b])]), rss };
  }

  const found: { theta: Float64Array; rss: number }[] = [];
  part.bends.forEach((_, b0) =>
    firsts.forEach((_, f0) => {
      const bends = new Array<number>(m).fill(b0), first = new Array<number>(m).fill(f0);
      let best = solved(bends, first);
      found.push(best);
      for (let sweep = 0; sweep < 3; sweep++) {
        let improved = false;
        for (let j = 0; j < m; j++) {
          const [keepB, keepF] = [bends[j], first[j]];
          let chosen = [keepB, keepF];
          for (let b = 0; b < part.bends.length; b++) {
            for (let f = 0; f < firsts.length; f++) {
              [bends[j], first[j]] = [b, f];
              const trial = solved(bends, first);
              if (trial.rss < best.rss * (1 - 1e-6)) {
                best = trial;
                chosen = [b, f];
                improved = true;
              }
            }
          }
          [bends[j], first[j]] = chosen;
        }
        if (!improved) break;
      }
      found.push(best);
    })
  );
  found.sort((a, b) => a.rss - b.rss);
  const different = found.filter((f, i) => i === 0 || f.rss > found[i - 1].rss * (1 + 1e-9));
  return different.slice(0, REFINED).map((f) => f.theta);
}

function largest(column: Float64Array): number {
  return column.reduce((a, b) => Math.max(a, b), 1e-300);
}
