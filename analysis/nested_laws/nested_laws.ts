/**
 * The nested laws of Data Mixing Laws (arXiv 2403.16952, section 4 and its pipeline): small models, trained briefly, to
 * the best mixture of a large one, trained for long.
 *
 *     step law    L(D) = c + (D0 / D)^α for each run          → losses at the target step
 *     size law    L(N) = c + (N0 / N)^α for each mixture       → losses at the target size
 *     mixing law  fitted to the predicted losses               → the best mixture
 *
 * Stages for which the table has too little are left out, and said to be. What the table holds at the target itself is
 * never fitted: it is what each stage is judged by.
 *
 * @module
 */
import { type BestMixture, bestMixture, type BestMixtureOptions } from "../../lib/laws/best/best_mixture.ts";
import type { FittedLaw, Law } from "../../lib/laws/law.ts";
import { distinctMixtures } from "../../lib/laws/mixtures.ts";
import type { PowerTable } from "../../lib/laws/power/power_table.ts";
import { predictTable } from "../../lib/laws/predict_table.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { leaveOneOut } from "../../lib/laws/resample.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { nestedPlan } from "./nested_plan.ts";
import { rowsWhere } from "./rows.ts";
import { sizeStage } from "./size_stage.ts";
import { type StageErrors, stageErrors } from "./stage_errors.ts";
import { stepStage } from "./step_stage.ts";

/**
 * Where to predict, and how.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { nestedLaws, type NestedLawsOptions } from "@mixlab/mixlab/analysis";
 *
 * const options: NestedLawsOptions = { targetStep: 100_000, tieSteps: "all", law: "linear" };
 * const rows = [0.2, 0.8].flatMap((p, n) => [100, 200].map((s) => `${n},${s},${p},${1 - p},${p + 100 / s}`));
 * const table = parseTable(["run,step,share:a,share:b,loss:a", ...rows].join("\n"));
 * throws(() => nestedLaws(table, options), /nothing is measured at update 100000.*3 updates before it/);
 * ```
 */
export interface NestedLawsOptions {
  /** Update at which losses are wanted. Default: the last of the table. */
  readonly targetStep?: number;
  /** Parameters of the model for which losses are wanted. Default: the largest of the table, where it has several. */
  readonly targetParameters?: number;
  /** First update that step laws are fitted to: they do not hold while the loss still tumbles. Default: all. */
  readonly fromStep?: number;
  /** Last update that step laws are fitted to. Default: the last before the target. */
  readonly toStep?: number;
  /** false: take measured losses at the target step, and fit no step laws. Default: true, where they can be fitted. */
  readonly stepLaws?: boolean;
  /** What shares an exponent along the updates. Default: the targets of a run, as Data Mixing Laws has it. */
  readonly tieSteps?: "none" | "targets" | "all";
  /** What shares an exponent along the sizes. Default: all, as Data Mixing Laws has it. */
  readonly tieSizes?: "none" | "targets" | "all";
  /** Huber δ of all fits, nats per token; without it, least squares. */
  readonly delta?: number;
  /** Choose exponents of step laws by the last so many points: see `fitPowerLaws`. Default: 0. */
  readonly chooseByLast?: number;
  /** Parameters by name of the model, where the table has no column for them. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** The mixing law, by name or itself. Default: "log-linear". */
  readonly law?: string | Law;
  /** What the best mixture should be best for. Default: the mean of the targets. */
  readonly best?: BestMixtureOptions;
}

/**
 * The laws of all stages, their errors and the best mixture.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { type NestedLaws, nestedLaws } from "@mixlab/mixlab/analysis";
 *
 * const table = parseTable("run,share:a,share:b,loss:a\n1,0.1,0.9,3\n2,0.5,0.5,2\n3,0.8,0.2,1.8\n4,0.9,0.1,1.7\n");
 * const nested: NestedLaws = nestedLaws(table);
 * equal(nested.predicted, table); // nothing to extrapolate
 * equal(nested.left.length, 2); // and it says so, of steps and of sizes
 * ```
 */
export interface NestedLaws {
  /** The update at which losses are predicted; absent where the table has none. */
  readonly targetStep?: number;
  /** The size for which they are predicted; absent where the table has one or none. */
  readonly targetParameters?: number;
  /** Step laws, one table a size; empty where none were fitted. */
  readonly stepLaws: readonly PowerTable[];
  /** Size laws, where they were fitted. */
  readonly sizeLaws?: PowerTable;
  /** What the size laws were fitted to: losses at the target step, predicted or measured. */
  readonly atStep?: RunTable;
  /** What the mixing law was fitted to. */
  readonly predicted: RunTable;
  /** The runs that were measured at the target step and size, which no fit has seen; absent where none were. */
  readonly measured?: RunTable;
  /** The mixing law of the predicted losses. */
  readonly law: FittedLaw;
  /** The same law fitted to the losses measured at the target, where they are enough. */
  readonly lawOfMeasured?: FittedLaw;
  /** The best mixture under the nested laws. */
  readonly best: BestMixture;
  /** The best mixture under the law of the measured losses. */
  readonly bestOfMeasured?: BestMixture;
  /** Errors of each stage. */
  readonly stages: readonly StageErrors[];
  /** Stages that were left out, and runs that a stage could not use: a sentence each. */
  readonly left: readonly string[];
}

