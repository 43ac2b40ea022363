import { sampler } from "../corpus/sampler/sampler.ts";
import type { Batch } from "../corpus/sampler/batch.ts";
import type { DomainReport } from "../corpus/sampler/domain_report.ts";
import type { Engine } from "../engine/engine.ts";
import { got, outOfRange, wrongKind } from "../errors.ts";
import { addReports, noSteps } from "../methods/add_reports.ts";
import type { EvaluatedSplit, Learner, StepOptions, StepReport } from "../methods/learner.ts";
import { mixture } from "../mixture/mixture.ts";
import { wholeNumber } from "../text/whole_number.ts";
import type { BatchLosses } from "../train/batch_losses.ts";
import { breather } from "../train/breather.ts";
import type { Evaluation, EvaluationSource } from "../train/evaluate.ts";
import type { RunRecord } from "../train/metrics.ts";
import { checkStepOptions } from "../train/step_options.ts";
import { trainingStep } from "../train/training_step.ts";
import { Updates } from "../train/updates.ts";
import { combinedGradient } from "./combined_step.ts";
import type { LearnerSettings } from "./learner_settings.ts";
import { type LearnerCheckpoint, parseLearnerState } from "./learner_state.ts";
import { reweighedGradient } from "./reweighed_step.ts";
import { sourceOf } from "./source_of.ts";
import { TargetSamplers } from "./target_samplers.ts";

/**
 * What {@link languageModelLearner} is asked for.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type Engine, type LanguageModelOptions, memorySource } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint8Array(9000), val: new Uint8Array(900) } });
 * const options = (engine: Engine): LanguageModelOptions => ({
 *   ...{ engine, source, seed: 0, batch: 8, schedule: { peak: 1e-3, steps: 200 }, evaluation: { batch: 8 } },
 * });
 * equal(options({} as Engine).reference, undefined);
 * ```
 */
export interface LanguageModelOptions extends LearnerSettings {
  /** What is trained. It holds the first parameters; those of a checkpoint are put in their place. */
  readonly engine: Engine;
  /** Where tokens come from. */
  readonly source: EvaluationSource;
  /** The model that the losses `reference_BT` of reweighed batches are of; it is not changed. */
  readonly reference?: Pick<Engine, "losses" | "program">;
  /** A checkpoint of this same learner, to go on from to the same bytes; `path` names it in messages. */
  readonly resume?: LearnerCheckpoint & { readonly path?: string };
  /** Called with each line of metrics, the same for the same calls. */
  readonly onRecord?: (record: RunRecord) => void;
  /** Called during evaluations with the rows done and the rows in all. */
  readonly onRows?: (done: number, total: number) => void;
}

/**
 * A language model in training, as mixing methods see it, with what a run on disk needs besides.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { LanguageModelLearner } from "@mixlab/mixlab/train";
 *
 * const tokens = (learner: Pick<LanguageModelLearner, "report">) =>
 *   learner.report().reduce((sum, { tokens }) => sum + tokens, 0);
 * equal(tokens({ report: () => [] }), 0);
 * ```
 */
export interface LanguageModelLearner extends Learner {
  /** Mean loss (nats) of the last batch, where there was one with targets. */
  readonly loss: number | undefined;
  /** Seconds so far, by what they went into. */
  readonly seconds: { readonly engine: number; readonly evaluation: number; readonly checkpoints: number };
  /**
   * Evaluates on other rows than `evaluate` does: the first `sequences` of each target, all of them by default.
   * @throws {RangeError} when a target has nothing to evaluate on.
   */
  evaluateRows(split: EvaluatedSplit, sequences?: number, signal?: AbortSignal): Promise<Evaluation>;
  /** What was drawn so far, a domain each. */
  report(): DomainReport[];
  /** Writes the line of metrics of the updates since the last one, where there are any: at the end of a run. */
  endRecord(): void;
  /** Saves a checkpoint; `save` gives its path, which messages name. */
  save(save: (checkpoint: LearnerCheckpoint) => string | Promise<string>): Promise<void>;
}

