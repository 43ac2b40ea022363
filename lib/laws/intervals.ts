/**
 * Intervals from bootstrap replicates.
 *
 * @module
 */
import { quantile } from "simple-statistics";
import { studentQuantile } from "../numerics/student_t.ts";

/**
 * Both ends of a 95 % interval: shares of tokens, nats per token or a parameter, as what it belongs to.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { fitTable, type Interval, parseTable } from "@mixlab/mixlab";
 *
 * const answer = fitTable(parseTable(`run,share:code,share:web,loss:code
 * 1,0.05,0.95,2.12
 * 2,0.25,0.75,1.80
 * 3,0.55,0.45,1.48
 * 4,0.85,0.15,1.29
 * 5,0.95,0.05,1.25`));
 * const [low, high]: Interval = answer.parameterIntervals[0]["v:web"];
 * ok(low < answer.fitted.perTarget[0].vertex!.web! && answer.fitted.perTarget[0].vertex!.web! < high);
 * ```
 */
export type Interval = readonly [number, number];

/**
 * By how much deviations of replicates from the fit are stretched for a table of few mixtures: Student's t with G − q
 * degrees of freedom over the normal quantile (what the fit itself uses up is made good by the weights' variance).
 * Undefined when G ≤ q: then there is nothing left to judge errors by.
 */
export function smallSampleFactor(mixtures: number, parameters: number): number | undefined {
  const degrees = mixtures - parameters;
  if (degrees <= 0) return undefined;
  return studentQuantile(0.975, degrees) / 1.959963984540054;
}

/** 95 % interval of a number from its value in the fit and in each replicate. */
export function interval(point: number, replicates: readonly number[], factor: number): Interval {
  const stretched = replicates.map((r) => point + factor * (r - point));
  return [quantile(stretched, 0.025), quantile(stretched, 0.975)];
}

/** The part of replicates in which a difference is below 0, deviations stretched; ties count half. */
export function probabilityBelowZero(point: number, replicates: readonly number[], factor: number): number {
  let below = 0;
  for (const r of replicates) {
    const d = point + factor * (r - point);
    below += d < 0 ? 1 : d === 0 ? 0.5 : 0;
  }
  return below / replicates.length;
}
