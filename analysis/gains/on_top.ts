/**
 * Methods with Aioli on top of them, against the methods alone: Aioli's restricted setting.
 *
 *     difference = (M + Aioli) − M, in average perplexity, paired by seed; below 0, Aioli improves M
 *
 * Source: Aioli (arXiv 2411.05735), section 6.2 and Table 3; the pairing and the intervals are ours.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import type { GainsOptions } from "./gains_of.ts";
import { holm } from "./holm.ts";
import { judgedRuns } from "./judged_runs.ts";
import { type PairedDifference, pairedDifference } from "./paired_difference.ts";

/** How a method with Aioli on top is called: that of the method, and this. */
export const ON_TOP = "+aioli";

/**
 * What Aioli on top of a method changes.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { onTop, type OnTop } from "@mixlab/mixlab/analysis";
 *
 * const [doge]: OnTop[] = onTop(parseTable(`run,seed,method,share:a,share:b,loss:a,loss:b
 * d,0,doge,0.8,0.2,3,2
 * e,0,doge+aioli,0.6,0.4,2.8,2`));
 * equal(doge.method, "doge");
 * equal(doge.perplexity.wins, 1);
 * ```
 */
export interface OnTop {
  /** The method. */
  readonly method: string;
  /** Mean over seeds of the average perplexity of the method alone. */
  readonly alone: number;
  /** The same with Aioli on top. */
  readonly together: number;
  /** Difference in average perplexity: below 0, Aioli improves the method. */
  readonly perplexity: PairedDifference;
  /** Difference in mean loss, nats per token. */
  readonly loss: PairedDifference;
  /** p-value of the perplexity, adjusted for all methods of the table (Holm); null with one seed. */
  readonly adjustedP: number | null;
}

/**
 * Compares each method M of a table that has rows of `M+aioli` too with these, seed by seed.
 *
 * @throws {RangeError} when a method on which Aioli was put is missing, the two have other seeds or one of them twice, or
 * the options name what the table does not have.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { onTop } from "@mixlab/mixlab/analysis";
 *
 * const pairs = onTop(parseTable(`run,seed,method,share:a,share:b,loss:a,loss:b
 * d,0,doge,0.8,0.2,3,2
 * d,1,doge,0.8,0.2,3.1,2
 * e,0,doge+aioli,0.6,0.4,2.8,2
 * e,1,doge+aioli,0.6,0.4,2.9,2`));
 * deepEqual(pairs.map(({ method, perplexity }) => [method, perplexity.verdict]), [["doge", "better"]]);
 * ```
 */
export function onTop(table: RunTable, { level = 0.95, ...which }: Omit<GainsOptions, "baseline"> = {}): OnTop[] {
  const rows = judgedRuns(table, which), names = [...new Set(rows.map(({ method }) => method))];
  const pairs = names.filter((name) => name.endsWith(ON_TOP)).map((name) => {
    const method = name.slice(0, -ON_TOP.length);
    const [own, base] = [name, method].map((one) => rows.filter((row) => row.method === one));
    if (base.length === 0) throw outOfRange(`${table.source}: ${name}: wanted ${method} alone beside it, got none`);
    const seeds = base.map(({ seed }) => seed).sort((a, b) => a - b).join(", ");
    const others = own.map(({ seed }) => seed).sort((a, b) => a - b).join(", ");
    if (seeds !== others || new Set(base.map(({ seed }) => seed)).size < base.length) {
      throw outOfRange(`${table.source}: ${name}: wanted each seed of ${method} (${seeds}) once, got ${others}`);
    }
    const pairs = base.map((row) => ({ row, other: own.find(({ seed }) => seed === row.seed)! }));
    const against = (of: "perplexity" | "loss") =>
      pairedDifference(pairs.map(({ other }) => other[of]), pairs.map(({ row }) => row[of]), level);
    const average = (of: typeof base) => of.reduce((sum, { perplexity }) => sum + perplexity, 0) / of.length;
    return {
      ...{ method, alone: average(base), together: average(own) },
      ...{ perplexity: against("perplexity"), loss: against("loss") },
    };
  });
  const adjusted = holm(pairs.flatMap(({ perplexity }) => perplexity.p ?? []));
  return pairs.map((pair, n) => ({ ...pair, adjustedP: adjusted[n] ?? null }));
}
