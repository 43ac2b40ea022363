/**
 * What every mixing law offers, whatever its formula.
 *
 * @module
 */
import type { Matrix } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";

/**
 * Something a person should know about a fit, with numbers.
 *
 * @example
 * ```ts
 * import { deepEqual, match } from "node:assert/strict";
 * import { lawNamed, parseTable, type Warning } from "@mixlab/mixlab";
 *
 * // In this sweep books never moved.
 * const table = parseTable(`run,share:code,share:web,share:books,loss:code
 * 1,0.1,0.8,0.1,2.9
 * 2,0.2,0.7,0.1,2.6
 * 3,0.4,0.5,0.1,2.2
 * 4,0.6,0.3,0.1,1.9
 * 5,0.8,0.1,0.1,1.8`);
 * const warnings: readonly Warning[] = lawNamed("log-linear").fit(table).warnings;
 * deepEqual(warnings.map((warning) => warning.code), ["few-runs", "unvaried-domain"]);
 * match(warnings[1].message, /^books has the same share 0\.1 in every run/);
 * ```
 */
export interface Warning {
  /** Short fixed name, for programs: "zero-share", "unvaried-domain", "few-runs", "ill-conditioned", … */
  readonly code: string;
  /** A sentence for people. */
  readonly message: string;
  /** The target concerned, when it is about one. */
  readonly target?: string;
}

/**
 * How a law is fitted: by least squares or Huber's loss, with which weights, and settings of single laws.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { type FitOptions, lawNamed, parseTable } from "@mixlab/mixlab";
 *
 * // L = 1 + exp(−2 p_code), but run 3 diverged.
 * const rows = [0, 0.2, 0.4, 0.6, 0.8, 1].map((p, n) =>
 *   `${n},${p},${1 - p},${1 + Math.exp(-2 * p) + (n === 3 ? 0.5 : 0)}`
 * );
 * const table = parseTable(["run,share:code,share:web,loss:code", ...rows].join("\n"));
 *
 * // How far the law is then off at 40 % code, where the loss is 1.4493:
 * function error(options?: FitOptions): number {
 *   return Math.abs(lawNamed("log-linear").fit(table, options).predict([0.4, 0.6])[0] - 1.4493);
 * }
 * ok(error() > 0.1); // least squares
 * ok(error({ delta: 0.01 }) < 0.01); // Huber's loss, δ in nats per token
 * ok(error({ weights: Float64Array.of(1, 1, 1, 0, 1, 1) }) < 1e-4); // without run 3
 * ```
 */
export interface FitOptions {
  /** Huber δ in nats per token; without it, least squares. */
  readonly delta?: number;
  /** One weight ≥ 0 a run (N); a run with weight 0 is left out. Default: all 1. */
  readonly weights?: Float64Array;
  /** Linear dynamic law: fit an intercept. */
  readonly intercept?: boolean;
  /** BiMix: what is added to every share so that a share of 0 has a finite loss. */
  readonly offset?: number;
  /** Boosted trees: how many, one a round. Default: 1000. */
  readonly rounds?: number;
  /** Boosted trees: the part of each tree's step that is taken, above 0, at most 1. Default: 0.01. */
  readonly learningRate?: number;
  /** Boosted trees: most leaves of a tree. Default: 31. */
  readonly leaves?: number;
  /** Boosted trees: fewest runs in a leaf; a run counts once, whatever its weight above 0. Default: 20. */
  readonly leafRuns?: number;
}

/**
 * Where to predict: laws of segments need to know from which losses a segment starts.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type At, lawFromParameters } from "@mixlab/mixlab";
 *
 * // Over one segment the loss on code falls by 0.3 on pure code and by 0.1 on pure web (nats per token).
 * const law = lawFromParameters("linear-dynamic", ["code", "web"], [
 *   { target: "code", parameters: { "a:code": -0.3, "a:web": -0.1 } },
 * ]);
 * const at: At = { startLosses: [3] };
 * equal(law.predict([0.5, 0.5], at)[0], 2.8);
 * ```
 */
export interface At {
  /** Losses when the segment starts (k), for laws of segments. */
  readonly startLosses?: ArrayLike<number>;
}

/**
 * One target's fit: its parameters, their errors, and how the search for them ended.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { lawNamed, parseTable, type TargetFit } from "@mixlab/mixlab";
 *
 * const fitted = lawNamed("log-linear").fit(parseTable(`run,share:code,share:web,loss:code
 * 1,0.0,1.0,2.21
 * 2,0.2,0.8,1.87
 * 3,0.4,0.6,1.62
 * 4,0.6,0.4,1.44
 * 5,0.8,0.2,1.31
 * 6,1.0,0.0,1.22`));
 *
 * const { c, vertex, standardErrors, converged, reason }: TargetFit = fitted.perTarget[0];
 * ok(converged, reason);
 * // The gauge is fixed: c + exp(v) is the loss of the pure domain (nats per token).
 * ok(Math.abs(c! + Math.exp(vertex!.web!) - fitted.predict([0, 1])[0]) < 1e-12);
 * ok(standardErrors["v:web"]! < standardErrors.c!);
 * ```
 */
