/**
 * Dynamic batch loading: every n updates the shares of the batches move towards the domains whose loss is furthest above
 * a target ℓ*.
 *
 *     Δ_i = L_i(val) − ℓ*_i
 *     p'  ∝ p exp(η Δ),    p ← (1 − c) p' + c / m
 *
 * Source: Sheared LLaMA (Xia et al., arXiv 2310.06694, algorithm 1) as its repository, LLM-Shearing, computes it:
 * η = 1, c = 1e-4, and differences below 0 are kept. The paper cuts them to 0: `clipExcess: "domain"`.
 * There is no proxy and no weighted loss. The shares that a run ends with act in its last round; nothing is evaluated
 * after that for the rule's sake.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { type Batches, evaluate, logRound, train } from "./actions.ts";
import { BATCHES } from "./batches_option.ts";
import { doremiWeights } from "./doremi/weights.ts";
import { type OptionTable, type OptionValues, resolveOptions } from "./options.ts";
import { byName } from "./round_record.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { sharesOption } from "./shares_option.ts";

/** Rounds where no length of a round is given. */
const ROUNDS = 10;

const OPTIONS = {
  targetLosses: { kind: "numbers", help: "loss that each domain should reach, nats per token, in their order" },
  shares: { kind: "mixture", help: "shares to begin with (default: even)" },
  updateSteps: {
    kind: "number",
    whole: true,
    least: 1,
    help: "updates between evaluations (default: a tenth of the run)",
  },
  eta: { kind: "number", above: 0, default: 1, help: "step size" },
  smoothing: { kind: "number", least: 0, most: 1, default: 1e-4, help: "part of the even mixture in each update" },
  clipExcess: {
    kind: "choice",
    choices: ["none", "domain"],
    default: "none",
    help: "whether differences below 0 are cut to 0",
  },
  batches: BATCHES,
} as const satisfies OptionTable;

/** The rule. Options: `targetLosses` (m numbers), `shares`, `updateSteps`, `eta`, `smoothing`, `clipExcess`, `batches`. */
export const shearingRule: Rule = {
  name: "shearing",
  check: (options, context) => void resolve(options, context),
  *run(options, context) {
    const { domains, targets, steps } = context;
    const { losses_m, places_m, every, eta, smoothing, clip, batches, ...begun } = resolve(options, context);
    let shares_m: number[] = begun.shares_m, scores_m: number[] | undefined, known: Float64Array | undefined;
    const sum_m = domains.map(() => 0);
    for (let done = 0, round = 0; done < steps; round++) {
      if (round > 0) {
        const losses = known = yield* evaluate("val");
        const above_m = places_m.map((i, j) => losses[i] - losses_m[j]);
        const used_m = scores_m = clip ? above_m.map((above) => Math.max(above, 0)) : above_m;
        shares_m = doremiWeights(shares_m, used_m, { eta, smoothing });
      }
      const report = yield* train(shares_m, Math.min(every, steps - done), { batches });
      shares_m.forEach((share, j) => sum_m[j] += share * report.steps);
      const A = scores_m && targets.map((_, i) => places_m.map((place, j) => place === i ? scores_m![j] : 0));
      yield* logRound({
        ...{ kind: "round", round, step: done, mixture: byName(domains, shares_m) },
        ...(known && { losses: byName(targets, known) }),
        ...(A && { A }),
        ...{ steps: report.steps, tokens: report.tokens, estimation: { steps: 0, share: 0 } },
        evaluations: round > 0 ? 1 : 0,
      });
      done += report.steps;
    }
    return { mixture: sum_m.map((sum) => sum / steps), details: { last: shares_m } };
  },
  evaluations: (options, context) => Math.ceil(context.steps / resolve(options, context).every) - 1,
};

function resolve(options: OptionValues, { domains, targets, steps, valRows }: RuleContext) {
  const values = resolveOptions("shearing", OPTIONS, { paper: {} }, options),
    losses_m = values.targetLosses as number[];
  const places_m = domains.map((domain) => targets.indexOf(domain)), at = places_m.findIndex((i) => !(valRows[i] > 0));
  if (at >= 0) {
    throw outOfRange(
      `shearing: val: it steers by the loss of each domain, and ${domains[at]} has no validation split; ` +
        "wanted one, and the domain among the targets",
    );
  }
  if (losses_m?.length !== domains.length) {
    throw outOfRange(
      `shearing: targetLosses: wanted ${domains.length} losses, one for each of ${domains.join(", ")}, ` +
        `got ${got(losses_m?.length ?? "none")}`,
    );
  }
  const every = values.updateSteps as number | undefined ?? Math.ceil(steps / ROUNDS);
  if (values.updateSteps !== undefined && steps % every !== 0) {
    throw outOfRange(`shearing: updateSteps: wanted a divisor of the ${steps} updates, got ${every}`);
  }
  return {
    losses_m,
    places_m,
    every,
    shares_m: values.shares === undefined
      ? domains.map(() => 1 / domains.length)
      : Array.from(sharesOption("shearing: shares", values.shares, domains)),
    eta: values.eta as number,
    smoothing: values.smoothing as number,
    clip: values.clipExcess === "domain",
    batches: values.batches as Batches,
  };
}
