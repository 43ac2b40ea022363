/**
 * The runs that `deno task sweep plan` was asked for, beside their mixtures.
 *
 * @module
 */
import { outOfRange, wrongKind } from "../errors.ts";
import type { Json } from "../methods/actions.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import type { NamedShares, SegmentsAsk, SweepAsk, SweepModel } from "../sweep/plan_sweep.ts";
import { listOption, numberOption } from "./option_values.ts";
import { type AskedMixtures, askedMixtures, type DesignContext } from "./sweep_design.ts";
import type { PlanFlags, PlanValues } from "./sweep_plan_flags.ts";
import { DEFAULTS } from "./train_settings.ts";
import { settingsFromObject } from "./train_values.ts";

/** Seeds and models, in the order given. */
export function seedsAndModels(flags: PlanFlags): Pick<SweepAsk, "seeds" | "models"> {
  const { values, settings: { seed = DEFAULTS.seed } } = flags;
  const seeds = listOption("seeds", values.seeds)?.map((one) => numberOption("seeds", one, { least: 0, whole: true })!);
  return { seeds: seeds ?? [seed], models: modelsOf(flags) };
}

function modelsOf({ values, settings: { model = DEFAULTS.model }, models = {} }: PlanFlags): SweepModel[] {
  const names = listOption("models", values.models);
  if (names === undefined) return [{ name: typeof model === "string" ? model : "own", learner: {} }];
  return names.map((name) => {
    const own: Readonly<Record<string, Json>> = Object.hasOwn(models, name) ? models[name] : {};
    for (const setting of ["steps", "seed", "schedule-steps"]) {
      if (own[setting] === undefined) continue;
      throw wrongKind(`models: ${name}: ${setting}: all models have those of the sweep; leave it out`);
    }
    settingsFromObject(own, `models: ${name}`);
    return { name, learner: { model: name, ...own } };
  });
}

/** Mixtures of children out of a file, within the bounds that all have; undefined: those of the parents. */
export async function childMixtures(
  values: PlanValues,
  context: DesignContext,
): Promise<AskedMixtures | undefined> {
  const { "child-mixtures": mixtures, cap, floor, "max-epochs": epochs } = values;
  if (mixtures === undefined) return undefined;
  return await askedMixtures({ mixtures, cap, floor, "max-epochs": epochs }, context);
}

/** How the runs go. */
export function runsAsked(
  values: PlanValues,
  children: readonly NamedShares[],
): Pick<SweepAsk, "batches" | "evaluateAt" | "segments"> {
  const evaluateAt = stepsOption("evaluate-at", values["evaluate-at"]), segments = segmentsOf(values, children);
  return { batches: batchesOf(values.batches), ...(evaluateAt && { evaluateAt }), ...(segments && { segments }) };
}

function batchesOf(batches: string | undefined): SweepPlan["batches"] {
  if (batches === undefined || batches === "multinomial" || batches === "exact") return batches ?? "multinomial";
  throw outOfRange(`--batches: wanted multinomial or exact, got ${batches}`);
}

function stepsOption(flag: string, given: string | undefined): number[] | undefined {
  return listOption(flag, given)?.map((one) => numberOption(flag, one, { least: 1, whole: true })!);
}

function segmentsOf(values: PlanValues, children: readonly NamedShares[]): SegmentsAsk | undefined {
  const breakAt = stepsOption("break-at", values["break-at"]);
  const childSteps = numberOption("child-steps", values["child-steps"], { least: 1, whole: true });
  if (breakAt === undefined) {
    const odd = (["child-steps", "child-mixtures"] as const).find((name) => values[name] !== undefined);
    if (odd !== undefined) throw wrongKind(`--${odd}: it is for --break-at; give both or none`);
    return undefined;
  }
  if (childSteps === undefined) throw wrongKind("--break-at: wanted --child-steps N beside it");
  return { breakAt, childSteps, children };
}
