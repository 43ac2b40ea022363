/**
 * Options of DoReMi's rule, and what the programs that go by its name change of the paper.
 *
 * @module
 */
import { BATCHES } from "../batches_option.ts";
import type { OptionTable, Presets } from "../options.ts";
import { ROUND_EVERY } from "../round_every_option.ts";

/** Tokens of GPT-NeoX's tokenizer, whose logarithm DoReMi's code starts scores at. */
const NEOX_VOCABULARY = 50_277;

/** Options of the rule `doremi`. */
export const DOREMI_OPTIONS = {
  eta: { kind: "number", above: 0, default: 1, help: "step size of the weights" },
  smoothing: { kind: "number", least: 0, most: 1, default: 1e-3, help: "part of the even mixture in each new weight" },
  clipExcess: {
    kind: "choice",
    choices: ["token", "domain", "none"],
    default: "token",
    help: "excess losses below 0 are cut to 0: token by token, after the mean over a domain's tokens, or not",
  },
  scoreOver: {
    kind: "choice",
    choices: ["tokens", "positions", "sum"],
    default: "tokens",
    help: "a domain's excess is divided by its tokens that count, by all positions of its rows, or not",
  },
  objective: {
    kind: "choice",
    choices: ["domain-means", "self-normalised", "clipped-excess"],
    default: "domain-means",
    help:
      "the proxy's loss: weighted means of domains, a weighted mean of all tokens, or the weighted scores themselves",
  },
  absent: {
    kind: "choice",
    choices: ["zero", "last", "skip"],
    default: "zero",
    help: "a domain that a batch lacks: score 0, its last score, or it keeps its weight",
  },
  startScore: { kind: "number", default: 0, help: "last score of a domain before its first batch" },
  averageStart: { kind: "flag", default: false, help: "the weights at the start count in the average" },
  sampling: { kind: "mixture", help: "shares of the proxy's batches, where its weights start too (default: even)" },
  batches: BATCHES,
  roundEvery: ROUND_EVERY,
} as const satisfies OptionTable;

/** Presets of the rule `doremi`. */
export const DOREMI_PRESETS = {
  paper: {},
  repo: { objective: "self-normalised", absent: "last", startScore: Math.log(NEOX_VOCABULARY), averageStart: true },
  nanotron: { scoreOver: "positions", objective: "clipped-excess" },
  doge: { eta: 0.1, smoothing: 0, clipExcess: "domain", absent: "last" },
  aioli: { eta: 0.01, clipExcess: "domain", absent: "last", startScore: 1e-6 },
} as const satisfies Presets;

/** The rule's options with nothing left open that decides an update. */
export interface DoremiOptions {
  readonly eta: number;
  readonly smoothing: number;
  readonly clipExcess: "token" | "domain" | "none";
  readonly scoreOver: "tokens" | "positions" | "sum";
  readonly objective: "domain-means" | "self-normalised" | "clipped-excess";
  readonly absent: "zero" | "last" | "skip";
  readonly startScore: number;
  readonly averageStart: boolean;
}
