import type { RunTable } from "../tables/run_table.ts";
import { distinctMixtures } from "./mixtures.ts";

/**
 * Standard deviation of a target's loss between seeds of one mixture (nats per token), pooled over mixtures: what no
 * law can predict.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseTable, seedVariance, type SeedVariance } from "@mixlab/mixlab";
 *
 * const variance: SeedVariance = seedVariance(parseTable(`run,seed,share:a,share:b,loss:t
 * 1,0,0.5,0.5,2.00
 * 1,1,0.5,0.5,2.02
 * 1,2,0.5,0.5,2.04
 * 2,0,0.3,0.7,2.10`))!;
 * equal(variance.mixtures, 1); // run 2 has a single seed and says nothing
 * equal(variance.degrees, 2);
 * equal(variance.sd[0].toFixed(4), "0.0200");
 * ```
 */
export interface SeedVariance {
  /** Pooled standard deviation by target (k). */
  readonly sd: readonly number[];
  /** Mixtures with several runs. */
  readonly mixtures: number;
  /** Degrees of freedom. */
  readonly degrees: number;
}

/**
 * What runs of the same mixture differ by, or undefined when no mixture was run twice: the pooled standard deviation
 * √(Σ (y − mean of its mixture)² / Σ (runs of the mixture − 1)), by target.
 *
 * @param table the N runs; those with the same shares belong to one mixture.
 * @returns deviations in nats per token (k).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseTable, seedVariance } from "@mixlab/mixlab";
 *
 * const header = "run,seed,share:a,share:b,loss:t\n";
 * const twice = parseTable(header + "1,0,0.5,0.5,2.0\n1,1,0.5,0.5,2.2\n2,0,0.3,0.7,2.5\n2,1,0.3,0.7,2.5\n");
 * equal(seedVariance(twice)!.sd[0].toFixed(4), "0.1000"); // √((0.1² + 0.1²) / 2)
 *
 * equal(seedVariance(parseTable(header + "1,0,0.5,0.5,2.0\n2,0,0.3,0.7,2.5\n")), undefined);
 * ```
 */
export function seedVariance(table: RunTable): SeedVariance | undefined {
  const repeated = distinctMixtures(table).filter((rows) => rows.length > 1);
  if (repeated.length === 0) return undefined;
  const k = table.targets.length, { data } = table.losses;
  const degrees = repeated.reduce((s, rows) => s + rows.length - 1, 0);
  const sd = table.targets.map((_, i) => {
    let sum = 0;
    for (const rows of repeated) {
      const mean = rows.reduce((s, n) => s + data[n * k + i], 0) / rows.length;
      for (const n of rows) sum += (data[n * k + i] - mean) ** 2;
    }
    return Math.sqrt(sum / degrees);
  });
  return { sd, mixtures: repeated.length, degrees };
}
