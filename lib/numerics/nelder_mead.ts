/**
 * Minimisation without derivatives.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";

/**
 * Settings of `nelderMead`, by default SciPy's.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { nelderMead, type NelderMeadOptions } from "@mixlab/mixlab";
 *
 * const bowl = ([a, b]: Float64Array) => (a - 1) ** 2 + (b + 2) ** 2;
 * const fine: NelderMeadOptions = { xTolerance: 1e-10, fTolerance: 1e-14 };
 * const off = (options?: NelderMeadOptions) => Math.abs(nelderMead(bowl, [0, 0], options).x[0] - 1);
 * ok(off(fine) < 1e-9 && off(fine) < off());
 * ```
 */
export interface NelderMeadOptions {
  /** Largest distance of a corner from the best one, by coordinate, at which to stop; default 1e-4. */
  xTolerance?: number;
  /** Largest difference of a corner's value from the best one at which to stop; default 1e-4. */
  fTolerance?: number;
  /** Most iterations, default 200 a variable. */
  maxIterations?: number;
}

/**
 * Where `nelderMead` ended, and whether the simplex had shrunk enough by then.
 *
 * @example
 * ```ts
 * import { equal, match } from "node:assert/strict";
 * import { nelderMead, type NelderMeadResult } from "@mixlab/mixlab";
 *
 * const end: NelderMeadResult = nelderMead(([a]) => (a - 1) ** 2, [100], { maxIterations: 5 });
 * equal(end.converged, false);
 * match(end.reason, /^Stopped after 5 iterations/);
 * ```
 */
export interface NelderMeadResult {
  /** Best point found. */
  readonly x: Float64Array;
  /** Value there. */
  readonly value: number;
  /** Iterations, counted as SciPy's nit. */
  readonly iterations: number;
  /** Evaluations of the objective. */
  readonly evaluations: number;
  /** Whether the simplex shrank to within both tolerances. */
  readonly converged: boolean;
  /** Why the search ended: a sentence. */
  readonly reason: string;
}

/**
 * Nelder and Mead's simplex search ("A simplex method for function minimization", 1965) with the rules, first simplex
 * (5 % of each coordinate, 0.00025 where it is 0) and stopping test of SciPy's `minimize(method="Nelder-Mead")`, whose
 * path it follows. Values that are NaN count as Infinity.
 *
 * @throws {RangeError} when the start is empty or not finite.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { nelderMead } from "@mixlab/mixlab";
 *
 * const end = nelderMead(([a, b]) => (a - 1) ** 2 + (b + 2) ** 2, [0, 0]);
 * ok(end.converged && Math.abs(end.x[0] - 1) < 1e-3);
 * ```
 */
export function nelderMead(
  objective: (x: Float64Array) => number,
  start: ArrayLike<number>,
  options: NelderMeadOptions = {},
): NelderMeadResult {
  const n = start.length;
  if (n === 0) throw outOfRange("nelderMead: wanted at least one variable in start, got none");
  for (let j = 0; j < n; j++) {
    if (!Number.isFinite(start[j])) throw outOfRange(`nelderMead: wanted finite start[${j}], got ${got(start[j])}`);
  }
  const { xTolerance = 1e-4, fTolerance = 1e-4, maxIterations = 200 * n } = options;
  const mostEvaluations = options.maxIterations === undefined ? 200 * n : Infinity;
  let evaluations = 0;
  type Corner = { x: Float64Array; value: number };
  const corner = (x: Float64Array): Corner => {
    evaluations++;
    const value = objective(x.slice());
    return { x, value: Number.isNaN(value) ? Infinity : value };
  };
  const first = Float64Array.from(start);
  const simplex = [corner(first)];
  for (let j = 0; j < n; j++) {
    const x = first.slice();
    x[j] = x[j] !== 0 ? (1 + 0.05) * x[j] : 0.00025;
    simplex.push(corner(x));
  }
  const sort = () => simplex.sort((a, b) => a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
  sort();

  let iterations = 1, converged = false;
  while (evaluations < mostEvaluations && iterations < maxIterations) {
    const best = simplex[0], worst = simplex[n];
    if (
      simplex.every((c) => c.x.every((v, j) => Math.abs(v - best.x[j]) <= xTolerance)) &&
      simplex.every((c) => Math.abs(c.value - best.value) <= fTolerance)
    ) {
      converged = true;
      break;
    }
    const centre = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) centre[j] += simplex[i].x[j];
    for (let j = 0; j < n; j++) centre[j] /= n;
    /** The point at centre + t (centre − worst). */
    const along = (t: number) => corner(centre.map((c, j) => (1 + t) * c - t * worst.x[j]));

    const reflected = along(1);
    let next: Corner | undefined = reflected;
    if (reflected.value < best.value) {
      const expanded = along(2);
      if (expanded.value < reflected.value) next = expanded;
    } else if (!(reflected.value < simplex[n - 1].value)) {
      const outside = reflected.value < worst.value;
      const contracted = along(outside ? 0.5 : -0.5);
      next = (outside ? contracted.value <= reflected.value : contracted.value < worst.value) ? contracted : undefined;
    }
    if (next) simplex[n] = next;
    else {
      for (let i = 1; i <= n; i++) simplex[i] = corner(simplex[i].x.map((v, j) => best.x[j] + 0.5 * (v - best.x[j])));
    }
    iterations++;
    sort();
  }
  return {
    x: simplex[0].x.slice(),
    value: simplex[0].value,
    iterations,
    evaluations,
    converged,
    reason: converged
      ? "Converged: the simplex is within both tolerances."
      : `Stopped after ${iterations} iterations and ${evaluations} evaluations, before the simplex was small enough.`,
  };
}
