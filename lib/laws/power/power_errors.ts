/**
 * Standard errors of curves that share an exponent: s² (JᵀJ)⁻¹ over the c and k of every curve and the one α. JᵀJ is an
 * arrow (2 × 2 blocks and a border), so α's variance is that of its Schur complement. Under Huber's loss those of an
 * M-estimator, s² = Σψ²/(N − q) / (mean ψ′)² (Huber, Robust Statistics, 1981, section 7.6), as for mixing laws.
 *
 * @module
 */
import { falls, type Points, solveAt } from "./power_curve.ts";

/** What the data say of a group's parameters. */
export interface GroupErrors {
  readonly degrees: number;
  /** Variance of a point, squared nats; null without degrees of freedom. */
  readonly variance: number | null;
  readonly alpha: number | null;
  readonly curves: readonly { readonly c: number | null; readonly logX0: number | null }[];
}

/** Errors at the exponent that was found. */
export function groupErrors(curves: readonly Points[], alpha: number, delta: number): GroupErrors {
  let points = 0, free = 1, psi2 = 0, inside = 0, schur = 0;
  const blocks = curves.map((curve) => {
    const { y, logZ } = curve, { c, k } = solveAt(curve, alpha, delta), u = falls(curve, alpha);
    let cc = 0, ck = 0, kk = 0, ca = 0, ka = 0, aa = 0;
    for (let i = 0; i < y.length; i++) {
      const a = -k * logZ[i] * u[i], r = Math.abs(y[i] - c - k * u[i]);
      cc += 1;
      ck += u[i];
      kk += u[i] * u[i];
      ca += a;
      ka += a * u[i];
      aa += a * a;
      psi2 += Math.min(r, delta) ** 2;
      inside += r < delta ? 1 : 0;
    }
    points += y.length;
    free += (c > 0 ? 1 : 0) + (k > 0 ? 1 : 0);
    // A c at its bound is known to be there: only k is left.
    const det = c > 0 ? cc * kk - ck * ck : kk;
    const inverse = c > 0 ? { cc: kk / det, ck: -ck / det, kk: cc / det } : { cc: 0, ck: 0, kk: 1 / kk };
    const move = { c: inverse.cc * ca + inverse.ck * ka, k: inverse.ck * ca + inverse.kk * ka };
    schur += aa - move.c * ca - move.k * ka;
    return { c, k, inverse, move };
  });
  const degrees = points - free, share = inside / points;
  const variance = degrees > 0 && share > 0 ? psi2 / degrees / (share * share) : null;
  if (variance === null || !(schur > 0)) {
    return {
      degrees: Math.max(0, degrees),
      variance,
      alpha: null,
      curves: curves.map(() => ({ c: null, logX0: null })),
    };
  }
  const root = (v: number) => Number.isFinite(v) && v >= 0 ? Math.sqrt(variance * v) : null;
  return {
    degrees,
    variance,
    alpha: root(1 / schur),
    curves: blocks.map(({ c, k, inverse, move }) => {
      // log x0 = log x̃ + log k / α
      const byK = 1 / (k * alpha), byAlpha = -Math.log(k) / alpha ** 2;
      const ofK = inverse.kk + move.k ** 2 / schur, ofAlpha = 1 / schur, both = -move.k / schur;
      return {
        c: c > 0 ? root(inverse.cc + move.c ** 2 / schur) : null,
        logX0: k > 0 ? root(byK ** 2 * ofK + byAlpha ** 2 * ofAlpha + 2 * byK * byAlpha * both) : null,
      };
    }),
  };
}