/**
 * Runs the pipeline step → size → mixture → best mixture on a table with several updates or sizes a run, and judges each
 * stage by what the table holds at the target.
 *
 * @throws {TypeError} when an option is of the wrong kind.
 * @throws {RangeError} when nothing is left to fit, or the mixing law does not allow the predicted table.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { nestedLaws } from "@mixlab/mixlab/analysis";
 *
 * // Planted: two targets, each of which wants its own domain; losses fall with the updates and with the size.
 * const shares = [0.1, 0.3, 0.5, 0.7, 0.9], sizes = [1e6, 2e6, 4e6, 16e6];
 * const rows = shares.flatMap((p, n) =>
 *   sizes.flatMap((N) =>
 *     [1, 2, 4, 32].map((s) => {
 *       const fall = (1e5 / N) ** 0.5 * (1 + (0.1 / s) ** 0.7);
 *       return `${n},${100 * s},${N},${N},${p},${1 - p},${1 + Math.exp(-2 * p) + fall},${1 + Math.exp(2 * p - 2) + fall}`;
 *     })
 *   )
 * );
 * const table = parseTable(["run,step,model,parameters,share:a,share:b,loss:a,loss:b", ...rows].join("\n"));
 *
 * // From three sizes and updates 100 to 400: update 3,200 of the largest model.
 * const { best, stages, measured } = nestedLaws(table);
 * ok(measured!.runs.every(({ step, parameters }) => step === 3200 && parameters === 16e6));
 * ok(stages.find(({ stage }) => stage === "nested laws at the target")!.errors.every(({ mae }) => mae < 1e-3));
 * ok(Math.abs(best.mixture.a - 0.5) < 1e-3);
 * ```
 */
export function nestedLaws(table: RunTable, options: NestedLawsOptions = {}): NestedLaws {
  const plan = nestedPlan(table, options), { targetStep, targetParameters, sizeOf } = plan;
  const steps = stepStage(plan), { stepLaws } = steps;
  const reached = rowsWhere(
    table,
    (run) => run.step === targetStep && (targetParameters === undefined || sizeOf(run) === targetParameters),
  );
  const extrapolates = stepLaws.length > 0 || targetParameters !== undefined;
  const measured = extrapolates && reached.runs.length > 0 ? reached : undefined;
  const { sizeLaws, atStep, current, ...size } = sizeStage(plan, steps.current, measured);
  const stages = [...steps.stages, ...size.stages], left = [...steps.left, ...size.left];

  // Mixtures
  const { law = "log-linear", best = {}, delta } = options, fit = { ...(delta !== undefined && { delta }) };
  const chosen: Law = typeof law === "string" ? lawNamed(law) : law, fitted = chosen.fit(current, fit);
  stages.push(stageErrors("mixing law", true, current.targets, current.losses, predictTable(fitted, current)));
  const without = leaveOneOut(chosen, current, fitted, fit);
  if (without !== undefined) {
    stages.push(stageErrors("mixing law, run left out", false, current.targets, current.losses, without));
  }
  let lawOfMeasured: FittedLaw | undefined;
  if (measured !== undefined) {
    stages.push(
      stageErrors(
        "nested laws at the target",
        false,
        measured.targets,
        measured.losses,
        predictTable(fitted, measured),
      ),
    );
    // a law through as many points as it has parameters would say nothing
    const enough = distinctMixtures(measured).length > chosen.minimumRuns(measured.domains.length);
    if (enough && chosen.obstacle(measured, fit) === undefined) {
      lawOfMeasured = chosen.fit(measured, fit);
      stages.push(
        stageErrors(
          "mixing law of the losses measured at the target",
          true,
          measured.targets,
          measured.losses,
          predictTable(lawOfMeasured, measured),
        ),
      );
    }
  }
  return {
    ...(targetStep !== undefined && { targetStep }),
    ...(targetParameters !== undefined && { targetParameters }),
    stepLaws,
    ...(sizeLaws && { sizeLaws, atStep }),
    predicted: current,
    ...(measured && { measured }),
    law: fitted,
    ...(lawOfMeasured && { lawOfMeasured, bestOfMeasured: bestMixture(lawOfMeasured, best) }),
    best: bestMixture(fitted, best),
    stages,
    left,
  };
}
