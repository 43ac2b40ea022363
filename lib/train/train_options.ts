import type { Split } from "../corpus/corpus_index.ts";
import type { SamplerOptions } from "../corpus/sampler/sampler_options.ts";
import type { Engine } from "../engine/engine.ts";
import { got, outOfRange, wrongKind } from "../errors.ts";
import { wholeNumber } from "../text/whole_number.ts";
import type { AdamW } from "./adamw.ts";
import type { EvaluateOptions, EvaluationSource } from "./evaluate.ts";
import type { RunRecord } from "./metrics.ts";
import { checkRunState, type RunCheckpoint } from "./run_state.ts";
import type { ScheduleOptions } from "./schedule.ts";
import { type CheckedSteps, checkStepOptions } from "./step_options.ts";

/**
 * How {@link train} evaluates: before the first update, every so often, after the last update, and then the final
 * splits, whole ones by default.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { EvaluationPlan } from "@mixlab/mixlab/train";
 *
 * // Every 100 updates on 32 rows of each domain; at the end on all of val and test.
 * const plan: EvaluationPlan = { batch: 8, every: 100, sequences: 32 };
 * equal(plan.split, undefined); // "val"
 * ```
 */
export interface EvaluationPlan extends Omit<EvaluateOptions, "signal" | "onProgress"> {
  /** Updates between evaluations; 0 for none in between. Default 0. */
  readonly every?: number;
  /** Splits that are evaluated at the end; those without tokens are passed over. Default val and test. */
  readonly final?: readonly Split[];
  /** At most so many rows of each domain in these, evenly spread. Default: all. */
  readonly finalSequences?: number;
}

/**
 * How far a run is.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { TrainProgress } from "@mixlab/mixlab/train";
 *
 * const note = ({ step, end, loss }: TrainProgress) => `${step} of ${end}, loss ${loss?.toFixed(2)}`;
 * equal(note({ phase: "training", step: 3, end: 9, tokens: 60, tokensLeft: 120, loss: 2 }), "3 of 9, loss 2.00");
 * ```
 */
export interface TrainProgress {
  /** What it is doing. */
  readonly phase: "training" | "evaluating";
  /** Rows of the evaluation. */
  readonly rows?: { readonly done: number; readonly total: number };
  /** Updates done since step 0. */
  readonly step: number;
  /** Updates after which it ends. */
  readonly end: number;
  /** Positions (B T an update) trained on by this call. */
  readonly tokens: number;
  /** Positions that are left. */
  readonly tokensLeft: number;
  /** Mean loss (nats) of the last batch, where there was one. */
  readonly loss: number | undefined;
}

/**
 * Seconds that a call of {@link train} took so far.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RunTimes } from "@mixlab/mixlab/train";
 *
 * const overhead = ({ rest, engine }: RunTimes) => rest / engine;
 * equal(overhead({ engine: 100, evaluation: 5, checkpoints: 1, rest: 2 }), 0.02);
 * ```
 */
export interface RunTimes {
  /** In the engine's steps. */
  readonly engine: number;
  /** In evaluations. */
  readonly evaluation: number;
  /** In checkpoints. */
  readonly checkpoints: number;
  /** In all else: batches, metrics, whatever the callbacks do. */
  readonly rest: number;
}

/**
 * What {@link train} is asked for.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { type Engine, memorySource, type TrainOptions } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint8Array(9000), val: new Uint8Array(900) } });
 * const options = (engine: Engine): TrainOptions => ({
 *   engine, source, mixture: mixture({ web: 1 }), seed: 1, steps: 200, batch: 8, schedule: { peak: 1e-3, steps: 200 },
 * });
 * equal(options({} as Engine).optimizer, undefined); // the papers' AdamW
 * ```
 */
