/**
 * The best exponent of curves that share one: the α that minimises Σ over curves of their best Σ ρ at α.
 *
 * The exponent is alone, so it is looked for everywhere: on a grid between its bounds, and between the grid's points
 * where the slope is 0. No start to choose, and no local minimum that is missed unless it is narrower than the grid.
 *
 * @module
 */
import { type Points, solveAt } from "./power_curve.ts";

/** Exponents that are looked at: below the least a power law is a logarithm, above the most it is a step. */
export interface ExponentBounds {
  readonly least: number;
  readonly most: number;
}

/** A function of α. */
export interface Profile {
  /** Σ over curves of Σ ρ at the best c and k. */
  value(alpha: number): number;
  /** Its derivative; without it the minimum is found by values alone. */
  slope?(alpha: number): number;
}

/** The profile of curves that share an exponent. */
export function profileOf(curves: readonly Points[], delta: number): Required<Profile> {
  const sum = (alpha: number, what: "objective" | "slope") =>
    curves.reduce((total, points) => total + solveAt(points, alpha, delta)[what], 0);
  const known = new Map<number, number>(); // intervals of every curve ask for the same exponents
  return {
    value(alpha) {
      const found = known.get(alpha) ?? sum(alpha, "objective");
      known.set(alpha, found);
      return found;
    },
    slope: (alpha) => sum(alpha, "slope"),
  };
}

const GRID = 120;

/** Exponents between the bounds, evenly spread in their logarithm. */
export function exponents({ least, most }: ExponentBounds, n = GRID): number[] {
  return Array.from({ length: n + 1 }, (_, i) => least * (most / least) ** (i / n));
}

/** Where a profile is least, and whether that is at a bound. */
export function leastExponent(profile: Profile, bounds: ExponentBounds): { alpha: number; atBound: boolean } {
  const grid = exponents(bounds), values = grid.map((alpha) => profile.value(alpha));
  let best = { alpha: grid[0], value: values[0] };
  const offer = (alpha: number, value = profile.value(alpha)) => {
    if (value < best.value) best = { alpha, value };
  };
  grid.forEach((alpha, i) => {
    offer(alpha, values[i]);
    const [before, after] = [values[i - 1] ?? Infinity, values[i + 1] ?? Infinity];
    if (values[i] > before || values[i] > after) return;
    const [low, high] = [grid[Math.max(0, i - 1)], grid[Math.min(GRID, i + 1)]];
    offer(profile.slope ? zeroSlope(profile.slope, low, high) : golden(profile.value, low, high));
  });
  return { alpha: best.alpha, atBound: best.alpha <= grid[0] || best.alpha >= grid[GRID] };
}

/** Where the slope turns from negative to positive, to the last digit. */
function zeroSlope(slope: (alpha: number) => number, low: number, high: number): number {
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}

function golden(value: (alpha: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-10 * high) {
    const one = high - ratio * (high - low), two = low + ratio * (high - low);
    if (value(one) <= value(two)) high = two;
    else low = one;
  }
  return (low + high) / 2;
}

/** Where a profile has risen by `rise` above its least value, below and above; null where it never does. */
export function riseOf(
  profile: Profile,
  alpha: number,
  rise: number,
  bounds: ExponentBounds,
): { readonly low: number | null; readonly high: number | null } {
  const base = profile.value(alpha), over = (at: number) => profile.value(at) - base > rise;
  const edge = (end: number) => {
    if (alpha === end || !over(end)) return null;
    let inside = alpha, outside = end;
    // the nearest crossing: first along the grid, then between two of its points
    for (
      const at of exponents({ least: Math.min(alpha, end), most: Math.max(alpha, end) }, 40).sort((a, b) =>
        Math.abs(Math.log(a / alpha)) - Math.abs(Math.log(b / alpha))
      )
    ) {
      if (over(at)) {
        outside = at;
        break;
      }
      inside = at;
    }
    for (let step = 0; step < 60; step++) {
      const middle = (inside + outside) / 2;
      if (over(middle)) outside = middle;
      else inside = middle;
    }
    return inside;
  };
  return { low: edge(bounds.least), high: edge(bounds.most) };
}
