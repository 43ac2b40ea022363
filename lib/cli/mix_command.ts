/**
 * `deno task mix`, once it is clear that help is not what is wanted.
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { runName } from "../train/run_directory_name.ts";
import { mixAnswers } from "./mix_answer.ts";
import type { MixValues } from "./mix_arguments.ts";
import { type MixAsk, mixAsk } from "./mix_ask.ts";
import { mixConfiguration, planJson, resultJson } from "./mix_json.ts";
import { openPlace, withMixtures } from "./mix_place.ts";
import { planMix, planText } from "./mix_plan.ts";
import { mixReport } from "./mix_report.ts";
import { mixProgress } from "./mix_progress.ts";
import { runMix, type SeedResult } from "./mix_run.ts";
import { onInterrupt } from "./train_interrupt.ts";

/** Runs methods as asked, and says what came of it. */
export async function mixCommand(values: MixValues): Promise<number> {
  const began = performance.now();
  // Standard output is for the one document with --json.
  const say: (text: string) => void = values.json ? console.error : console.log;
  const ask = await mixAsk(values, say), watch = mixProgress(say);
  using interrupt = onInterrupt((text) => {
    watch.end();
    console.error(text);
  });
  const around = { say: watch.say, signal: interrupt.signal, onProgress: watch.onProgress };
  using place = await openPlace(ask, around);
  const methods = await Promise.all(ask.methods.map(async ({ method, options }) => ({
    method,
    options: await withMixtures(method.options, options, place),
  })));
  const plan = await planMix(ask, methods, place);
  say(`${place.about}\n${planText(plan, place)}`);
  if (values.plan) {
    if (values.json) console.log(JSON.stringify(planJson(plan), null, 1));
    return 0;
  }
  watch.begin(plan.total.steps);
  let results: SeedResult[];
  try {
    results = await runMix(ask, methods, place, { ...watch, signal: interrupt.signal });
  } catch (error) {
    watch.end();
    if (!interrupt.signal.aborted) throw error;
    say("\nstopped; the same command goes on from here");
    return 130;
  }
  watch.end();
  const answers = mixAnswers(ask, results), configuration = mixConfiguration(ask, methods, place);
  const result = resultJson(answers, place, configuration, plan), folder = folderOf(ask, configuration);
  const { writeMix } = await import("./mix_outputs.ts");
  const written = await writeMix(folder, ask, place, answers, { configuration, result });
  const seconds = (performance.now() - began) / 1000;
  if (values.json) console.log(JSON.stringify({ ...result, folder, written, seconds }, null, 1));
  else say(`\n${mixReport(answers, place)}\n\nwritten in ${folder}: ${namesIn(folder, written)}`);
  return 0;
}

/** Where results go: by default beside the runs, named by the hash of what was asked for. */
function folderOf({ out, runsIn, simulate }: MixAsk, configuration: Record<string, unknown>): string {
  return out ?? join(runsIn, `mix-${simulate ? "simulated-" : ""}${runName(configuration)}`);
}

/** What was written, for people: files of subfolders are counted. */
function namesIn(folder: string, written: readonly string[]): string {
  const names = written.map((path) => relative(folder, path)), inside = new Map<string, number>();
  for (const name of names) {
    const key = dirname(name) === "." ? name : `${dirname(name)}/`;
    inside.set(key, (inside.get(key) ?? 0) + 1);
  }
  return [...inside].map(([name, count]) => name.endsWith("/") ? `${name} (${count})` : name).join(", ");
}
