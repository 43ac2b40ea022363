/**
 * Single runs that a method asks for, and what came of them. m domains, k targets.
 *
 * @module
 */
import type { Json } from "./actions.ts";
import type { RoundRecord } from "./round_record.ts";
import type { RuleAnswer, RuleSpec } from "./rule.ts";

/**
 * A run that a method asks for: a new model, trained by a rule. Plain JSON; with the setting of the learner it decides
 * every byte of what comes of it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RunSpec } from "@mixlab/mixlab";
 *
 * const run: RunSpec = {
 *   ...{ name: "graph/code", role: "preparation", steps: 500, seed: 0 },
 *   rule: { rule: "fixed", options: { shares: [0, 1] } },
 * };
 * equal(run.reference, undefined);
 * ```
 */
export interface RunSpec {
  /** What the method calls it; one name once a method. */
  readonly name: string;
  /** Whether its cost counts as preparation or it is the run that the method is judged by. */
  readonly role: "preparation" | "final";
  /** How the mixture goes. */
  readonly rule: RuleSpec;
  /** Updates. */
  readonly steps: number;
  /** Seed of the first parameters, of the data and of the rule. */
  readonly seed: number;
  /** Name of an earlier run of this method, or a path: its model is the reference that `reweigh` sees. */
  readonly reference?: string;
  /**
   * Name of the directory of a finished run, beside this one's: this run goes on where that one ended, with its parameters,
   * moments, step and data. Its `steps` are its own; its seed must be that run's.
   */
  readonly begin?: string;
  /** Settings of the learner that differ from the method's final run: a smaller model, another batch. */
  readonly learner?: Readonly<Record<string, Json>>;
}

/**
 * What came of a run, as plain JSON.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RunOutcome } from "@mixlab/mixlab";
 *
 * const perplexity = ({ test }: Pick<RunOutcome, "test">) =>
 *   test!.reduce((sum, loss) => sum + Math.exp(loss), 0) / test!.length;
 * equal(perplexity({ test: [Math.log(20), Math.log(30)] }).toFixed(9), "25.000000000");
 * ```
 */
export interface RunOutcome {
  /** Name of the run, as its spec has it. */
  readonly name: string;
  /** Its role. */
  readonly role: RunSpec["role"];
  /** Updates made. */
  readonly steps: number;
  /** Tokens trained on. */
  readonly tokens: number;
  /** Passes over the val split, those at start and end included. */
  readonly evaluations: number;
  /** Losses (nats per token) of the k targets before the first update, on val. */
  readonly start: readonly number[];
  /** After the last one, on val. */
  readonly val: readonly number[];
  /** On test; null where there is no test split. */
  readonly test: readonly number[] | null;
  /** What the rule ended with. */
  readonly answer: RuleAnswer;
  /** What it trained on, in order: updates with one mixture of batches, as it asked for it. */
  readonly trained: readonly { readonly steps: number; readonly shares: readonly number[] }[];
  /** Share of each domain in all of its rows. */
  readonly realised: readonly number[];
  /** Its rounds. */
  readonly rounds: readonly RoundRecord[];
  /** Folder that holds it, where it is one on disk. */
  readonly folder?: string;
}

/**
 * Makes runs, in whatever order and on whatever machines, and gives what came of them in the order asked.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import type { RunMany } from "@mixlab/mixlab";
 *
 * const none: RunMany = (specs) => Promise.resolve(specs.map((): never => {
 *   throw new Error("no machine");
 * }));
 * ok(none instanceof Function);
 * ```
 */
export type RunMany = (specs: readonly RunSpec[]) => Promise<readonly RunOutcome[]>;
