/**
 * Fits to parts of a table: leaving out and the bootstrap, always over whole mixtures (all seeds of one together).
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { type Matrix, matrix, rowOf, selectRows } from "../numerics/matrix.ts";
import { random } from "../numerics/random.ts";
import type { RunTable } from "../tables/run_table.ts";
import { type CurveLaw, isCurveLaw } from "./curve_law.ts";
import { fittedLaw } from "./fitted_law.ts";
import { hessianAt } from "./curve_derivatives.ts";
import type { CurveFit, CurveProblem } from "./curve_problem.ts";
import { fitCurve } from "./fit_curve.ts";
import { refitCurve } from "./refit_curve.ts";
import type { FitOptions, FittedLaw, Law } from "./law.ts";
import { leverages } from "./leverage.ts";
import { curveProblem } from "./law_problem.ts";
import { distinctMixtures } from "./mixtures.ts";
import { bootstrapByRefits, leaveGroupsOut } from "./refit_law.ts";

/**
 * Up to this many runs, leaving out a mixture also tries all starts of a law with few of them: cheap there, and a
 * dropped run may move the best valley. Additive laws search their starts, which is too dear to do for every run; and
 * the bootstrap asks how the answer found moves, not whether another one would be found.
 */
const SMALL = 100;

interface Target {
  readonly problem: CurveProblem;
  readonly theta: Float64Array;
  readonly hessian: Float64Array;
}

/** Refuses a fit of another law, or to another table. */
function requireOwn(law: Law, table: RunTable, fitted: FittedLaw): void {
  const same = (a: readonly string[], b: readonly string[]) => a.join("\n") === b.join("\n");
  if (fitted.law !== law.name || !same(fitted.domains, table.domains) || !same(fitted.targets, table.targets)) {
    throw outOfRange(
      `fitted: wanted a fit of ${law.name} to this table (domains ${table.domains.join(", ")}; targets ` +
        `${table.targets.join(", ")}), got one of ${fitted.law} (${fitted.domains.join(", ")}; ${
          fitted.targets.join(", ")
        })`,
    );
  }
}

/** The fitting problems of all targets, with the full fit's θ and Hessian. */
function targetsOf(law: CurveLaw, table: RunTable, fitted: FittedLaw, options: FitOptions): Target[] {
  const json = fitted.toJSON();
  return table.targets.map((_, i) => {
    const problem = curveProblem(law.spec, table, i, json.settings, options);
    const theta = Float64Array.from(json.theta[i]);
    return { problem, theta, hessian: hessianAt(problem, theta) };
  });
}

function refit({ problem, theta }: Target, weights: Float64Array, hessian: Float64Array, search: boolean): CurveFit {
  if (problem.curve.staged) return fitCurve({ ...problem, weights });
  const near = refitCurve({ ...problem, weights }, theta, hessian);
  const few = problem.shares.rows <= SMALL && problem.curve.names.length <= problem.shares.columns + 2;
  if (near.converged && !(search && few)) return near;
  const anew = fitCurve({ ...problem, weights });
  return anew.objective < near.objective * (1 - 1e-9) ? anew : near;
}

function pick(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (n) => values[n]);
}

/**
 * What the law says of each run when it has not seen that run's mixture: exact refits, one a mixture, all seeds of a
 * mixture left out together. A law that is no curve (boosted trees) is fitted anew for each mixture, which takes long.
 *
 * @param law the law.
 * @param table the N runs.
 * @param fitted that law's fit to that table, from which the refits start.
 * @param options the options of that fit; `onRefit` is called after each refit.
 * @returns N × k predicted losses (nats per token), or undefined when one mixture less is too few for the law.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { lawNamed, leaveOneOut, parseTable } from "@mixlab/mixlab";
 *
 * const header = "run,share:code,share:web,loss:code\n";
 * const rows = ["1,0.1,0.9,1.95", "2,0.4,0.6,1.60", "3,0.7,0.3,1.37", "4,0.9,0.1,1.26"];
 * const law = lawNamed("log-linear"), table = parseTable(header + rows.join("\n"));
 * const without = leaveOneOut(law, table, law.fit(table))!;
 *
 * // The same as a fit to the other three runs:
 * const others = law.fit(parseTable(header + rows.slice(1).join("\n")));
 * ok(Math.abs(without.data[0] - others.predict([0.1, 0.9])[0]) < 1e-6);
 *
 * const three = parseTable(header + rows.slice(1).join("\n"));
 * equal(leaveOneOut(law, three, others), undefined); // two runs do not determine three parameters
 * ```
 */
