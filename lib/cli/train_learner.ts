/**
 * What of a run follows from its settings whatever the mixture: model, schedule, sizes.
 *
 * @module
 */
import { outOfRange, wrongKind } from "../errors.ts";
import type { LearnerSettings } from "../learners/learner_settings.ts";
import { type LearningRateSchedule, learningRateSchedule } from "../train/schedule.ts";
import { chooseModel, type ChosenModel } from "./train_model.ts";
import { CONFIGURED, DEFAULTS, type GivenSettings, type Settings } from "./train_settings.ts";

/** A learner with nothing left open. */
export interface ResolvedLearner {
  readonly settings: Settings;
  readonly model: ChosenModel;
  readonly context: number;
  readonly microBatch: number;
  readonly threads: number | undefined;
  readonly schedule: LearningRateSchedule;
  /** All of it as members of a configuration. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

/**
 * Resolves a learner.
 *
 * @param steps updates of the run: the schedule is laid out over them unless the settings say otherwise.
 * @param ids the corpus's.
 */
export function resolveLearner(asked: GivenSettings, steps: number, ids: number): ResolvedLearner {
  const settings: Settings = { ...DEFAULTS, ...asked };
  const schedule = scheduleOf(settings, asked["schedule-steps"] ?? steps);
  const model = chooseModel({ ...asked, seed: settings.seed }, ids);
  const native = settings.backend === "native";
  const threads = native ? settings.threads ?? navigator.hardwareConcurrency : undefined;
  const context = settings.context ?? model.config.context, microBatch = settings["micro-batch"] ?? settings.batch;
  if (settings.batch % microBatch !== 0) {
    throw outOfRange(`micro-batch: wanted a divisor of the batch of ${settings.batch} rows, got ${microBatch}`);
  }
  const configuration = {
    ...Object.fromEntries(CONFIGURED.map((name) => [name, settings[name]])),
    ...model.settings,
    ...{ context, threads, "micro-batch": microBatch, vocabulary: undefined },
    ...{ "lr": schedule.peak, "warmup": schedule.warmup, "start-lr": schedule.start, "end-lr": schedule.end },
    "schedule-steps": schedule.steps,
  };
  return { settings, model, context, microBatch, threads, schedule, configuration };
}

/** What learners are told, in the words of the library. */
export function learnerSettings(
  { settings, context, microBatch, schedule }: Omit<ResolvedLearner, "model" | "configuration" | "threads">,
): LearnerSettings {
  const { seed, batch, rows, phase, betas, epsilon, clip, normalise } = settings;
  const sequences = settings["eval-sequences"], long = settings.long === "cut" ? "cut" : "leave out";
  return {
    ...{ seed, batch, context, microBatch, rows, phase, normalise, schedule, long },
    lossMask: settings["loss-mask"],
    optimizer: { betas, epsilon, weightDecay: settings["weight-decay"], clip: clip === 0 ? Infinity : clip },
    evaluation: {
      ...{ batch: microBatch, rows, long, mean: settings["eval-mean"] },
      ...(sequences > 0 && { sequences }),
    },
    logEvery: settings["log-every"],
  };
}

/** Refuses threads of a backend that chooses its own. */
export function refuseThreads({ threads, backend = DEFAULTS.backend }: GivenSettings): void {
  if (threads === undefined || backend === "native") return;
  throw wrongKind(`threads: the backend ${backend} chooses its own; leave --threads out`);
}

function scheduleOf(settings: Settings, steps: number): LearningRateSchedule {
  const { warmup, "start-lr": start, "end-lr": end } = settings;
  return learningRateSchedule({
    name: settings.schedule,
    peak: settings.lr,
    steps,
    warmup: typeof warmup === "number" ? warmup : Math.round(Number(warmup.slice(0, -1)) / 100 * steps),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
  });
}
