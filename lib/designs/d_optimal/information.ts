/**
 * What a run tells of a law's parameters. C candidates, n₀ existing runs, q parameters, r of them (or of their
 * combinations) identifiable.
 *
 * With J the derivatives of a target's predicted losses by its parameters, runs of equal and independent errors have the
 * information M = Σ_n J_nᵀ J_n. Not all of J's columns need be independent on a simplex under bounds: the derivatives of all
 * candidates and runs are decomposed, J D = U S Vᵀ, and what is kept is Z = J W, W = D V S⁻¹ √n over the singular values
 * that are not negligible. D-optimality does not depend on the choice of parameters, so Z may stand for J; and Z is well
 * scaled. log det M = log det ZᵀZ + shift where all q parameters are identifiable.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import type { Curve } from "../../laws/curve.ts";
import { matrix } from "../../numerics/matrix.ts";
import { svd } from "../../numerics/svd.ts";

/** A derivative below this (nats per unit of the parameter) everywhere is none. */
const NONE = 1e-9;
/** Combinations of parameters with less than this part of the largest effect are not identifiable. */
const NEGLIGIBLE = 1e-7;

/** The information of one target, or of several that share it. */
export interface TargetInformation {
  /** Targets with these same derivatives. */
  readonly weight: number;
  /** Parameters of a target. */
  readonly q: number;
  /** Identifiable combinations. */
  readonly r: number;
  /** C × r, row after row. */
  readonly candidates: Float64Array;
  /** n₀ × r. */
  readonly existing: Float64Array;
  /** What is added to log det ZᵀZ to have log det of Σ JᵀJ, where r = q. */
  readonly shift: number;
}

/** A target's law at its parameters. */
export interface TargetLaw {
  readonly target: string;
  readonly curve: Curve;
  readonly theta: Float64Array;
}

/** Derivatives (rows × q) at mixtures. */
export function derivativesAt({ curve, theta }: TargetLaw, mixtures: readonly ArrayLike<number>[]): Float64Array {
  const m = mixtures[0]?.length ?? 0, rows = mixtures.length, q = theta.length;
  const jacobian = new Float64Array(rows * q), shares = matrix(rows, m, mixtures.flatMap((p) => Array.from(p)));
  if (rows > 0) curve.evaluate(shares, theta, new Float64Array(rows), jacobian);
  return jacobian;
}

/**
 * The information of every target.
 *
 * @throws {RangeError} when no parameter of a target is identifiable.
 */
export function informationOf(
  laws: readonly TargetLaw[],
  mixtures: readonly ArrayLike<number>[],
  existing: readonly ArrayLike<number>[],
): TargetInformation[] {
  const all = [...mixtures, ...existing], out: (TargetInformation & { readonly jacobian: Float64Array })[] = [];
  for (const law of laws) {
    const jacobian = derivativesAt(law, all), q = law.theta.length;
    const twin = out.findIndex((one) => one.jacobian.length === jacobian.length && same(one.jacobian, jacobian));
    if (twin >= 0) out[twin] = { ...out[twin], weight: out[twin].weight + 1 };
    else out.push({ ...whitened(law.target, jacobian, q, mixtures.length), weight: 1, jacobian });
  }
  return out;
}

function same(a: Float64Array, b: Float64Array): boolean {
  return a.every((x, i) => x === b[i]);
}

function whitened(target: string, jacobian: Float64Array, q: number, C: number) {
  const n = jacobian.length / q, scale = new Float64Array(q), kept: number[] = [];
  for (let a = 0; a < q; a++) {
    let largest = 0;
    for (let i = 0; i < n; i++) {
      largest = Math.max(largest, Math.abs(jacobian[i * q + a]));
      scale[a] += jacobian[i * q + a] ** 2;
    }
    scale[a] = Math.sqrt(scale[a]);
    if (largest > NONE) kept.push(a);
  }
  if (kept.length === 0) throw outOfRange(`d-optimal: no parameter of ${target} has an effect within the bounds`);
  const p = kept.length, scaled = matrix(n, p);
  for (let i = 0; i < n; i++) kept.forEach((a, b) => scaled.data[i * p + b] = jacobian[i * q + a] / scale[a]);
  const { u, s } = svd(scaled), columns = s.length, r = s.filter((value) => value > NEGLIGIBLE * s[0]).length;
  // Z = J W is √n U.
  const z = new Float64Array(n * r), root = Math.sqrt(n);
  for (let i = 0; i < n; i++) for (let b = 0; b < r; b++) z[i * r + b] = root * u.data[i * columns + b];
  let shift = -r * Math.log(n);
  for (const a of kept) shift += 2 * Math.log(scale[a]);
  for (let b = 0; b < r; b++) shift += 2 * Math.log(s[b]);
  return { q, r, candidates: z.slice(0, C * r), existing: z.slice(C * r), shift };
}
