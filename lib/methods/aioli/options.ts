import { BATCHES } from "../batches_option.ts";
import type { OptionTable, Presets } from "../options.ts";

/** Options of the rule: Algorithms 1 and 2 of the paper, and the ablations. Names as the repository's flags have them. */
export const RULE_OPTIONS = {
  lpRounds: {
    kind: "number",
    whole: true,
    least: 1,
    value: "K",
    help: "visits of each proxy mixture in an estimation (default 4, fewer where a round is short)",
  },
  lpSteps: {
    kind: "number",
    whole: true,
    least: 1,
    value: "N",
    help: "steps of a visit (default 4 for two domains, else 6, fewer where estimation would pass 0.288 of a round)",
  },
  oneHotFactor: {
    kind: "number",
    above: 0,
    most: 1,
    value: "F",
    help: "share of a proxy mixture's own domain, above 1/m (default 0.625 for two domains, 0.5 for three, else 0.75)",
  },
  updateSteps: {
    kind: "number",
    whole: true,
    least: 1,
    value: "N",
    help: "steps of a round, estimation included; they divide the steps (default: near 250, or a quarter of the steps)",
  },
  eta: {
    kind: "number",
    above: 0,
    value: "X",
    help: "step size of the exponentiated gradient (default 0.2 for two domains, else 0.1)",
  },
  ema: {
    kind: "number",
    least: 0,
    most: 0.999999,
    value: "W",
    help: "weight of the old mean where the estimates of all rounds are averaged; 0: no memory (default: no mean)",
  },
  normalizeA: {
    kind: "flag",
    default: true,
    help: "shift the estimate so that none is negative and divide by its sum",
  },
  recursive: {
    kind: "flag",
    help: "tilt the last mixture, or begin from equal shares in each round (preset repo: begins anew with --ema)",
  },
  realised: { kind: "flag", default: true, help: "solve with the mixtures of the rows trained, not those asked for" },
  order: {
    kind: "choice",
    choices: ["intervals", "sweeps"],
    default: "intervals",
    help: "visits shuffled all together, or sweep by sweep",
  },
  diagonal: { kind: "flag", default: false, help: "ablation: keep only what a domain does for itself" },
  static: { kind: "flag", default: false, help: "ablation: a single round, one estimation" },
  batches: { ...BATCHES, help: "how batches outside of estimation are made up" },
} as const satisfies OptionTable;

const REPO = { order: "sweeps", realised: false } as const;
const LAUNCHER = { ...REPO, updateSteps: 250, lpRounds: 4 } as const;

/**
 * What the presets change. `paper` smooths A with `ema` and still tilts the last mixture; `repo` begins from equal shares
 * in each round where `ema` is given, as the repository does. The launchers are the repository's published configurations
 * of two, three and seven domains; that of seven names a prior of 0 steps there, which never ends, so it has none here.
 */
export const PRESETS = {
  paper: { recursive: true },
  repo: REPO,
  "launcher-2": { ...LAUNCHER, eta: 0.2, ema: 0.1, oneHotFactor: 0.625, lpSteps: 4 },
  "launcher-3": { ...LAUNCHER, eta: 0.1, ema: 0.5, oneHotFactor: 0.5, lpSteps: 6 },
  "launcher-7": { ...REPO, eta: 1, ema: 0.1, oneHotFactor: 0.75, updateSteps: 200, lpRounds: 2, lpSteps: 10 },
  static: { recursive: true, static: true },
  diagonal: { recursive: true, diagonal: true },
} as const satisfies Presets;
