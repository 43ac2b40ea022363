/**
 * Two ways to an overall loss (Data Mixing Laws, arXiv 2403.16952, section 3.3): explicit, a law for each target and their
 * sum by known validation shares; and implicit, one law of hidden domains for the overall loss.
 *
 * @module
 */
import { combineTargets } from "../../lib/laws/combine_targets.ts";
import { implicitDomains } from "../../lib/laws/implicit_domains.ts";
import { predictTable } from "../../lib/laws/predict_table.ts";
import { quality } from "../../lib/laws/quality.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { leaveOneOut } from "../../lib/laws/resample.ts";
import type { Matrix } from "../../lib/numerics/matrix.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";

/**
 * A way to the overall loss and its mean absolute errors, nats per token.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { type AggregateErrors, aggregateErrors } from "@mixlab/mixlab/analysis";
 *
 * const rows = [0.1, 0.3, 0.5, 0.7, 0.9].map((p, n) => `${n},${p},${1 - p},${1 + Math.exp(-p)},${2 + Math.exp(p - 1)}`);
 * const table = parseTable(["run,share:a,share:b,loss:a,loss:b", ...rows].join("\n"));
 * const [explicit]: readonly AggregateErrors[] = aggregateErrors(table, { a: 0.5, b: 0.5 }, { hidden: [] });
 * equal(explicit.how, "explicit: log-linear, 2 targets");
 * ```
 */
export interface AggregateErrors {
  /** Explicit, or how many hidden domains. */
  readonly how: string;
  /** Parameters, of all targets together. */
  readonly parameters: number;
  /** On the runs that were fitted. */
  readonly inSample: number;
  /** On each run by a fit without its mixture; null where it was not asked for, or the runs do not allow it. */
  readonly leaveOneOut: number | null;
}

/**
 * Errors of the overall loss Σ s_i L_i, by a law for each target and by hidden domains.
 *
 * @param shares s_i, a weight ≥ 0 by target: its share of the validation data (divided by their sum).
 * @param options `law` of the explicit way, default "log-linear"; `hidden`: numbers of hidden domains, default 1, 2, 3;
 * `leftOut`: those for which mixtures are left out too, default all; Huber `delta`, `seed` and `starts` of the fits.
 * @throws {RangeError} when a target is unknown or an option is out of range.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { aggregateErrors } from "@mixlab/mixlab/analysis";
 *
 * // Two targets of different shape: one hidden domain cannot be both.
 * const rows = Array.from({ length: 9 }, (_, n) => n / 8).map((p, n) =>
 *   `${n},${p},${1 - p},${1 + Math.exp(-4 * p)},${2 + Math.exp(3 * p - 3)}`
 * );
 * const table = parseTable(["run,share:a,share:b,loss:a,loss:b", ...rows].join("\n"));
 * const [explicit, one, two] = aggregateErrors(table, { a: 1, b: 1 }, { hidden: [1, 2], starts: 5 });
 * ok(explicit.leaveOneOut! < 1e-6 && two.leaveOneOut! < 1e-4);
 * ok(one.inSample > 0.01);
 * ```
 */
export function aggregateErrors(
  table: RunTable,
  shares: Readonly<Record<string, number>>,
  options: {
    readonly law?: string;
    readonly delta?: number;
    readonly hidden?: readonly number[];
    readonly leftOut?: readonly number[];
    readonly seed?: number;
    readonly starts?: number;
  } = {},
): readonly AggregateErrors[] {
  const { law = "log-linear", delta, hidden = [1, 2, 3], leftOut = hidden, seed, starts } = options;
  const fit = delta === undefined ? {} : { delta }, overall = combineTargets(table, shares, "overall");
  const observed = overall.losses.data, k = table.targets.length;
  const weights = table.targets.map((target) => Object.hasOwn(shares, target) ? shares[target] : 0);
  const all = weights.reduce((a, b) => a + b, 0);
  const summed = ({ data }: Matrix) =>
    observed.map((_, n) => weights.reduce((sum, w, i) => w === 0 ? sum : sum + w / all * data[n * k + i], 0));
  const mae = (predicted: Float64Array) => quality(observed, predicted).mae;

  const each = lawNamed(law), fitted = each.fit(table, fit), without = leaveOneOut(each, table, fitted, fit);
  return [
    {
      how: `explicit: ${each.name}, ${k} targets`,
      parameters: k * each.minimumRuns(table.domains.length),
      inSample: mae(summed(predictTable(fitted, table))),
      leaveOneOut: without === undefined ? null : mae(summed(without)),
    },
    ...hidden.map((hidden) => {
      const implicit = implicitDomains({ hidden, seed, starts }), fitted = implicit.fit(overall, fit);
      const without = leftOut.includes(hidden) ? leaveOneOut(implicit, overall, fitted, fit) : undefined;
      return {
        how: `implicit: ${hidden} hidden ${hidden === 1 ? "domain" : "domains"}`,
        parameters: implicit.minimumRuns(table.domains.length),
        inSample: mae(predictTable(fitted, overall).data),
        leaveOneOut: without === undefined ? null : mae(without.data),
      };
    }),
  ];
}
