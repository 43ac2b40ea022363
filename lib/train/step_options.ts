/**
 * How updates are made: what a run of one mixture and a learner of a method have in common.
 *
 * @module
 */
import type { Engine } from "../engine/engine.ts";
import { got, outOfRange, wrongKind } from "../errors.ts";
import { wholeNumber } from "../text/whole_number.ts";
import { type AdamW, adamwOptions } from "./adamw.ts";
import type { EvaluationSource } from "./evaluate.ts";
import { type LearningRateSchedule, learningRateSchedule, type ScheduleOptions } from "./schedule.ts";

/** Options of updates. */
export interface StepSettings {
  readonly engine: Pick<Engine, "program">;
  readonly source: EvaluationSource;
  readonly batch: number;
  readonly context?: number;
  readonly microBatch?: number;
  readonly normalise?: "targets" | "positions";
  readonly schedule: ScheduleOptions;
  readonly optimizer?: Partial<AdamW>;
  readonly logEvery?: number;
}

/** The options with their defaults. */
export interface CheckedSteps {
  readonly context: number;
  readonly microBatch: number;
  readonly normalise: "targets" | "positions";
  readonly logEvery: number;
  readonly schedule: LearningRateSchedule;
  readonly optimizer: AdamW;
}

/**
 * The options with their defaults, checked; a sampler and an evaluation check their own.
 *
 * @param owner whose they are, for messages.
 * @throws {TypeError | RangeError} naming the option.
 */
export function checkStepOptions(owner: string, options: StepSettings): CheckedSteps {
  const { engine, source, batch } = options;
  const { context = engine.program.context, microBatch = batch, normalise = "targets", logEvery = 10 } = options;
  const V = source.index?.vocabularySize ?? 0;
  if (V > engine.program.vocabularySize) {
    throw outOfRange(
      `${owner}: the corpus has ${V} ids, the model ${engine.program.vocabularySize}; wanted a model with as many or more`,
    );
  }
  const whole = (name: string, value: unknown, least: number, most: number) =>
    wholeNumber(`${owner}: ${name}`, value, least, most, most === Number.MAX_SAFE_INTEGER ? `≥ ${least}` : undefined);
  whole("batch", batch, 1, 2 ** 20);
  whole("context", context, 1, engine.program.context);
  whole("logEvery", logEvery, 1, Number.MAX_SAFE_INTEGER);
  whole("microBatch", microBatch, 1, batch);
  if (batch % microBatch !== 0) {
    throw outOfRange(`${owner}: microBatch: wanted a divisor of the batch of ${batch} rows, got ${microBatch}`);
  }
  if (normalise !== "targets" && normalise !== "positions") {
    throw wrongKind(`${owner}: normalise: wanted targets or positions, got ${got(normalise)}`);
  }
  const schedule = learningRateSchedule(options.schedule), optimizer = adamwOptions(options.optimizer);
  return { context, microBatch, normalise, logEvery, schedule, optimizer };
}
