/**
 * One curve L(x) = c + k z^(−α) at a given exponent α, z = x / x̃ with x̃ the geometric mean of the x:
 *
 *     minimise Σ_i ρ(L_i − c − k z_i^(−α)) over c ≥ 0, k ≥ 0,   ρ Huber's loss or half the square.
 *
 * At a given α the curve is linear in c and k and the problem is convex, so it is solved exactly: this is what lets the
 * exponent be searched alone (variable projection: Golub and Pereyra 1973).
 *
 * @module
 */

/** The points of a curve, as they are fitted. */
export interface Points {
  /** log z of the n points. */
  readonly logZ: Float64Array;
  /** Losses (n), nats per token. */
  readonly y: Float64Array;
  /** log x̃. */
  readonly logMiddle: number;
}

/** The best c and k at an exponent. */
export interface Solved {
  readonly c: number;
  readonly k: number;
  /** Σ ρ. */
  readonly objective: number;
  /** dΣρ/dα along the best c and k (the envelope theorem: they need not be differentiated). */
  readonly slope: number;
}

const MOST = 200;

/** Points with z = x / geometric mean, so that k is a size of the losses themselves. */
export function pointsOf(x: ArrayLike<number>, y: ArrayLike<number>): Points {
  const logs = Float64Array.from(x, Math.log), logMiddle = logs.reduce((sum, l) => sum + l, 0) / logs.length;
  return { logZ: logs.map((l) => l - logMiddle), y: Float64Array.from(y), logMiddle };
}

/** z^(−α) of each point. */
export function falls({ logZ }: Points, alpha: number): Float64Array {
  return logZ.map((l) => Math.exp(-alpha * l));
}

/** Σ ρ of a curve. */
export function lossOf(points: Points, u: Float64Array, c: number, k: number, delta: number): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) {
    const r = Math.abs(points.y[i] - c - k * u[i]);
    sum += r <= delta ? r * r / 2 : delta * (r - delta / 2);
  }
  return sum;
}

/** The best c and k at an exponent; δ = Infinity for least squares. */
export function solveAt(points: Points, alpha: number, delta: number): Solved {
  const { y, logZ } = points, n = y.length, u = falls(points, alpha);
  const w = new Float64Array(n).fill(1), e = new Float64Array(n);
  let { c, k } = leastSquares(u, y, w, e)!, objective = lossOf(points, u, c, k, delta);
  for (let iteration = 0; delta < Infinity && iteration < MOST; iteration++) {
    // Newton: squares within δ, straight lines beyond. Where that leaves too few squares, reweighted squares.
    let next: { c: number; k: number } | undefined;
    for (const newton of [true, false]) {
      for (let i = 0; i < n; i++) {
        const r = y[i] - c - k * u[i], inside = Math.abs(r) <= delta;
        w[i] = inside ? 1 : newton ? 0 : delta / Math.abs(r);
        e[i] = inside || !newton ? 0 : Math.sign(r) * delta;
      }
      next = leastSquares(u, y, w, e);
      if (next) break;
    }
    if (!next) break;
    let length = 1, value = lossOf(points, u, next.c, next.k, delta);
    // c and k stay ≥ 0 between two points that are
    while (!(value < objective) && length > 1e-6) {
      length /= 2;
      value = lossOf(points, u, c + length * (next.c - c), k + length * (next.k - k), delta);
    }
    if (!(value < objective)) break;
    [c, k] = [c + length * (next.c - c), k + length * (next.k - k)];
    objective = value;
  }
  let slope = 0;
  for (let i = 0; i < n; i++) {
    const r = y[i] - c - k * u[i];
    slope += Math.max(-delta, Math.min(delta, r)) * k * logZ[i] * u[i];
  }
  return { c, k, objective, slope };
}

/** The c, k ≥ 0 that minimise Σ w (y − f)² / 2 − Σ e f, f = c + k u; undefined where the weights do not determine them. */
function leastSquares(
  u: Float64Array,
  y: Float64Array,
  w: Float64Array,
  e: Float64Array,
): { c: number; k: number } | undefined {
  let W = 0, U = 0, Y = 0;
  for (let i = 0; i < u.length; i++) {
    W += w[i];
    U += w[i] * u[i];
    Y += w[i] * y[i] + e[i];
  }
  if (!(W > 0)) return undefined;
  const middle = U / W;
  let spread = 0, lean = 0, size = 0, pull = 0;
  for (let i = 0; i < u.length; i++) {
    const d = u[i] - middle;
    spread += w[i] * d * d;
    lean += w[i] * d * y[i] + e[i] * d;
    size += w[i] * u[i] * u[i];
    pull += w[i] * u[i] * y[i] + e[i] * u[i];
  }
  if (!(spread > 1e-24 * size)) return undefined;
  const k = lean / spread;
  if (k <= 0) return { c: Math.max(0, Y / W), k: 0 };
  const c = Y / W - k * middle;
  return c >= 0 ? { c, k } : { c: 0, k: Math.max(0, pull / size) };
}

/** Leverage of a prediction at z^(−α) = u0: its variance over that of one observation, c and k unknown, α known. */
export function leverageAt(u: Float64Array, u0: number, { c }: { readonly c: number }): number {
  const n = u.length;
  if (c === 0) return u0 * u0 / u.reduce((sum, v) => sum + v * v, 0);
  const middle = u.reduce((sum, v) => sum + v, 0) / n;
  return 1 / n + (u0 - middle) ** 2 / u.reduce((sum, v) => sum + (v - middle) ** 2, 0);
}
