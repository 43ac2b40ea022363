/**
 * What `deno task sweep plan` tells of a plan's cost.
 *
 * @module
 */
import { join } from "node:path";
import { MOST_EPOCHS } from "../sweep/cost/epochs.ts";
import { memoryOf } from "../sweep/cost/memory_estimate.ts";
import type { SweepCost } from "../sweep/cost/plan_cost.ts";
import { type CostEnvironment, RunKinds } from "../sweep/cost/run_work.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { shellWord } from "../sweep/slurm/script_words.ts";
import { many } from "./many.ts";
import { amount } from "./mix_plan.ts";
import type { PlanTime } from "./sweep_plan_rates.ts";
import { textTable } from "./text_table.ts";

/** Runs, tokens, epochs, memory and disk, for people: all that is known before anything is measured. */
export function costText(folder: string, plan: SweepPlan, cost: SweepCost, environment: CostEnvironment): string {
  const { all, left, models, epochs } = cost, memory = memories(plan, environment), there = all.runs - left.runs;
  const rows = models.map(({ model, parameters, batch, context, all }, n) => [
    ...[model, amount(parameters), `${batch} × ${context}`, `${all.runs}`, `${all.updates}`, amount(all.tokens)],
    ...[`${all.evaluations}`, amount(all.rows), bytesText(memory[n]), bytesText(all.disk)],
  ]);
  const table = textTable(
    ["model", "parameters", "B × T", "runs", "updates", "tokens", "evaluations", "rows", "memory", "disk"],
    models.length === 1 ? rows : [
      ...rows,
      ["in all", "", "", `${all.runs}`, `${all.updates}`, amount(all.tokens), `${all.evaluations}`, amount(all.rows)]
        .concat(
          ["", bytesText(all.disk)],
        ),
    ],
  );
  const domains = textTable(
    ["domain", "train tokens", "epochs, mean", "largest"],
    epochs.map(({ domain, trainTokens, mean, largest }) => [
      ...[domain, amount(trainTokens), mean.toFixed(2), largest.toFixed(2)],
    ]),
  );
  const repeated = epochs.filter(({ largest }) => largest > MOST_EPOCHS).map(({ domain, largest, run }) =>
    `! ${domain} is gone through ${
      largest.toFixed(1)
    } times in run ${run}: beyond ${MOST_EPOCHS} epochs repeated text is ` +
    "worth less than fresh text"
  );
  return [
    `${join(folder, "plan.json")}: ${shapeOf(plan)}; ${there} of ${all.runs} are there in ${plan.runsIn}`,
    table,
    "Memory: of a worker at its peak, as estimated. Disk: of the checkpoints that stay.",
    domains,
    ...repeated,
  ].join("\n");
}

/** Hours, what they are based on, and what to type next, for people. */
export function timeText(folder: string, { left }: SweepCost, { rates, time, unknown }: PlanTime): string {
  const next = `deno task sweep ${left.runs === 0 ? "collect" : "run"} ${shellWord(folder)}`;
  if (left.runs === 0) return `All runs are there. Next: ${next}`;
  const made = `${left.runs === 1 ? "1 run is" : `${left.runs} runs are`} left: ${left.updates} updates, ${
    amount(left.tokens)
  } tokens`;
  if (time === undefined) return `${made}. Hours are not known: ${unknown}\nNext: ${next}`;
  const { oneWorker, workers, seconds } = time;
  const based = rates.map(({ model, update, row, from }) =>
    `${model}: ${milliseconds(update)} an update, ${milliseconds(row)} a row evaluated, ` +
    ("finishedRuns" in from
      ? `medians of ${many(from.finishedRuns, "finished run")}`
      : `a trial of ${from.trialSeconds.toFixed(1)} s by one worker`)
  );
  return [
    `${made}; ${hoursText(oneWorker)} of one worker, ${hoursText(seconds)} with ${workers}`,
    ...based.map((line) => `  ${line}`),
    `Next: ${next}`,
  ].join("\n");
}

/** The same as one document. Seconds, bytes. */
export function planJson(
  folder: string,
  plan: SweepPlan,
  { cost: { all, left, models, epochs }, environment, time: { rates, time, unknown }, notes }: {
    readonly cost: SweepCost;
    readonly environment: CostEnvironment;
    readonly time: PlanTime;
    readonly notes: readonly string[];
  },
): Record<string, unknown> {
  const memory = memories(plan, environment);
  return {
    ...{ folder, plan: join(folder, "plan.json"), runsIn: plan.runsIn, domains: plan.domains, targets: plan.targets },
    ...{ design: plan.design, seeds: [...new Set(plan.runs.map(({ seed }) => seed))], all, left },
    models: models.map((model, n) => ({ ...model, memory: memory[n] })),
    ...{ epochs, notes, rates, ...(time && { time }), ...(unknown !== undefined && { timeUnknown: unknown }) },
    next: ["deno", "task", "sweep", left.runs === 0 ? "collect" : "run", folder],
  };
}

/** Memory of a worker (bytes), by model in the order of the cost. */
function memories({ runs }: SweepPlan, environment: CostEnvironment): number[] {
  const kinds = new RunKinds(environment), found = new Map<string, number>();
  for (const run of runs) {
    const key = `${run.labels.model ?? "own"} ${kinds.of(run).kind}`;
    found.set(key, Math.max(found.get(key) ?? 0, memoryOf(kinds, run)));
  }
  return [...found.values()];
}

/** What a plan is made of. */
function shapeOf({ runs }: SweepPlan): string {
  const count = (of: (run: SweepPlan["runs"][number]) => unknown) => new Set(runs.map(of)).size;
  const parents = new Set(runs.flatMap(({ parent }) => parent ?? []));
  if (parents.size > 0) {
    return `${runs.length} runs, of which ${parents.size} are gone on from`;
  }
  const shape = [
    many(count(({ id }) => id), "mixture"),
    many(count(({ seed }) => seed), "seed"),
    many(count(({ labels }) => labels.model), "model"),
  ];
  return `${many(runs.length, "run")}, ${shape.join(" × ")}`;
}

function hoursText(seconds: number): string {
  const hours = seconds / 3600, shown = `${hours >= 100 ? Math.round(hours) : hours.toPrecision(2)} h`;
  return hours >= 1 ? shown : seconds >= 100 ? `${shown} (${Math.ceil(seconds / 60)} min)` : `${Math.ceil(seconds)} s`;
}

function milliseconds(seconds: number): string {
  const value = 1000 * seconds;
  return `${value >= 100 ? Math.round(value) : value.toPrecision(2)} ms`;
}

/** Bytes as a person says them. */
export function bytesText(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
