/**
 * The evaluations of each run over its updates, out of a table with a row for each.
 *
 * @module
 */
import { got, outOfRange } from "../../lib/errors.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";

/**
 * One run's evaluations.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { EvaluationCurve } from "@mixlab/mixlab/analysis";
 *
 * const curve: EvaluationCurve = {
 *   ...{ run: "natural", seed: 0, targets: ["web", "code"] },
 *   ...{ steps: [100, 200], losses: [[3.5, 2.5], [3.1, 2.2]] },
 * };
 * equal(curve.losses.length, curve.steps.length);
 * ```
 */
export interface EvaluationCurve {
  /** The run's name. */
  readonly run: string;
  /** Its seed, where the table has one. */
  readonly seed?: number;
  /** The k targets. */
  readonly targets: readonly string[];
  /** Updates done at each evaluation, rising. */
  readonly steps: readonly number[];
  /** Losses of each evaluation, k mean nats per token. */
  readonly losses: readonly (readonly number[])[];
}

/**
 * The curves of a table, in the order in which runs appear in it. Rows of a run may stand in any order.
 *
 * @throws {RangeError} when a row has no step, or rows of one run and seed tell of several models or of one step twice.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { evaluationCurves } from "@mixlab/mixlab/analysis";
 *
 * const [curve] = evaluationCurves(parseTable(`run,seed,step,share:web,share:code,loss:web,loss:code
 * a,0,200,0.5,0.5,3.1,2.2
 * a,0,100,0.5,0.5,3.5,2.5`));
 * deepEqual([curve.steps, curve.losses], [[100, 200], [[3.5, 2.5], [3.1, 2.2]]]);
 * ```
 */
export function evaluationCurves(table: RunTable): EvaluationCurve[] {
  const { runs, targets, losses, source } = table, k = targets.length;
  const found = new Map<string, { run: string; seed?: number; labels: string; rows: { step: number; n: number }[] }>();
  runs.forEach(({ id, seed, step, labels }, n) => {
    const name = nameOf({ run: id, seed });
    if (step === undefined) throw outOfRange(`${source}: ${name}: wanted a column step with a number, got none`);
    const about = Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(",");
    const curve = found.get(name) ?? { run: id, ...(seed !== undefined && { seed }), labels: about, rows: [] };
    if (curve.labels !== about) {
      throw outOfRange(
        `${source}: ${name}: wanted rows of one kind, got ${got(curve.labels)} and ${got(about)}; choose with --where`,
      );
    }
    if (curve.rows.some((row) => row.step === step)) throw outOfRange(`${source}: ${name}: step ${step} stands twice`);
    curve.rows.push({ step, n });
    found.set(name, curve);
  });
  return [...found.values()].map(({ rows, labels: _, ...who }) => {
    const order = rows.toSorted((a, b) => a.step - b.step);
    return {
      ...{ ...who, targets },
      steps: order.map(({ step }) => step),
      losses: order.map(({ n }) => Array.from(losses.data.subarray(n * k, (n + 1) * k))),
    };
  });
}

/** A curve's name in messages. */
export function nameOf({ run, seed }: Pick<EvaluationCurve, "run" | "seed">): string {
  return seed === undefined ? `run ${run}` : `run ${run}, seed ${seed}`;
}
