import { join } from "node:path";
import { median } from "simple-statistics";
import { denoFiles } from "../../files/deno_files.ts";
import { readIfThere } from "../../files/read_file.ts";
import type { MethodEnvironment } from "../../learners/method_environment.ts";
import { planRun } from "../../learners/plan_run.ts";
import { canonicalJson } from "../../text/canonical_json.ts";
import type { SweepPlan } from "../plan.ts";
import { specOf } from "../spec_of.ts";
import type { SweepRate } from "./rate.ts";
import { type EvaluatedRows, RunKinds } from "./run_work.ts";

/** Run directories that are looked at, and runs of a kind that are enough. */
const MOST_LOOKED_AT = 2000, ENOUGH = 32;

/** Members of a configuration that change no time of an update or of an evaluated row. */
const OTHERS = [
  ...["seed", "steps", "rule", "begin", "domains", "schedule", "schedule-steps", "warmup", "lr", "start-lr", "end-lr"],
  ...["betas", "epsilon", "weight-decay", "clip", "initialisation", "log-every", "phase"],
];

/**
 * Rates of a plan's kinds of runs out of finished runs in `environment.folder`: those with the same learner, on a fixed
 * mixture, from the same corpus, made without a stop on a machine of as many processors. Medians over at most 32 of them.
 *
 * @returns by kind (see `kindOf`); a kind without a finished run is missing.
 * @throws {TypeError | RangeError} when a run cannot be made as the plan says.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { measuredRates, type MethodEnvironment, type SweepPlan } from "@mixlab/mixlab/train";
 *
 * const known = async (plan: SweepPlan, environment: MethodEnvironment) => (await measuredRates(plan, environment)).size;
 * equal(known.length, 2);
 * ```
 */
export async function measuredRates(
  plan: SweepPlan,
  environment: MethodEnvironment,
): Promise<Map<string, SweepRate>> {
  const wanted = new Map<string, Wanted>(), kinds = new RunKinds(environment), looked = new Set<string>();
  for (const run of plan.runs) {
    const { kind, rows } = kinds.of(run), { model = "own" } = run.labels;
    if (looked.has(kind)) continue;
    looked.add(kind);
    const { configuration } = await planRun(specOf(plan, run), environment), key = timed(configuration);
    const { kinds: same = [] } = wanted.get(key) ?? {};
    wanted.set(key, { kinds: [...same, { kind, model }], rows, times: [] });
  }
  const { folder, about: { processors } = {} } = environment, rates = new Map<string, SweepRate>();
  if (denoFiles.stat(folder) === undefined) return rates;
  for (const name of denoFiles.list(folder).filter((name) => /^[0-9a-f]{12}$/.test(name)).slice(0, MOST_LOOKED_AT)) {
    const path = join(folder, name), config = json(join(path, "config.json"));
    const found = config && isFixed(config.rule) ? wanted.get(timed(config)) : undefined;
    if (found === undefined || found.times.length === ENOUGH) continue;
    const times = timesOf(path, found.rows, processors);
    if (times !== undefined) found.times.push(times);
  }
  for (const { kinds, times } of wanted.values()) {
    if (times.length === 0) continue;
    const middle = (of: keyof Times) => median(times.map((one) => one[of]));
    const found = { begin: middle("begin"), update: middle("update"), row: middle("row") };
    for (const { kind, model } of kinds) rates.set(kind, { model, ...found, from: { finishedRuns: times.length } });
  }
  return rates;
}

interface Wanted {
  /** Kinds that differ only in what changes no time. */
  readonly kinds: readonly { readonly kind: string; readonly model: string }[];
  readonly rows: EvaluatedRows;
  readonly times: Times[];
}

interface Times {
  readonly begin: number;
  readonly update: number;
  readonly row: number;
}

// deno-lint-ignore no-explicit-any -- files of finished runs; what is not as it should be is left out
type Document = any;

/** What of a configuration its times depend on. */
function timed(configuration: Readonly<Record<string, unknown>>): string {
  return canonicalJson(Object.fromEntries(Object.entries(configuration).filter(([name]) => !OTHERS.includes(name))));
}

function isFixed(rule: Document): boolean {
  return rule?.rule === "fixed" || (rule?.rule === "checkpoints" && rule?.options?.rule === "fixed");
}

/** Times of a finished run that one process made from its beginning to its end. */
function timesOf(path: string, { way, val, test }: EvaluatedRows, processors: unknown): Times | undefined {
  const result = json(join(path, "result.json"));
  if (result === undefined) return undefined;
  const { attempt, value } = result;
  const lines = readIfThere(join(path, "attempts", String(attempt), "timing.jsonl"), denoFiles)?.trim().split("\n");
  if (lines?.length !== 2) return undefined;
  const [first, last] = lines.map(parsed);
  if (first?.processors !== processors || last?.ended === undefined) return undefined;
  const updates = last.step - first.step, rows = (value?.evaluations - 2) * way + 2 * val + test;
  const wall = (Date.parse(last.ended) - Date.parse(first.begun)) / 1000;
  const times = {
    begin: wall - last.engine - last.evaluation,
    update: last.engine / updates,
    row: last.evaluation / rows,
  };
  return Object.values(times).every((time) => Number.isFinite(time) && time >= 0) ? times : undefined;
}

function json(path: string): Document {
  return parsed(readIfThere(path, denoFiles) ?? "");
}

function parsed(text: string): Document {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
