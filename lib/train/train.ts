import type { Split } from "../corpus/corpus_index.ts";
import { type Sampler, sampler } from "../corpus/sampler/sampler.ts";
import type { Engine } from "../engine/engine.ts";
import { breather } from "./breather.ts";
import type { Evaluation } from "./evaluate.ts";
import type { RunRecord } from "./metrics.ts";
import { modelHash } from "./model_hash.ts";
import type { RunState } from "./run_state.ts";
import {
  type Checked,
  checkTrainOptions,
  type RunTimes,
  type TrainOptions,
  type TrainProgress,
} from "./train_options.ts";
import { trainingStep } from "./training_step.ts";
import { Updates } from "./updates.ts";

/**
 * How a run ended, as plain JSON. All but `seconds` is the same for the same run.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { TrainResult } from "@mixlab/mixlab/train";
 *
 * const test = ({ outcome, evaluations }: TrainResult) =>
 *   outcome === "finished" ? evaluations.final.find(({ split }) => split === "test")?.averageLoss : undefined;
 * const evaluations = { start: null, end: null, final: [] };
 * const result = { outcome: "interrupted", step: 3, startStep: 0, tokens: 9, parameters: 2, evaluations } as const;
 * equal(test({ ...result, model: "", seconds: { engine: 1, evaluation: 0, checkpoints: 0, rest: 0 } }), undefined);
 * ```
 */
export interface TrainResult {
  /** `"broken off"`: at `breakStep`. */
  readonly outcome: "finished" | "broken off" | "interrupted";
  /** Updates done since step 0. */
  readonly step: number;
  /** Updates done before this run. */
  readonly startStep: number;
  /** Tokens drawn since step 0, padding not counted. */
  readonly tokens: number;
  /** How many numbers the model has. */
  readonly parameters: number;
  /** SHA-256 of the model at the end, as {@link modelHash} makes it. */
  readonly model: string;
  /** Before the first update, after the last one (the same rows as before the first), and the final splits. */
  readonly evaluations: {
    readonly start: Evaluation | null;
    readonly end: Evaluation | null;
    readonly final: readonly Evaluation[];
  };
  /** Seconds of this call. */
  readonly seconds: RunTimes;
}

/**
 * Trains a model on a mixture: batches from the sampler, a learning rate from the schedule, AdamW.
 *
 * The same options give the same records, and the same model on the same engine with the same number of
 * threads; a run that was stopped and goes on with `resume` ends with the records and the model of one that never was.
 *
 * @throws {TypeError} when an option is missing or of the wrong kind.
 * @throws {RangeError} when an option is out of range, a corpus and a model do not fit, or a checkpoint is of another run.
 * @throws {TrainingDiverged} when a loss, a gradient or a parameter is not a finite number.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { initialParameters, languageModel, memorySource, modelPreset, openEngine, train } from "@mixlab/mixlab/train";
 *
 * const ids = (length: number) => Uint8Array.from({ length }, (_, i) => i % 8);
 * const source = memorySource({ web: { train: ids(4000), val: ids(100) } });
 * const config = { ...modelPreset("tiny", { vocabularySize: 8, context: 8 }), width: 32, layers: 1, mlpWidth: 32 };
 * await using engine = await openEngine(languageModel(config), { backend: "cpu" });
 * await engine.write("parameters", initialParameters(config, { seed: 0 }));
 * const { evaluations: { start, end } } = await train({
 *   ...{ engine, source, mixture: mixture({ web: 1 }), seed: 0, steps: 20, batch: 4 },
 *   ...{ schedule: { peak: 0.02, steps: 20 }, evaluation: { batch: 4 } },
 * });
 * ok(end!.averageLoss < start!.averageLoss - 0.5);
 * ```
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const run = await Run.begin(options);
  try {
    return await run.go();
  } catch (error) {
    if (options.signal?.aborted && error === options.signal.reason) return await run.interrupted();
    throw error;
  }
}

/** A run in this process. */
class Run {
  readonly #options: TrainOptions;
  readonly #checked: Checked;
  readonly #engine: Engine;
  readonly #sampler: Sampler;
  readonly #updates: Updates;
  readonly #began = performance.now();
  #start: Evaluation | null;
  #end: Evaluation | null = null;
  #final: Evaluation[] = [];

  static async begin(options: TrainOptions): Promise<Run> {
    const checked = checkTrainOptions(options), { resume, parent } = options, from = resume ?? parent?.checkpoint;
    const run = new Run(options, checked);
    if (from === undefined) return run;
    for (const kind of ["parameters", "firstMoments", "secondMoments"] as const) {
      await options.engine.write(kind, from[kind]);
    }
    return run;
  }

  private constructor(options: TrainOptions, checked: Checked) {
    const { engine, source, resume, parent } = options, { context, startStep, schedule, optimizer } = checked;
    this.#options = options;
    this.#checked = checked;
    this.#engine = engine;
    this.#sampler = sampler(source, { ...options, context });
    if (resume !== undefined) this.#sampler.restore(resume.state.sampler);
    else if (parent?.data === "roll forward") { for (let n = 0; n < startStep; n++) this.#sampler.plan(); }
    else if (parent !== undefined) {
      this.#sampler.restore(parent.checkpoint.state.sampler);
      this.#sampler.setMixture(options.mixture, { batches: options.batches ?? "multinomial" });
    }
    const step = resume?.state.step ?? startStep;
    this.#start = resume?.state.start ?? null;
    this.#updates = new Updates({
      ...{ engine, sampler: this.#sampler, schedule, optimizer, step, window: resume?.state.window },
      ...(resume && { saved: { path: resume.path, step } }),
    });
  }

