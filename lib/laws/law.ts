/**
 * What every mixing law offers, whatever its formula.
 *
 * @module
 */
import type { Matrix } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";

/** Something a person should know about a fit, with numbers. */
export interface Warning {
  /** Short fixed name, for programs: "zero-share", "unvaried-domain", "few-runs", "ill-conditioned", … */
  readonly code: string;
  /** A sentence for people. */
  readonly message: string;
  /** The target concerned, when it is about one. */
  readonly target?: string;
}

/** How a law is fitted. */
export interface FitOptions {
  /** Huber δ in nats per token; without it, least squares. */
  readonly delta?: number;
  /** One weight ≥ 0 a run (N); a run with weight 0 is left out. Default: all 1. */
  readonly weights?: Float64Array;
  /** A fit of the same law to a similar table, to start from. */
  readonly start?: FittedLaw;
  /** Linear dynamic law: fit an intercept. */
  readonly intercept?: boolean;
  /** BiMix: what is added to every share so that a share of 0 has a finite loss. */
  readonly offset?: number;
}

/** Where to predict. */
export interface At {
  /** Losses when the segment starts (k), for laws of segments. */
  readonly startLosses?: ArrayLike<number>;
}

/** One target's fit. */
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

/** A fitted law: plain numbers that predict. */
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
  /** Plain JSON from which `loadLaw` makes the same law again. */
  toJSON(): FittedLawJSON;
}

/** A fitted law as written to law.json. */
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
  /** The fits, one a target. */
  readonly perTarget: readonly TargetFit[];
  /** Warnings of the fit. */
  readonly warnings: readonly Warning[];
}

/** A mixing law: a formula that predicts losses from shares, and the way to fit it. */
export interface Law {
  /** Name, as `--law` takes it. */
  readonly name: string;
  /** Formula in one line. */
  readonly formula: string;
  /** Where the formula comes from. */
  readonly source: string;
  /** Fewest runs with which it can be fitted, for m domains. */
  minimumRuns(m: number): number;
  /** Why the law cannot be fitted to this table, or undefined when it can. */
  obstacle(table: RunTable, options?: FitOptions): string | undefined;
  /**
   * Fit to a table.
   * @throws {RangeError} when the table does not allow it (see `obstacle`).
   */
  fit(table: RunTable, options?: FitOptions): FittedLaw;
  /** Make a fitted law again from its JSON. */
  fromJSON(json: FittedLawJSON): FittedLaw;
}
