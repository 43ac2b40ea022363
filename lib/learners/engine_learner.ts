import { sampler } from "../corpus/sampler/sampler.ts";
import type { Batch } from "../corpus/sampler/batch.ts";
import type { DomainReport } from "../corpus/sampler/domain_report.ts";
import { got, outOfRange, wrongKind } from "../errors.ts";
import { addReports, noSteps } from "../methods/add_reports.ts";
import type { EvaluatedSplit, StepOptions, StepReport } from "../methods/learner.ts";
import { mixture } from "../mixture/mixture.ts";
import { wholeNumber } from "../text/whole_number.ts";
import type { BatchLosses } from "../train/batch_losses.ts";
import { breather } from "../train/breather.ts";
import type { Evaluation, EvaluationSource } from "../train/evaluate.ts";
import { checkStepOptions } from "../train/step_options.ts";
import { trainingStep } from "../train/training_step.ts";
import { Updates } from "../train/updates.ts";
import { combinedGradient } from "./combined_step.ts";
import { dataOptions } from "./data_options.ts";
import type { LanguageModelLearner } from "./language_model_learner.ts";
import { checkReference, type LanguageModelOptions, ofCorpus } from "./language_model_options.ts";
import { type LearnerCheckpoint, parseLearnerState } from "./learner_state.ts";
import { reweighedGradient } from "./reweighed_step.ts";
import { sourceOf } from "./source_of.ts";
import { TargetSamplers } from "./target_samplers.ts";

/** A learner over an engine that holds its parameters already. */
export class EngineLearner implements LanguageModelLearner {
  readonly domains: readonly string[];
  readonly targets: readonly string[];
  readonly batch: number;
  readonly context: number;
  readonly #options: LanguageModelOptions;
  readonly #checked: ReturnType<typeof checkStepOptions>;
  readonly #sampler: ReturnType<typeof sampler>;
  readonly #updates: Updates;
  readonly #plain: (batch: Batch) => Promise<BatchLosses>;
  readonly #targetSource: EvaluationSource;
  readonly #targetRows: TargetSamplers;
  readonly #breathe = breather();

