/**
 * Implicit domain aggregation of Data Mixing Laws (arXiv 2403.16952, section 3.3): the overall loss as a sum over K
 * hidden domains, each with a log-linear law of its own, L(p) = c + Σ_k exp(Σ_j v_kj p_j).
 *
 * The code trains this as a network (AdamW, AdaBoost around it, the lowest in-sample error of 16 seeds). Here it is
 * fitted by Newton's method from many random starts; the seed is explicit.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { matrix } from "../numerics/matrix.ts";
import { conditionNumber } from "../numerics/svd.ts";
import type { RunTable } from "../tables/run_table.ts";
import { checkTheta } from "./check_law_json.ts";
import { curveProblem } from "./law_problem.ts";
import { type CurveFit, type CurveProblem, robustSum } from "./curve_problem.ts";
import type { CurveLawSpec } from "./curve_law.ts";
import { fitCurve } from "./fit_curve.ts";
import { fittedLaw } from "./fitted_law.ts";
import { implicitDomainsCurve } from "./implicit_domains_curve.ts";
import type { FitOptions, FittedLaw, Law, TargetFit, Warning } from "./law.ts";
import { varyingDomains } from "./mixtures.ts";
import { robustAndWeights } from "./robust_and_weights.ts";
import { tableWarnings } from "./table_warnings.ts";
import { vertices } from "./vertices.ts";

const NAME = "implicit-domains";

/**
 * How many hidden domains, and how they are looked for.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { implicitDomains, type ImplicitDomainsOptions } from "@mixlab/mixlab";
 *
 * const options: ImplicitDomainsOptions = { hidden: 2, seed: 1, starts: 10 };
 * equal(implicitDomains(options).minimumRuns(3), 7); // 1 + 2 · 3 parameters
 * ```
 */
export interface ImplicitDomainsOptions {
  /** Hidden domains K; 1 is the log-linear law. Default: 3. */
  readonly hidden?: number;
  /** Seed of the random starts. Default: 0. */
  readonly seed?: number;
  /** Random starts. Default: 20. */
  readonly starts?: number;
  /**
   * The mean of the fits from this many of the best starts is the law. The valley of a fit with many hidden domains has
   * many ends, which agree on the runs and not between them; their mean is again a law of this form. Default: 1.
   */
  readonly members?: number;
}

/**
 * The law of implicit domains. It is fitted to any number of runs, also to fewer than it has parameters: then it is said
 * in a warning, and in-sample errors say nothing. {@link chooseHiddenDomains} chooses K by leaving out.
 *
 * The law is convex whatever K is, so its best mixture is exact. `loadLaw` does not know it: it is made again from its
 * JSON by its own `fromJSON`.
 *
 * @throws {RangeError} when an option is out of range.
 *
 * @example
 * ```ts
 * import { equal, ok, throws } from "node:assert/strict";
 * import { bestMixture, implicitDomains, parseTable, predictTable } from "@mixlab/mixlab";
 *
 * // Planted: the overall loss is made of a part that wants code and one that wants web.
 * const overall = (p: number) => 2 + Math.exp(-3 * p) + Math.exp(-2 * (1 - p));
 * const rows = [0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1].map((p, n) => `${n},${p},${1 - p},${overall(p)}`);
 * const table = parseTable(["run,share:code,share:web,loss:all", ...rows].join("\n"));
 *
 * const law = implicitDomains({ hidden: 2, seed: 1 }), fitted = law.fit(table);
 * const worst = Math.max(...predictTable(fitted, table).data.map((f, n) => Math.abs(f - table.losses.data[n])));
 * ok(worst < 1e-6);
 * // 3 exp(−3 p) = 2 exp(−2 (1 − p)) where the loss is least
 * ok(Math.abs(bestMixture(fitted).mixture.code - (2 + Math.log(1.5)) / 5) < 1e-3);
 *
 * const [loss] = law.fromJSON(JSON.parse(JSON.stringify(fitted))).predict([0.3, 0.7]);
 * equal(loss, fitted.predict([0.3, 0.7])[0]);
 * throws(() => implicitDomains({ hidden: 0 }), /hidden: wanted a whole number ≥ 1, got 0/);
 * ```
 */
export function implicitDomains(options: ImplicitDomainsOptions = {}): Law {
  const { hidden = 3, seed = 0, starts = 20, members = 1 } = options;
  for (const [name, value] of Object.entries({ hidden, starts, members })) {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw outOfRange(`${name}: wanted a whole number ≥ 1, got ${got(value)}`);
    }
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0)) throw outOfRange(`seed: wanted a whole number ≥ 0, got ${got(seed)}`);
  if (members > starts) throw outOfRange(`members: wanted at most as many as starts, ${starts}, got ${members}`);
  const settings = { hidden, seed, starts, members };
  return {
    name: NAME,
    formula: `L(p) = c + Σ_k exp(Σ_j v_kj p_j), k = 1 … ${hidden}`,
    source: "Data Mixing Laws, implicit domain aggregation, arXiv 2403.16952 section 3.3; gauge fixed",
    segments: false,
    costly: true,
    minimumRuns: (m) => 1 + hidden * m,
    obstacle: () => undefined,
    fit: (table, options = {}) => fit(table, options, settings),
    fromJSON(json, where = "law.json") {
      if (json.law !== NAME) throw outOfRange(`${where}: law: wanted "${NAME}", got ${got(json.law)}`);
      const k = json.settings.hidden;
      if (!(Number.isSafeInteger(k) && Number(k) >= 1)) {
        throw outOfRange(`${where}: settings.hidden: wanted a whole number ≥ 1, got ${got(k)}`);
      }
      const spec = specOf(Number(k));
      json.theta.forEach((row, i) =>
        checkTheta(row, spec.curve(json.domains, json.targets[i], {}), `${where}: theta[${i}] (${json.targets[i]})`)
      );
      return fittedLaw(spec, json);
    },
  };
}

