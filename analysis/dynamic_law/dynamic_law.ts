/**
 * The linear dynamic law on a table of segments: over a short segment of training the losses change by
 *
 *     L_i(after) − L_i(before) = Σ_j a_ij p_j
 *
 * (Aioli, arXiv 2411.05735, section 3; notebooks 2_dynamic_law and 3_dynamic_law). A negative a_ij lowers the loss: it is
 * −A_ij of the methods and the planted learners of Mixlab, in which an effect that helps is positive.
 *
 * The shares sum to 1, so that an intercept is among the a_ij: Aioli's form for three domains, L_after = c + t_1 p_1 +
 * t_2 p_2, is the same law of one parent, with c = L_before + a_3 and t_j = a_j − a_3. Its form for two, L_after = k p_own
 * + b, is it as well; with more domains it supposes that all other domains teach the target the same.
 *
 * @module
 */
import { fitTable, type TableAnswer } from "../../lib/laws/fit_table.ts";
import type { FitOptions, Law } from "../../lib/laws/law.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { columnOf, type Matrix } from "../../lib/numerics/matrix.ts";
import { quality } from "../../lib/laws/quality.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { type Spread, spreadOf } from "../shared/spread.ts";
import { generationsOf } from "./generations.ts";

/**
 * How well one form of the law fits the children of one parent, or of several with one A; a number a target (k).
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { dynamicLaw, type SegmentFit } from "@mixlab/mixlab/analysis";
 *
 * const { steps } = dynamicLaw(await readTable(["data/segments.csv"]));
 * const fit: SegmentFit = steps[0].parents[0].fits[0];
 * ok(fit.r2_k.every((r2, i) => r2 > fit.looR2_k![i])); // mixtures left out are harder
 * ```
 */
export interface SegmentFit {
  /** Mean squared error of the changes (squared nats). */
  readonly mse_k: readonly number[];
  /** R² of the changes L_after − L_before. Of one parent it is that of the losses after as well. */
  readonly r2_k: readonly number[];
  /** Mean squared error with each mixture left out; null with too few mixtures. */
  readonly looMse_k: readonly number[] | null;
  /** R² of the changes with each mixture left out; null with too few mixtures. */
  readonly looR2_k: readonly number[] | null;
  /** R² of the losses after the segment, which differ between parents for other reasons; null where they are all the same. */
  readonly afterR2_k: readonly (number | null)[];
  /** The same with each mixture left out; null with too few mixtures. */
  readonly afterLooR2_k: readonly (number | null)[] | null;
  /** The fit. */
  readonly answer: TableAnswer;
}

/**
 * A parent, its children and the law of their changes.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { dynamicLaw, type ParentLaw } from "@mixlab/mixlab/analysis";
 *
 * const parents: readonly ParentLaw[] = dynamicLaw(await readTable(["data/segments.csv"])).steps[0].parents;
 * // Each domain lowers its own loss, whatever the parent was trained on.
 * ok(parents.every(({ a_km }) => a_km.every((row, i) => row[i] < 0)));
 * ```
 */
export interface ParentLaw {
  /** The parent's name. */
  readonly parent: string;
  /** The step at which it was broken off. */
  readonly step: number;
  /** Its mixture: shares of tokens (m), where the table holds the parent itself. */
  readonly shares_m?: readonly number[];
  /** Losses at the break (k), nats per token. */
  readonly start_k: readonly number[];
  /** Children. */
  readonly count: number;
  /** Row i, column j: the change of the loss of target i over a segment of domain j alone (nats per token). */
  readonly a_km: readonly (readonly number[])[];
  /** The fits, in order of {@link DynamicLaw.forms}. */
  readonly fits: readonly SegmentFit[];
}

/**
 * All parents that were broken off at one step.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { dynamicLaw, type StepLaw } from "@mixlab/mixlab/analysis";
 *
 * const steps: readonly StepLaw[] = dynamicLaw(await readTable(["data/segments.csv"])).steps;
 * deepEqual(steps.map(({ step, parents }) => [step, parents.length]), [[500, 9], [750, 9]]);
 * ```
 */
export interface StepLaw {
  /** The step. */
  readonly step: number;
  /** The parents. */
  readonly parents: readonly ParentLaw[];
  /** For each form, over all fits of a parent and a target. */
  readonly perFit: readonly {
    readonly mse: Spread;
    readonly r2: Spread;
    readonly looMse: Spread | null;
    readonly looR2: Spread | null;
  }[];
  /** For each form, one A for all parents of the step. */
  readonly pooled: readonly SegmentFit[];
}

/**
 * A form of the linear dynamic law.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { dynamicLaw, type DynamicForm } from "@mixlab/mixlab/analysis";
 *
 * const forms: readonly DynamicForm[] = dynamicLaw(await readTable(["data/segments.csv"])).forms;
 * deepEqual(forms.map(({ name }) => name), ["every domain", "own domain", "own domain, no intercept"]);
 * ```
 */
