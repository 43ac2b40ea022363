/**
 * The mixing law of instruction tuning over a short segment: of m tasks, for the loss of task i on its answers,
 *
 *     loss        L_after = c + Σ_{j<m} t_j p_j
 *     change      L_after − L_break = Σ_j a_j p_j
 *     log ratio   log(L_after / L_break) = c + Σ_{j<m} t_j p_j
 *
 * Source: Aioli (arXiv 2411.05735, section 3 and appendix C.1.2; notebook instruction_dynamic_law): parents broken off, children
 * of each on other mixtures; it fits the first and the third. The shares sum to 1, so that c + Σ_{j<m} t_j p_j is Σ_j a_j p_j
 * with a_m = c and a_j = c + t_j: m parameters, as many as children are needed at least.
 *
 * Of one parent, loss and change are one law, since L_break is a number. Of several they are not: one law for all parents
 * knows nothing of where each began (loss), or supposes that all fall by as much (change) or by the same factor (log ratio).
 * R² is that of what a law is linear in. Left out: each mixture in turn, of all parents at once.
 *
 * @module
 */
import { quality } from "../../lib/laws/quality.ts";
import type { Law } from "../../lib/laws/law.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { leaveOneOut } from "../../lib/laws/resample.ts";
import { predictTable } from "../../lib/laws/predict_table.ts";
import { outOfRange } from "../../lib/errors.ts";
import { columnOf, type Matrix } from "../../lib/numerics/matrix.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { generationsOf } from "../dynamic_law/generations.ts";
import { type Spread, spreadOf } from "../shared/spread.ts";

/**
 * How well one form fits; a number a target (k).
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { type InstructionFit, instructionLaw } from "@mixlab/mixlab/analysis";
 *
 * const { steps } = instructionLaw(await readTable(["data/segments.csv"]));
 * const fit: InstructionFit = steps[0].parents[0].fits[0];
 * ok(fit.r2_k.every((r2, i) => r2! > fit.looR2_k![i]!)); // mixtures left out are harder
 * ```
 */
export interface InstructionFit {
  /** R² of what the form is linear in; null where that does not vary. */
  readonly r2_k: readonly (number | null)[];
  /** The same with each mixture left out; null with too few mixtures. */
  readonly looR2_k: readonly (number | null)[] | null;
  /** R² of the losses after the segment, by which forms compare; null where they do not vary. */
  readonly afterR2_k: readonly (number | null)[];
  /** The same with each mixture left out; null with too few mixtures. */
  readonly afterLooR2_k: readonly (number | null)[] | null;
  /** Mean absolute error of the losses after the segment (nats per token). */
  readonly mae_k: readonly number[];
  /** Row i, column j: a_j of target i, what the form is linear in after a segment of task j alone. */
  readonly a_km: readonly (readonly number[])[];
}

/**
 * A form of the law.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { INSTRUCTION_FORMS, type InstructionForm } from "@mixlab/mixlab/analysis";
 *
 * const forms: readonly InstructionForm[] = INSTRUCTION_FORMS;
 * deepEqual(forms.map(({ law }) => law.name), ["linear", "linear-dynamic", "log-ratio"]);
 * ```
 */
export interface InstructionForm {
  /** What it goes by. */
  readonly name: "loss" | "change" | "log ratio";
  /** Its formula. */
  readonly formula: string;
  /** The law that is fitted. */
  readonly law: Law;
}

/**
 * The forms, in the order of all lists of fits.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { INSTRUCTION_FORMS } from "@mixlab/mixlab/analysis";
 *
 * deepEqual(INSTRUCTION_FORMS.map(({ name }) => name), ["loss", "change", "log ratio"]);
 * ```
 */
export const INSTRUCTION_FORMS: readonly InstructionForm[] = [
  { name: "loss", formula: "L_after = Σ_j a_j p_j", law: lawNamed("linear") },
  { name: "change", formula: "L_after − L_break = Σ_j a_j p_j", law: lawNamed("linear-dynamic") },
  { name: "log ratio", formula: "log(L_after / L_break) = Σ_j a_j p_j", law: lawNamed("log-ratio") },
];

/**
 * A parent and the laws of its children.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { instructionLaw, type InstructionParent } from "@mixlab/mixlab/analysis";
 *
 * const parents: readonly InstructionParent[] = instructionLaw(await readTable(["data/segments.csv"])).steps[0].parents;
 * equal(parents[0].children, 9);
 * ```
 */
export interface InstructionParent {
  /** Its name. */
  readonly parent: string;
  /** Its mixture: shares of tokens (m), where the table holds the parent itself. */
  readonly shares_m?: readonly number[];
  /** Losses at the break (k), nats per token. */
  readonly break_k: readonly number[];
  /** Its children. */
  readonly children: number;
  /** The fits, in the order of {@link INSTRUCTION_FORMS}. */
  readonly fits: readonly InstructionFit[];
}

