/** Trajectories and children on planted learners: synthetic losses throughout. */
import type { EffectTrajectory } from "../../analysis/method_effects/believed_effects.ts";
import { drive } from "../../lib/methods/drive.ts";
import type { OptionValues } from "../../lib/methods/options.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";
import { ruleNamed } from "../../lib/methods/rules.ts";
import { type SimulatedLearner, simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import type { SimulatedOptions } from "../../lib/methods/simulated/options.ts";
import type { SimulatedWorld } from "../../lib/methods/simulated/world.ts";
import { matrix } from "../../lib/numerics/matrix.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";

/** Mixtures that lie over the whole simplex of three domains, or of two. */
export function spread(m: number): number[][] {
  if (m === 2) return [0.1, 0.3, 0.5, 0.6, 0.8, 0.95].map((p) => [p, 1 - p]);
  const rows = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.4, 0.2, 0.4]];
  return [...rows, [0.34, 0.33, 0.33], [0.6, 0.25, 0.15], [0.05, 0.45, 0.5]];
}

/** A method's rule on a planted learner until its end, as a trajectory, and the learner. */
export async function trajectory(
  method: string,
  world: SimulatedWorld,
  options: OptionValues,
  { steps = 100, ...learning }: Partial<SimulatedOptions> & { readonly steps?: number } = {},
): Promise<{ readonly found: EffectTrajectory; readonly learner: SimulatedLearner }> {
  const { domains, targets } = world, seed = learning.seed ?? 0;
  const learner = simulatedLearner(world, { seed, ...learning });
  const context = { ...learner, domains, targets, steps, seed, valRows: targets.map(() => 9) };
  const rule = ruleNamed(method), rounds: RoundRecord[] = [];
  rule.check(options, context);
  await drive(rule.run(options, context), learner, { onRound: (record) => rounds.push(record) });
  const told = rounds.map(({ step, steps, A }) => ({ step, steps, A: A! }));
  const graph = options.graph as number[][] | undefined;
  return { found: { method, rounds: told, ...(graph && { graph }) }, learner };
}

/** Children of a learner: the planted law alone, with the learner's noise in evaluations. */
export async function childrenOf(
  parent: SimulatedLearner,
  world: SimulatedWorld,
  { steps = 1, labels = {}, ...learning }: Partial<SimulatedOptions> & {
    readonly steps?: number;
    readonly labels?: Readonly<Record<string, string>>;
  } = {},
): Promise<RunTable> {
  const { domains, targets } = world, m = domains.length, k = targets.length, shares = spread(m), N = shares.length;
  const seed = learning.seed ?? 0, start = await parent.evaluate("val"), losses = matrix(N, k);
  for (const [n, shares_m] of shares.entries()) {
    const child = simulatedLearner(world, { seed, ...learning, expected: true });
    child.restore(parent.state());
    await child.train(shares_m, steps);
    // An evaluation tells the same noise at the same step: another learner's draws tell each child apart.
    const noisy = simulatedLearner(world, { ...learning, seed: seed + 1000 + n });
    noisy.restore({ ...child.state(), seed: seed + 1000 + n });
    losses.data.set(await noisy.evaluate("val"), n * k);
  }
  return {
    ...{ source: "planted", domains, targets, losses, notes: [], largestCorrection: 0, synthetic: true },
    shares: { rows: N, columns: m, data: Float64Array.from(shares.flat()) },
    startLosses: { rows: N, columns: k, data: Float64Array.from(shares.flatMap(() => [...start])) },
    runs: shares.map((_, n) => ({
      ...{ id: `p>${n}`, seed, parent: "p", startStep: parent.step, step: parent.step + steps },
      labels: { segment: "child", ...labels },
    })),
  };
}
