/**
 * `deno task sweep plan`: writes plan.json and says what it will cost.
 *
 * @module
 */
import { join } from "node:path";
import { baselineMixture } from "../corpus/baseline_mixtures.ts";
import { wrongKind } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import { writing } from "../files/unwritable.ts";
import { makeFolderDurably } from "../files/write_durably.ts";
import { publishOnce } from "../files/write_whole.ts";
import { sourceOf } from "../learners/source_of.ts";
import type { Json } from "../methods/actions.ts";
import { planCost } from "../sweep/cost/plan_cost.ts";
import { RunKinds } from "../sweep/cost/run_work.ts";
import { workersFor } from "../sweep/local/cores.ts";
import { parseSweepPlan } from "../sweep/parse_plan.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { planSweep, type SweepModel } from "../sweep/plan_sweep.ts";
import { canonicalJson } from "../text/canonical_json.ts";
import { sha256Hex } from "../text/sha256_hex.ts";
import { VERSION } from "../version.ts";
import { type MixEnvironment, mixEnvironment } from "./mix_environment.ts";
import { baselineRule } from "./mix_place.ts";
import { listOption, numberOption } from "./option_values.ts";
import { askedMixtures, type DesignContext } from "./sweep_design.ts";
import { childMixtures, runsAsked, seedsAndModels } from "./sweep_plan_ask.ts";
import { namingFile, type PlanFlags, planFlags } from "./sweep_plan_flags.ts";
import { costText, planJson, timeText } from "./sweep_plan_report.ts";
import { planRates } from "./sweep_plan_rates.ts";

/** The command. */
export async function sweepPlan(args: string[]): Promise<number> {
  return await namingFile(args, async () => await makePlan(await planFlags(args)));
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
  const { plan, notes } = await planOf(flags, environment), startup = performance.now() / 1000;
  const { workers } = workersFor(plan, { ...(asked !== undefined && { workers: asked }) });
  const written = JSON.stringify(plan, null, 1) + "\n";
  const folder = values.out ?? join("sweeps", sha256Hex(written).slice(0, 12));
  writePlan(folder, written);
  const cost = planCost(plan, environment);
  say([costText(folder, plan, cost, environment), ...notes.map((note) => `note: ${note}`)].join("\n"));
  const time = await planRates(plan, environment, { workers, startup, measure: !values["no-measure"], say });
  if (json) console.log(JSON.stringify(planJson(folder, plan, { cost, environment, time, notes }), null, 1));
  else say(timeText(folder, cost, time));
  return 0;
}

/** The plan, and what a person should know of its mixtures. */
async function planOf(
  flags: PlanFlags,
  environment: MixEnvironment,
): Promise<{ readonly plan: SweepPlan; readonly notes: readonly string[] }> {
  const { values, settings } = flags, { steps, source, setting: { domains, targets, trainTokens } } = environment;
  const { seeds, models } = seedsAndModels(flags);
  const context: DesignContext = {
    ...{ domains, targets, trainTokens, positions: mostPositions(environment, models) },
    mixture(rule) {
      const found = baselineMixture(baselineRule(rule), sourceOf(source, domains));
      return Promise.resolve(Object.fromEntries(domains.map((domain) => [domain, found.share(domain)])));
    },
  };
  const { mixtures, design, notes } = await askedMixtures(values, context);
  const children = await childMixtures(values, context);
  const plan = await planSweep(
    { mixtures, steps, seeds, models, ...runsAsked(values, children?.mixtures ?? mixtures) },
    environment,
    {
      ...{ settings: settings as Readonly<Record<string, Json>>, mixlab: VERSION },
      design: children === undefined ? design : { ...design, children: children.design },
    },
  );
  return { plan, notes: [...new Set([...notes, ...children?.notes ?? []])] };
}

/** Positions (B T steps) that a run trains on, of the model that has the most. */
function mostPositions(environment: MixEnvironment, models: readonly SweepModel[]): number {
  const kinds = new RunKinds(environment), { steps, seed } = environment;
  return Math.max(...models.map(({ name, learner }) => {
    const run = { key: "", id: name, shares: [], seed, steps, startStep: 0, learner, labels: { model: name } };
    return kinds.work(run).tokens;
  }));
}

/** A plan stays as it is: its runs may be under way. What is only for people, or its version, may be other words. */
function writePlan(folder: string, written: string): void {
  const path = join(folder, "plan.json");
  const made = writing(folder, () => {
    makeFolderDurably(folder, denoFiles);
    return publishOnce(path, written);
  });
  if (made || sameRuns(Deno.readTextFileSync(path), path, written)) return;
  throw wrongKind(`${path} is there, and another plan; wanted a new folder with --out`);
}

function sameRuns(there: string, path: string, written: string): boolean {
  const [one, other] = [parseSweepPlan(there, path), JSON.parse(written)].map(({ design: _, mixlab: __, ...rest }) =>
    canonicalJson(rest)
  );
  return one === other;
}
