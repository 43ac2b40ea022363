import { outOfRange } from "../../errors.ts";
import type { FittedLaw } from "../../laws/law.ts";
import { normalise } from "../../mixture/simplex.ts";
import { wholeNumber } from "../../text/whole_number.ts";
import { checkNumbers, type SimulatedWorld, type WorldState } from "./world.ts";

/**
 * A fitted law as a world: replays a surface on which a method can be run a thousand times.
 *
 * A law of losses tells the loss after all n updates, from the mean mixture p̄ of the updates so far; on the way the loss
 * goes from its start to what the law says with the logarithm of the updates, and from update n on it is what the law says:
 *
 *     L_i^t = start_i + (law_i(p̄^t) − start_i) · min(1, log(1 + t) / log(1 + n))
 *
 * A law of segments tells what n updates change; each update makes its n-th part of that:
 *
 *     L_i^{t+1} = L_i^t + (law_i(p; L^t) − L_i^t) / n        or, for log-ratio,        L_i^t · (law_i(p; L^t) / L_i^t)^{1/n}
 *
 * so that n updates on one mixture end where the law says. The curve on the way is made up: it is no part of the law.
 *
 * @param options.start_k losses before the first update (k), nats per token.
 * @param options.steps n: the updates of the runs that the law was fitted to, or of a segment.
 * @throws {TypeError | RangeError} when start losses or steps are not right; while training, when the law has no finite loss: some have none at a share of 0.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { lawFromParameters, lawWorld, simulatedLearner } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("log-linear", ["web", "code"], [
 *   { target: "web", parameters: { c: 2.5, "v:web": -2, "v:code": 0.5 } },
 *   { target: "code", parameters: { c: 1.2, "v:web": 0.3, "v:code": -1 } },
 * ]);
 * const learner = simulatedLearner(lawWorld(law, { start_k: [9, 9], steps: 100 }), { seed: 0, expected: true });
 * await learner.train([0.75, 0.25], 100);
 * deepEqual(await learner.evaluate("test"), law.predict([0.75, 0.25]));
 * ```
 */
export function lawWorld(
  law: FittedLaw,
  { start_k, steps }: { readonly start_k: readonly number[]; readonly steps: number },
): SimulatedWorld {
  const { domains, targets } = law;
  checkNumbers("lawWorld: start_k", start_k, targets);
  wholeNumber("lawWorld: steps", steps, 1, Number.MAX_SAFE_INTEGER, "≥ 1");
  const next = law.segments ? bySegments(law, steps) : byLosses(law, start_k, steps);
  return {
    domains,
    targets,
    start_k,
    after(shares_m, now) {
      const losses_k = next(shares_m, now), i = losses_k.findIndex((loss) => !Number.isFinite(loss));
      if (i < 0) return losses_k;
      throw outOfRange(
        `lawWorld: the law ${law.law} predicts the loss ${losses_k[i]} of ${targets[i]} after update ${
          now.step + 1
        }; ` +
          "wanted a finite one: a share of 0 may be the cause, which expected: true avoids",
      );
    },
  };
}

type After = (shares_m: ArrayLike<number>, now: WorldState) => Float64Array;

function byLosses(law: FittedLaw, start_k: readonly number[], steps: number): After {
  return (shares_m, { step, given_m }) => {
    const t = step + 1, sums_m = Float64Array.from(shares_m, (p, j) => given_m[j] + p);
    const predicted_k = law.predict(normalise(sums_m)), part = Math.log1p(t) / Math.log1p(steps);
    return t >= steps ? predicted_k : predicted_k.map((loss, i) => start_k[i] + (loss - start_k[i]) * part);
  };
}

function bySegments(law: FittedLaw, steps: number): After {
  const ratio = law.law === "log-ratio";
  return (shares_m, { losses_k }) =>
    law.predict(shares_m, { startLosses: losses_k }).map((end, i) =>
      ratio ? losses_k[i] * Math.pow(end / losses_k[i], 1 / steps) : losses_k[i] + (end - losses_k[i]) / steps
    );
}
