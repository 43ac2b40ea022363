/**
 * What the best mixture is best for.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { inOrder, positionOf } from "./names.ts";

/**
 * What is minimised over the mixtures, in nats per token: the mean of the predicted losses over the targets, their
 * weighted mean (weights ≥ 0, divided by their sum; a target without weight counts 0), the loss of one target, or the
 * largest of the losses.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { bestMixture, lawFromParameters, type Objective } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("log-linear", ["code", "web"], [
 *   { target: "code", parameters: { c: 1, "v:code": 0, "v:web": 1 } },
 *   { target: "web", parameters: { c: 1, "v:code": 1, "v:web": 0 } },
 * ]);
 * const share = (objective: Objective) => bestMixture(law, { objective }).mixture.code.toFixed(3);
 * deepEqual(
 *   [
 *     share({ kind: "mean" }),
 *     share({ kind: "weighted", weights: { code: 3, web: 2 } }),
 *     share({ kind: "target", target: "code" }),
 *     share({ kind: "worst" }),
 *   ],
 *   ["0.500", "0.703", "1.000", "0.500"], // 0.703 = 1/2 + ln(3/2) / 2
 * );
 * ```
 */
export type Objective =
  | { readonly kind: "mean" }
  | { readonly kind: "weighted"; readonly weights: Readonly<Record<string, number>> }
  | { readonly kind: "target"; readonly target: string }
  | { readonly kind: "worst" };

/** Weights of the targets (k, sum 1), or "worst" for the largest loss. */
export type TargetWeights = Float64Array | "worst";

/**
 * The weights that an objective gives to the targets.
 *
 * @throws {TypeError} when the kind is unknown.
 * @throws {RangeError} when a target is unknown (the nearest name is suggested) or the weights have no sum > 0.
 */
export function targetWeights(objective: Objective, targets: readonly string[]): TargetWeights {
  const k = targets.length, kind: string = objective.kind;
  switch (objective.kind) {
    case "mean":
      return new Float64Array(k).fill(1 / k);
    case "worst":
      return "worst";
    case "target": {
      const weights = new Float64Array(k);
      weights[positionOf(objective.target, targets, "objective", "target")] = 1;
      return weights;
    }
    case "weighted": {
      const weights = inOrder(objective.weights, targets, { option: "weights", kind: "target", fallback: 0 });
      const sum = weights.reduce((a, b) => a + b, 0);
      if (!(sum > 0 && sum < Infinity)) {
        throw outOfRange(`weights: wanted at least one target weight > 0 with a finite sum, got the sum ${got(sum)}`);
      }
      return weights.map((w) => w / sum);
    }
    default:
      throw wrongKind(`objective: wanted the kind "mean", "weighted", "target" or "worst", got ${got(kind)}`);
  }
}

/** An objective's value, in nats per token, where the losses (k) are known. */
export function objectiveOf(weights: TargetWeights, losses: ArrayLike<number>): number {
  let value = weights === "worst" ? -Infinity : 0;
  for (let i = 0; i < losses.length; i++) {
    if (weights === "worst") value = Math.max(value, losses[i]);
    else if (weights[i] > 0) value += weights[i] * losses[i]; // an infinite loss without weight does not count
  }
  return value;
}
