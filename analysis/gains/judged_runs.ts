import { averagePerplexity } from "../../lib/methods/average_perplexity.ts";
import { got, outOfRange } from "../../lib/errors.ts";
import type { JudgedRun, MethodCost } from "../../lib/methods/compare.ts";
import { rowOf } from "../../lib/numerics/matrix.ts";
import type { RunKey, RunTable } from "../../lib/tables/run_table.ts";

/**
 * Which rows of a table are judged.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { JudgedRows } from "@mixlab/mixlab/analysis";
 *
 * const rows: JudgedRows = { split: "val" };
 * equal(rows.setting, undefined); // of every setting
 * ```
 */
export interface JudgedRows {
  /** The split, where the table has a column `split`. Default "test". */
  readonly split?: string;
  /** The setting, where the table has a column `setting`. Default: all rows, of whichever setting. */
  readonly setting?: string;
  /** The methods. Default: all. */
  readonly methods?: readonly string[];
}

/** A judged run with the row that it stands in. */
export interface JudgedRow extends JudgedRun {
  /** Its losses, nats per token (k). */
  readonly losses: readonly number[];
  /** Mixture that the method found (m). */
  readonly shares: readonly number[];
  /** Mean over targets of exp(loss). */
  readonly perplexity: number;
  /** Mean over targets of the loss. */
  readonly loss: number;
}

/** Squares of the perplexities of larger losses would overflow (nats per token). */
const LARGEST_LOSS = 300;

/**
 * The final runs of methods in a table: a row a method and seed, told by the columns `method` and `seed`, and where there are
 * such by `split` and `setting`. Costs stand in `extra_runs`, `extra_steps` and `extra_tokens`; without these columns they are
 * unknown.
 *
 * @throws {RangeError} when a row has no method or seed, the split or setting is in no row, a loss is too large for a
 * perplexity, or a cost is no number ≥ 0.
 */
export function judgedRuns(table: RunTable, { split = "test", setting, methods }: JudgedRows = {}): JudgedRow[] {
  const wanted = (key: "split" | "setting", value: string | undefined) => ({ labels }: RunKey) =>
    value === undefined || labels[key] === undefined || labels[key] === value;
  const ofSetting = table.runs.map((run, n) => ({ run, n })).filter(({ run }) => wanted("setting", setting)(run));
  if (ofSetting.length === 0) throw absent(table, "setting", setting!);
  const rows = ofSetting.filter(({ run }) => wanted("split", split)(run));
  if (rows.length === 0) throw absent(table, "split", split);
  const ofMethods = rows.filter(({ run }) => methods === undefined || methods.includes(run.labels.method));
  return ofMethods.map(({ run, n }) => {
    const { method } = run.labels, { seed } = run, losses = Array.from(rowOf(table.losses, n));
    if (method === undefined || method === "") {
      throw outOfRange(`${table.source}: run ${run.id}: wanted a column method that names its method, got none`);
    }
    if (seed === undefined) throw outOfRange(`${table.source}: run ${run.id}: wanted a column seed, got none`);
    const largest = Math.max(...losses);
    if (largest > LARGEST_LOSS) {
      throw outOfRange(
        `${table.source}: run ${run.id}: wanted losses of at most ${LARGEST_LOSS} nats per token, for perplexity is exp(loss), ` +
          `got ${largest}`,
      );
    }
    const extra = costOf(table, run);
    return {
      ...{ method, seed, losses, shares: Array.from(rowOf(table.shares, n)) },
      ...{ perplexity: averagePerplexity(losses), loss: losses.reduce((a, b) => a + b, 0) / losses.length },
      ...(extra && { extra }),
    };
  });
}

/** The settings that a table names, in order; none where it has no such column. */
export function settingsOf({ runs }: RunTable): string[] {
  return [...new Set(runs.flatMap(({ labels }) => labels.setting ?? []))];
}

function absent({ source, runs }: RunTable, key: "split" | "setting", value: string): RangeError {
  const there = [...new Set(runs.map(({ labels }) => labels[key]))].join(", ");
  return outOfRange(`${source}: ${key}: wanted one of ${there}, got ${got(value)}`);
}

function costOf({ source }: RunTable, { id, labels }: RunKey): MethodCost | undefined {
  const names = ["runs", "steps", "tokens"] as const;
  if (names.every((name) => labels[`extra_${name}`] === undefined)) return undefined;
  const [runs, steps, tokens] = names.map((name) => {
    const text = labels[`extra_${name}`], value = Number(text);
    if (text === undefined || text === "" || !(value >= 0 && value < Infinity)) {
      throw outOfRange(`${source}: run ${id}: extra_${name}: wanted a number ≥ 0, got ${got(text)}`);
    }
    return value;
  });
  return { runs, steps, tokens };
}
