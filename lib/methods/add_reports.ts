/**
 * Reports of steps, added up. m domains.
 *
 * @module
 */
import type { StepReport } from "./learner.ts";

/** The report of no steps. */
export function noSteps(m: number): StepReport {
  const zeros = () => new Array<number>(m).fill(0);
  return { steps: 0, tokens: 0, rows: zeros(), targets: zeros(), sums: zeros() };
}

/** The report of both. */
export function addReports(a: StepReport, b: StepReport): StepReport {
  const add = (x: readonly number[], y: readonly number[]) => x.map((value, i) => value + y[i]);
  return {
    steps: a.steps + b.steps,
    tokens: a.tokens + b.tokens,
    rows: add(a.rows, b.rows),
    targets: add(a.targets, b.targets),
    sums: add(a.sums, b.sums),
  };
}
