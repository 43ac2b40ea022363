/**
 * Updates of a model: what a run of one mixture and a learner of a method have in common.
 *
 * @module
 */
import type { Batch } from "../corpus/sampler/batch.ts";
import type { Sampler } from "../corpus/sampler/sampler.ts";
import type { Engine } from "../engine/engine.ts";
import type { AdamW } from "./adamw.ts";
import type { BatchLosses } from "./batch_losses.ts";
import { batchDomains, TrainingDiverged } from "./diverged.ts";
import { evaluate, type EvaluateOptions, type Evaluation, type EvaluationSource, LossNotFinite } from "./evaluate.ts";
import { MetricsGatherer, type MetricsWindow, type TrainingRecord } from "./metrics.ts";
import type { RunCheckpoint } from "./run_state.ts";
import { learningRate, type LearningRateSchedule } from "./schedule.ts";

/** What updates are made of. */
export interface UpdatesOptions {
  readonly engine: Engine;
  readonly sampler: Sampler;
  readonly schedule: LearningRateSchedule;
  readonly optimizer: AdamW;
  /** Updates done before, and losses since the last record. */
  readonly step: number;
  readonly window?: MetricsWindow | undefined;
  /** The checkpoint that it goes on from; `path` names it in messages. */
  readonly saved?: { readonly path?: string | undefined; readonly step: number } | undefined;
}

/** A model in training, its losses gathered, its numbers watched. */
export class Updates {
  /** Seconds so far. */
  readonly seconds = { engine: 0, evaluation: 0, checkpoints: 0 };
  readonly #options: UpdatesOptions;
  readonly #gatherer: MetricsGatherer;
  #step: number;
  #made = 0;
  #loss: number | undefined;
  #lastBatch: BatchLosses | undefined;
  /** The checkpoint saved last, at which step, and whether a finite loss was seen after it. */
  #saved: UpdatesOptions["saved"];
  #good: string | undefined;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.#gatherer = new MetricsGatherer(options.sampler.domains, options.window);
    this.#step = options.step;
    this.#saved = options.saved;
  }

  /** Updates done. */
  get step(): number {
    return this.#step;
  }

  /** Updates by this process. */
  get made(): number {
    return this.#made;
  }

  /** Mean loss (nats) of the last batch, where there was one with targets. */
  get loss(): number | undefined {
    return this.#loss;
  }

  /** Learning rate of the next update. */
  get learningRate(): number {
    return learningRate(this.#options.schedule, this.#step);
  }

  /**
   * One update.
   *
   * @param gradient leaves the gradient of a batch in slot 0 and gives its losses.
   * @param clip largest norm of the gradient, where it is not the optimiser's.
   */
  async make(gradient: (batch: Batch) => Promise<BatchLosses>, clip?: number): Promise<BatchLosses> {
    const { engine, sampler, optimizer } = this.#options, next = sampler.next(), began = performance.now();
    const losses = this.#lastBatch = await gradient(next);
    let sum = 0, targets = 0;
    for (let i = 0; i < losses.sums_m.length; i++) {
      sum += losses.sums_m[i];
      targets += losses.targets_m[i];
    }
    if (!Number.isFinite(sum)) throw this.diverged(`the loss is ${sum}`, 1);
    this.#good = this.#saved?.path ?? this.#good;
    const { norm } = await engine.update({
      ...optimizer,
      ...(clip !== undefined && { clip }),
      learningRate: this.learningRate,
      step: this.#step + 1,
    });
    this.seconds.engine += (performance.now() - began) / 1000;
    if (!Number.isFinite(norm)) throw this.diverged(`the norm of the gradient is ${norm}`, 1);
    this.#step++;
    this.#made++;
    this.#loss = targets === 0 ? undefined : sum / targets;
    this.#gatherer.add(losses, norm);
    return losses;
  }

  /** What is to tell of the updates since the last record. */
  record(): TrainingRecord {
    return this.#gatherer.record({
      ...{ step: this.#step, tokens: this.tokens() },
      learningRate: learningRate(this.#options.schedule, this.#step - 1),
    });
  }

  /** Losses since the last record. */
  window(): MetricsWindow {
    return this.#gatherer.window();
  }

  /** Tokens drawn since step 0, padding not counted. */
  tokens(): number {
    return this.#options.sampler.report().reduce((sum, { tokens }) => sum + tokens, 0);
  }

  /** Evaluates the model as it is. */
  async evaluate(source: EvaluationSource, options: EvaluateOptions): Promise<Evaluation> {
    const began = performance.now();
    const found = await evaluate(this.#options.engine, source, options).catch((error) => {
      throw error instanceof LossNotFinite ? this.diverged(error.message, 0) : error;
    });
    this.#good = this.#saved?.path ?? this.#good;
    this.seconds.evaluation += (performance.now() - began) / 1000;
    return found;
  }

  /** Whether a checkpoint of this step was saved. */
  get isSaved(): boolean {
    return this.#saved?.step === this.#step;
  }

  /** Saves a checkpoint; `save` gives its path. */
  async save(save: (tensors: Omit<RunCheckpoint, "state">) => string | Promise<string>): Promise<void> {
    const began = performance.now(), path = await save(await this.tensors());
    this.#saved = { path, step: this.#step };
    this.seconds.checkpoints += (performance.now() - began) / 1000;
  }

  /** Parameters and moments, all parameters finite. */
  async tensors(): Promise<Omit<RunCheckpoint, "state">> {
    const { engine } = this.#options, parameters = await engine.read("parameters");
    for (const [name, values] of parameters) {
      if (!values.every(Number.isFinite)) throw this.diverged(`the parameter ${name} is not finite`, 0);
    }
    return {
      parameters,
      firstMoments: await engine.read("firstMoments"),
      secondMoments: await engine.read("secondMoments"),
    };
  }

  /** @param ahead 1 when the step that is being made failed, 0 when what it left did. */
  diverged(what: string, ahead: 0 | 1): TrainingDiverged {
    const { schedule, sampler } = this.#options;
    return new TrainingDiverged(what, {
      step: this.#step + ahead,
      learningRate: learningRate(schedule, Math.max(0, this.#step + ahead - 1)),
      domains: this.#lastBatch ? batchDomains(sampler.domains, this.#lastBatch) : [],
      checkpoint: this.#good,
    });
  }
}
