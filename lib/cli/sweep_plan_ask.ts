/**
 * The runs that `deno task sweep plan` was asked for, beside their mixtures.
 *
 * @module
 */
import { outOfRange, wrongKind } from "../errors.ts";
import type { Json } from "../methods/actions.ts";
import { parseMixtureRows } from "../mixture/mixture_rows.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import type { NamedShares, SegmentsAsk, SweepAsk, SweepModel } from "../sweep/plan_sweep.ts";
import { readText } from "../text/read_text.ts";
import { listOption, numberOption } from "./option_values.ts";
import { named } from "./sweep_design.ts";
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

/** How the runs go. */
export async function runsAsked(
  values: PlanValues,
  mixtures: readonly NamedShares[],
  m: number,
): Promise<Pick<SweepAsk, "batches" | "evaluateAt" | "segments">> {
  const evaluateAt = stepsOption("evaluate-at", values["evaluate-at"]),
    segments = await segmentsOf(values, mixtures, m);
  return { batches: batchesOf(values.batches), ...(evaluateAt && { evaluateAt }), ...(segments && { segments }) };
}

function batchesOf(batches: string | undefined): SweepPlan["batches"] {
  if (batches === undefined || batches === "multinomial" || batches === "exact") return batches ?? "multinomial";
  throw outOfRange(`--batches: wanted multinomial or exact, got ${batches}`);
}

function stepsOption(flag: string, given: string | undefined): number[] | undefined {
  return listOption(flag, given)?.map((one) => numberOption(flag, one, { least: 1, whole: true })!);
}

async function segmentsOf(
  values: PlanValues,
  mixtures: readonly NamedShares[],
  m: number,
): Promise<SegmentsAsk | undefined> {
  const breakAt = stepsOption("break-at", values["break-at"]);
  const childSteps = numberOption("child-steps", values["child-steps"], { least: 1, whole: true });
  const file = values["child-mixtures"];
  if (breakAt === undefined) {
    const odd = childSteps !== undefined ? "child-steps" : file !== undefined ? "child-mixtures" : undefined;
    if (odd !== undefined) throw wrongKind(`--${odd}: it is for --break-at; give both or none`);
    return undefined;
  }
  if (childSteps === undefined) throw wrongKind("--break-at: wanted --child-steps N beside it");
  if (file === undefined) return { breakAt, childSteps, children: mixtures };
  const rows = parseMixtureRows(await readText(file), file);
  if (rows[0].length !== m) throw outOfRange(`${file}: wanted ${m} shares a line, got ${rows[0].length}`);
  return { breakAt, childSteps, children: named(rows) };
}
