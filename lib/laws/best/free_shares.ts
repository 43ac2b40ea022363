/**
 * Which shares of a goal are free to move, and between which bounds.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import type { Goal } from "./goal.ts";

/** The n shares that can move; all others are fixed. */
export interface FreeShares {
  /** Positions of the free shares (n). */
  readonly index: Int32Array;
  /** Least value of each free share (n). */
  readonly lower: Float64Array;
  /** Largest value of each free share (n), never more than the others leave. */
  readonly upper: Float64Array;
  /** Whether that largest value is a cap of its own, and does not follow from Σ p = 1 and the floors (n). */
  readonly capped: Uint8Array;
  /** What the free shares sum to. */
  readonly mass: number;
  /** All shares (m) with the free ones at their least values. */
  readonly base: Float64Array;
}

const TINY = 1e-12;

/**
 * Sorts the shares into free and fixed: fixed are those whose bounds meet, those with prior 0 under a pull (KL would be
 * infinite), and all of them when the bounds leave one mixture only.
 *
 * @throws {RangeError} when the fixed shares leave no mixture.
 */
export function freeShares(goal: Goal): FreeShares {
  const { lower, upper } = goal.box, m = lower.length, base = Float64Array.from(lower);
  const free: number[] = [];
  let mass = 1, most = 0, least = 0;
  for (let j = 0; j < m; j++) {
    const out = goal.kl > 0 && goal.prior[j] === 0;
    if (out && lower[j] > 0) {
      throw outOfRange(
        `prior: the share ${j + 1} of the prior is 0, so that the pull makes it 0, but its floor is > 0`,
      );
    }
    if (!out && upper[j] - lower[j] > TINY) {
      free.push(j);
      most += upper[j];
      least += lower[j];
    } else mass -= lower[j];
  }
  if (most < mass - 1e-9 || least > mass + 1e-9) {
    throw outOfRange(
      `prior: the domains with prior share > 0 can take ${least.toPrecision(6)} to ${most.toPrecision(6)} of the ` +
        `mixture under their bounds, wanted ${mass.toPrecision(6)}; raise a cap, or give another prior`,
    );
  }
  const only = free.length < 2 || most - mass <= TINY || mass - least <= TINY;
  if (only) {
    const full = most - mass <= mass - least || free.length === 1;
    let sum = 0;
    for (const j of free) base[j] = full ? upper[j] : lower[j];
    if (free.length === 1) base[free[0]] = mass;
    for (let j = 0; j < m; j++) sum += base[j];
    for (let j = 0; j < m; j++) base[j] /= sum; // bounds that sum to 1 but for rounding
    free.length = 0;
  }
  const n = free.length;
  const shares: FreeShares = {
    index: Int32Array.from(free),
    lower: new Float64Array(n),
    upper: new Float64Array(n),
    capped: new Uint8Array(n),
    mass,
    base,
  };
  free.forEach((j, a) => {
    const left = mass - (least - lower[j]);
    shares.lower[a] = lower[j];
    shares.capped[a] = upper[j] < left ? 1 : 0;
    shares.upper[a] = Math.min(upper[j], left);
  });
  return shares;
}

/** A mixture with every free share strictly between its bounds: each the same part of the way up. */
export function centre(free: FreeShares): Float64Array {
  const { index, lower, upper, mass, base } = free, p = Float64Array.from(base);
  let least = 0, room = 0;
  for (let a = 0; a < index.length; a++) {
    least += lower[a];
    room += upper[a] - lower[a];
  }
  for (let a = 0; a < index.length; a++) p[index[a]] = lower[a] + (upper[a] - lower[a]) * (mass - least) / room;
  return p;
}

/** The mixture within the bounds that is nearest to a point (m), in Euclidean distance. */
export function nearestFeasible(free: FreeShares, point: ArrayLike<number>): Float64Array {
  const { index, lower, upper, mass, base } = free, p = Float64Array.from(base), n = index.length;
  let low = Infinity, high = -Infinity;
  for (let a = 0; a < n; a++) {
    low = Math.min(low, lower[a] - point[index[a]]);
    high = Math.max(high, upper[a] - point[index[a]]);
  }
  // p_j = clip(point_j + shift): the sum grows with the shift, so bisection finds it
  for (let i = 0; i < 200 && n > 0; i++) {
    const shift = (low + high) / 2;
    let sum = 0;
    for (let a = 0; a < n; a++) sum += Math.min(upper[a], Math.max(lower[a], point[index[a]] + shift));
    if (sum < mass) low = shift;
    else high = shift;
    if (!(high - low > 1e-16 * (1 + Math.abs(high)))) break;
  }
  for (let a = 0; a < n; a++) p[index[a]] = Math.min(upper[a], Math.max(lower[a], point[index[a]] + high));
  return p;
}