  constructor(options: LanguageModelOptions) {
    if (typeof options !== "object" || options === null) {
      throw wrongKind(`learner: wanted options { engine, source, batch, schedule, … }, got ${got(options)}`);
    }
    const { source, engine, reference, batch, resume } = options;
    const checked = this.#checked = checkStepOptions("learner", options), { context, schedule, optimizer } = checked;
    checkReference(reference, engine, context);
    this.#options = options;
    this.domains = ofCorpus("domains", options.domains ?? source.domains, source.domains);
    this.targets = ofCorpus("targets", options.targets ?? this.domains, source.domains);
    this.batch = batch;
    this.context = context;
    const even = mixture(this.domains.map((domain) => [domain, 1 / this.domains.length] as const));
    const data = dataOptions(options, context);
    this.#sampler = sampler(sourceOf(source, this.domains), { ...data, batch, mixture: even });
    this.#targetSource = sourceOf(source, this.targets);
    this.#targetRows = new TargetSamplers(this.#targetSource, data);
    this.#plain = trainingStep(engine, this.#sizes());
    const state = resume && parseLearnerState(resume.state), step = state?.step ?? 0;
    if (state !== undefined) {
      this.#sampler.restore(state.sampler);
      this.#targetRows.restore(state.targets);
    }
    this.#updates = new Updates({
      ...{ engine, sampler: this.#sampler, schedule, optimizer, step, window: state?.window },
      ...(resume && { saved: { path: resume.path, step } }),
    });
  }

  #sizes() {
    const { microBatch, normalise } = this.#checked;
    return { batch: this.batch, context: this.context, microBatch, normalise, m: this.domains.length };
  }

  get step(): number {
    return this.#updates.step;
  }

  get loss(): number | undefined {
    return this.#updates.loss;
  }

  get seconds(): LanguageModelLearner["seconds"] {
    return this.#updates.seconds;
  }

  async train(shares_m: ArrayLike<number>, steps: number, options: StepOptions = {}): Promise<StepReport> {
    const { domains } = this, m = domains.length, { batches = "multinomial", combine } = options;
    wholeNumber("train: steps", steps, 0, Number.MAX_SAFE_INTEGER, "≥ 0");
    if (shares_m.length !== m) throw outOfRange(`train: wanted ${m} shares, one a domain, got ${shares_m.length}`);
    if (options.reweigh !== undefined && combine !== undefined) {
      throw wrongKind("train: wanted reweigh or combine, got both");
    }
    const shares = mixture(domains.map((domain, j) => [domain, shares_m[j]] as const));
    const gradient = this.#gradient(options);
    let report = noSteps(m);
    for (let n = 0; n < steps; n++) {
      const before = this.#updates.tokens();
      this.#sampler.setMixture(shares, { batches });
      const { rows_m, targets_m, sums_m } = await this.#updates.make(gradient, combine?.clip);
      report = addReports(report, {
        ...{ steps: 1, tokens: this.#updates.tokens() - before, rows: Array.from(rows_m) },
        ...{ targets: Array.from(targets_m), sums: Array.from(sums_m) },
      });
      if (this.step % this.#checked.logEvery === 0) this.#options.onRecord?.(this.#updates.record());
      await this.#breathe();
    }
    return report;
  }

  #gradient({ reweigh, combine }: StepOptions): (batch: Batch) => Promise<BatchLosses> {
    const { engine, reference } = this.#options, sizes = this.#sizes();
    const at = () => ({ step: this.step, learningRate: this.#updates.learningRate });
    if (reweigh !== undefined) {
      return (batch) => reweighedGradient(engine, reference, sizes, batch, at(), reweigh);
    }
    if (combine === undefined) return this.#plain;
    const { target, weigh } = combine, groups = target?.separate ? this.targets.length : 1;
    return (batch) => {
      const targets = target && { batch: this.#targetRows.next(target), groups };
      return combinedGradient(engine, sizes, batch, targets, at(), weigh);
    };
  }

  async evaluate(split: EvaluatedSplit, signal?: AbortSignal): Promise<Float64Array> {
    const { domains } = await this.evaluateRows(split, this.#options.evaluation.sequences, signal);
    return Float64Array.from(domains, ({ loss }) => loss);
  }

  async evaluateRows(split: EvaluatedSplit, sequences?: number, signal?: AbortSignal): Promise<Evaluation> {
    const { evaluation: { sequences: _, ...plan }, onRows, onRecord } = this.#options;
    const limit = sequences === undefined ? {} : { sequences };
    const empty = this.targets.find((target) => this.#targetSource.tokens(target, split) < 2);
    if (empty !== undefined) throw outOfRange(`evaluate: the target ${empty} has no ${split} split; wanted one`);
    const found = await this.#updates.evaluate(this.#targetSource, {
      ...plan,
      ...limit,
      ...{ context: plan.context ?? this.context, split },
      ...(signal && { signal }),
      ...(onRows && { onProgress: onRows }),
    });
    if (found.leftOut.length > 0) {
      throw outOfRange(`evaluate: the target ${found.leftOut[0]} has no loss that counts in ${split}; wanted one`);
    }
    onRecord?.({ kind: "evaluation", step: this.step, tokens: this.#updates.tokens(), ...limit, ...found });
    return found;
  }

  report(): DomainReport[] {
    return this.#sampler.report();
  }

  endRecord(): void {
    if (this.#updates.window().rows.some((n) => n > 0)) this.#options.onRecord?.(this.#updates.record());
  }

  async save(save: (checkpoint: LearnerCheckpoint) => string | Promise<string>): Promise<void> {
    await this.#updates.save((tensors) =>
      save({
        ...tensors,
        state: {
          ...{ format: "mixlab/learner", version: 1, step: this.step, sampler: this.#sampler.state() },
          ...{ targets: this.#targetRows.state(), window: this.#updates.window() },
        },
      })
    );
  }
}
