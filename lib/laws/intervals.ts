/**
 * Intervals from bootstrap replicates.
 *
 * @module
 */
import { quantile } from "simple-statistics";
import { studentQuantile } from "../numerics/student_t.ts";

/** Both ends of a 95 % interval. */
export type Interval = readonly [number, number];

/**
 * By how much deviations of replicates from the fit are stretched for a table of few mixtures: √(G / (G − q)) for the
 * q parameters that the fit has used up, times Student's t over the normal quantile. Undefined when G ≤ q: then there
 * is nothing left to judge errors by.
 */
export function smallSampleFactor(mixtures: number, parameters: number): number | undefined {
  const degrees = mixtures - parameters;
  if (degrees <= 0) return undefined;
  return Math.sqrt(mixtures / degrees) * studentQuantile(0.975, degrees) / 1.959963984540054;
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
