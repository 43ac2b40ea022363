/**
 * Makes a law of a curve: fits one curve a target, adds standard errors and warnings, predicts, and writes JSON.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import type { RunTable } from "../tables/run_table.ts";
import { checkTheta } from "./check_law_json.ts";
import type { Curve } from "./curve.ts";
import { curveProblem } from "./law_problem.ts";
import { fitCurve } from "./fit_curve.ts";
import { fittedLaw } from "./fitted_law.ts";
import type { FitOptions, FittedLaw, Law, TargetFit, Warning } from "./law.ts";
import { parameterErrors } from "./parameter_errors.ts";
import { distinctMixtures, varyingDomains } from "./mixtures.ts";
import { robustAndWeights } from "./robust_and_weights.ts";
import { tableWarnings } from "./table_warnings.ts";
import { vertices } from "./vertices.ts";

/**
 * Settings that predictions depend on, as written to law.json.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { lawNamed, parseTable, type Settings } from "@mixlab/mixlab";
 *
 * const rows = ["1,0,1,2.9", "2,0.25,0.75,2.1", "3,0.5,0.5,1.9", "4,0.75,0.25,1.8", "5,1,0,2.3"];
 * const table = parseTable(["run,share:code,share:web,loss:code", ...rows].join("\n"));
 *
 * // BiMix has a pole at a share of 0; the offset that moves it away belongs to the law from then on.
 * const settings: Settings = lawNamed("bimix").fit(table, { offset: 0.01 }).toJSON().settings;
 * deepEqual(settings, { offset: 0.01 });
 * ```
 */
export type Settings = Readonly<Record<string, number | boolean | string>>;

/**
 * What a law file states: names, what is predicted, and the curve of one target.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { curveLaw, type CurveLawSpec, lawNamed, parseTable } from "@mixlab/mixlab";
 *
 * // A variant of a law that is there: log-linear without irreducible loss, so c is held at 0.
 * const { spec } = lawNamed("log-linear");
 * const variant: CurveLawSpec = {
 *   ...spec,
 *   name: "exponential",
 *   formula: "L(p) = exp(Σ_j v_j p_j)",
 *   curve(domains, target, settings) {
 *     const curve = spec.curve(domains, target, settings);
 *     return { ...curve, upper: curve.upper.with(curve.names.indexOf("c"), 0) };
 *   },
 * };
 * const rows = [0, 0.25, 0.5, 0.75, 1].map((p, n) => `${n},${p},${1 - p},${Math.exp(1 - 0.5 * p)}`);
 * const table = parseTable(["run,share:code,share:web,loss:code", ...rows].join("\n"));
 * const { c, vertex } = curveLaw(variant).fit(table).perTarget[0];
 * equal(c, 0);
 * equal(vertex!.code!.toFixed(9), "0.500000000"); // v_web − 0.5
 * ```
 */
export interface CurveLawSpec {
  /** Name, as `--law` takes it. */
  readonly name: string;
  /** Formula in one line. */
  readonly formula: string;
  /** Where the formula comes from. */
  readonly source: string;
  /** Whether f is convex in the shares. */
  readonly convex: boolean;
  /** What f predicts: the loss, its change over a segment, or the logarithm of the ratio of end to start. */
  readonly response?: "loss" | "change" | "log-ratio";
  /** Number of free parameters of a target. */
  parameters(m: number, settings: Settings): number;
  /** The curve of one target. */
  curve(domains: readonly string[], target: string, settings: Settings): Curve;
  /** Settings taken from the table and the options. */
  settings?(table: RunTable, options: FitOptions): Settings;
  /** Further reasons why the law cannot be fitted. */
  obstacle?(table: RunTable, options: FitOptions): string | undefined;
  /** Whether the curve has an irreducible loss, named "c" among its parameters: then vertex exponents are reported. */
  readonly hasVertices?: boolean;
}

/**
 * A law that is one curve a target: every law of Mixlab, and those made with `curveLaw`.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type CurveLaw, lawNamed } from "@mixlab/mixlab";
 *
 * // What a law finds out about one target, by name.
 * const parametersOf = (law: CurveLaw, domains: string[]) => law.spec.curve(domains, domains[0], {}).names;
 *
 * deepEqual(parametersOf(lawNamed("log-linear"), ["code", "web"]), ["c", "v:code", "v:web"]);
 * deepEqual(parametersOf(lawNamed("linear"), ["code", "web"]), ["a:code", "a:web"]);
 * ```
 */