export interface TargetFit {
  /** The target. */
  readonly target: string;
  /** Parameters by name, in the law's own terms, gauge fixed. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Irreducible loss c (nats per token), for laws that have one. */
  readonly c?: number;
  /**
   * Vertex exponent v_j of each domain (m), for laws that have them: c + exp(v_j) is the loss of pure domain j. Null
   * for a domain of which the table says nothing.
   */
  readonly vertex?: Readonly<Record<string, number | null>>;
  /** Standard error of each parameter; null where the data do not pin it. */
  readonly standardErrors: Readonly<Record<string, number | null>>;
  /** Parameters that the data bound on one side only: the bound (95 %). */
  readonly oneSided: Readonly<Record<string, { readonly atMost?: number; readonly atLeast?: number }>>;
  /** Mean robust loss a run: Huber with the stated δ, or half the squared error. */
  readonly objective: number;
  /** Iterations of the winning start. */
  readonly iterations: number;
  /** Whether objective and predictions settled. */
  readonly converged: boolean;
  /** Why the fit stopped. */
  readonly reason: string;
  /** Condition number of the scaled Jacobian at the solution. */
  readonly condition: number;
}

/**
 * A fitted law: plain numbers that predict. Shares are shares of tokens in the order of `domains` (m), losses are nats
 * per token in the order of `targets` (k).
 *
 * @example
 * ```ts
 * import { deepEqual, ok } from "node:assert/strict";
 * import { type FittedLaw, lawFromParameters } from "@mixlab/mixlab";
 *
 * // The domain of which a little more, at the cost of all others alike, lowers a target's loss the most.
 * function mostWanted(law: FittedLaw, shares: number[], target: string): string {
 *   const slopes_km = law.gradient(shares), m = law.domains.length, i = law.targets.indexOf(target);
 *   const slopes = slopes_km.data.slice(i * m, (i + 1) * m);
 *   return law.domains[slopes.indexOf(Math.min(...slopes))];
 * }
 *
 * const law = lawFromParameters("log-linear", ["code", "web"], [
 *   { target: "code", parameters: { c: 1, "v:code": -1.5, "v:web": 0.2 } },
 *   { target: "web", parameters: { c: 2.9, "v:code": 0.6, "v:web": -1.2 } },
 * ]);
 * deepEqual(law.targets.map((target) => mostWanted(law, [0.5, 0.5], target)), ["code", "web"]);
 * ok(law.convex && !law.segments);
 * ```
 */
export interface FittedLaw {
  /** Name of the law, as `--law` takes it. */
  readonly law: string;
  /** The m training domains. */
  readonly domains: readonly string[];
  /** The k targets. */
  readonly targets: readonly string[];
  /** Whether every predicted loss is a convex function of the shares: then the best mixture is found exactly. */
  readonly convex: boolean;
  /** Whether predictions need the losses at the start of a segment. */
  readonly segments: boolean;
  /**
   * Whether predictions are a step function of the shares: then slopes are 0 wherever there are any, no method that goes
   * by slopes is of use, and the best mixture is sought by simulation.
   */
  readonly stepwise?: boolean;
  /** The fits, one a target (k). */
  readonly perTarget: readonly TargetFit[];
  /** What a person should know. */
  readonly warnings: readonly Warning[];
  /** Predicted losses (k), nats per token, of a mixture with the given shares (m). */
  predict(shares: ArrayLike<number>, at?: At): Float64Array;
  /** Derivatives of the predicted losses by the shares: k × m. */
  gradient(shares: ArrayLike<number>, at?: At): Matrix;
  /** Σ_i weight_i × Hessian of loss i by the shares: m × m. */
  hessian(shares: ArrayLike<number>, weights: ArrayLike<number>, at?: At): Matrix;
  /** The same law for some of its targets; laws have it whose predictions take long. */
  only?(targets: readonly string[]): FittedLaw;
  /** Plain JSON from which `loadLaw` makes the same law again. */
  toJSON(): FittedLawJSON;
}

