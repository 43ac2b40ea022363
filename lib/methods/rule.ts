/**
 * A rule: how the mixture of one run goes.
 *
 * @module
 */
import type { Acting, Json } from "./actions.ts";

/**
 * What a rule knows of its run. m domains, k targets.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RuleContext } from "@mixlab/mixlab";
 *
 * const tokens = ({ steps, batch, context }: RuleContext) => steps * batch * context;
 * equal(tokens({ domains: ["a"], targets: ["a"], steps: 10, batch: 8, context: 64, seed: 0, valRows: [9] }), 5120);
 * ```
 */
export interface RuleContext {
  /** The m domains. */
  readonly domains: readonly string[];
  /** The k targets. */
  readonly targets: readonly string[];
  /** Updates of the run. */
  readonly steps: number;
  /** Rows a step, B. */
  readonly batch: number;
  /** Positions a row, T. */
  readonly context: number;
  /** Seed of the run: whatever the rule draws comes from it. */
  readonly seed: number;
  /** Rows of each target's val split (k): 0 where there is none. */
  readonly valRows: readonly number[];
}

/**
 * What a rule ends with: plain JSON.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RuleAnswer } from "@mixlab/mixlab";
 *
 * const answer: RuleAnswer = { mixture: [0.6, 0.4] };
 * equal(answer.mixture.length, 2);
 * ```
 */
export interface RuleAnswer {
  /** Shares (m) to train another model on: the mean of the weights (DoReMi, DoGE), or the run's own mean shares. */
  readonly mixture: readonly number[];
  /** What else the rule found. */
  readonly details?: Json;
}

/**
 * A rule by name, as plain JSON: part of a run's configuration.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RuleSpec } from "@mixlab/mixlab";
 *
 * const even: RuleSpec = { rule: "fixed", options: { shares: [0.5, 0.5] } };
 * equal(even.rule, "fixed");
 * ```
 */
export interface RuleSpec {
  /** Name of the rule. */
  readonly rule: string;
  /** Its options. */
  readonly options: Readonly<Record<string, Json>>;
}

/**
 * A rule. Everything that it does follows from its options and its context, so that it can be run again from the
 * beginning, with what came of its actions read from a journal, and go on where it was stopped.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type Rule, ruleNamed } from "@mixlab/mixlab";
 *
 * const fixed: Rule = ruleNamed("fixed");
 * equal(fixed.name, "fixed");
 * ```
 */
export interface Rule {
  /** Its name. */
  readonly name: string;
  /**
   * Checks options before anything is trained.
   * @throws {TypeError | RangeError} naming the option.
   */
  check(options: RuleSpec["options"], context: RuleContext): void;
  /** Begins. */
  run(options: RuleSpec["options"], context: RuleContext): Acting<RuleAnswer>;
  /** Passes over the val split that it makes; the run's own at its start and end are not among them. */
  evaluations(options: RuleSpec["options"], context: RuleContext): number;
}
