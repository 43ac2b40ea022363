/**
 * A run that cannot go on.
 *
 * @module
 */
import type { BatchLosses } from "./batch_losses.ts";

/**
 * A loss, gradient or parameter that is no finite number. The engine still holds the parameters from before the step.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { TrainingDiverged } from "@mixlab/mixlab/train";
 *
 * const next = (error: unknown) => error instanceof TrainingDiverged ? error.checkpoint ?? "from the start" : "unknown";
 * const web = { domain: "web", sequences: 8, loss: NaN };
 * equal(next(new TrainingDiverged("the loss is NaN", { step: 7, learningRate: 1, domains: [web] })), "from the start");
 * ```
 */
export class TrainingDiverged extends Error {
  /** Its class. */
  override name = "TrainingDiverged";
  /** The update that could not be made, counted from 1. */
  readonly step: number;
  /** Domains of its batch, with mean losses in nats per token. */
  readonly domains: readonly { readonly domain: string; readonly sequences: number; readonly loss: number }[];
  /** The last good checkpoint, where there is one. */
  readonly checkpoint: string | undefined;

  /**
   * Makes the message.
   *
   * @param what which number is not finite.
   */
  constructor(what: string, at: {
    readonly step: number;
    readonly learningRate: number;
    readonly domains: TrainingDiverged["domains"];
    readonly checkpoint?: string | undefined;
  }) {
    const { step, learningRate, domains, checkpoint } = at;
    const batch = domains.map(({ domain, sequences, loss }) => `${domain} ${sequences} rows, loss ${short(loss)}`);
    super(
      `step ${step}: ${what} (learning rate ${short(learningRate)}${
        batch.length === 0 ? "" : `; batch: ${batch.join("; ")}`
      }). ` +
        (checkpoint === undefined ? "No checkpoint was made yet" : `The last good checkpoint is ${checkpoint}`) +
        "; try a lower learning rate, a longer warm-up or a smaller clip",
    );
    this.step = step;
    this.domains = domains;
    this.checkpoint = checkpoint;
  }
}

/** The domains of a batch, for the error. */
export function batchDomains(names: readonly string[], losses: BatchLosses): TrainingDiverged["domains"] {
  return names.flatMap((domain, i) => {
    const sequences = losses.rows_m[i];
    return sequences === 0 ? [] : [{ domain, sequences, loss: losses.sums_m[i] / losses.targets_m[i] }];
  });
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
