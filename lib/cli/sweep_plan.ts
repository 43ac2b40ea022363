/**
 * `deno task sweep plan`: writes plan.json and says what it will cost.
 *
 * @module
 */
import { join } from "node:path";
import { wrongKind } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import { writing } from "../files/unwritable.ts";
import { makeFolderDurably } from "../files/write_durably.ts";
import { publishOnce } from "../files/write_whole.ts";
import type { Json } from "../methods/actions.ts";
import { planCost } from "../sweep/cost/plan_cost.ts";
import { RunKinds } from "../sweep/cost/run_work.ts";
import { workersFor } from "../sweep/local/cores.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { planSweep, type SweepModel } from "../sweep/plan_sweep.ts";
import { sha256Hex } from "../text/sha256_hex.ts";
import { VERSION } from "../version.ts";
import { type MixEnvironment, mixEnvironment } from "./mix_environment.ts";
import { listOption, numberOption } from "./option_values.ts";
import { askedMixtures } from "./sweep_design.ts";
import { runsAsked, seedsAndModels } from "./sweep_plan_ask.ts";
import { namingFile, type PlanFlags, planFlags } from "./sweep_plan_flags.ts";
import { costText, planJson, timeText } from "./sweep_plan_report.ts";
import { planRates } from "./sweep_plan_rates.ts";

/** The command. */
export async function sweepPlan(args: string[]): Promise<number> {
  return await namingFile(args, async () => {
    const flags = await planFlags(args);
    if (flags.help) {
      console.log((await import("./sweep_help.ts")).SWEEP_HELP);
      return 0;
    }
    return await makePlan(flags);
  });
}

async function makePlan(flags: PlanFlags): Promise<number> {
  const { values, settings, seals, json } = flags, say: (text: string) => void = json ? console.error : console.log;
  const domains = listOption("domains", values.domains), targets = listOption("targets", values.targets);
  const asked = numberOption("workers", values.workers, { least: 1, whole: true });
  using environment = await mixEnvironment(settings, seals, say, {
    ...(domains && { domains }),
    ...(targets && { targets }),
    out: values["runs-in"] ?? "runs",
  });
  const plan = await planOf(flags, environment), startup = performance.now() / 1000;
  const { workers } = workersFor(plan, { ...(asked !== undefined && { workers: asked }) });
  const written = JSON.stringify(plan, null, 1) + "\n";
  const folder = values.out ?? join("sweeps", sha256Hex(written).slice(0, 12));
  writePlan(folder, written);
  const cost = planCost(plan, environment);
  say(costText(folder, plan, cost, environment));
  const time = await planRates(plan, environment, { workers, startup, measure: !values["no-measure"], say });
  if (json) console.log(JSON.stringify(planJson(folder, plan, cost, environment, time), null, 1));
  else say(timeText(folder, cost, time));
  return 0;
}

async function planOf(flags: PlanFlags, environment: MixEnvironment): Promise<SweepPlan> {
  const { values, settings } = flags, { steps, setting: { domains, targets, trainTokens } } = environment;
  const { seeds, models } = seedsAndModels(flags), positions = mostPositions(environment, models);
  const { mixtures, design } = await askedMixtures(values, { domains, targets, trainTokens, positions });
  return await planSweep(
    { mixtures, steps, seeds, models, ...await runsAsked(values, mixtures, domains.length) },
    environment,
    { settings: settings as Readonly<Record<string, Json>>, mixlab: VERSION, design },
  );
}

/** Positions (B T steps) that a run trains on, of the model that has the most. */
function mostPositions(environment: MixEnvironment, models: readonly SweepModel[]): number {
  const kinds = new RunKinds(environment), { steps, seed } = environment;
  return Math.max(...models.map(({ name, learner }) => {
    const run = { key: "", id: name, shares: [], seed, steps, startStep: 0, learner, labels: { model: name } };
    return kinds.work(run).tokens;
  }));
}

/** A plan stays as it is: its runs may be under way. */
function writePlan(folder: string, written: string): void {
  const path = join(folder, "plan.json");
  const made = writing(folder, () => {
    makeFolderDurably(folder, denoFiles);
    return publishOnce(path, written);
  });
  if (made || Deno.readTextFileSync(path) === written) return;
  throw wrongKind(`${path} is there, and another plan; wanted a new folder with --out`);
}
