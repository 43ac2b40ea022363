import { drive, type DriveState } from "../methods/drive.ts";
import { parseDriveState } from "../methods/parse_drive_state.ts";
import { journalOutcome } from "../methods/run_outcome.ts";
import type { RunOutcome, RunSpec } from "../methods/run_spec.ts";
import { count, finite, list, stateOf } from "../text/json_values.ts";
import type { Attempt } from "../train/attempt.ts";
import { readCheckpoint } from "../train/checkpoint_read.ts";
import { modelHash } from "../train/model_hash.ts";
import { openRun } from "../train/run_directory.ts";
import { type LanguageModelLearner, languageModelLearner } from "./language_model_learner.ts";
import { parseLearnerState } from "./learner_state.ts";
import type { MethodEnvironment } from "./method_environment.ts";
import { METHOD_RUN, parentEnd, type SavedLearner } from "./parent_end.ts";
import { type PlannedRun, planRun } from "./plan_run.ts";
import { referenceModel } from "./reference_model.ts";

/**
 * Makes a run of a method in its directory, `<folder>/<hash of its configuration>/`, goes on with it where it was
 * stopped, or reads its result. The configuration is the learner's settings, the corpus, the rule, steps, seed, the
 * reference's model and the checkpoint that the run begins from: neither the name of the run nor its role, so that methods
 * share runs that are the same.
 *
 * metrics.jsonl has lines of training, of evaluations and of rounds; model, moments, metrics and result are the same
 * bytes however often the run was stopped.
 *
 * @param spec `reference`, where there is one, is a path: of a finished run, or of a model in Hugging Face's layout.
 * @throws {TypeError | RangeError} when something is not right, before anything is trained.
 * @throws {TrainingDiverged} when a loss, a gradient or a parameter is not a finite number.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type MethodEnvironment, methodRun } from "@mixlab/mixlab/train";
 *
 * // What one machine of many does with the run that it was given.
 * const test = async (environment: MethodEnvironment) => {
 *   const rule = { rule: "fixed", options: { shares: [0.5, 0.5] } };
 *   return (await methodRun({ name: "even", role: "final", rule, steps: 500, seed: 0 }, environment)).test;
 * };
 * equal(test.length, 1);
 * ```
 */
export async function methodRun(spec: RunSpec, environment: MethodEnvironment): Promise<RunOutcome> {
  return await makeRun(await planRun(spec, environment), environment);
}

/** Makes a run that was planned. */
export async function makeRun(planned: PlannedRun, environment: MethodEnvironment): Promise<RunOutcome> {
  const { spec: { name, role }, configuration } = planned,
    { folder: parent, keep, say = () => {}, signal } = environment;
  signal?.throwIfAborted();
  const run = openRun(parent, configuration), { folder } = run;
  const named = (found: unknown) => ({ name, role, ...found as Result, folder });
  if (run.result !== undefined) {
    say(`${name}: ${folder}: this run is complete`);
    return named(run.result.value);
  }
  const tell = (words: string) => say(`${name}: ${words}`);
  using attempt = run.attempt({ onRefused: tell, onBusy: tell, keepLast: keep });
  tell(
    attempt.resumed === undefined
      ? `${folder}: begins`
      : `${folder}: goes on from step ${attempt.resumed.state.step} (${attempt.resumed.path})`,
  );
  const result = await trainRun(planned, environment, attempt);
  if (!attempt.publish(result)) {
    tell(`${folder}: another process finished this run first; its result is the run's`);
    return named(run.result!.value);
  }
  return named(result);
}

/** What result.json holds. */
interface Result extends Omit<RunOutcome, "name" | "role" | "folder"> {
  /** SHA-256 of the model at the end. */
  readonly model: string;
  /** How many numbers it has. */
  readonly parameters: number;
}

