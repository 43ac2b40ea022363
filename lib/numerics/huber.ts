/**
 * Huber's robust loss (Huber, "Robust estimation of a location parameter", 1964).
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";

/**
 * ρ(r) = r²/2 while |r| ≤ δ, then δ (|r| − δ/2): squared near 0, linear beyond δ.
 *
 * @param residual in the unit of the data, such as nats per token.
 * @param delta δ > 0, in the same unit.
 * @throws {RangeError} when δ is not a number above 0.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { huberLoss } from "@mixlab/mixlab";
 *
 * equal(huberLoss(0.5, 1), 0.125);
 * equal(huberLoss(-3, 1), 2.5);
 * ```
 */
export function huberLoss(residual: number, delta: number): number {
  if (!(delta > 0)) throw outOfRange(`delta: wanted a number > 0, got ${got(delta)}`);
  const size = Math.abs(residual);
  return size <= delta ? 0.5 * residual * residual : delta * (size - 0.5 * delta);
}

/** ψ(r) = ρ′(r): the residual, cut at ±δ. */
export function huberPsi(residual: number, delta: number): number {
  return residual > delta ? delta : residual < -delta ? -delta : residual;
}

/** ψ(r) / r, the weight of a residual in reweighted least squares; 1 at 0. */
export function huberWeight(residual: number, delta: number): number {
  const size = Math.abs(residual);
  return size <= delta ? 1 : delta / size;
}
