/**
 * Where the runs of methods are made: on this machine, in run directories. m domains, k targets.
 *
 * @module
 */
import type { EvaluationSource } from "../train/evaluate.ts";
import type { Engine } from "../engine/engine.ts";
import type { ModelConfig } from "../model/config.ts";
import type { MethodSetting } from "../methods/method.ts";
import type { RunSpec } from "../methods/run_spec.ts";
import type { LearnerSettings } from "./learner_settings.ts";
import type { LearnerCheckpoint } from "./learner_state.ts";

/**
 * What the runs of a method have in common. Everything that a run needs beside its spec is here, so that any process that
 * has the same environment makes the same run.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MethodSetting } from "@mixlab/mixlab";
 * import type { MethodEnvironment } from "@mixlab/mixlab/train";
 *
 * // What a method is asked for, in an environment.
 * const asked = ({ setting }: Pick<MethodEnvironment, "setting">): MethodSetting =>
 *   ({ ...setting, steps: 500, seed: 0, budget: "final" });
 * const setting = { domains: ["a", "b"], targets: ["a"], batch: 8, context: 64, valRows: [9], trainTokens: [999, 999] };
 * equal(asked({ setting }).steps, 500);
 * ```
 */
export interface MethodEnvironment {
  /** Folder of the run directories. */
  readonly folder: string;
  /** What methods are told, beside steps, seed and budget. */
  readonly setting: Pick<MethodSetting, "domains" | "targets" | "batch" | "context" | "valRows" | "trainTokens">;
  /** The corpus, of any number of domains. */
  readonly source: EvaluationSource;
  /** Hashes of the corpus's index and of its tokenizer, where they are known. */
  readonly corpus: { readonly sha256?: string; readonly tokenizer?: string };
  /**
   * The learner of a run, its own settings over those of the final run.
   * @throws {TypeError | RangeError} when a setting is unknown or not right.
   */
  readonly learner: (spec: Pick<RunSpec, "steps" | "seed" | "learner">) => RunLearner;
  /** Steps between checkpoints; 0: only at the end. */
  readonly checkpointEvery: number;
  /** Latest checkpoints that stay, at least 1. */
  readonly keep: number;
  /** Versions and the like, for timing.jsonl, which is no part of the run's bytes. */
  readonly about?: Readonly<Record<string, unknown>>;
  /** Stops: a checkpoint is saved, and the run rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told what goes on, in sentences. */
  readonly say?: (text: string) => void;
  /** Told after each step, and during evaluations. */
  readonly onProgress?: (progress: MethodProgress) => void;
}

/**
 * What makes the learner of one run.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RunLearner } from "@mixlab/mixlab/train";
 *
 * const ids = ({ model }: Pick<RunLearner, "model">) => model.vocabularySize;
 * equal(ids({ model: { vocabularySize: 257 } as RunLearner["model"] }), 257);
 * ```
 */
export interface RunLearner {
  /** All settings that decide what the learner does, as plain JSON: they are hashed into the name of the run. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** The model. */
  readonly model: ModelConfig;
  /** Its first parameters. */
  readonly parameters: () => ReadonlyMap<string, Float32Array>;
  /**
   * The checkpoint that it begins from, with parameters, moments and step, in place of its first parameters; the same one
   * in each call. What it holds is hashed into the name of the run as well.
   */
  readonly begin?: () => LearnerCheckpoint;
  /** How it trains and is evaluated. */
  readonly settings: LearnerSettings;
  /** Rows of each target in the evaluations at the start and the end of a run. Default: all. */
  readonly finalSequences?: number;
  /** Opens an engine for a model: the learner's, or a reference's. */
  readonly open: (model: ModelConfig) => Promise<Engine>;
}

/**
 * How far a run of a method is.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MethodProgress } from "@mixlab/mixlab/train";
 *
 * const note = ({ run, step, steps }: MethodProgress) => `${run}: step ${step} of ${steps}`;
 * equal(note({ run: "final", phase: "training", step: 3, steps: 9, tokens: 1536, loss: 2 }), "final: step 3 of 9");
 * ```
 */
export interface MethodProgress {
  /** Name of the run. */
  readonly run: string;
  /** What it is doing. */
  readonly phase: "training" | "evaluating";
  /** Rows of the evaluation. */
  readonly rows?: { readonly done: number; readonly total: number };
  /** Updates done, and in all. */
  readonly step: number;
  /** Updates of the run. */
  readonly steps: number;
  /** Positions (B T an update) trained on by this call. */
  readonly tokens: number;
  /** Mean loss (nats) of the last batch, where there was one. */
  readonly loss: number | undefined;
}
