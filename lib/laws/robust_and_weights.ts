import { outOfRange } from "../errors.ts";
import type { RunTable } from "../tables/run_table.ts";
import type { FitOptions } from "./law.ts";

/** Huber's δ (Infinity for least squares) and the weights of the N runs. @throws {RangeError} when out of range. */
export function robustAndWeights(
  { runs }: RunTable,
  options: FitOptions,
): { readonly delta: number; readonly weights: Float64Array } {
  const delta = options.delta ?? Infinity;
  if (!(delta > 0)) throw outOfRange(`delta: wanted a Huber delta > 0 in nats per token, got ${options.delta}`);
  const weights = options.weights ?? new Float64Array(runs.length).fill(1);
  if (weights.length !== runs.length || !weights.every((w) => w >= 0 && Number.isFinite(w))) {
    throw outOfRange(`weights: wanted ${runs.length} finite numbers ≥ 0, one a run`);
  }
  if (!weights.some((w) => w > 0)) throw outOfRange("weights: wanted at least one above 0, got none");
  return { delta, weights };
}
