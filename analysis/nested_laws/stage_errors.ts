/**
 * How far predictions of a stage are off.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { quality } from "../../lib/laws/quality.ts";
import type { Matrix } from "../../lib/numerics/matrix.ts";

/**
 * Errors of one target at one stage.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { nestedLaws, type TargetErrors } from "@mixlab/mixlab/analysis";
 *
 * const rows = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((p, n) =>
 *   [1, 2, 4, 8].map((s) => `${n},${100 * s},${p},${1 - p},${1 + Math.exp(-p) + s ** -0.5}`)
 * );
 * const { stages } = nestedLaws(parseTable(["run,step,share:a,share:b,loss:a", ...rows].join("\n")));
 * const [errors]: readonly TargetErrors[] = stages.find(({ stage }) => stage === "step laws at update 800")!.errors;
 * equal(errors.points, 5);
 * equal(errors.mae.toFixed(6), "0.000000");
 * ```
 */
export interface TargetErrors {
  /** The target; "mean" is the mean of all. */
  readonly target: string;
  /** Losses compared. */
  readonly points: number;
  /** Mean absolute error, nats per token. */
  readonly mae: number;
  /** Mean of predicted less measured, nats per token. */
  readonly bias: number;
  /** Largest absolute error, nats per token. */
  readonly largest: number;
  /** Spearman's rank correlation; null where either side does not vary. */
  readonly spearman: number | null;
  /** Part of the measured losses that lies within its 95 % interval; null where there are no intervals. */
  readonly covered: number | null;
}

/**
 * A stage and its errors.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { nestedLaws, type StageErrors } from "@mixlab/mixlab/analysis";
 *
 * const table = parseTable("run,share:a,share:b,loss:a\n1,0.1,0.9,3\n2,0.5,0.5,2\n3,0.8,0.2,1.8\n4,0.9,0.1,1.7\n");
 * const stages: readonly StageErrors[] = nestedLaws(table).stages; // one update, one size: only the mixing law is left
 * deepEqual(stages.map(({ stage, seen }) => [stage, seen]), [["mixing law", true], ["mixing law, run left out", false]]);
 * ```
 */
export interface StageErrors {
  /** What predicted what. */
  readonly stage: string;
  /** Whether the fit had seen what it is compared with. */
  readonly seen: boolean;
  /** By target, and of their mean where there are several. */
  readonly errors: readonly TargetErrors[];
}

/** Errors of N × k predictions; `inside`: whether each measured loss is within its interval. */
export function stageErrors(
  stage: string,
  seen: boolean,
  targets: readonly string[],
  measured: Matrix,
  predicted: Matrix,
  inside?: readonly (boolean | null)[],
): StageErrors {
  const k = targets.length, N = measured.rows;
  const column = ({ data }: Matrix, i: number) =>
    Array.from({ length: N }, (_, n) => i < k ? data[n * k + i] : mean([...data.subarray(n * k, (n + 1) * k)]));
  const errors = [...targets, ...(k > 1 ? ["mean"] : [])].map((target, i): TargetErrors => {
    const y = column(measured, i), f = column(predicted, i), off = f.map((v, n) => v - y[n]);
    const known = inside && i < k
      ? Array.from({ length: N }, (_, n) => inside[n * k + i]).filter((v) => v !== null)
      : [];
    const { mae, spearman } = quality(y, f);
    return {
      target,
      points: N,
      mae,
      bias: mean(off),
      largest: Math.max(...off.map(Math.abs)),
      spearman,
      covered: known.length === 0 ? null : known.filter(Boolean).length / known.length,
    };
  });
  return { stage, seen, errors };
}
