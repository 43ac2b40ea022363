/**
 * Options of DoGE's rule.
 *
 * @module
 */
import { BATCHES } from "../batches_option.ts";
import type { OptionTable, Presets } from "../options.ts";
import { ROUND_EVERY } from "../round_every_option.ts";

/** Options of the rule `doge`. */
export const DOGE_OPTIONS = {
  target: {
    kind: "choice",
    choices: ["universal", "separate", "pooled"],
    help: "what gradients are aligned with: all domains alike, a gradient of each target, or one of pooled val rows " +
      "(default: universal where the targets are the domains, else separate)",
  },
  universal: {
    kind: "choice",
    choices: ["batch", "mix"],
    default: "batch",
    help: "a universal target: the sum of the batch's own gradients, or train rows of all domains in even parts",
  },
  targetRows: {
    ...{ kind: "number", whole: true, least: 1 },
    help: "rows a step that stand for the targets (default: as many for each target as a domain has in the batch)",
  },
  targetSplit: { kind: "choice", choices: ["val", "train"], default: "val", help: "split of separate targets" },
  mu: { kind: "number", above: 0, help: "scale of the scores (default: 0.01, with separate targets 0.05)" },
  dwMin: { kind: "number", default: 0, help: "least score, in learning rates" },
  dwMax: { kind: "number", default: 5, help: "largest score, in learning rates" },
  smoothing: { kind: "number", least: 0, most: 1, default: 0, help: "part of the even mixture in each new weight" },
  maxGradNorm: { kind: "number", least: 0, default: 1, help: "largest norm of each single gradient; 0: no limit" },
  sampling: { kind: "mixture", help: "shares of the proxy's batches, where its weights start too (default: even)" },
  batches: { ...BATCHES, default: "exact" },
  roundEvery: ROUND_EVERY,
} as const satisfies OptionTable;

/** Presets of the rule `doge`. */
export const DOGE_PRESETS = {
  paper: {},
  repo: { universal: "mix" },
  aioli: { target: "pooled", targetRows: 4, mu: 0.01, batches: "multinomial" },
} as const satisfies Presets;