/**
 * A fitted law as written to law.json.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { type FittedLawJSON, lawFromParameters, loadLaw } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("bimix", ["code", "web"], [
 *   { target: "code", parameters: { "log A:code": -1, "alpha:code": 0.4, "log A:web": 0, "alpha:web": 0.1 } },
 * ], { offset: 0.01 });
 *
 * const json: FittedLawJSON = law.toJSON();
 * equal(json.format, "mixlab/law");
 * deepEqual(json.settings, { offset: 0.01 }); // predictions depend on it
 * deepEqual(loadLaw(json).predict([0.5, 0.5]), law.predict([0.5, 0.5]));
 * ```
 */
export interface FittedLawJSON {
  /** Always "mixlab/law". */
  readonly format: "mixlab/law";
  /** Version of this format. */
  readonly version: 1;
  /** Name of the law. */
  readonly law: string;
  /** The m training domains. */
  readonly domains: readonly string[];
  /** The k targets. */
  readonly targets: readonly string[];
  /** Settings of the law that predictions depend on. */
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  /** Free parameters of each target (k rows), in the law's own order. */
  readonly theta: readonly (readonly number[])[];
  /** Boosted trees: the trees. */
  readonly trees?: TreesJSON;
  /** The fits, one a target. */
  readonly perTarget: readonly TargetFit[];
  /** Warnings of the fit. */
  readonly warnings: readonly Warning[];
}

/**
 * Boosted trees as written to law.json.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { type FittedLawJSON, loadLaw, type TreesJSON } from "@mixlab/mixlab";
 *
 * // One tree of two leaves: with up to 30 % code the loss on code is 0.2 above 2.5 nats per token, with more 0.1 below.
 * const trees: TreesJSON = { bounds: [[0.3], [0.5]], trees: [["0:0 0.2 -0.1"]] };
 * const json: FittedLawJSON = {
 *   format: "mixlab/law",
 *   version: 1,
 *   law: "boosted-trees",
 *   domains: ["code", "web"],
 *   targets: ["code"],
 *   settings: {},
 *   theta: [[2.5]],
 *   trees,
 *   perTarget: [],
 *   warnings: [],
 * };
 * const law = loadLaw(json);
 * equal(law.predict([0.3, 0.7])[0], 2.7);
 * equal(law.predict([0.4, 0.6])[0], 2.4);
 * deepEqual([...law.gradient([0.4, 0.6]).data], [0, 0]); // a step function
 * ```
 */
export interface TreesJSON {
  /** Shares at which trees may split, ascending, by domain (m lists). */
  readonly bounds: readonly (readonly number[])[];
  /**
   * The trees of each target (k lists), one text a tree, from the root, left before right: `j:b` is a split, left where
   * the share of domain j is at most its bound b (both counted from 0); any other word is a leaf and what it adds to the
   * prediction (nats per token), which begins at theta.
   */
  readonly trees: readonly (readonly string[])[];
}

/**
 * A mixing law: a formula that predicts losses from shares, and the way to fit it.
 *
 * @example
 * ```ts
 * import { deepEqual, match } from "node:assert/strict";
 * import { type Law, laws, parseTable } from "@mixlab/mixlab";
 *
 * const table = parseTable("run,share:code,share:web,loss:code\n1,0,1,2.2\n2,0.5,0.5,1.5\n3,1,0,1.2\n");
 * const byName = new Map<string, Law>(laws.map((law) => [law.name, law]));
 *
 * // Each law says by itself whether it can be fitted to a table, and if not, why.
 * const allowed = (name: string) => byName.get(name)!.obstacle(table) === undefined;
 * deepEqual(["linear", "log-linear", "m1"].map(allowed), [true, true, false]);
 * match(byName.get("m1")!.obstacle(table)!, /^m1 has 5 parameters a target .* the table has 3$/);
 * ```
 */
export interface Law {
  /** Name, as `--law` takes it. */
  readonly name: string;
  /** Formula in one line. */
  readonly formula: string;
  /** Where the formula comes from. */
  readonly source: string;
  /** Whether it is a law of segments: fitted to the change of losses since a segment's start. */
  readonly segments: boolean;
  /**
   * Whether a fit takes so long that many refits are made on request only: such a law is left out of comparisons, has no
   * bootstrap unless asked for, and is judged by leaving out groups of mixtures.
   */
  readonly costly?: boolean;
  /** Fewest runs with which it can be fitted, for m domains. */
  minimumRuns(m: number): number;
  /** Why the law cannot be fitted to this table, or undefined when it can. */
  obstacle(table: RunTable, options?: FitOptions): string | undefined;
  /**
   * Fit to a table.
   * @throws {RangeError} when the table does not allow it (see `obstacle`).
   */
  fit(table: RunTable, options?: FitOptions): FittedLaw;
  /**
   * Make a fitted law again from its JSON; `where` begins messages.
   * @throws {TypeError} or {@link RangeError} when it is not the JSON of such a law.
   */
  fromJSON(json: FittedLawJSON, where?: string): FittedLaw;
}