export interface TrainOptions
  extends Pick<SamplerOptions, "mixture" | "seed" | "batch" | "batches" | "rows" | "phase"> {
  /** What is trained. It holds the initial parameters; those of a checkpoint are put in their place. */
  readonly engine: Engine;
  /** Where tokens come from. */
  readonly source: EvaluationSource;
  /** Updates of this run. */
  readonly steps: number;
  /** Positions a row, T. Default: the program's. */
  readonly context?: number;
  /** What becomes of examples of more than T + 1 tokens. Default `"cut"`. */
  readonly long?: SamplerOptions["long"];
  /** Whether a stored loss mask is used. Default `"stored"`; Aioli trains with `"none"`. */
  readonly lossMask?: SamplerOptions["lossMask"];
  /** Id that fills up examples. Default: the corpus's end-of-document id, or 0. */
  readonly pad?: number;
  /** Rows that the engine is given at a time; it divides the batch. The gradients are summed. Default: the batch. */
  readonly microBatch?: number;
  /**
   * What a batch's summed loss is divided by: `"targets"` (default) its targets that count; `"positions"` all B T
   * positions, padding and masked ones too, as Aioli does. The same where nothing is masked.
   */
  readonly normalise?: "targets" | "positions";
  /** The learning rate. Its `steps` may be more than this run's: a child goes on with its parent's schedule. */
  readonly schedule: ScheduleOptions;
  /** AdamW, where it differs from the defaults. */
  readonly optimizer?: Partial<AdamW>;
  /** How to evaluate; without it, not at all. */
  readonly evaluation?: EvaluationPlan;
  /** Updates between lines of metrics. Default 10. */
  readonly logEvery?: number;
  /**
   * Called with each line of metrics, the same for the same run, and with the times so far, which are not. A checkpoint
   * made later belongs to a log that holds the line, one made before to a log that ends before it.
   */
  readonly onRecord?: (record: RunRecord, times: RunTimes) => void;
  /**
   * Where checkpoints go: `save` is called every so many updates (default: only at the end), at the end and on an
   * interrupt, and gives the path to name in messages.
   */
  readonly checkpoints?: {
    readonly every?: number;
    readonly save: (checkpoint: RunCheckpoint) => string | Promise<string>;
  };
  /** A checkpoint of this same run, to go on from to the same bytes; `path` names it in messages. */
  readonly resume?: RunCheckpoint & { readonly path?: string };
  /**
   * A run to begin from: parameters, moments and step number are taken over. `data`: `"continue"` (default) goes on in
   * each domain where the parent stopped; `"roll forward"`, Aioli's way, draws as many batches as the parent had from
   * this run's own mixture, throws them away and goes on.
   */
  readonly parent?: { readonly checkpoint: RunCheckpoint; readonly data?: "continue" | "roll forward" };
  /** Breaks off after so many updates since step 0: evaluates, saves, and has no final evaluation. */
  readonly breakStep?: number;
  /** Interrupts: the run is saved and its result says so. */
  readonly signal?: AbortSignal;
  /** Called after each update and during evaluations. */
  readonly onProgress?: (progress: TrainProgress) => void;
}

/** Options of a run whose engine is not open yet. */
export type PlannedOptions = Omit<TrainOptions, "engine"> & { readonly engine: Pick<Engine, "program"> };

/** The options with their defaults, checked; a sampler and an evaluation check their own. */
export function checkTrainOptions(options: PlannedOptions): Checked {
  if (typeof options !== "object" || options === null) {
    throw wrongKind(`train: wanted options { engine, source, mixture, steps, … }, got ${got(options)}`);
  }
  const { resume, parent, evaluation } = options, every = options.checkpoints?.every ?? 0;
  const common = checkStepOptions("train", options);
  if (resume !== undefined) checkRunState(resume.state);
  if (parent !== undefined) checkRunState(parent.checkpoint.state);
  whole("steps", options.steps, 1, Number.MAX_SAFE_INTEGER);
  whole("checkpoints.every", every, 0, Number.MAX_SAFE_INTEGER);
  whole("evaluation.every", evaluation?.every ?? 0, 0, Number.MAX_SAFE_INTEGER);
  const startStep = resume?.state.startStep ?? parent?.checkpoint.state.step ?? 0, end = startStep + options.steps;
  if (parent !== undefined && parent.checkpoint.state.step !== startStep) {
    throw outOfRange(`train: resume began at step ${startStep}, the parent is at ${parent.checkpoint.state.step}`);
  }
  const stop = options.breakStep ?? end;
  whole("breakStep", stop, startStep + 1, end);
  if ((resume?.state.step ?? 0) > stop) {
    throw outOfRange(`train: resume: the checkpoint is at step ${resume!.state.step}, the run ends at ${stop}`);
  }
  return { ...common, every, startStep, end, stop };
}

/** What follows from the options. */
export interface Checked extends CheckedSteps {
  /** Updates between checkpoints, 0 for none. */
  readonly every: number;
  /** Updates done before this run. */
  readonly startStep: number;
  /** Updates at the end of the run, and where it stops: earlier when it is broken off. */
  readonly end: number;
  readonly stop: number;
}

function whole(name: string, value: unknown, least: number, most: number): void {
  wholeNumber(`train: ${name}`, value, least, most, most === Number.MAX_SAFE_INTEGER ? `≥ ${least}` : undefined);
}
