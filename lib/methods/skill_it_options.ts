/**
 * Options of Skill-It's rule, and what its presets change.
 *
 * @module
 */
import { BATCHES } from "./batches_option.ts";
import type { OptionTable, Presets } from "./options.ts";

/** Options of the rule `skill-it`, the graph aside; the method has them too. */
export const SKILL_IT_OPTIONS = {
  eta: { kind: "number", above: 0, default: 0.2, help: "step size η" },
  updateSteps: {
    kind: "number",
    least: 1,
    whole: true,
    help: "updates of a round, a divisor of those of the run; default: ten rounds",
  },
  window: { kind: "number", least: 1, whole: true, default: 3, help: "latest evaluations that are summed" },
  checkpoints: {
    kind: "number",
    least: 1,
    whole: true,
    help:
      "evaluations laid out over the run, every floor(steps / checkpoints) updates; default: one at each round's end",
  },
  evaluationOffset: {
    kind: "number",
    least: 0,
    whole: true,
    default: 0,
    help: "with checkpoints every n updates: evaluate after this many, n more, 2n more, …; 0: after n, 2n, …",
  },
  prior: { kind: "mixture", help: "shares that every update starts from (default: even)" },
  initial: { kind: "mixture", help: "shares of the first round; default: those of the graph with all losses 1" },
  averageWindow: { kind: "flag", default: false, help: "the mean of the window's evaluations in place of their sum" },
  normalizeLoss: { kind: "flag", default: false, help: "divide each target's losses by its first evaluation" },
  etaSchedule: { kind: "flag", default: false, help: "η grows as the sum of the losses falls from its first value" },
  halveOnes: { kind: "flag", default: false, help: "ones in the graph between different names become 0.5" },
  dynamicLambda: { kind: "flag", default: false, help: "halve what is above 0 between different names at each update" },
  ignoreLoneNodes: {
    kind: "flag",
    default: false,
    help: "domains that the graph joins to no other keep the share 1/m",
  },
  batches: BATCHES,
} as const satisfies OptionTable;

/** Presets; the first is the default. */
export const SKILL_IT_PRESETS = {
  paper: {},
  repo: { checkpoints: 10, evaluationOffset: 1, halveOnes: true },
  aioli: { checkpoints: 20, evaluationOffset: 1, halveOnes: true },
} as const satisfies Presets;
