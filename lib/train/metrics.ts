/**
 * What a run writes down, the same for the same run. m domains.
 *
 * @module
 */
import type { Evaluation } from "./evaluate.ts";
import type { BatchLosses } from "./batch_losses.ts";

/**
 * Losses since the last record, as plain JSON: part of a checkpoint. Lists have a number a domain.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MetricsWindow } from "@mixlab/mixlab/train";
 *
 * const loss = ({ sums, targets }: MetricsWindow, domain: number) => sums[domain] / targets[domain];
 * equal(loss({ sums: [96, 0], targets: [32, 0], rows: [4, 0], norm: 0.7 }, 0), 3);
 * ```
 */
export interface MetricsWindow {
  /** Sums of losses (nats). */
  readonly sums: readonly number[];
  /** Targets that counted. */
  readonly targets: readonly number[];
  /** Rows. */
  readonly rows: readonly number[];
  /** Largest norm of a gradient before clipping. */
  readonly norm: number;
}

/**
 * What a run tells of its training: means over the updates since the line before.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { TrainingRecord } from "@mixlab/mixlab/train";
 *
 * const line = `{"kind":"train","step":10,"tokens":5120,"learningRate":0.001,"loss":5.1,"norm":0.9,
 *   "domains":{"web":{"loss":5.1,"targets":5120,"sequences":80}}}`;
 * const { step, domains }: TrainingRecord = JSON.parse(line);
 * equal(`step ${step}: web ${domains.web.loss}`, "step 10: web 5.1");
 * ```
 */
export interface TrainingRecord {
  /** Always "train". */
  readonly kind: "train";
  /** Updates done. */
  readonly step: number;
  /** Tokens drawn since step 0, padding not counted. */
  readonly tokens: number;
  /** Learning rate of the last of these updates. */
  readonly learningRate: number;
  /** Mean loss (nats) of the targets that counted; null when none did. */
  readonly loss: number | null;
  /** Largest global norm of these gradients, before clipping. */
  readonly norm: number;
  /** Domains with targets that counted: mean loss (nats), such targets, rows. */
  readonly domains: Readonly<Record<string, { loss: number; targets: number; sequences: number }>>;
}

/**
 * What a run tells of an evaluation.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { EvaluationRecord } from "@mixlab/mixlab/train";
 *
 * const point = ({ step, averageLoss }: Pick<EvaluationRecord, "step" | "averageLoss">) => [step, averageLoss];
 * equal(point({ step: 10, averageLoss: 2.5 }).join(), "10,2.5");
 * ```
 */
export interface EvaluationRecord extends Evaluation {
  /** Always "evaluation". */
  readonly kind: "evaluation";
  /** Updates done. */
  readonly step: number;
  /** Tokens drawn since step 0, padding not counted. */
  readonly tokens: number;
  /** Rows a domain at most; missing: all. */
  readonly sequences?: number;
}

/**
 * A line of metrics.jsonl.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RunRecord } from "@mixlab/mixlab/train";
 *
 * const loss = (record: RunRecord) => record.kind === "train" ? record.loss : record.averageLoss;
 * equal(loss({ kind: "train", step: 1, tokens: 9, learningRate: 1, loss: 2, norm: 1, domains: {} }), 2);
 * ```
 */
export type RunRecord = TrainingRecord | EvaluationRecord;

/** Gathers the losses of batches. */
export class MetricsGatherer {
  readonly #domains: readonly string[];
  readonly #sums_m: Float64Array;
  readonly #targets_m: Float64Array;
  readonly #rows_m: Float64Array;
  #norm = 0;

  constructor(domains: readonly string[], from?: MetricsWindow) {
    this.#domains = domains;
    const column = (of?: readonly number[]) => of ? Float64Array.from(of) : new Float64Array(domains.length);
    this.#sums_m = column(from?.sums);
    this.#targets_m = column(from?.targets);
    this.#rows_m = column(from?.rows);
    this.#norm = from?.norm ?? 0;
  }

  add({ sums_m, targets_m, rows_m }: BatchLosses, norm: number): void {
    for (let i = 0; i < sums_m.length; i++) {
      this.#sums_m[i] += sums_m[i];
      this.#targets_m[i] += targets_m[i];
      this.#rows_m[i] += rows_m[i];
    }
    this.#norm = Math.max(this.#norm, norm);
  }

  /** The record of what was gathered; a new window begins. */
  record(at: { readonly step: number; readonly tokens: number; readonly learningRate: number }): TrainingRecord {
    const domains: Record<string, { loss: number; targets: number; sequences: number }> = {};
    let sum = 0, targets = 0;
    this.#domains.forEach((domain, i) => {
      if (this.#targets_m[i] === 0) return;
      sum += this.#sums_m[i];
      targets += this.#targets_m[i];
      domains[domain] = {
        loss: this.#sums_m[i] / this.#targets_m[i],
        targets: this.#targets_m[i],
        sequences: this.#rows_m[i],
      };
    });
    const norm = this.#norm;
    for (const column of [this.#sums_m, this.#targets_m, this.#rows_m]) column.fill(0);
    this.#norm = 0;
    return { kind: "train", ...at, loss: targets === 0 ? null : sum / targets, norm, domains };
  }

  window(): MetricsWindow {
    return { sums: [...this.#sums_m], targets: [...this.#targets_m], rows: [...this.#rows_m], norm: this.#norm };
  }
}
