/**
 * A stand-in for the public code's fit where there is no PyTorch: the same law, loss and starts, with Mixlab's own
 * L-BFGS. It is faster than the public code, so a ratio to it says less.
 *
 * @module
 */
import { lbfgs } from "../../lib/numerics/lbfgs.ts";
import type { LbfgsPeerInput, LbfgsPeerOutput } from "./one_target_rows.ts";

/** c + exp(log k + Σ_j t_j p_j) from every start; 50 times 20 iterations at most, as the public code takes them. */
export function inHouseLbfgs({ shares, losses, delta, starts, steps }: LbfgsPeerInput): LbfgsPeerOutput {
  const objective = (x: Float64Array, gradient: Float64Array) => {
    gradient.fill(0);
    const c = Math.exp(x[0]);
    let sum = 0;
    shares.forEach((p, n) => {
      const e = Math.exp(p.reduce((exponent, share, j) => exponent + x[j + 2] * share, x[1]));
      const r = losses[n] - c - e, size = Math.abs(r);
      sum += size <= delta ? r * r / 2 : delta * (size - delta / 2);
      const pull = Math.max(-delta, Math.min(delta, r));
      gradient[0] -= pull * c;
      gradient[1] -= pull * e;
      for (let j = 0; j < p.length; j++) gradient[j + 2] -= pull * e * p[j];
    });
    return sum;
  };
  let best = Infinity;
  const began = performance.now();
  for (const start of starts) {
    const end = lbfgs(objective, start, { history: 10, maxIterations: 20 * steps });
    best = Math.min(best, end.value / losses.length);
  }
  return { seconds: (performance.now() - began) / 1000, huber: best };
}
