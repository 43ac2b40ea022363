/** Tables of runs of planted learners, as sweeps of trainings would leave them. */
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import type { SimulatedWorld } from "../../lib/methods/simulated/world.ts";
import { random } from "../../lib/numerics/random.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";

/** Mixtures of m domains. */
export function mixtures(count: number, m: number, seed: number): number[][] {
  const rng = random(seed);
  return Array.from({ length: count }, () => Array.from(dirichlet(rng, new Array(m).fill(1.2))));
}

const columns = (prefix: string, names: readonly string[]) => names.map((name) => `${prefix}:${name}`);

/** Trains each mixture with each seed on a planted learner whose evaluations have noise. */
export async function staticRuns(
  world: SimulatedWorld,
  { shares, seeds, steps, noise }: {
    readonly shares: readonly (readonly number[])[];
    readonly seeds: readonly number[];
    readonly steps: number;
    readonly noise: number;
  },
): Promise<RunTable> {
  const head = [
    "run",
    "seed",
    "step",
    "synthetic",
    ...columns("share", world.domains),
    ...columns("loss", world.targets),
  ];
  const lines = [head.join()];
  for (const seed of seeds) {
    for (const [n, p] of shares.entries()) {
      // noise goes with seed and step: a learner a run
      const learner = simulatedLearner(world, { seed: 1000 * seed + n, expected: true, noise });
      await learner.train(p, steps);
      lines.push([n, seed, steps, true, ...p, ...await learner.evaluate("val")].join());
    }
  }
  return parseTable(lines.join("\n"));
}

/** Continues parents, each trained on a mixture, on other mixtures. */
export async function segmentRuns(
  world: SimulatedWorld,
  { parents, children, breakAt, length, noise, seed = 0 }: {
    readonly parents: readonly (readonly number[])[];
    readonly children: readonly (readonly number[])[];
    readonly breakAt: number;
    readonly length: number;
    readonly noise: number;
    readonly seed?: number;
  },
): Promise<RunTable> {
  const { domains, targets } = world;
  const lines = [
    [
      ...[
        "run",
        "step",
        "parent",
        "start_step",
        "synthetic",
        ...columns("share", domains),
        ...columns("loss", targets),
      ],
      ...columns("loss_start", targets),
    ].join(),
  ];
  for (const [a, parent] of parents.entries()) {
    const at = simulatedLearner(world, { seed, expected: true, noise });
    const before = await at.evaluate("val");
    await at.train(parent, breakAt);
    const start = await at.evaluate("val");
    lines.push([`p${a}`, breakAt, "", 0, true, ...parent, ...start, ...before].join());
    for (const [c, child] of children.entries()) {
      const learner = simulatedLearner(world, { seed: 1 + seed + 1000 * a + c, expected: true, noise });
      await learner.train(parent, breakAt);
      await learner.train(child, length);
      const after = await learner.evaluate("val");
      lines.push([`p${a}>${c}`, breakAt + length, `p${a}`, breakAt, true, ...child, ...after, ...start].join());
    }
  }
  return parseTable(lines.join("\n"));
}