/**
 * A language model as a learner: batches from the sampler, a learning rate from the schedule, AdamW, as `train` does it.
 * On one mixture it ends with the very bytes of `train`.
 *
 * A batch that is computed whole (`microBatch` = `batch`) is reweighed between its forward and its backward pass; one in
 * parts takes a forward pass more. With `combine`, targets' rows come from a sampler of their own.
 *
 * @throws {TypeError} when an option is missing or of the wrong kind.
 * @throws {RangeError} when an option is out of range, a domain is unknown or cannot fill a row, or a checkpoint is of
 * another learner.
 *
 * @example
 * ```ts
 * import { deepEqual, ok } from "node:assert/strict";
 * import { drive, ruleNamed } from "@mixlab/mixlab";
 * import {
 *   initialParameters,
 *   languageModel,
 *   languageModelLearner,
 *   memorySource,
 *   modelPreset,
 *   openEngine,
 * } from "@mixlab/mixlab/train";
 *
 * const ids = (by: number, length: number) => Uint8Array.from({ length }, (_, i) => i * by % 8);
 * const source = memorySource({ up: { train: ids(1, 4000), val: ids(1, 100) }, down: { train: ids(7, 4000) } });
 * const config = { ...modelPreset("tiny", { vocabularySize: 8, context: 8 }), width: 32, layers: 1, mlpWidth: 32 };
 * await using engine = await openEngine(languageModel(config), { backend: "cpu" });
 * await engine.write("parameters", initialParameters(config, { seed: 0 }));
 * const learner = await languageModelLearner({
 *   ...{ engine, source, targets: ["up"], seed: 0, batch: 4 },
 *   ...{ schedule: { peak: 0.02, steps: 20 }, evaluation: { batch: 4 } },
 * });
 * const [before] = await learner.evaluate("val");
 * const context = { ...learner, domains: learner.domains, targets: ["up"], steps: 20, seed: 0, valRows: [13] };
 * await drive(ruleNamed("fixed").run({ shares: [0.75, 0.25] }, context), learner);
 * const [after] = await learner.evaluate("val");
 * ok(after < before - 0.5);
 * deepEqual(learner.report().map(({ domain }) => domain), ["up", "down"]);
 * ```
 */
export async function languageModelLearner(options: LanguageModelOptions): Promise<LanguageModelLearner> {
  const { engine, resume } = options, learner = new EngineLearner(options);
  if (resume === undefined) return learner;
  for (const kind of ["parameters", "firstMoments", "secondMoments"] as const) await engine.write(kind, resume[kind]);
  return learner;
}

class EngineLearner implements LanguageModelLearner {
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
    const { source, engine, reference, seed, batch, rows, phase, long, lossMask, pad, resume } = options;
    const checked = this.#checked = checkStepOptions("learner", options), { context, schedule, optimizer } = checked;
    checkReference(reference, engine, context);
    this.#options = options;
    this.domains = ofCorpus("domains", options.domains ?? source.domains, source.domains);
    this.targets = ofCorpus("targets", options.targets ?? this.domains, source.domains);
    this.batch = batch;
    this.context = context;
    const even = mixture(this.domains.map((domain) => [domain, 1 / this.domains.length] as const));
    const data = { seed, context, rows, phase, long, lossMask, pad };
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

/** Domains of the corpus, in its order. */
function ofCorpus(what: string, names: readonly string[], known: readonly string[]): readonly string[] {
  if (!Array.isArray(names) || names.length === 0) {
    throw wrongKind(`learner: ${what}: wanted names of domains, got ${got(names)}`);
  }
  let last = -1;
  for (const name of names) {
    const place = known.indexOf(name);
    if (place < 0) throw outOfRange(`learner: ${what}: wanted domains out of ${known.join(", ")}, got ${got(name)}`);
    if (place <= last) {
      throw outOfRange(`learner: ${what}: wanted each once, in the order of the corpus, got ${names.join(", ")}`);
    }
    last = place;
  }
  return Object.freeze([...names]);
}

function checkReference(reference: LanguageModelOptions["reference"], engine: Engine, context: number): void {
  if (reference === undefined) return;
  const { context: longest, vocabularySize: ids } = reference.program, V = engine.program.vocabularySize;
  if (longest < context) {
    throw outOfRange(`learner: reference: wanted a model for rows of ${context} positions, got one of ${longest}`);
  }
  if (ids !== V) {
    throw outOfRange(`learner: reference: wanted a model of ${V} ids, as the one in training, got one of ${ids}`);
  }
}
