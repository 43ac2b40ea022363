/** Worlds, settings and helpers of the tests of methods. */
import type { Learner } from "../../lib/methods/learner.ts";
import type { MethodSetting } from "../../lib/methods/method.ts";
import type { RuleContext } from "../../lib/methods/rule.ts";
import { transferWorld } from "../../lib/methods/simulated/transfer_world.ts";

/** Three domains that teach each other a little. */
export const DOMAINS = ["web", "code", "books"];

/** A Skill-It-like world on them. */
export const WORLD = transferWorld({
  domains: DOMAINS,
  graph_mk: [[0.02, 0.004, 0.01], [0.001, 0.03, 0], [0.008, 0.002, 0.025]],
  floor_k: [2.5, 1, 3],
  start_k: [8, 7, 9],
});

/** What a rule knows of its run on a learner. */
export function contextOf(learner: Learner, steps: number, seed = 0): RuleContext {
  const { domains, targets, batch, context } = learner;
  return { domains, targets, steps, batch, context, seed, valRows: targets.map(() => 100) };
}

/** A setting in which every method can run. */
export function settingOf(changes: Partial<MethodSetting> = {}): MethodSetting {
  const { domains = DOMAINS, targets = domains } = changes;
  return {
    ...{ domains, targets, steps: 60, batch: 8, context: 16, seed: 0 },
    ...{ valRows: targets.map(() => 100), trainTokens: domains.map(() => 1e6), budget: "final" },
    ...changes,
  };
}
