/**
 * The flags of Aioli's `main.py` for its methods, one row a flag: what becomes of it here. Where several methods are asked
 * for, the first of Skill-It, DoReMi, DoGE, Aioli is run. Source: HazyResearch/aioli, commit a236112, main.py.
 *
 * @module
 */
import type { Flag } from "./flag.ts";

export const METHOD_FLAGS = {
  skillit: {
    type: "bool",
    here: "Skill-It: rule skill-it, preset aioli",
    otherwise:
      "there losses are in alphabetical order whatever that of the slices, and the sampler begins anew in each " +
      "round; here they are matched by name, and it goes on",
  },
  update_steps: { type: "int", here: "updates of a round of Skill-It and Aioli; must divide the run" },
  eta: { type: "float", here: "step size of Skill-It and Aioli; must be given for them" },
  skillit_window: { ...{ type: "int", default: 3 }, here: "latest evaluations that Skill-It sums" },
  graph_path: {
    type: "str",
    here:
      "Skill-It's graph, a .npy of m rows (trained on) and m columns; ones off the diagonal become 0.5. With --aioli: " +
      "Skill-It steers the first --prior_steps",
    otherwise: ({ aioli, skillit }) =>
      aioli && !skillit ? "there Aioli with a graph fails at its first evaluation; here it runs" : undefined,
  },
  doge: {
    type: "bool",
    here: "DoGE's proxy run: rule doge, preset aioli",
    otherwise: "there the matrices of the last updates before a break are kept; here the rounds have their means",
  },
  doge_mu: { ...{ type: "float", default: 0.01 }, here: "scale of DoGE's scores" },
  doge_val_batch_size: { type: "int", here: "val rows of an update of DoGE; must be given for it" },
  doge_break_step_average: {
    ...{ type: "int", default: 5 },
    here: "part of the run's name alone",
    otherwise:
      "there the matrices of so many updates before a break are kept (one fewer, and their weights turned round); " +
      "here no such matrices are written",
  },
  doremi: {
    type: "bool",
    here: "DoReMi's proxy run: rule doremi, preset aioli",
    otherwise: "there gradients are clipped after each domain that is added; here once an update",
  },
  doremi_reference_model_path: {
    type: "str",
    here: "DoReMi's reference: a folder that --save_model left, a model in Hugging Face's layout, or a run directory",
  },
  doremi_mu: { ...{ type: "float", default: 1 }, here: "step size of DoReMi's weights" },
  gradient_accumulation_steps: {
    ...{ type: "int", default: 1 },
    here: "DoReMi alone: micro-batches of an update; steps, warm-up and labels count micro-batches, as there",
    otherwise: ({ gradient_accumulation_steps: parts, doremi, skillit }) =>
      parts > 1 && doremi && !skillit
        ? "there only the last micro-batch of each update counts, its losses divided; here all of them do"
        : "ignored, here as there: it is for DoReMi alone",
  },
  aioli: {
    type: "bool",
    here: "Aioli: rule aioli, preset repo",
    otherwise:
      "there proxy batches can have other counts than asked for, steps are counted that were not made, and the " +
      "sampler begins anew in each round; here not",
  },
  aioli_normalize_A: { type: "bool", here: "shift the estimate so that none is negative and divide by its sum" },
  aioli_prior: {
    ...{ type: "float", nargs: "+" },
    here: "mixture of the first --prior_steps updates: m numbers ≥ 0",
    otherwise: ({ prior_steps, graph_path }) =>
      prior_steps === 0
        ? "there the prior phase never ends with --prior_steps 0; here there is none"
        : graph_path !== undefined
        ? "with a graph, the prior is tilted by it, as there"
        : undefined,
  },
  prior_steps: { type: "int", here: "updates before Aioli's first round" },
  lp_rounds: { ...{ type: "int", default: 1 }, here: "visits of each proxy mixture in an estimation" },
  lp_steps: { ...{ type: "int", default: 5 }, here: "updates of a visit" },
  one_hot_factor: { ...{ type: "float", default: 1 }, here: "share of a proxy mixture's own domain" },
  ema: {
    type: "float",
    here: "weight of the old mean of estimates; with it the weights begin from ones in every round, as there",
  },
  aioli_diagonal: {
    type: "bool",
    here: "keep only what a domain does for itself",
    otherwise: ({ one_hot_factor }) =>
      one_hot_factor === 1 ? "there it does nothing with --one_hot_factor 1; here it does" : undefined,
  },
  skillit_eta: { type: "float", here: "step size of Skill-It before Aioli" },
  skillit_update_steps: { type: "int", here: "updates of a round of Skill-It before Aioli" },
} as const satisfies Record<string, Flag>;