/**
 * All parents that were broken off at one step.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { instructionLaw, type InstructionStep } from "@mixlab/mixlab/analysis";
 *
 * const steps: readonly InstructionStep[] = instructionLaw(await readTable(["data/segments.csv"])).steps;
 * deepEqual(steps.map(({ step }) => step), [500, 750]);
 * ```
 */
export interface InstructionStep {
  /** The step of the break. */
  readonly step: number;
  /** The parents. */
  readonly parents: readonly InstructionParent[];
  /** For each form, over the fits of a parent and a target that have an R². */
  readonly perFit: readonly { readonly r2: Spread; readonly looR2: Spread | null }[];
  /** For each form, one law for the children of all parents. */
  readonly pooled: readonly InstructionFit[];
}

/**
 * The law on a table of segments.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { type InstructionLaw, instructionLaw } from "@mixlab/mixlab/analysis";
 *
 * const law: InstructionLaw = instructionLaw(await readTable(["data/segments.csv"]));
 * deepEqual(law.targets, ["legal", "python", "scripture"]);
 * ```
 */
export interface InstructionLaw {
  /** The m tasks that are mixed. */
  readonly domains: readonly string[];
  /** The k tasks whose losses are told. */
  readonly targets: readonly string[];
  /** Where the segments came from. */
  readonly source: string;
  /** Set when the losses were computed from a planted law. */
  readonly synthetic: boolean;
  /** The steps of the breaks, ascending. */
  readonly steps: readonly InstructionStep[];
}

/**
 * Fits the forms of the law to the children of each parent, and to those of all parents of a step together.
 *
 * @throws {RangeError} when the table names no parents or start losses, children of one parent start differently, a loss is 0,
 *   or children are too few.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { instructionLaw } from "@mixlab/mixlab/analysis";
 *
 * const [{ perFit, pooled }] = instructionLaw(await readTable(["data/segments.csv"])).steps;
 * const [loss, change, ratio] = perFit.map(({ r2 }) => r2.mean);
 * ok(Math.abs(loss - change) < 1e-9); // of one parent they are one law
 * ok(Math.abs(ratio - change) < 0.01); // and over a short segment the third is nearly the same
 * ok(pooled.every(({ r2_k }) => Math.max(...r2_k.map((r2) => r2!)) < change)); // one law for all parents is worse
 * ```
 */
export function instructionLaw(table: RunTable): InstructionLaw {
  const { domains, targets, source, synthetic } = table;
  const steps = generationsOf(table).map(({ step, families, children }): InstructionStep => {
    const parents = families.map(({ parent, shares_m, start_k, children: own }): InstructionParent => ({
      ...{ parent, ...(shares_m && { shares_m }), break_k: start_k, children: own.runs.length },
      fits: INSTRUCTION_FORMS.map((form) => fitForm(own, form)),
    }));
    return {
      ...{ step, parents },
      perFit: INSTRUCTION_FORMS.map((_, f) => overParents(parents.map(({ fits }) => fits[f]))),
      pooled: INSTRUCTION_FORMS.map((form) => fitForm(children, form)),
    };
  });
  return { domains, targets, source, synthetic: synthetic === true, steps };
}

function fitForm(segments: RunTable, { name, law }: InstructionForm): InstructionFit {
  // A law of whole runs takes no start losses: it does not know of them.
  const { startLosses: start, ...after } = segments, table = name === "loss" ? after : segments;
  const why = law.obstacle(table);
  if (why !== undefined) throw outOfRange(`${table.source}: ${why}`);
  const fitted = law.fit(table), predicted = predictTable(fitted, table), left = leaveOneOut(law, table, fitted);
  const k = table.targets.length;
  const linear = (losses: Matrix, i: number) =>
    columnOf(losses, i).map((loss, n) => {
      const before = start!.data[n * k + i];
      return name === "loss" ? loss : name === "change" ? loss - before : Math.log(loss / before);
    });
  const r2 = (of: (losses: Matrix, i: number) => Float64Array, predictions: Matrix) =>
    table.targets.map((_, i) => quality(of(table.losses, i), of(predictions, i)).r2);
  return {
    r2_k: r2(linear, predicted),
    looR2_k: left ? r2(linear, left) : null,
    afterR2_k: r2(columnOf, predicted),
    afterLooR2_k: left ? r2(columnOf, left) : null,
    mae_k: table.targets.map((_, i) => quality(columnOf(table.losses, i), columnOf(predicted, i)).mae),
    a_km: fitted.perTarget.map(({ parameters }) => table.domains.map((domain) => parameters[`a:${domain}`])),
  };
}

function overParents(fits: readonly InstructionFit[]): InstructionStep["perFit"][number] {
  const over = (of: (fit: InstructionFit) => readonly (number | null)[] | null) => {
    const lists = fits.map(of);
    if (lists.some((list) => list === null)) return null;
    const known = lists.flatMap((list) => list!).filter((value) => value !== null);
    return known.length === 0 ? null : spreadOf(known);
  };
  const r2 = over(({ r2_k }) => r2_k);
  if (r2 === null) throw outOfRange("segments: wanted losses that vary over the children of a parent, got none");
  return { r2, looR2: over(({ looR2_k }) => looR2_k) };
}
