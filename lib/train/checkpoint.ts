/**
 * What a checkpoint holds, and the layout of its folder:
 *
 *     <folder>/step-00001000/
 *       config.json            the model's, as Hugging Face has it
 *       model.safetensors      the parameters; the two open in transformers
 *       optimizer.safetensors  exp_avg.<name> and exp_avg_sq.<name>: the moments
 *       state.json             everything else, with sizes and SHA-256 of the others
 *
 * The folder is written as `.step-00001000.part`, state.json last, and renamed when all of it is on the disk. One that
 * is replaced is `.step-00001000.old` meanwhile.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { ModelConfig } from "../model/config.ts";

/**
 * Where a training stands, beside the numbers of model and optimizer, as plain JSON.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { CheckpointState } from "@mixlab/mixlab/train";
 *
 * const state: CheckpointState = { step: 1000, sampler: null, method: { round: 3 }, data: "9f86d081884c" };
 * equal(state.step, 1000);
 * ```
 */
export interface CheckpointState {
  /** Updates done. */
  readonly step: number;
  /** State of the sampler. */
  readonly sampler?: unknown;
  /** State of random numbers other than the sampler's. */
  readonly random?: unknown;
  /** State of the mixing method. */
  readonly method?: unknown;
  /** Fingerprint of the corpus, to refuse another one. */
  readonly data?: string;
  /** How far metrics.jsonl was: put there by an attempt's `save`, which makes sure that the two agree. */
  readonly metrics?: { readonly bytes: number; readonly sha256: string };
  /** Whatever else is needed to go on. */
  readonly [more: string]: unknown;
}

/**
 * A training at a step: everything that is needed to go on as if it had never stopped. Maps are by parameter name.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type Checkpoint, initialParameters, modelPreset } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 256 }), parameters = initialParameters(config, { seed: 0 });
 * const zero = new Map([...parameters].map(([name, values]) => [name, new Float32Array(values.length)]));
 * const begun: Checkpoint = { config, parameters, firstMoments: zero, secondMoments: zero, state: { step: 0 } };
 * equal(begun.state.step, 0);
 * ```
 */
export interface Checkpoint {
  /** What the model is made of. */
  readonly config: ModelConfig;
  /** The parameters. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** Decayed means of the gradients (AdamW's exp_avg). */
  readonly firstMoments: ReadonlyMap<string, Float32Array>;
  /** Decayed means of their squares (AdamW's exp_avg_sq). */
  readonly secondMoments: ReadonlyMap<string, Float32Array>;
  /** Everything else. */
  readonly state: CheckpointState;
}

/** The files of a checkpoint beside state.json. */
export const CHECKPOINT_FILES = ["config.json", "model.safetensors", "optimizer.safetensors"] as const;
/** Prefixes of the moments' names in optimizer.safetensors, as PyTorch calls them. */
export const MOMENTS = { firstMoments: "exp_avg.", secondMoments: "exp_avg_sq." } as const;

/** The folder of a step. */
export function stepName(step: number): string {
  return `step-${String(step).padStart(8, "0")}`;
}

/** The step of a folder's name, and whether it is one that was being written or replaced; undefined for other names. */
export function parseStepName(name: string): { step: number; kind: "complete" | "part" | "old" } | undefined {
  const match = /^(?:(step-\d{8,})|\.(step-\d{8,})\.(part|old))$/.exec(name);
  if (match === null) return undefined;
  const plain = match[1] ?? match[2], step = Number(plain.slice("step-".length));
  if (stepName(step) !== plain) return undefined;
  return { step, kind: (match[3] as "part" | "old" | undefined) ?? "complete" };
}

/** @throws {TypeError | RangeError} when a step is not a whole number from 0 on. */
export function checkStep(step: unknown, name: string): void {
  if (typeof step !== "number") throw wrongKind(`${name}: wanted the number of updates done, got ${got(step)}`);
  if (!Number.isSafeInteger(step) || step < 0) throw outOfRange(`${name}: wanted a whole number ≥ 0, got ${step}`);
}
