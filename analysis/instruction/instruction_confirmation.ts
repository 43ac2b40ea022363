/**
 * Did the gain of a predicted mixture hold? Runs of it and of even shares, paired by seed: the difference of mean losses over
 * the tasks, and of each task's, with Student's 95 % interval.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";
import type { ReportTable } from "../../lib/figures/report_table.ts";
import { rowOf } from "../../lib/numerics/matrix.ts";
import { studentInterval } from "../../lib/numerics/student_interval.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { bracket, rounded } from "../shared/cells.ts";

/**
 * Differences of the runs of one mixture from those of another, by seed.
 *
 * @param table runs of two mixtures under the same seeds, those of even shares named "even".
 * @throws {RangeError} when there is no run named so, or not one other mixture, with the same seeds, each
 * once.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { instructionConfirmation } from "@mixlab/mixlab/analysis";
 *
 * const { columns, rows } = instructionConfirmation(parseTable(`run,seed,share:a,share:b,loss:a,loss:b
 * even,0,0.5,0.5,3,2
 * even,1,0.5,0.5,3.5,2
 * best,0,0.75,0.25,2.5,2.25
 * best,1,0.75,0.25,3,2.25`));
 * deepEqual(columns, ["task", "even", "best", "difference", "95 % interval"]);
 * deepEqual(rows[0], ["mean", 2.625, 2.5, -0.125, "-0.1250 to -0.1250"]);
 * ```
 */
export function instructionConfirmation(table: RunTable): ReportTable {
  const { runs, targets, source, losses } = table, names = [...new Set(runs.map(({ id }) => id))];
  const other = names.filter((name) => name !== "even");
  if (other.length !== 1 || !names.includes("even")) {
    throw outOfRange(`${source}: wanted runs named even and of one other mixture, got ${names.join(", ")}`);
  }
  const bySeed = (name: string) =>
    new Map(runs.flatMap(({ id, seed }, n) => id === name ? [[seed, rowOf(losses, n)] as const] : []));
  const even = bySeed("even"), best = bySeed(other[0]), seeds = [...even.keys()];
  if (even.size + best.size < runs.length) throw outOfRange(`${source}: wanted one run a mixture and seed, got more`);
  if (seeds.length !== best.size || seeds.some((seed) => !best.has(seed))) {
    throw outOfRange(`${source}: wanted the same seeds of even and ${other[0]}, got ${seeds} and ${[...best.keys()]}`);
  }
  const row = (name: string, of: (losses_k: Float64Array) => number) => {
    const mean = (runs: typeof even) =>
      seeds.reduce<number>((sum, seed) => sum + of(runs.get(seed)!) / seeds.length, 0);
    const { mean: difference, interval } = studentInterval(
      seeds.map((seed) => of(best.get(seed)!) - of(even.get(seed)!)),
    );
    return [name, rounded(mean(even), 4), rounded(mean(best), 4), rounded(difference, 4), bracket(interval, 4)];
  };
  return {
    caption: `Losses (nats per token) of ${seeds.length} seeds each; below 0, ${other[0]} is better`,
    columns: ["task", "even", other[0], "difference", "95 % interval"],
    rows: [
      row("mean", (losses_k) => losses_k.reduce((sum, loss) => sum + loss, 0) / losses_k.length),
      ...targets.map((target, i) => row(target, (losses_k) => losses_k[i])),
    ],
  };
}
