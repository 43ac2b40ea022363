/**
 * What nested laws are to reach, and from where.
 *
 * @module
 */
import { got, outOfRange } from "../../lib/errors.ts";
import { parametersOf } from "../../lib/laws/power/power_table.ts";
import type { RunKey, RunTable } from "../../lib/tables/run_table.ts";
import type { NestedLawsOptions } from "./nested_laws.ts";

/** The target, and the runs that are fitted on the way to it. */
export interface NestedPlan {
  readonly table: RunTable;
  readonly options: NestedLawsOptions;
  /** Update that is to be reached; undefined where the table has none. */
  readonly targetStep: number | undefined;
  /** Parameters that are to be reached; undefined where the table has one size or none. */
  readonly targetParameters: number | undefined;
  /** Sizes below the target, ascending; where no size is to be reached, those of the table. */
  readonly small: readonly number[];
  /** Parameters of a run's model. */
  sizeOf(run: RunKey): number | undefined;
  /** Whether a run may be fitted: its model is smaller than the target. */
  isSmall(run: RunKey): boolean;
}

/** The plan of a table; throws where a run has no size beside others that have, or none is below the target. */
export function nestedPlan(table: RunTable, options: NestedLawsOptions): NestedPlan {
  for (const [name, size] of Object.entries(options.sizes ?? {})) {
    if (!(size > 0 && size < Infinity)) throw outOfRange(`sizes: ${name}: wanted parameters > 0, got ${got(size)}`);
  }
  const sizeOf = (run: RunKey) => parametersOf(run, options.sizes);
  const all = [...new Set(table.runs.map(sizeOf).filter((size) => size !== undefined))].sort((a, b) => a - b);
  const unsized = table.runs.find((run) => sizeOf(run) === undefined);
  if (unsized !== undefined && (all.length > 0 || options.targetParameters !== undefined)) {
    throw outOfRange(`${table.source}: run ${unsized.id}: wanted the parameters of its model, got none`);
  }
  const targetParameters = options.targetParameters ?? (all.length > 1 ? all.at(-1) : undefined);
  const small = targetParameters === undefined ? all : all.filter((size) => size < targetParameters);
  if (targetParameters !== undefined && small.length === 0) {
    throw outOfRange(
      `target parameters: wanted more than the smallest model's, ${all[0]}, got ${got(targetParameters)}`,
    );
  }
  const steps = table.runs.map(({ step }) => step).filter((step) => step !== undefined);
  const targetStep = options.targetStep ?? (steps.length > 0 ? steps.reduce((a, b) => Math.max(a, b)) : undefined);
  return {
    ...{ table, options, targetStep, targetParameters, small, sizeOf },
    isSmall: (run) => targetParameters === undefined || sizeOf(run)! < targetParameters,
  };
}
