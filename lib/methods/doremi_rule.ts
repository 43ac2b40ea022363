/**
 * The rule of DoReMi's proxy run. In each batch, with x = ℓ − ℓ^ref the excess of each token's loss over the reference's:
 *
 *     λ_i = mean over the tokens of domain i of max(x, 0)
 *     α'  ∝ α exp(η λ),    α ← (1 − c) α' + c / m
 *     θ   ← an update on Σ_i α_i mean_i(ℓ)
 *
 * and at the end ᾱ = mean of α_1 … α_N. Batches are drawn in even shares throughout; the weights act upon the loss.
 * Source: DoReMi (arXiv 2305.10429, algorithm 1). α_0 is the shares of the batches; η = 1, c = 1e-3. The paper leaves
 * open what a domain scores that a batch lacks: here 0.
 *
 * Presets beside `paper`:
 * - `repo` (sangmichaelxie/doremi): the loss is the self-normalised mean over all tokens with weights ∝ α / s; α_0
 *   counts in the average; an absent domain keeps its last score, which starts at ln 50277. **It imitates a hazard:** a
 *   domain that the first batch lacks takes nearly all of the weight at once (0.998 of 22 domains) and keeps it until
 *   other scores have made up for it. Not imitated: data-parallel copies that lag a step behind, stale weights under
 *   accumulation.
 * - `nanotron` (huggingface/nanotron): scores are divided by rows × length, padding included, and the loss is Σ α_i λ_i,
 *   so that tokens where the proxy beats the reference give no gradient.
 * - `doge` (DoReMi in Olivia-fsm/DoGE): the excess is clipped after the mean over a domain; η = 0.1, c = 0; an absent
 *   domain keeps its last score (from 0). There each domain's gradient is clipped by itself; a learner that weighs
 *   tokens has one gradient, clipped once by the optimiser.
 * - `aioli` (DoReMi in HazyResearch/aioli): as `doge` with η = 0.01 (its `mu`), c = 1e-3, scores from 1e-6. Its fault,
 *   that accumulation keeps only the last micro-batch and halves its losses, is not imitated; nor is its clipping of the
 *   gradient after each domain that is added.
 *
 * Rounds are logged every `roundEvery` updates: `mixture` is ᾱ so far, `weights` α, `A` has λ on the diagonal (a domain
 * is thought to act upon itself alone), `losses` are those of the round's batches.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { type Batches, logRound, trainReweighed } from "./actions.ts";
import { batchLosses } from "./batch_losses.ts";
import { DOREMI_OPTIONS, DOREMI_PRESETS, type DoremiOptions } from "./doremi/options.ts";
import { startProxy, updateProxy } from "./doremi/proxy_state.ts";
import { type OptionValues, resolveOptions } from "./options.ts";
import { byName } from "./round_record.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { sharesOption } from "./shares_option.ts";

/** The rule. Options: `DOREMI_OPTIONS`, and `preset`. */
export const doremiRule: Rule = {
  name: "doremi",
  check: (options, context) => void resolve(options, context),
  *run(options, context) {
    const { domains, targets, steps } = context, { sampling_m, batches, every, ...update } = resolve(options, context);
    let state = startProxy(sampling_m, update);
    for (let done = 0, round = 0; done < steps; round++) {
      const { report, state: next } = yield* trainReweighed({
        ...{ shares: sampling_m, steps: Math.min(every, steps - done), batches, state },
        weigh: (before, batch) => updateProxy(before, batch, sampling_m, update),
      });
      state = next;
      yield* logRound({
        ...{ kind: "round", round, step: done, mixture: byName(domains, state.mean) },
        ...{ weights: byName(domains, state.weights), losses: batchLosses(report, domains) },
        A: targets.map((target) => domains.map((domain, j) => domain === target ? state.scores[j] : 0)),
        ...{ steps: report.steps, tokens: report.tokens, estimation: { steps: 0, share: 0 }, evaluations: 0 },
      });
      done += report.steps;
    }
    return { mixture: state.mean, details: { weights: state.weights, scores: state.scores } };
  },
  evaluations: () => 0,
};

function resolve(options: OptionValues, { domains, steps }: RuleContext) {
  const values = resolveOptions("doremi", DOREMI_OPTIONS, DOREMI_PRESETS, options);
  const even = domains.map(() => 1 / domains.length);
  const sampling_m = values.sampling === undefined
    ? Float64Array.from(even)
    : sharesOption("doremi: sampling", values.sampling, domains);
  const never = sampling_m.indexOf(0);
  if (never >= 0) {
    throw outOfRange(
      `doremi: sampling: wanted every share above 0, since what is never drawn has no score, got ` +
        `${domains[never]} 0`,
    );
  }
  return {
    ...values as unknown as DoremiOptions,
    sampling_m,
    batches: values.batches as Batches,
    every: values.roundEvery as number | undefined ?? Math.ceil(steps / 100),
  };
}