async function trainRun(planned: PlannedRun, environment: MethodEnvironment, attempt: Attempt): Promise<Result> {
  const { spec, learner: made, context, begin } = planned, { source, signal, checkpointEvery } = environment;
  const resumed = attempt.resumed && readResumed(attempt.resumed.path);
  const begun = resumed?.learner ?? (spec.begin === undefined ? made.begin?.() : parentEnd(planned, environment));
  await using engine = await made.open(made.model);
  await using reference = await openReference(planned);
  const first = resumed?.first ?? begun?.state.step ?? 0;
  if (begun === undefined) await engine.write("parameters", made.parameters());
  attempt.timing({
    begun: new Date().toISOString(),
    step: begun?.state.step ?? 0,
    ...{ backend: engine.backend, device: engine.device, ...environment.about },
  });
  let rows: { done: number; total: number } | undefined;
  const learner = await languageModelLearner({
    ...{ ...made.settings, engine, source },
    ...(reference && { reference }),
    ...(begun && { resume: begun }),
    onRecord: (record) => attempt.metrics({ ...record }),
    onRows(done, total) {
      rows = { done, total };
      tell("evaluating");
    },
  });
  const from = learner.step;
  const tell = (phase: "training" | "evaluating") =>
    environment.onProgress?.({
      ...{ run: spec.name, phase, step: learner.step - first, steps: spec.steps, loss: learner.loss },
      ...(phase === "evaluating" && rows && { rows }),
      tokens: (learner.step - from) * learner.batch * learner.context,
    });
  const whole = async (split: "val" | "test") =>
    (await learner.evaluateRows(split, made.finalSequences, signal)).domains.map(({ loss }) => loss);
  const start = resumed?.start ?? await whole("val");
  const save = (drive: DriveState) => saveRun(learner, attempt, planned, { first, start, drive }, environment);
  const { answer, state } = await drive(begin(), learner, {
    ...{ from: resumed?.drive, saveEvery: checkpointEvery, save, signal },
    onRound: (record) => attempt.metrics({ ...record }),
    onStep: () => tell("training"),
  });
  learner.endRecord();
  await save(state);
  const val = await whole("val"), test = planned.test ? await whole("test") : null;
  const specs = engine.program.parameters, parameters = await engine.read("parameters");
  attempt.timing({ ended: new Date().toISOString(), step: learner.step, ...learner.seconds });
  const journal = journalOutcome(state, context.domains.length);
  return {
    ...journal,
    ...{ evaluations: journal.evaluations + 2, start, val, test, answer },
    model: modelHash(specs, parameters),
    parameters: specs.reduce((sum, { shape }) => sum + shape.reduce((size, n) => size * n, 1), 0),
  };
}

/** The reference in an engine of its own, where there is one. */
async function openReference({ spec, learner }: PlannedRun) {
  if (spec.reference === undefined) return undefined;
  const { config, parameters } = await referenceModel(spec.reference), engine = await learner.open(config);
  await engine.write("parameters", parameters);
  return engine;
}

interface Standing {
  /** Updates that it began with: those of the run or checkpoint that it goes on from. */
  readonly first: number;
  /** Losses before the first update. */
  readonly start: readonly number[];
  readonly drive: DriveState;
}

async function saveRun(
  learner: LanguageModelLearner,
  attempt: Attempt,
  { learner: { model } }: PlannedRun,
  standing: Standing,
  { corpus }: MethodEnvironment,
): Promise<void> {
  await learner.save(({ state, ...tensors }) =>
    attempt.save({
      config: model,
      ...tensors,
      state: {
        ...{ format: METHOD_RUN, version: 1, step: state.step, learner: state, ...standing },
        ...(corpus.sha256 && { data: corpus.sha256 }),
      },
    })
  );
}

type Resumed = Standing & { readonly learner: SavedLearner };

function readResumed(path: string): Resumed {
  const { state: saved, parameters, firstMoments, secondMoments } = readCheckpoint(path),
    state = stateOf(METHOD_RUN, saved);
  return {
    learner: { parameters, firstMoments, secondMoments, state: parseLearnerState(state.learner), path },
    // Runs of earlier versions do not tell: all that they begin from is in their learner.
    first: state.first === undefined ? 0 : count(state.first, "state.first"),
    start: list(state.start, "state.start").map((loss, i) => finite(loss, `state.start[${i}]`)),
    drive: parseDriveState(state.drive),
  };
}
