/**
 * Options of DoGE's rule, resolved. m domains, k targets, B rows a step.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import { normalise } from "../../mixture/simplex.ts";
import type { TargetRows } from "../learner.ts";
import { type OptionValues, resolveOptions } from "../options.ts";
import type { RuleContext } from "../rule.ts";
import { sharesOption } from "../shares_option.ts";
import { DOGE_OPTIONS, DOGE_PRESETS } from "./options.ts";
import type { DogeUpdateOptions } from "./update.ts";

/** Scale of scores: of a universal target, and of others (DoGE's repository). */
const MU = { universal: 0.01, others: 0.05 };

/** Options with nothing left open. */
export interface ResolvedDoge {
  readonly update: DogeUpdateOptions;
  /** Shares of the batches (m). */
  readonly sampling_m: Float64Array;
  readonly batches: "exact" | "multinomial";
  /** Rows of the targets; missing: the batch's own gradients are the target. */
  readonly rows: TargetRows | undefined;
  /** Names of what the gradients of targets are of; missing: of several targets together. */
  readonly alignedWith: readonly string[] | undefined;
  /** Updates a round. */
  readonly every: number;
}

/**
 * Resolves options.
 *
 * @throws {TypeError | RangeError} naming the option, or what the setting lacks.
 */
export function resolveDoge(options: OptionValues, context: RuleContext): ResolvedDoge {
  const values = resolveOptions("doge", DOGE_OPTIONS, DOGE_PRESETS, options);
  const { domains, targets, batch, steps } = context, m = domains.length;
  const same = targets.length === m && targets.every((target) => domains.includes(target));
  const target = values.target as "universal" | "separate" | "pooled" | undefined ?? (same ? "universal" : "separate");
  if (target === "universal" && !same) {
    throw outOfRange(
      `doge: target: universal is for targets that are the domains themselves, and these are ${targets.join(", ")}; ` +
        "wanted separate or pooled",
    );
  }
  const batches = values.batches as "exact" | "multinomial";
  if (batches === "exact" && batch < m) {
    throw outOfRange(
      `doge: batch: wanted at least ${m} rows, so that every domain has a gradient in each update, got ${batch}; take ` +
        "more, or batches: multinomial, with which a domain that a batch lacks scores 0",
    );
  }
  const dwMin = values.dwMin as number, dwMax = values.dwMax as number;
  if (!(dwMin < dwMax)) throw outOfRange(`doge: dwMax: wanted a number > dwMin, which is ${dwMin}, got ${dwMax}`);
  const mu = values.mu as number | undefined ?? (target === "universal" ? MU.universal : MU.others);
  const rows = target === "universal" && values.universal === "batch" ? undefined : targetRows(target, values, context);
  return {
    update: {
      ...{ mu, dwMin, dwMax },
      ...{ smoothing: values.smoothing as number, maxGradNorm: values.maxGradNorm as number },
    },
    sampling_m: values.sampling === undefined
      ? Float64Array.from(domains, () => 1 / m)
      : sharesOption("doge: sampling", values.sampling, domains),
    ...{ batches, rows },
    alignedWith: rows === undefined ? domains : rows.separate ? targets : undefined,
    every: values.roundEvery as number | undefined ?? Math.ceil(steps / 100),
  };
}

function targetRows(
  target: "universal" | "separate" | "pooled",
  values: OptionValues,
  { domains, targets, batch, valRows }: RuleContext,
): TargetRows {
  const k = targets.length, each = Math.max(1, Math.round(batch / domains.length)), separate = target === "separate";
  const split = target === "universal" ? "train" : separate ? values.targetSplit as "val" | "train" : "val";
  const none = valRows.findIndex((rows) => !(rows > 0));
  if (split === "val" && none >= 0) {
    throw outOfRange(
      `doge: val: ${targets[none]} has no validation split, and weights are aligned with its gradient; wanted one`,
    );
  }
  const rows = values.targetRows as number | undefined ?? (separate ? k * each : each);
  if (separate && rows < k) {
    throw outOfRange(`doge: targetRows: wanted at least ${k}, one for each target, got ${rows}`);
  }
  const even = targets.map(() => 1 / k), shares = target === "pooled" ? Array.from(normalise(valRows)) : even;
  return { split, rows, shares, separate };
}