  get #step(): number {
    return this.#updates.step;
  }

  async go(): Promise<TrainResult> {
    const { stop, startStep, logEvery, every } = this.#checked, { evaluation, signal } = this.#options;
    const evaluateEvery = evaluation?.every ?? 0, breathe = breather();
    const due = (period: number) => period > 0 && this.#step % period === 0;
    if (this.#step === startStep) this.#start = await this.#evaluate();
    // A checkpoint is made before the evaluation at its step, and resuming makes that one good.
    else if (this.#step < stop && due(evaluateEvery)) await this.#evaluate();
    const gradient = trainingStep(this.#engine, {
      ...this.#checked,
      ...{ batch: this.#options.batch, m: this.#sampler.domains.length },
    });
    while (this.#step < stop) {
      await this.#updates.make(gradient);
      const last = this.#step === stop;
      if (due(logEvery) || last) this.#tell(this.#updates.record());
      this.#progress("training");
      if (due(every) || last) await this.#save();
      await breathe();
      // Only here: once the evaluation at this step is written down, a checkpoint of this step comes too late.
      signal?.throwIfAborted();
      if (due(evaluateEvery) && !last) await this.#evaluate();
    }
    this.#end = await this.#evaluate();
    const broken = this.#options.breakStep !== undefined;
    if (!broken) await this.#finalEvaluations();
    return await this.#result(broken ? "broken off" : "finished");
  }

  /** What was done is saved, and the result says how far it came. */
  async interrupted(): Promise<TrainResult> {
    if (this.#step > this.#checked.startStep) await this.#save();
    return await this.#result("interrupted");
  }

  #tell(record: RunRecord): void {
    this.#options.onRecord?.(record, this.#times());
  }

  #times(): RunTimes {
    const { engine, evaluation, checkpoints } = this.#updates.seconds;
    return {
      engine,
      evaluation,
      checkpoints,
      rest: (performance.now() - this.#began) / 1000 - engine - evaluation - checkpoints,
    };
  }

  /** Evaluates by the plan and writes a line about it. */
  async #evaluate(final?: Split): Promise<Evaluation | null> {
    const { evaluation, source, signal } = this.#options;
    if (evaluation === undefined) return null;
    const { split = "val", sequences: first, finalSequences, ...plan } = evaluation;
    const sequences = final === undefined ? first : finalSequences;
    const found = await this.#updates.evaluate(source, {
      ...plan,
      ...(sequences !== undefined && { sequences }),
      context: plan.context ?? this.#checked.context,
      split: final ?? split,
      ...(signal && { signal }),
      onProgress: (done, total) => this.#progress("evaluating", { done, total }),
    });
    const limit = sequences === undefined ? {} : { sequences };
    this.#tell({ kind: "evaluation", step: this.#step, tokens: this.#updates.tokens(), ...limit, ...found });
    return found;
  }

  async #finalEvaluations(): Promise<void> {
    const { evaluation, source } = this.#options;
    if (evaluation === undefined) return;
    for (const split of evaluation.final ?? ["val", "test"] as const) {
      if (source.domains.every((domain) => source.tokens(domain, split) === 0)) continue;
      const same = this.#end?.split === split && evaluation.sequences === evaluation.finalSequences;
      this.#final.push(same ? this.#end! : (await this.#evaluate(split))!);
    }
  }

  /** Saves a checkpoint, once a step. */
  async #save(): Promise<void> {
    const { checkpoints } = this.#options;
    if (checkpoints === undefined || this.#updates.isSaved) return;
    await this.#updates.save((tensors) => checkpoints.save({ ...tensors, state: this.#state() }));
  }

  #state(): RunState {
    return {
      format: "mixlab/run",
      version: 1,
      step: this.#step,
      startStep: this.#checked.startStep,
      sampler: this.#sampler.state(),
      window: this.#updates.window(),
      start: this.#start,
    };
  }

  #progress(phase: TrainProgress["phase"], rows?: TrainProgress["rows"]): void {
    const { stop, context } = this.#checked, perStep = this.#options.batch * context;
    this.#options.onProgress?.({
      phase,
      ...(rows && { rows }),
      step: this.#step,
      end: stop,
      tokens: this.#updates.made * perStep,
      tokensLeft: (stop - this.#step) * perStep,
      loss: this.#updates.loss,
    });
  }

  async #result(outcome: TrainResult["outcome"]): Promise<TrainResult> {
    const specs = this.#engine.program.parameters, parameters = await this.#engine.read("parameters");
    return {
      outcome,
      step: this.#step,
      startStep: this.#checked.startStep,
      tokens: this.#updates.tokens(),
      parameters: specs.reduce((sum, { shape }) => sum + shape.reduce((size, n) => size * n, 1), 0),
      model: modelHash(specs, parameters),
      evaluations: { start: this.#start, end: this.#end, final: this.#final },
      seconds: this.#times(),
    };
  }
}
