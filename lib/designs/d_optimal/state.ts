/**
 * The information of a design as it changes: M = Σ z zᵀ for each target, with variances d(c) = z_cᵀ M⁻¹ z_c.
 *
 * @module
 */
import { choleskyFactor, choleskyInverse } from "../../numerics/cholesky.ts";
import type { TargetInformation } from "./information.ts";

/** Added to M's diagonal, where a run adds about 1: designs of too few runs have an order as well. */
const RIDGE = 1e-9;
/** Changes by which inverse and variances are updated before they are computed anew. */
const UPDATES = 40;
/** An update that takes or gives a variance more than this factor would lose digits: all is computed anew. */
const STEEP = 100;

/** M of one target with what follows from it. */
interface TargetState {
  readonly of: TargetInformation;
  readonly gram: Float64Array;
  inverse: Float64Array;
  logDet: number;
  /** d(c) of every candidate (C). */
  readonly variances: Float64Array;
  updates: number;
}

/** A design's information. */
export interface DesignState {
  readonly targets: readonly TargetState[];
  /** Adds weight × z zᵀ of candidate c. */
  add(c: number, weight: number): void;
  /** Σ over targets of log det(M + ridge), in scaled parameters. */
  logDet(): number;
  /** Σ over targets of d(c) (C), summed over targets that share derivatives. */
  variances(): Float64Array;
  /** What log det becomes by `weight` of candidate b, and as much less of a: its gain, for every b (C). a < 0: nothing goes. */
  gains(a: number, weight?: number): Float64Array;
  /** Σ over targets of tr(M⁻¹ M₀), M₀ the existing runs' information. */
  existingTrace(): number;
}

/** A design of the existing runs and the candidates chosen. */
export function designState(information: readonly TargetInformation[], chosen: readonly number[] = []): DesignState {
  const targets: TargetState[] = information.map((of) => {
    const { r, existing, candidates } = of, gram = new Float64Array(r * r);
    for (let n = 0; n * r < existing.length; n++) addOuter(gram, existing, n * r, r, 1);
    for (const c of chosen) addOuter(gram, candidates, c * r, r, 1);
    const variances = new Float64Array(candidates.length / r);
    const target: TargetState = { of, gram, inverse: new Float64Array(r * r), logDet: 0, variances, updates: 0 };
    settle(target);
    return target;
  });
  const C = targets[0].variances.length;
  return {
    targets,
    add(c, weight) {
      for (const target of targets) {
        const { of: { r, candidates }, gram, variances } = target, factor = 1 + weight * variances[c];
        addOuter(gram, candidates, c * r, r, weight);
        if (factor > 1 / STEEP && factor < STEEP && target.updates < UPDATES) update(target, c, weight, factor);
        else settle(target);
      }
    },
    logDet: () => targets.reduce((sum, { of, logDet }) => sum + of.weight * logDet, 0),
    variances() {
      const out = new Float64Array(C);
      for (const { of, variances } of targets) for (let c = 0; c < C; c++) out[c] += of.weight * variances[c];
      return out;
    },
    gains(a, weight = 1) {
      const out = new Float64Array(C);
      for (const { of: { r, candidates, weight: alike }, inverse, variances } of targets) {
        const u = new Float64Array(r), da = a < 0 ? 0 : weight * variances[a];
        if (a >= 0) { for (let i = 0; i < r; i++) u[i] = dot(inverse, i * r, candidates, a * r, r); }
        for (let b = 0; b < C; b++) {
          const db = weight * variances[b], ab = a < 0 ? 0 : weight * dot(u, 0, candidates, b * r, r);
          // det(M + z_b z_bᵀ − z_a z_aᵀ) / det M; not below 0 but for rounding.
          out[b] += alike * Math.log(Math.max(1e-300, (1 + db) * (1 - da) + ab * ab));
        }
      }
      return out;
    },
    existingTrace() {
      let sum = 0;
      for (const { of: { r, existing, weight }, inverse } of targets) {
        for (let n = 0; n * r < existing.length; n++) sum += weight * quadratic(inverse, existing, n * r, r);
      }
      return sum;
    },
  };
}

/** Log det of the information as it stands, without the ridge, in the parameters of the law; undefined when singular. */
export function plainLogDet({ targets }: DesignState): number | undefined {
  let sum = 0;
  for (const { of: { r, weight, shift }, gram } of targets) {
    const factor = gram.slice();
    if (!choleskyFactor(factor, r)) return undefined;
    let logDet = shift;
    for (let i = 0; i < r; i++) {
      // A pivot of the size of the ridge says that the direction was never measured.
      if (factor[i * r + i] ** 2 < 100 * RIDGE) return undefined;
      logDet += 2 * Math.log(factor[i * r + i]);
    }
    sum += weight * logDet;
  }
  return sum;
}

/** Inverts, and measures every candidate. */
function settle(target: TargetState): void {
  const { of: { r, candidates }, gram, variances } = target, factor = gram.slice();
  for (let i = 0; i < r; i++) factor[i * r + i] += RIDGE;
  if (!choleskyFactor(factor, r)) throw new Error("d-optimal: the information lost its definiteness");
  target.logDet = 0;
  for (let i = 0; i < r; i++) target.logDet += 2 * Math.log(factor[i * r + i]);
  target.inverse = choleskyInverse(factor, r);
  for (let c = 0; c < variances.length; c++) variances[c] = quadratic(target.inverse, candidates, c * r, r);
  target.updates = 0;
}

/** The same by the formula of Sherman and Morrison, for M + weight × z zᵀ. */
function update(target: TargetState, c: number, weight: number, factor: number): void {
  const { of: { r, candidates }, inverse, variances } = target, u = new Float64Array(r), part = weight / factor;
  for (let i = 0; i < r; i++) u[i] = dot(inverse, i * r, candidates, c * r, r);
  addOuter(inverse, u, 0, r, -part);
  for (let b = 0; b < variances.length; b++) variances[b] -= part * dot(u, 0, candidates, b * r, r) ** 2;
  target.logDet += Math.log(factor);
  target.updates++;
}

function addOuter(gram: Float64Array, z: Float64Array, at: number, r: number, weight: number): void {
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < r; j++) gram[i * r + j] += weight * z[at + i] * z[at + j];
  }
}

function quadratic(a: Float64Array, z: Float64Array, at: number, r: number): number {
  let sum = 0;
  for (let i = 0; i < r; i++) sum += z[at + i] * dot(a, i * r, z, at, r);
  return sum;
}

function dot(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[i + k] * b[j + k];
  return sum;
}
