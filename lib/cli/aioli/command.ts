/**
 * `deno task aioli` on a line of Aioli's `main.py`: says what it will do, does it, and writes the files that Aioli writes.
 *
 * @module
 */
import { join } from "node:path";
import { got, unparsable, wrongKind } from "../../errors.ts";
import { makeRun } from "../../learners/method_run.ts";
import { type PlannedRun, planRun } from "../../learners/plan_run.ts";
import { checkpointsOptions } from "../../methods/checkpoints.ts";
import type { RunSpec } from "../../methods/run_spec.ts";
import { readModel } from "../../model/hugging_face.ts";
import { evaluate } from "../../train/evaluate.ts";
import { progress } from "../progress.ts";
import { chooseCorpus } from "../train_corpus.ts";
import { onInterrupt } from "../train_interrupt.ts";
import { DEFAULTS } from "../train_settings.ts";
import { openAioliData } from "./data.ts";
import { type AioliEnvironment, aioliEnvironment, type Outside } from "./environment.ts";
import { readGraph } from "./graph.ts";
import { aioliModel, withNewModel } from "./model.ts";
import { writeAioliLosses, writeAioliRun } from "./outputs.ts";
import type { AioliLine } from "./parse.ts";
import { type AioliPlan, checkRun, planAioli } from "./plan.ts";
import { BROKEN_OFF, copyCheckpoint, isThere, lastCheckpoint, MODELS, savedName } from "./saved.ts";
import { differenceWords, lossWords, planWords, writtenWords } from "./words.ts";

/** Runs a line. */
export async function aioliCommand(line: AioliLine): Promise<number> {
  const values = withNewModel(line.values), { own } = line;
  checkRun(values);
  const date = dateOf(own.date),
    graph = values.graph_path === undefined ? undefined : await readGraph(values.graph_path);
  if (values.train_data_dir === DEFAULTS.corpus) (await chooseCorpus(DEFAULTS.corpus, console.log)).corpus.close();
  const known = { ids: Infinity };
  using data = openAioliData(values, () => known.ids);
  const model = aioliModel(values, data.ids);
  known.ids = model.ids;
  const plan = planAioli(values, own, { domains: data.source.domains, graph });
  const results = join(values.output_dir, date, plan.name);
  const bar = progress((steps) => `${Math.round(steps)} steps`);
  const say = (text: string) => {
    bar.end();
    console.log(text);
  };
  using interrupt = onInterrupt((text) => {
    bar.end();
    console.error(text);
  });
  const outside: Outside = {
    ...{ say, signal: interrupt.signal },
    onProgress: ({ phase, rows, step, steps, loss }) => {
      const note = phase === "evaluating" ? `evaluating, ${rows?.done} of ${rows?.total} rows` : loss?.toFixed(3);
      bar.update(step, steps, note);
    },
  };
  if (plan.reference !== undefined) checkReferencePath(plan.reference);
  const place = aioliEnvironment(plan, values, { data, model }, outside);
  const planned = await planRun(specOf(plan), place.environment);
  say(`${planWords(plan, { data: data.about, model: model.about, results })}\n\n${differenceWords(line)}\n`);
  if (own.plan) return 0;
  try {
    const saved = savedName(MODELS, plan);
    const written = values.use_saved_model && isThere(saved)
      ? await evaluateSaved(saved, results, plan, place, outside)
      : await trained(results, plan, planned, place, { values, say });
    say(`\n${writtenWords(results, written)}`);
    return 0;
  } catch (error) {
    bar.end();
    if (!interrupt.signal.aborted) throw error;
    say("\nstopped; the same command goes on from here");
    return 130;
  } finally {
    bar.end();
  }
}

function specOf({ rule, made, steps, seed, checkpoints, broken, reference }: AioliPlan): RunSpec {
  const at = [...new Set(checkpoints.map(({ after }) => after))].sort((a, b) => a - b);
  return {
    ...{ name: "aioli", role: "final", steps: made, seed },
    rule: { rule: "checkpoints", options: checkpointsOptions(rule, { at, ...(broken && { steps }) }) },
    ...(reference !== undefined && { reference }),
  };
}

async function trained(
  results: string,
  plan: AioliPlan,
  planned: PlannedRun,
  { environment }: AioliEnvironment,
  { values, say }: { readonly values: AioliLine["values"]; readonly say: (text: string) => void },
): Promise<string[]> {
  const outcome = await makeRun(planned, environment), { start, val, test, folder } = outcome;
  const written = writeAioliRun(results, plan, outcome);
  say(`\n${lossWords(plan.domains, { start, val, ...(test && !plan.broken && { test }) })}`);
  say("Losses are nats per token, means over rows; average perplexity is the mean of their exponentials.");
  const keep = (below: string, what: "model" | "all") => {
    const to = savedName(below, plan);
    copyCheckpoint(lastCheckpoint(folder!), to, what);
    written.push(to);
  };
  if (values.break_steps !== undefined && !values.do_not_save) keep(BROKEN_OFF, "all");
  if (values.save_model && !plan.broken) keep(MODELS, "model");
  return [...written, folder!];
}

/** Losses of a model that is there already. */
async function evaluateSaved(
  folder: string,
  results: string,
  plan: AioliPlan,
  { environment: { source }, settings, open }: AioliEnvironment,
  { say, signal }: Outside,
): Promise<string[]> {
  say(`${folder} is there: it is evaluated, and nothing is trained`);
  const { config, parameters } = readModel(folder);
  await using engine = await open(config);
  await engine.write("parameters", parameters);
  const losses: Partial<Record<"val" | "test", number[]>> = {};
  for (const split of ["val", "test"] as const) {
    if (source.domains.some((domain) => source.tokens(domain, split) < 2)) continue;
    const options = { ...settings.evaluation, ...(settings.context && { context: settings.context }), split, signal };
    losses[split] = (await evaluate(engine, source, options)).domains.map(({ loss }) => loss);
  }
  say(lossWords(plan.domains, losses));
  return writeAioliLosses(results, plan, losses);
}

function checkReferencePath(path: string): void {
  if (isThere(path) && !isThere(join(path, "config.json"))) {
    throw wrongKind(
      `--doremi_reference_model_path: wanted a folder that --save_model left, a model in Hugging Face's layout or a run ` +
        `directory, got ${path}, which is none (a file of torch.save cannot be read)`,
    );
  }
  if (!isThere(path)) throw wrongKind(`--doremi_reference_model_path: ${path} is not there`);
}

/** The date in the folder's name: the one thing that is not from the line. */
function dateOf(given: string | undefined): string {
  if (given !== undefined) {
    const parts = /^(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{4}$/.exec(given);
    if (parts === null) throw unparsable(`--date: wanted MMDDYYYY, such as 01312025, got ${got(given)}`);
    return given;
  }
  const now = new Date(), two = (n: number) => String(n).padStart(2, "0");
  return `${two(now.getMonth() + 1)}${two(now.getDate())}${now.getFullYear()}`;
}
