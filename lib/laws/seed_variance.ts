import type { RunTable } from "../tables/run_table.ts";
import { distinctMixtures } from "./mixtures.ts";

/** Standard deviation of a target's loss between seeds of one mixture (nats per token), pooled over mixtures. */
export interface SeedVariance {
  /** Pooled standard deviation by target (k). */
  readonly sd: readonly number[];
  /** Mixtures with several runs. */
  readonly mixtures: number;
  /** Degrees of freedom. */
  readonly degrees: number;
}

/** What runs of the same mixture differ by, or undefined when no mixture was run twice. */
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
