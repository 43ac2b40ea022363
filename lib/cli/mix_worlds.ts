/**
 * Planted worlds for a first look at a method: numbers drawn from a seed, laid out for the steps of a run. m domains, k
 * targets. In both a domain teaches the target of its own name most, some teach more than others, and some of what is
 * learnt from one domain helps with another: equal shares are not best.
 *
 * @module
 */
import { random } from "../numerics/random.ts";
import { linearWorld } from "../methods/simulated/linear_world.ts";
import { transferWorld } from "../methods/simulated/transfer_world.ts";
import type { SimulatedWorld } from "../methods/simulated/world.ts";

/** Where losses begin, nats per token. */
const START = 5;

/** A planted world. */
export function plantedWorld(
  kind: "linear" | "transfer",
  { domains, targets, steps, seed, startLoss = START }: {
    readonly domains: readonly string[];
    readonly targets: readonly string[];
    readonly steps: number;
    readonly seed: number;
    readonly startLoss?: number | undefined;
  },
): SimulatedWorld {
  const rng = random(seed), start_k = targets.map(() => startLoss);
  const strength_m = domains.map(() => 0.5 + rng.uniform());
  // What a whole run on domain j does for target i, around 1 for its own.
  const effect = (i: number, j: number) => strength_m[j] * (targets[i] === domains[j] ? 1 : 0.3 * rng.uniform());
  const whole_km = targets.map((_, i) => domains.map((_, j) => effect(i, j)));
  if (kind === "linear") {
    // A pure run would lower its own loss by about a third of the start.
    const A_km = whole_km.map((row) => row.map((value) => value * startLoss / 3 / steps));
    return linearWorld({ domains, targets, A_km, start_k });
  }
  // A pure run closes about 1 − exp(−4) of its own gap.
  const graph_mk = domains.map((_, j) => targets.map((_, i) => 1 - Math.exp(-4 * whole_km[i][j] / steps)));
  const floor_k = targets.map(() => startLoss * (0.2 + 0.3 * rng.uniform()));
  return transferWorld({ domains, targets, graph_mk, floor_k, start_k });
}