export function leaveOneOut(
  law: Law,
  table: RunTable,
  fitted: FittedLaw,
  { onRefit, ...options }: FitOptions & { readonly onRefit?: () => void } = {},
): Matrix | undefined {
  requireOwn(law, table, fitted);
  const groups = distinctMixtures(table);
  if (!isCurveLaw(law)) return leaveGroupsOut(law, table, options, groups, onRefit);
  const json = fitted.toJSON();
  if (groups.length <= law.spec.parameters(table.domains.length, json.settings)) return undefined;
  const targets = targetsOf(law, table, fitted, options);
  const N = table.runs.length, k = table.targets.length;
  const out = matrix(N, k);
  for (const rows of groups) {
    const left = selectRows(table.shares, rows);
    const theta = targets.map((target) => {
      const { problem } = target, weights = problem.weights.slice();
      for (const n of rows) weights[n] = 0;
      // The Hessian without the mixture is the full one less the mixture's part.
      const part = { ...problem, shares: left, y: pick(problem.y, rows), weights: pick(problem.weights, rows) };
      const hessian = hessianAt(part, target.theta);
      for (let z = 0; z < hessian.length; z++) hessian[z] = target.hessian[z] - hessian[z];
      return [...refit(target, weights, hessian, true).theta];
    });
    onRefit?.();
    const without = fittedLaw(law.spec, { ...json, theta });
    for (const n of rows) {
      const at = table.startLosses && { startLosses: rowOf(table.startLosses, n) };
      out.data.set(without.predict(rowOf(table.shares, n), at), n * k);
    }
  }
  return out;
}

/**
 * Largest variance of a random weight: beyond it most weights would be next to nothing. Of 2.5, 4 and 9 the one whose
 * intervals were nearest to 95 % for 10 runs in bench/coverage.ts.
 */
const LARGEST_VARIANCE = 2.5;

/**
 * Variance of each mixture's random weight: 1 / (1 − h)², h its leverage (mean over targets). The plain Bayesian
 * bootstrap (variance 1) takes residuals for errors, but a residual is an error shrunk by 1 − h; this is what the
 * estimator HC3 does for standard errors (MacKinnon and White 1985).
 */
function weightVariances(targets: readonly Target[], groups: readonly (readonly number[])[]): number[] {
  const all = targets.map(({ problem, theta }) => leverages(problem, theta));
  return groups.map((rows) => {
    const h = all.reduce((s, each) => s + rows.reduce((t, n) => t + each[n], 0), 0) / all.length;
    return Math.min(LARGEST_VARIANCE, 1 / Math.max(1e-3, 1 - h) ** 2);
  });
}

/**
 * Refits under random weights, one a mixture, with mean 1 (the Bayesian bootstrap, Rubin 1981, with gamma weights whose
 * variance makes up for leverage): no mixture is ever lost whole, so small tables stay solvable. All targets of one
 * replicate share its weights. Weights of a law that is no curve (boosted trees) have variance 1.
 *
 * @param law the law.
 * @param table the N runs.
 * @param fitted that law's fit to that table, from which the refits start.
 * @param options the options of that fit; how many replicates, and the seed (a whole number ≥ 0); `onRefit` is called
 * after each.
 * @returns one fitted law a replicate; parameters only, without standard errors.
 * @throws {TypeError} when the seed is not a number.
 * @throws {RangeError} when the seed is not a whole number from 0 to 2^53 − 1.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { bootstrap, lawNamed, parseTable } from "@mixlab/mixlab";
 *
 * const law = lawNamed("log-linear"), table = parseTable(`run,share:code,share:web,loss:code
 * 1,0.05,0.95,2.10
 * 2,0.25,0.75,1.82
 * 3,0.45,0.55,1.57
 * 4,0.65,0.35,1.41
 * 5,0.95,0.05,1.24`);
 * const fitted = law.fit(table);
 * const refits = bootstrap(law, table, fitted, { replicates: 100, seed: 1 });
 * equal(refits.length, 100);
 *
 * // How much the prediction for an even mixture moves with the runs that happened to be made (nats per token):
 * const losses = refits.map((refit) => refit.predict([0.5, 0.5])[0]).sort((a, b) => a - b);
 * const [low, high] = [losses[5], losses[94]], [loss] = fitted.predict([0.5, 0.5]);
 * ok(low < loss && loss < high && high - low < 0.05);
 * ```
 */
export function bootstrap(
  law: Law,
  table: RunTable,
  fitted: FittedLaw,
  { replicates, seed, onRefit, ...options }: FitOptions & {
    readonly replicates: number;
    readonly seed: number;
    readonly onRefit?: () => void;
  },
): FittedLaw[] {
  if (!Number.isInteger(replicates) || replicates < 0) {
    throw outOfRange(`replicates: wanted a whole number ≥ 0, got ${got(replicates)}`);
  }
  requireOwn(law, table, fitted);
  if (!isCurveLaw(law)) return bootstrapByRefits(law, table, { ...options, replicates, seed, onRefit });
  const groups = distinctMixtures(table), json = fitted.toJSON();
  const targets = targetsOf(law, table, fitted, options);
  const rng = random(seed), variances = weightVariances(targets, groups);
  return Array.from({ length: replicates }, () => {
    const draws = variances.map((v) => v * rng.gamma(1 / v));
    const factor = new Float64Array(table.runs.length);
    groups.forEach((rows, g) => rows.forEach((n) => factor[n] = draws[g]));
    const theta = targets.map((target) => {
      const weights = target.problem.weights.map((w, n) => w * factor[n]);
      return [...refit(target, weights, hessianAt({ ...target.problem, weights }, target.theta), false).theta];
    });
    onRefit?.();
    return fittedLaw(law.spec, { ...json, theta, perTarget: [], warnings: [] });
  });
}