export interface DynamicForm {
  /** What it goes by. */
  readonly name: string;
  /** Its formula. */
  readonly formula: string;
  /** The law that is fitted. */
  readonly law: Law;
  /** How. */
  readonly options: FitOptions;
}

/**
 * The linear dynamic law on a table of segments.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { type DynamicLaw, dynamicLaw } from "@mixlab/mixlab/analysis";
 *
 * const law: DynamicLaw = dynamicLaw(await readTable(["data/segments.csv"]));
 * deepEqual(law.targets, ["legal", "python", "scripture"]);
 * ```
 */
export interface DynamicLaw {
  /** The m training domains. */
  readonly domains: readonly string[];
  /** The k targets. */
  readonly targets: readonly string[];
  /** Where the segments came from. */
  readonly source: string;
  /** Set when the losses were computed from a planted law. */
  readonly synthetic: boolean;
  /** The forms that were fitted; the own domain's only where every target is a training domain. */
  readonly forms: readonly DynamicForm[];
  /** The steps at which parents were broken off, ascending. */
  readonly steps: readonly StepLaw[];
}

const EVERY: DynamicForm = {
  ...{ name: "every domain", formula: "L_i(after) − L_i(before) = Σ_j a_ij p_j", options: {} },
  law: lawNamed("linear-dynamic"),
};
const OWN: readonly DynamicForm[] = [
  {
    ...{ name: "own domain", formula: "L_i(after) − L_i(before) = k_i p_i + b_i" },
    ...{ law: lawNamed("linear-dynamic-diagonal"), options: { intercept: true } },
  },
  {
    ...{ name: "own domain, no intercept", formula: "L_i(after) − L_i(before) = k_i p_i" },
    ...{ law: lawNamed("linear-dynamic-diagonal"), options: { intercept: false } },
  },
];

/**
 * Fits the linear dynamic law to the children of each parent, and one A to those of all parents of a step.
 *
 * @throws {RangeError} when the table names no parents or start losses, children of one parent start differently, or they are
 *   too few.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { dynamicLaw } from "@mixlab/mixlab/analysis";
 *
 * const { steps } = dynamicLaw(await readTable(["data/segments.csv"]));
 * const [early, late] = steps.map(({ perFit: [every] }) => every.r2.mean);
 * ok(late > early && early > 0.9); // the law holds better later in training
 * // One A for parents of different mixtures explains far less than one a parent.
 * ok(steps.every(({ perFit, pooled }) => Math.max(...pooled[0].r2_k) < perFit[0].r2.mean));
 * ```
 */
export function dynamicLaw(table: RunTable): DynamicLaw {
  const { domains, targets } = table;
  const forms = [EVERY, ...(targets.every((target) => domains.includes(target)) ? OWN : [])];
  const steps = generationsOf(table).map(({ step, families, children }): StepLaw => {
    const parents = families.map(({ children: own, ...family }): ParentLaw => {
      const fits = forms.map((form) => fitSegments(own, form)), [{ answer }] = fits;
      const a_km = answer.fitted.perTarget.map(({ parameters }) => domains.map((domain) => parameters[`a:${domain}`]));
      return { ...family, count: own.runs.length, a_km, fits };
    });
    return {
      ...{ step, parents },
      perFit: forms.map((_, f) => overParents(parents.map(({ fits }) => fits[f]))),
      pooled: forms.map((form) => fitSegments(children, form)),
    };
  });
  return { domains, targets, source: table.source, synthetic: table.synthetic === true, forms, steps };
}

function fitSegments(table: RunTable, { law, options }: DynamicForm): SegmentFit {
  const answer = fitTable(table, { ...options, law, replicates: 0 }),
    { predicted, leftOut, inSample, outOfSample } = answer;
  // R² of the changes: fitTable's own is that of the losses after.
  const start = table.startLosses!;
  const change = (of: Matrix, i: number) => columnOf(of, i).map((loss, n) => loss - start.data[n * of.columns + i]);
  const changes = (of: Matrix) => table.targets.map((_, i) => quality(change(table.losses, i), change(of, i)));
  const own = changes(predicted), left = leftOut && changes(leftOut);
  // fitTable refuses changes that do not vary, so that there always is an R²
  const r2 = (all: typeof own) => all.map((one) => one.r2!);
  return {
    mse_k: own.map(({ mse }) => mse),
    r2_k: r2(own),
    looMse_k: left?.map(({ mse }) => mse) ?? null,
    looR2_k: left ? r2(left) : null,
    afterR2_k: inSample.map((one) => one.r2),
    afterLooR2_k: outOfSample?.map((one) => one.r2) ?? null,
    answer,
  };
}

function overParents(fits: readonly SegmentFit[]): StepLaw["perFit"][number] {
  const over = (of: (fit: SegmentFit) => readonly number[] | null) => {
    const values = fits.map(of);
    return values.every((list) => list !== null) ? spreadOf(values.flat()) : null;
  };
  return {
    mse: over(({ mse_k }) => mse_k)!,
    r2: over(({ r2_k }) => r2_k)!,
    looMse: over(({ looMse_k }) => looMse_k),
    looR2: over(({ looR2_k }) => looR2_k),
  };
}
