import { doremiMethod } from "../../lib/methods/doremi.ts";
import type { OptionValues } from "../../lib/methods/options.ts";
import { runMethod } from "../../lib/methods/run_method.ts";
import { simulatedRuns } from "../../lib/methods/simulated/runs.ts";
import type { SimulatedWorld } from "../../lib/methods/simulated/world.ts";
import { weightsOfRounds } from "./weights_of_rounds.ts";
import type { WeightsOverSteps } from "./weights_over_steps.ts";

/**
 * One form of DoReMi on a planted world: synthetic.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { transferWorld } from "@mixlab/mixlab";
 * import { type FormOnWorld, formOnWorld } from "@mixlab/mixlab/analysis";
 *
 * const world = transferWorld({ domains: ["a", "b"], graph_mk: [[0.01, 0], [0, 0.02]], start_k: [5, 5] });
 * const found: FormOnWorld = await formOnWorld(world, { preset: "repo" }, { steps: 100, seeds: [0, 1] });
 * equal(found.proxies.length, 2);
 * ```
 */
export interface FormOnWorld {
  /** The proxies' weights, by seed. */
  readonly proxies: readonly WeightsOverSteps[];
  /** Losses of the main runs at the end, by seed: k nats per token. */
  readonly ends: readonly (readonly number[])[];
}

/**
 * Runs DoReMi, reference, proxy and main run, on a planted world: a form of the method (a preset, or options) under several
 * seeds. A second or less; nothing is trained, and what comes of it is synthetic.
 *
 * @param world the planted law.
 * @param options of the method `doremi`: `{ preset: "repo" }`.
 * @param setting `steps` of each run, `seeds`, rows a batch (default 8), and the noise of a token's loss (default 0).
 * @throws {TypeError | RangeError} when an option or the setting is not right.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { transferWorld } from "@mixlab/mixlab";
 * import { formOnWorld } from "@mixlab/mixlab/analysis";
 *
 * // Two domains that learn alike: what is left of DoReMi is the noise of its batches.
 * const world = transferWorld({ domains: ["a", "b"], graph_mk: [[0.01, 0], [0, 0.01]], start_k: [5, 5] });
 * const { proxies: [{ averages }] } = await formOnWorld(world, { batches: "exact" }, { steps: 100, seeds: [0] });
 * ok(Math.abs(averages.at(-1)![0] - 0.5) < 1e-9);
 * ```
 */
export async function formOnWorld(
  world: SimulatedWorld,
  options: OptionValues,
  setting: {
    readonly steps: number;
    readonly seeds: readonly number[];
    readonly batch?: number;
    readonly noise?: number;
  },
): Promise<FormOnWorld> {
  const { steps, seeds, batch = 8, noise = 0 } = setting, { domains, targets } = world, context = 64;
  const proxies: WeightsOverSteps[] = [], ends: number[][] = [];
  for (const seed of seeds) {
    const about = {
      ...{ domains, targets, steps, batch, context, seed, budget: "final" as const },
      ...{ valRows: targets.map(() => 100), trainTokens: domains.map(() => 1e9) },
    };
    const runs = simulatedRuns(world, { batch, context, noise });
    const { preparation, final } = await runMethod(doremiMethod, options, about, runs);
    const proxy = preparation.find(({ name }) => name.startsWith("proxy/"))!;
    proxies.push(weightsOfRounds({ run: proxy.name, seed }, domains, proxy.rounds));
    ends.push([...final.val]);
  }
  return { proxies, ends };
}
