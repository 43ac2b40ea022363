import { outOfRange } from "../errors.ts";
import { columnOf } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";
import { implicitDomains, type ImplicitDomainsOptions } from "./implicit_domains.ts";
import type { FitOptions, FittedLaw, Law } from "./law.ts";
import { predictTable } from "./predict_table.ts";
import { averageQuality, quality } from "./quality.ts";
import { leaveOneOut } from "./resample.ts";

/**
 * A number of hidden domains that was tried: mean absolute errors (nats per token), means over the targets.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { chooseHiddenDomains, parseTable, type TriedHidden } from "@mixlab/mixlab";
 *
 * const rows = [0, 0.2, 0.4, 0.6, 0.8, 1].map((p, n) => `${n},${p},${1 - p},${2 + Math.exp(-2 * p)}`);
 * const { tried } = chooseHiddenDomains(parseTable(["run,share:a,share:b,loss:t", ...rows].join("\n")), {
 *   candidates: [1, 2],
 *   starts: 5,
 * });
 * const [one]: readonly TriedHidden[] = tried;
 * ok(one.leaveOneOut < 1e-6); // one hidden domain is all there is
 * ```
 */
export interface TriedHidden {
  /** Hidden domains. */
  readonly hidden: number;
  /** Parameters a target. */
  readonly parameters: number;
  /** Error on the runs that were fitted. */
  readonly inSample: number;
  /** Error on each run by a fit without its mixture. */
  readonly leaveOneOut: number;
}

/**
 * The number of hidden domains with the least error on mixtures left out (Data Mixing Laws' own choice is by in-sample
 * error, which falls with every hidden domain that is added).
 *
 * @param table the runs.
 * @param options those of {@link implicitDomains} and of the fit; `candidates`: numbers to try, default 1, 2, 3, 5.
 * @returns the chosen number, its law and fit, and all that were tried.
 * @throws {RangeError} when no candidate is given, an option is out of range, or there is a single mixture.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { chooseHiddenDomains, parseTable } from "@mixlab/mixlab";
 *
 * const loss = (p: number) => 2 + Math.exp(-4 * p) + Math.exp(-3 * (1 - p)); // two hidden domains
 * const rows = Array.from({ length: 11 }, (_, n) => `${n},${n / 10},${1 - n / 10},${loss(n / 10)}`);
 * const table = parseTable(["run,share:a,share:b,loss:t", ...rows].join("\n"));
 * equal(chooseHiddenDomains(table, { candidates: [1, 2], starts: 5 }).hidden, 2);
 * ```
 */
export function chooseHiddenDomains(
  table: RunTable,
  options: FitOptions & Omit<ImplicitDomainsOptions, "hidden"> & { readonly candidates?: readonly number[] } = {},
): {
  readonly hidden: number;
  readonly law: Law;
  readonly fitted: FittedLaw;
  readonly tried: readonly TriedHidden[];
} {
  const { candidates = [1, 2, 3, 5], seed, starts, members, ...fit } = options;
  if (candidates.length === 0) throw outOfRange("candidates: wanted at least one number of hidden domains, got none");
  const all = candidates.map((hidden) => {
    const law = implicitDomains({ hidden, seed, starts, members }), fitted = law.fit(table, fit);
    const without = leaveOneOut(law, table, fitted, fit);
    if (without === undefined) {
      throw outOfRange(`${table.source}: wanted at least 2 different mixtures to leave one out`);
    }
    const error = (predicted: typeof without) =>
      averageQuality(table.targets.map((_, i) => quality(columnOf(table.losses, i), columnOf(predicted, i)))).mae;
    return {
      law,
      fitted,
      tried: {
        hidden,
        parameters: law.minimumRuns(table.domains.length),
        inSample: error(predictTable(fitted, table)),
        leaveOneOut: error(without),
      },
    };
  });
  const best = all.reduce((a, b) => b.tried.leaveOneOut < a.tried.leaveOneOut ? b : a);
  return { hidden: best.tried.hidden, law: best.law, fitted: best.fitted, tried: all.map(({ tried }) => tried) };
}
