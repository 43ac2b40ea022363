/**
 * Optimiser, data and evaluation of Aioli's `main.py` as settings of `deno task train`.
 * Source: HazyResearch/aioli, commit a236112: AdamW with betas 0.9 and 0.999, ε 1e-8, decay 0.01 but on biases and norms,
 * clipping at norm 1, losses divided by all positions, evaluations as plain means over whole validation sets.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import type { GivenSettings } from "../train_settings.ts";
import { settingsFromObject } from "../train_values.ts";
import type { OwnValues } from "./own_flags.ts";
import type { AioliValues } from "./values.ts";

/** Aioli writes a line of its log so often. */
const LOG_EVERY = 50;

/**
 * The settings, but for model and corpus.
 *
 * @param run `parts`: micro-batches of an update; `steps`: updates that the learning rate is laid out for.
 */
export function settingsOf(
  values: AioliValues,
  own: OwnValues,
  { parts, steps }: { readonly parts: number; readonly steps: number },
): GivenSettings {
  const { batch_size, context_length, selection_seed, task_name, lr } = values;
  return settingsFromObject({
    ...{ batch: batch_size * parts, "micro-batch": batch_size, context: context_length, seed: selection_seed },
    ...{ lr, ...scheduleOf(values, parts, steps) },
    ...{ betas: [0.9, 0.999], epsilon: 1e-8, "weight-decay": 0.01, clip: 1, normalise: "positions" },
    ...{ "eval-mean": "sequences", "eval-sequences": 0, "final-sequences": 0, "log-every": LOG_EVERY },
    ...(task_name === "instruction" && { rows: "examples", long: "leave-out", "loss-mask": "none" }),
    ...{ backend: own.backend, threads: own.threads },
  }, "aioli");
}

function scheduleOf({ lr_scheduler: name, warmup_steps, end_lr }: AioliValues, parts: number, steps: number) {
  const warmup = Math.floor(warmup_steps / parts);
  // A warm-up longer than the run is not finished, so the run's end does not matter.
  const laid = { warmup, "schedule-steps": Math.max(steps, warmup) };
  switch (name) {
    case "linear":
      return { schedule: "linear", ...laid };
    case "cosine":
      return { schedule: "cosine", warmup: 0, "end-lr": end_lr, "schedule-steps": steps };
    case "linear_warmup_cosine":
      return { schedule: "linear-warmup-cosine", "start-lr": 1e-7, "end-lr": 1e-4, ...laid };
    case "constant":
      return { schedule: "constant", warmup: 0, "schedule-steps": steps };
    case "constant_with_warmup":
      return { schedule: "constant", ...laid };
  }
  throw outOfRange(
    "--lr_scheduler: wanted linear, cosine, linear_warmup_cosine, constant or constant_with_warmup, got " +
      `${got(name)}; there it may be any scheduler of transformers, here these`,
  );
}