export interface CurveLaw extends Law {
  /** What the law file states. */
  readonly spec: CurveLawSpec;
}

/**
 * Makes a law of a curve: state the formula and its derivatives, and get a law that fits by least squares or Huber's
 * loss with standard errors, warns, predicts, is judged by leaving out, and has its best mixture found.
 *
 * `fit` throws a {@link RangeError} when the table does not allow the law. `loadLaw` knows the laws of Mixlab only: a
 * law of your own is made again from its JSON by its own `fromJSON`.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { bestMixture, curveLaw, leaveOneOut, parseTable } from "@mixlab/mixlab";
 *
 * // A law of your own: a loss falls with the logarithm of its own domain's share.
 * const ownShare = curveLaw({
 *   name: "own-share",
 *   formula: "L_i(p) = a − b log(p_i + 0.01), b ≥ 0",
 *   source: "this example",
 *   convex: true, // because b ≥ 0: the best mixture is exact
 *   parameters: () => 2,
 *   curve(domains, target) {
 *     const i = domains.indexOf(target), m = domains.length;
 *     return {
 *       names: ["a", "b"],
 *       lower: Float64Array.of(-Infinity, 0),
 *       upper: Float64Array.of(Infinity, Infinity),
 *       domainOf: [-1, i], // b acts on the share of domain i alone
 *       evaluate({ rows, data }, [a, b], values, jacobian) {
 *         for (let n = 0; n < rows; n++) {
 *           const x = Math.log(data[n * m + i] + 0.01);
 *           values[n] = a - b * x;
 *           jacobian?.set([1, -x], n * 2);
 *         }
 *       },
 *       starts: () => [Float64Array.of(3, 0)], // linear in a and b: one step from anywhere
 *       value: (p, [a, b]) => a - b * Math.log(p[i] + 0.01),
 *       addShareGradient(p, [, b], scale, out) {
 *         out[i] -= scale * b / (p[i] + 0.01);
 *       },
 *       addShareHessian(p, [, b], scale, out) {
 *         out[i * m + i] += scale * b / (p[i] + 0.01) ** 2;
 *       },
 *     };
 *   },
 * });
 *
 * const table = parseTable(`run,share:code,share:web,loss:code,loss:web
 * 1,0.05,0.95,2.06,3.12
 * 2,0.20,0.80,1.75,3.17
 * 3,0.40,0.60,1.55,3.25
 * 4,0.60,0.40,1.44,3.37
 * 5,0.80,0.20,1.36,3.57`);
 * const fitted = ownShare.fit(table), [code, web] = fitted.perTarget;
 * ok(code.converged && web.converged);
 * equal(code.parameters.b.toFixed(2), "0.27");
 * ok(leaveOneOut(ownShare, table, fitted) !== undefined); // N × k losses of runs that the law has not seen
 *
 * // Each loss pulls to its own domain by its b, so the best shares are as b_code to b_web, up to the 0.01.
 * const best = bestMixture(fitted);
 * const ratio = (best.mixture.code + 0.01) / (best.mixture.web + 0.01);
 * ok(Math.abs(ratio - code.parameters.b / web.parameters.b) < 1e-6);
 * ok(best.gap! < 1e-9); // proven
 * ```
 */
export function curveLaw(spec: CurveLawSpec): CurveLaw {
  return {
    spec,
    name: spec.name,
    formula: spec.formula,
    source: spec.source,
    segments: (spec.response ?? "loss") !== "loss",
    minimumRuns: (m) => spec.parameters(m, {}),
    obstacle: (table, options = {}) => obstacle(spec, table, options),
    fit: (table, options = {}) => fitLaw(spec, table, options),
    fromJSON: (json, where = "law.json") => {
      if (json.law !== spec.name) throw outOfRange(`${where}: law: wanted "${spec.name}", got "${json.law}"`);
      json.theta.forEach((row, i) =>
        checkTheta(
          row,
          spec.curve(json.domains, json.targets[i], json.settings),
          `${where}: theta[${i}] (${json.targets[i]})`,
        )
      );
      return fittedLaw(spec, json);
    },
  };
}

