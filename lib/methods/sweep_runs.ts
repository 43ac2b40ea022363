/**
 * Runs of a sweep, and the table of what came of them. m domains, k targets, N runs.
 *
 * @module
 */
import { matrix } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";
import type { Json } from "./actions.ts";
import type { MethodSetting } from "./method.ts";
import type { RunOutcome, RunSpec } from "./run_spec.ts";

/** One run a mixture, all from the same seed: they differ by nothing else. */
export function sweepRuns(
  mixtures: readonly (readonly number[])[],
  { steps, seed, batches, learner }: {
    readonly steps: number;
    readonly seed: number;
    readonly batches: Json;
    readonly learner?: RunSpec["learner"];
  },
): readonly RunSpec[] {
  return mixtures.map((shares, n) => ({
    name: `sweep/${n + 1}`,
    role: "preparation",
    rule: { rule: "fixed", options: { shares, batches } },
    steps,
    seed,
    ...(learner && { learner }),
  }));
}

/** The table of mixtures (N × m, as asked for) and losses on val (N × k) that laws are fitted to. */
export function sweepTable(
  owner: string,
  { domains, targets }: Pick<MethodSetting, "domains" | "targets">,
  mixtures: readonly (readonly number[])[],
  losses: readonly (readonly number[])[],
): RunTable {
  const N = mixtures.length, shares = matrix(N, domains.length), measured = matrix(N, targets.length);
  mixtures.forEach((row, n) => shares.data.set(row, n * domains.length));
  losses.forEach((row, n) => measured.data.set(row, n * targets.length));
  return {
    source: `sweep of ${owner}`,
    domains,
    targets,
    shares,
    losses: measured,
    runs: mixtures.map((_, n) => ({ id: `sweep/${n + 1}`, labels: {} })),
    notes: [],
    largestCorrection: 0,
  };
}

/** The sweep as a method's details hold it. */
export function sweepDetails(mixtures: readonly (readonly number[])[], outcomes: readonly RunOutcome[]): Json {
  return outcomes.map(({ name, steps, tokens, val }, n) => ({ run: name, steps, tokens, shares: mixtures[n], val }));
}
