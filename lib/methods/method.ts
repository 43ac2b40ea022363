/**
 * A mixing method: which runs it needs, and what mixture, or rule of a mixture, it makes of them.
 *
 * @module
 */
import type { Json } from "./actions.ts";
import type { OptionTable, OptionValues, Presets } from "./options.ts";
import type { RuleContext, RuleSpec } from "./rule.ts";
import type { RunOutcome, RunSpec } from "./run_spec.ts";

/**
 * What a method is asked for. m domains, k targets.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MethodSetting } from "@mixlab/mixlab";
 *
 * const setting: MethodSetting = {
 *   ...{ domains: ["web", "code"], targets: ["web", "code"], steps: 5000, batch: 8, context: 2048, seed: 0 },
 *   ...{ valRows: [100, 100], trainTokens: [1e9, 1e8], budget: "final" },
 * };
 * equal(setting.budget, "final");
 * ```
 */
export interface MethodSetting extends RuleContext {
  /** Tokens that each domain has for training (m). */
  readonly trainTokens: readonly number[];
  /**
   * What `steps` pays for: `"final"`, the run that the method is judged by, preparation coming on top of it as in the
   * papers; `"total"`, all of its runs together.
   */
  readonly budget: "final" | "total";
}

/**
 * What a method has prepared: the rule of its final run.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { Prepared } from "@mixlab/mixlab";
 *
 * const found: Prepared = { rule: { rule: "fixed", options: { shares: [0.7, 0.3] } }, mixture: [0.7, 0.3], steps: 5000 };
 * equal(found.mixture?.length, 2);
 * ```
 */
export interface Prepared {
  /** How the mixture of the final run goes. */
  readonly rule: RuleSpec;
  /** Updates of the final run. */
  readonly steps: number;
  /** The mixture, where the method found one before the final run. */
  readonly mixture?: readonly number[];
  /** Name of the preparatory run that is the final run already: it is not made again, and counts as final. */
  readonly final?: string;
  /** What else it found: a fitted law, a graph, averages. */
  readonly details?: Json;
}

/**
 * A method's preparation: hands out runs to make, gets what came of them, and ends with the rule of the final run.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { methodNamed, type Preparing } from "@mixlab/mixlab";
 *
 * const setting = {
 *   ...{ domains: ["web", "code"], targets: ["web"], steps: 100, batch: 8, context: 64, seed: 0 },
 *   ...{ valRows: [9], trainTokens: [1e6, 1e6], budget: "final" as const },
 * };
 * const preparing: Preparing = methodNamed("doremi").prepare({}, setting);
 * const first = preparing.next([]);
 * equal(first.done ? undefined : first.value[0].role, "preparation"); // the reference
 * ```
 */
export type Preparing = Generator<readonly RunSpec[], Prepared, readonly RunOutcome[]>;

/**
 * What a method will cost, known before anything runs.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { ExpectedCost } from "@mixlab/mixlab";
 *
 * const extra = ({ preparation }: ExpectedCost) => preparation.reduce((sum, { runs, steps }) => sum + runs * steps, 0);
 * equal(extra({ preparation: [{ what: "sweep", runs: 9, steps: 500 }], steps: 500, evaluations: 0 }), 4500);
 * ```
 */
export interface ExpectedCost {
  /** Runs before the final one: how many, of how many updates each. At most so many where a method may stop early. */
  readonly preparation: readonly { readonly what: string; readonly runs: number; readonly steps: number }[];
  /** Updates of the final run. */
  readonly steps: number;
  /** Passes over the val split that the rule of the final run makes; two come on top in every run, at start and end. */
  readonly evaluations: number;
  /** Updates of the final run that serve estimation, and what that is of all of its updates. */
  readonly estimation?: { readonly steps: number; readonly share: number };
  /**
   * The most by which the method can change the ratio of two shares, in one update and in the whole run: Infinity where no
   * number can hold it.
   */
  readonly tiltBound?: { readonly update: number; readonly run: number };
}

/**
 * A mixing method. Its preparation follows from options, setting and the outcomes of its runs alone, so that it can be
 * run again from the beginning, finished runs being read from disk, and go on where it was stopped.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type Method, methodNamed } from "@mixlab/mixlab";
 *
 * const { name, source }: Method = methodNamed("stratified");
 * equal(name, "stratified");
 * equal(source.length > 0, true);
 * ```
 */
export interface Method {
  /** Name, as `--method` takes it. */
  readonly name: string;
  /** What it does, in a sentence. */
  readonly about: string;
  /** Where it comes from. */
  readonly source: string;
  /** Its options. */
  readonly options: OptionTable;
  /** What its presets change; the first is the default. */
  readonly presets: Presets;
  /**
   * Checks options and setting before anything is trained.
   * @throws {TypeError | RangeError} naming the option.
   */
  check(options: OptionValues, setting: MethodSetting): void;
  /** What it will cost. */
  cost(options: OptionValues, setting: MethodSetting): ExpectedCost;
  /** Begins. */
  prepare(options: OptionValues, setting: MethodSetting): Preparing;
}