/** Whether a law is one curve a target. */
export function isCurveLaw(law: Law): law is CurveLaw {
  return "spec" in law;
}

function obstacle(spec: CurveLawSpec, table: RunTable, options: FitOptions): string | undefined {
  const settings = spec.settings?.(table, options) ?? {};
  if ((spec.response ?? "loss") !== "loss" && table.startLosses === undefined) {
    return `${spec.name} is a law of segments: the table needs loss_start:<target> columns`;
  }
  const needed = spec.parameters(table.domains.length, settings);
  const mixtures = distinctMixtures(table).length;
  if (mixtures < needed) {
    return `${spec.name} has ${needed} parameters a target for ${table.domains.length} domains and needs as many ` +
      `different mixtures; the table has ${mixtures}`;
  }
  return spec.obstacle?.(table, options);
}

function fitLaw(spec: CurveLawSpec, table: RunTable, options: FitOptions): FittedLaw {
  const why = obstacle(spec, table, options);
  if (why !== undefined) throw outOfRange(`${table.source}: ${why}`);
  const { weights } = robustAndWeights(table, options);
  const settings = spec.settings?.(table, options) ?? {};
  const varies = varyingDomains(table);
  const warnings: Warning[] = [...tableWarnings(table, spec.parameters(table.domains.length, settings), varies)];
  const theta: number[][] = [];
  const perTarget = table.targets.map((target, i): TargetFit => {
    const problem = curveProblem(spec, table, i, settings, { ...options, weights }), { curve } = problem;
    const fit = fitCurve(problem);
    theta.push([...fit.theta]);
    const errors = parameterErrors(problem, fit);
    const runs = weights.reduce((s, w) => s + w, 0);
    const frozen = problem.frozen!;
    const by = <T>(value: (q: number) => T) => Object.fromEntries(curve.names.map((name, q) => [name, value(q)]));
    const base = {
      target,
      parameters: by((q) => fit.theta[q]),
      standardErrors: by((q) => frozen[q] ? null : errors.standardErrors[q]),
      oneSided: Object.fromEntries([...errors.atMost].map(([q, bound]) => [curve.names[q], { atMost: bound }])),
      objective: fit.objective / runs,
      iterations: fit.iterations,
      converged: fit.converged,
      reason: fit.reason,
      condition: errors.condition,
    };
    warnings.push(...fitWarnings(base, errors.loose.map((q) => curve.names[q].slice(2))));
    return spec.hasVertices ? { ...base, ...vertices(curve, table.domains, fit.theta, varies) } : base;
  });
  return fittedLaw(spec, {
    format: "mixlab/law",
    version: 1,
    law: spec.name,
    domains: table.domains,
    targets: table.targets,
    settings,
    theta,
    perTarget,
    warnings,
  });
}

function fitWarnings(fit: TargetFit, unbounded: readonly string[]): Warning[] {
  const out: Warning[] = [];
  const warn = (code: string, message: string) => out.push({ code, message, target: fit.target });
  if (!fit.converged) warn("not-converged", `${fit.target}: the fit did not converge: ${fit.reason}`);
  const loose = Object.entries(fit.oneSided);
  if (loose.length > 0) {
    warn(
      "not-identified",
      `${fit.target}: the data only bound ${loose.length === 1 ? "this exponent" : "these exponents"} from above: ` +
        loose.map(([name, { atMost }]) => `${name.slice(2)} ≤ ${atMost!.toFixed(2)}`).join(", "),
    );
  }
  if (unbounded.length > 0) {
    warn(
      "not-identified",
      `${fit.target}: the data do not bound the exponent of ${unbounded.join(", ")} on either side`,
    );
  }
  if (fit.condition > 1e6) {
    warn(
      "ill-conditioned",
      `${fit.target}: condition number ${fit.condition.toExponential(1)}: some combination of parameters is hardly ` +
        `determined by these mixtures; trust predictions near them, not single parameters`,
    );
  }
  return out;
}
