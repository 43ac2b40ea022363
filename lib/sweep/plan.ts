/**
 * The plan of a sweep: what is run, before anything runs. m domains, k targets.
 *
 * @module
 */
import type { Json } from "../methods/actions.ts";

/**
 * A run of a plan.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SweepRun } from "@mixlab/mixlab/train";
 *
 * const end = ({ startStep, steps }: Pick<SweepRun, "startStep" | "steps">) => startStep + steps;
 * equal(end({ startStep: 200, steps: 50 }), 250);
 * ```
 */
export interface SweepRun {
  /** The hash of its resolved configuration: the name of its run directory. */
  readonly key: string;
  /** Name of its mixture, or of its segment: what a table of runs calls it. */
  readonly id: string;
  /** Shares of tokens (m), sum 1. */
  readonly shares: readonly number[];
  /** Seed of the first parameters and of the data. */
  readonly seed: number;
  /** Updates of its own. */
  readonly steps: number;
  /** Updates that it begins with: 0, or those of its parent's end. */
  readonly startStep: number;
  /** Key of the run that it goes on from, with parameters, moments and data. */
  readonly parent?: string;
  /** Numbers of its own updates after which val is evaluated, beside start and end. */
  readonly at?: readonly number[];
  /** Settings that differ from the plan's: another model, a schedule laid out for more steps. */
  readonly learner?: Readonly<Record<string, Json>>;
  /** Columns that tell it from others in a table of runs. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * A plan, as plan.json holds it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SweepPlan } from "@mixlab/mixlab/train";
 *
 * const mixtures = ({ runs }: Pick<SweepPlan, "runs">) => new Set(runs.map(({ id }) => id)).size;
 * equal(mixtures({ runs: [] }), 0);
 * ```
 */
export interface SweepPlan {
  /** Always "mixlab/sweep". */
  readonly format: "mixlab/sweep";
  /** Version of this layout. */
  readonly version: 1;
  /** Version of Mixlab that made it. */
  readonly mixlab: string;
  /** Folder of the run directories, which other sweeps and methods may share. */
  readonly runsIn: string;
  /** Settings of `deno task train` that all runs have. */
  readonly settings: Readonly<Record<string, Json>>;
  /** Hashes of the corpus's index and of its tokenizer. */
  readonly corpus: { readonly sha256?: string; readonly tokenizer?: string };
  /** The m domains, in the order of shares. */
  readonly domains: readonly string[];
  /** The k targets whose losses are told. */
  readonly targets: readonly string[];
  /** How domains of a batch are drawn. */
  readonly batches: "multinomial" | "exact";
  /** What the mixtures were made by, for people. */
  readonly design: Json;
  /** The runs; a run's parent stands before it. */
  readonly runs: readonly SweepRun[];
}