/** What the machinery of curves asks of a law, for K hidden domains. */
function specOf(hidden: number, search: { readonly seed?: number; readonly starts?: number } = {}): CurveLawSpec {
  return {
    name: NAME,
    formula: "L(p) = c + Σ_k exp(Σ_j v_kj p_j)",
    source: "Data Mixing Laws, arXiv 2403.16952 section 3.3",
    convex: true,
    hasVertices: true,
    parameters: (m) => 1 + hidden * m,
    curve: (domains) => implicitDomainsCurve(domains, hidden, search),
  };
}

function fit(table: RunTable, options: FitOptions, settings: {
  readonly hidden: number;
  readonly seed: number;
  readonly starts: number;
  readonly members: number;
}): FittedLaw {
  const { weights } = robustAndWeights(table, options), { hidden, members, seed, starts } = settings;
  const varies = varyingDomains(table), m = table.domains.length, spec = specOf(hidden, { seed, starts });
  const whole = specOf(hidden * members), warnings: Warning[] = [...tableWarnings(table, 1 + hidden * m, varies)];
  const theta: number[][] = [];
  const perTarget = table.targets.map((target, i): TargetFit => {
    const problem = curveProblem(spec, table, i, {}, { ...options, weights });
    const fits = problem.curve.starts(table.shares, problem.y, weights)
      .map((start) => fitCurve({ ...problem, start }))
      .sort((a, b) => a.objective - b.objective);
    const best = fits.slice(0, members), mean = meanOf(best, hidden, m);
    theta.push([...mean]);
    const same = fits.filter((f) => f.objective <= best[0].objective * (1 + 1e-6) + 1e-15).length;
    const curve = whole.curve(table.domains, target, {}), runs = weights.reduce((s, w) => s + w, 0);
    const condition = conditionOf(problem, best[0]);
    if (condition > 1e6) {
      warnings.push({
        code: "ill-conditioned",
        target,
        message: `${target}: condition number ${condition.toExponential(1)}: the hidden domains themselves are not ` +
          "determined, whatever the law predicts",
      });
    }
    return {
      target,
      parameters: Object.fromEntries(curve.names.map((name, q) => [name, mean[q]])),
      standardErrors: Object.fromEntries(curve.names.map((name) => [name, null])), // hidden domains have no names
      oneSided: {},
      objective: objectiveOf({ ...problem, curve }, mean) / runs,
      iterations: best[0].iterations,
      converged: best[0].converged,
      reason: `best of ${fits.length} starts, which ${same} reached; there: ${best[0].reason}`,
      condition,
      ...vertices(curve, table.domains, mean, varies),
    };
  });
  return fittedLaw(whole, {
    format: "mixlab/law",
    version: 1,
    law: NAME,
    domains: table.domains,
    targets: table.targets,
    settings: { hidden: hidden * members },
    theta,
    perTarget,
    warnings,
  });
}

/** The mean of laws with K hidden domains each is a law with all of them, each exp(v · p) divided by their number. */
function meanOf(fits: readonly CurveFit[], hidden: number, m: number): Float64Array {
  const s = fits.length, out = new Float64Array(1 + s * hidden * m);
  fits.forEach(({ theta }, f) => {
    out[0] += theta[0] / s;
    // on the simplex, subtracting log s from every v of a hidden domain divides it by s
    for (let at = 0; at < hidden * m; at++) out[1 + f * hidden * m + at] = theta[1 + at] - Math.log(s);
  });
  const lowest = implicitDomainsCurve(["a"], 1).lower[1];
  return out.map((v, q) => q > 0 ? Math.max(lowest, v) : v);
}

function objectiveOf({ curve, shares, y, weights, delta }: CurveProblem, theta: Float64Array): number {
  const values = new Float64Array(y.length);
  curve.evaluate(shares, theta, values);
  return robustSum(y, values, weights, delta);
}

/** Condition number of the Jacobian with columns scaled to length 1. */
function conditionOf({ curve, shares, weights }: CurveProblem, { theta }: CurveFit): number {
  const N = shares.rows, q = theta.length, jacobian = new Float64Array(N * q);
  curve.evaluate(shares, theta, new Float64Array(N), jacobian);
  const used = Array.from(weights, (w, n) => w > 0 ? n : -1).filter((n) => n >= 0), scaled = matrix(used.length, q);
  if (used.length < q) return 1e16;
  for (let j = 0; j < q; j++) {
    const length = Math.sqrt(used.reduce((s, n) => s + jacobian[n * q + j] ** 2, 0)) || 1;
    used.forEach((n, row) => scaled.data[row * q + j] = jacobian[n * q + j] / length);
  }
  return Math.min(conditionNumber(scaled), 1e16);
}
