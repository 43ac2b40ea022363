/**
 * A resolved run: engine, run directory, training, result.
 *
 * @module
 */
import { join } from "node:path";
import { sampler } from "../corpus/sampler/sampler.ts";
import { openEngine } from "../engine/open_engine.ts";
import { languageModel } from "../model/language_model.ts";
import type { Attempt } from "../train/attempt.ts";
import { type Checkpoint, stepName } from "../train/checkpoint.ts";
import { readCheckpoint } from "../train/checkpoint_read.ts";
import type { EvaluationRecord } from "../train/metrics.ts";
import { openRun, type Run } from "../train/run_directory.ts";
import { checkRunState, type RunCheckpoint } from "../train/run_state.ts";
import { train, type TrainResult } from "../train/train.ts";
import { checkTrainOptions, type EvaluationPlan, type TrainOptions } from "../train/train_options.ts";
import { VERSION } from "../version.ts";
import { duration, type Progress, progress } from "./progress.ts";
import { onInterrupt } from "./train_interrupt.ts";
import { learnerSettings } from "./train_learner.ts";
import type { ResolvedRun } from "./train_resolve.ts";
import type { Settings } from "./train_settings.ts";

/** What result.json holds: the same for the same run. */
export interface RunOutcome extends Omit<TrainResult, "seconds"> {
  /** The checkpoint that it began from. */
  readonly parent?: { readonly from: string; readonly sha256: string };
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** How the command ended. */
export interface Ended {
  readonly run: Run;
  readonly outcome: RunOutcome;
  /** Folder of the model. */
  readonly model: string;
  /** Seconds of this process; undefined where the result was there before. */
  readonly seconds: TrainResult["seconds"] | undefined;
}

/** Trains, goes on, or reads the result that is there. */
export async function runOrResume(resolved: ResolvedRun, out: string, say: (text: string) => void): Promise<Ended> {
  // What cannot be meant leaves no run directory behind.
  const plan = planOf(resolved),
    { context } = checkTrainOptions({ ...plan, engine: { program: languageModel(resolved.model) } });
  sampler(resolved.corpus, { ...plan, context });
  const run = openRun(out, resolved.configuration);
  if (run.result !== undefined) {
    const { attempt, value } = run.result, outcome = value as RunOutcome;
    say(`${run.folder}: this run is complete; its result:`);
    return { run, outcome, model: modelOf(run, attempt, outcome.step), seconds: undefined };
  }
  using attempt = run.attempt({
    onRefused: (reason) => console.error(`mixlab: ${reason}`),
    onBusy: (words) => console.error(`mixlab: ${words}`),
    keepLast: resolved.settings.keep,
  });
  if (attempt.resumed !== undefined) {
    say(`${run.folder}: going on from step ${attempt.resumed.state.step} (${attempt.resumed.path})`);
  } else say(`${run.folder}: begins`);
  const { seconds, ...result } = await trainAttempt(resolved, plan, attempt, say);
  const { from, "from-sha256": sha256 } = resolved.configuration;
  const outcome: RunOutcome = {
    ...result,
    ...(resolved.parent && { parent: { from: from as string, sha256: sha256 as string } }),
    configuration: resolved.configuration,
  };
  attempt.timing({ ended: new Date().toISOString(), outcome: result.outcome, step: result.step, ...seconds });
  if (result.outcome !== "interrupted" && !attempt.publish(outcome)) {
    say(`${run.folder}: another process finished this run first; its result is the run's`);
  }
  return { run, outcome, model: modelOf(run, attempt.id, result.step), seconds };
}

/** The options that follow from the settings alone. */
function planOf({ settings, corpus, mixture, schedule, context, microBatch, steps, parent }: ResolvedRun): Plan {
  const { evaluation, ...learner } = learnerSettings({ settings, context, microBatch, schedule });
  return {
    ...learner,
    ...{ source: corpus, mixture, steps, batches: settings.batches },
    ...evaluationOf(settings, evaluation),
    ...(parent && {
      parent: { checkpoint: runCheckpoint(parent), data: settings.data === "continue" ? "continue" : "roll forward" },
    }),
    ...(settings["break-step"] !== undefined && { breakStep: settings["break-step"] }),
  };
}

type Plan = Omit<TrainOptions, "engine">;

async function trainAttempt(
  resolved: ResolvedRun,
  plan: Plan,
  attempt: Attempt,
  say: (text: string) => void,
): Promise<TrainResult> {
  const { settings: { backend, ...settings }, threads, parent } = resolved, { resumed } = attempt;
  await using engine = await openEngine(languageModel(resolved.model), { backend, ...(threads && { threads }) });
  if (parent === undefined && resumed === undefined) await engine.write("parameters", resolved.parameters());
  attempt.timing({
    begun: new Date().toISOString(),
    step: resumed?.state.step ?? 0,
    ...{ backend, device: engine.device, mixlab: VERSION, deno: Deno.version.deno, v8: Deno.version.v8 },
    ...{ system: `${Deno.build.os} ${Deno.build.arch}`, processors: navigator.hardwareConcurrency },
  });
  say(`${backend}: ${engine.device}`);
  const bar = progress((tokens) => `${tokens} tokens`);
  using interrupt = onInterrupt((text) => {
    bar.end();
    console.error(text);
  });
  const options: TrainOptions = {
    ...plan,
    engine,
    signal: interrupt.signal,
    ...(resumed && { resume: { ...runCheckpoint(readCheckpoint(resumed.path)), path: resumed.path } }),
    checkpoints: {
      every: settings["checkpoint-every"],
      save: ({ state, ...tensors }) =>
        attempt.save({
          config: resolved.model,
          ...tensors,
          state: { ...state, data: resolved.configuration["corpus-sha256"] as string },
        }),
    },
    onRecord(record, times) {
      attempt.metrics({ ...record });
      attempt.timing({ step: record.step, kind: record.kind, ...times });
      if (record.kind === "evaluation") {
        bar.end();
        say(evaluationLine(record));
      }
    },
    onProgress: (at) => show(bar, at),
  };
  try {
    return await train(options);
  } finally {
    bar.end();
  }
}

function evaluationOf(settings: Settings, plan: EvaluationPlan): { evaluation?: EvaluationPlan } {
  const split = settings["eval-split"], finalSequences = settings["final-sequences"];
  if (split === "none") return {};
  return {
    evaluation: { ...plan, split, every: settings["eval-every"], ...(finalSequences > 0 && { finalSequences }) },
  };
}

function runCheckpoint({ parameters, firstMoments, secondMoments, state }: Checkpoint): RunCheckpoint {
  return { parameters, firstMoments, secondMoments, state: checkRunState(state) };
}

function modelOf(run: Run, attempt: string, step: number): string {
  return join(run.folder, "attempts", attempt, "checkpoints", stepName(step));
}

/** A line of a run's life for people. */
function evaluationLine({ step, split, sequences, averageLoss, domains, worst }: EvaluationRecord): string {
  const each = domains.map(({ domain, loss }) => `${domain} ${loss.toFixed(3)}`).join(", ");
  const which = sequences === undefined ? `whole ${split}` : split;
  return `step ${step}: ${which} loss ${averageLoss.toFixed(3)} (${
    domains.length > 12 ? `worst ${worst.domain} ${worst.loss.toFixed(3)}` : each
  })`;
}

type At = Parameters<NonNullable<TrainOptions["onProgress"]>>[0];

function show(bar: Progress, { phase, rows, step, end, tokens, tokensLeft, loss }: At): void {
  const note = phase === "evaluating"
    ? `evaluating, ${rows?.done} of ${rows?.total} rows`
    : `step ${step} of ${end}${loss === undefined ? "" : `, loss ${loss.toFixed(3)}`}`;
  bar.update(tokens, tokens + tokensLeft, note);
}

/** Seconds in words, with what part was not the engine's. */
export function timeLine({ engine, evaluation, checkpoints, rest }: TrainResult["seconds"]): string {
  const all = engine + evaluation + checkpoints + rest;
  const part = all > 0 ? (100 * rest / all).toFixed(1) : "0";
  return `${duration(all)}: training ${duration(engine)}, evaluation ${duration(evaluation)}, ` +
    `checkpoints ${duration(checkpoints)}, the rest ${part} %`;
}
