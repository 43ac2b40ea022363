/**
 * Plans of sweeps.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import type { MethodEnvironment } from "../learners/method_environment.ts";
import { planRun } from "../learners/plan_run.ts";
import type { Json } from "../methods/actions.ts";
import { runName } from "../train/run_directory_name.ts";
import { checkAsk } from "./check_ask.ts";
import type { SweepPlan, SweepRun } from "./plan.ts";
import { specOf } from "./spec_of.ts";

/**
 * A model of a sweep: what its runs have beside the settings of the sweep.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SweepModel } from "@mixlab/mixlab/train";
 *
 * const small: SweepModel = { name: "small", learner: { model: "small", lr: 5e-4 } };
 * equal(small.learner.lr, 5e-4);
 * ```
 */
export interface SweepModel {
  /** What the column `model` of tables says. */
  readonly name: string;
  /** Settings of its learner. */
  readonly learner: Readonly<Record<string, Json>>;
}

/**
 * What a sweep is made of: every mixture under every seed with every model.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SweepAsk } from "@mixlab/mixlab/train";
 *
 * const runs = ({ mixtures, seeds, models }: Pick<SweepAsk, "mixtures" | "seeds" | "models">) =>
 *   mixtures.length * seeds.length * models.length;
 * equal(runs({ mixtures: [{ id: "1", shares: [1] }], seeds: [0, 1, 2], models: [{ name: "tiny", learner: {} }] }), 3);
 * ```
 */
export interface SweepAsk {
  /** The mixtures, each once. */
  readonly mixtures: readonly NamedShares[];
  /** Seeds of the first parameters and of the data. */
  readonly seeds: readonly number[];
  /** The models. */
  readonly models: readonly SweepModel[];
  /** Updates of a run; with segments, those that schedules are laid out for. */
  readonly steps: number;
  /** Default "multinomial". */
  readonly batches?: SweepPlan["batches"];
  /** Numbers of updates after which val is evaluated, beside start and end; ascending, below `steps`. */
  readonly evaluateAt?: readonly number[];
  /** Makes a parent/child sweep of it: the runs are parents, broken off and gone on from. */
  readonly segments?: SegmentsAsk;
}

/**
 * Shares (m, of tokens) with a name.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { NamedShares } from "@mixlab/mixlab/train";
 *
 * const even: NamedShares = { id: "even", shares: [0.5, 0.5] };
 * equal(even.shares.length, 2);
 * ```
 */
export interface NamedShares {
  /** Its name. */
  readonly id: string;
  /** Share of each domain. */
  readonly shares: readonly number[];
}

/**
 * A parent/child sweep: each run is broken off at some steps, and gone on from under many mixtures for a few steps.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SegmentsAsk } from "@mixlab/mixlab/train";
 *
 * const segments: SegmentsAsk = { breakAt: [200, 400], childSteps: 50, children: [{ id: "even", shares: [0.5, 0.5] }] };
 * equal(segments.breakAt.length * segments.children.length, 2); // children of each parent
 * ```
 */
export interface SegmentsAsk {
  /** Numbers of updates at which parents are broken off, ascending. */
  readonly breakAt: readonly number[];
  /** Updates of a child. */
  readonly childSteps: number;
  /** The children's mixtures. */
  readonly children: readonly NamedShares[];
}

/**
 * Plans a sweep: nothing is trained, and every run is checked.
 *
 * A parent/child sweep holds the parents in parts, each gone on from by the next: `a@200` is the first 200 updates of
 * mixture a, `a@200>b` goes on from there on mixture b. Schedules are laid out for `steps` throughout.
 *
 * @param design what made the mixtures, to be kept in the plan.
 * @throws {TypeError | RangeError} when a run cannot be made as it is asked for, naming it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type MethodEnvironment, planSweep, type SweepAsk, type SweepPlan } from "@mixlab/mixlab/train";
 *
 * const plan = (environment: MethodEnvironment, ask: SweepAsk): Promise<SweepPlan> =>
 *   planSweep(ask, environment, { settings: { steps: ask.steps }, mixlab: "0.1.0", design: "by hand" });
 * equal(plan.length, 2);
 * ```
 */
export async function planSweep(
  ask: SweepAsk,
  environment: MethodEnvironment,
  { settings, mixlab, design }: Pick<SweepPlan, "settings" | "mixlab" | "design">,
): Promise<SweepPlan> {
  const { domains, targets } = environment.setting, { batches = "multinomial" } = ask;
  checkAsk(ask);
  const runs: SweepRun[] = [], ids = new Map<string, string>();
  const add = async (run: Omit<SweepRun, "key">): Promise<string> => {
    const { configuration } = await planRun(specOf({ batches }, run), environment), key = runName(configuration);
    const twin = ids.get(key), name = [run.id, `seed ${run.seed}`, ...Object.values(run.labels)].join(", ");
    if (twin !== undefined) throw outOfRange(`sweep: ${name} is the same run as ${twin}; leave one out`);
    ids.set(key, name);
    runs.push({ key, ...run });
    return key;
  };
  for (const { name, learner } of ask.models) {
    for (const seed of ask.seeds) {
      for (const { id, shares } of ask.mixtures) {
        const common = { seed, labels: { model: name } };
        if (ask.segments === undefined) {
          const { steps, evaluateAt: at } = ask;
          await add({ id, shares, ...common, steps, startStep: 0, ...(at?.length && { at }), learner });
        } else await addSegments(ask.segments, { id, shares }, { ...common, learner }, ask.steps, add);
      }
    }
  }
  return {
    ...{ format: "mixlab/sweep", version: 1, mixlab, runsIn: environment.folder, settings, corpus: environment.corpus },
    ...{ domains, targets, batches, design, runs },
  };
}

async function addSegments(
  { breakAt, childSteps, children }: SegmentsAsk,
  { id, shares }: NamedShares,
  { seed, labels, learner = {} }: Pick<SweepRun, "seed" | "labels" | "learner">,
  steps: number,
  add: (run: Omit<SweepRun, "key">) => Promise<string>,
): Promise<void> {
  const common = { seed, labels, learner: { ...learner, "schedule-steps": steps } };
  let parent: string | undefined, startStep = 0;
  for (const step of breakAt) {
    const begins = parent === undefined ? { startStep } : { startStep, parent };
    parent = await add({ id: `${id}@${step}`, shares, ...common, steps: step - startStep, ...begins });
    startStep = step;
    for (const child of children) {
      const at = { steps: childSteps, startStep, parent };
      await add({ id: `${id}@${step}>${child.id}`, shares: child.shares, ...common, ...at });
    }
  }
}
