/**
 * The rule of DoGE's proxy run: in each update the gradients of the single domains are combined with weights that grow
 * with their alignment to the targets' gradient,
 *
 *     W_j = γ ⟨g_j, Σ_i g_i⟩ / (mean_j ‖g_j‖ + 1e-6)  cut to γ [dw_min, dw_max],    w ∝ w exp(W / μ),    g = Σ_j w_j g_j
 *
 * and at the end w̄ = mean of w_1 … w_N. Batches are drawn in even shares throughout. Source: DoGE (Fan et al., arXiv
 * 2310.15393, algorithm 1) with the scales of its repository: γ the learning rate of the update, each gradient clipped to
 * norm 1, [dw_min, dw_max] = [0, 5], μ = 0.01 with a universal target and 0.05 with others. The combined gradient has norm
 * 1 at most and is not clipped again (with `maxGradNorm: 0` the optimiser's clipping acts).
 *
 * Targets: `universal` aligns with all domains alike, `separate` with the sum of a gradient of each target (out of domain:
 * targets that are not trained on), `pooled` with one gradient of val rows drawn from all targets in proportion to the
 * sizes of their val splits. Presets:
 * - `paper`: a universal target is the sum of the batch's own gradients, a domain's own among them. Batches are exact, so
 *   that every domain has a gradient; a batch of fewer rows than domains is refused.
 * - `repo` (Olivia-fsm/DoGE): a universal target is a domain of its own, `mix`, made of all in even parts; here train rows
 *   drawn in even parts, one gradient. There a domain that a batch lacks keeps its last gradient: here only the dot
 *   products of the batch at hand are known, so it scores 0, which exact batches make needless. Not imitated: its test
 *   that should take a domain's own term out and never does; weights by place in an order that is not the names'.
 * - `aioli` (HazyResearch/aioli): pooled, 4 val rows a step (2 there for two domains), multinomial batches, μ = 0.01 (0.1
 *   there for seven domains).
 *
 * Rounds are logged every `roundEvery` updates: `mixture` is w̄ so far, `weights` w, `losses` those of the round's batches.
 * `A` is the round's mean of γ ⟨g_i, g_j⟩ / (mean norm + 1e-6) before cutting, a row each target; one row where several
 * targets have one gradient. `tiltBound` is exp(Σ γ (dw_max − dw_min) / μ) over the round.
 *
 * @module
 */
import { logRound, trainCombined } from "./actions.ts";
import { batchLosses } from "./batch_losses.ts";
import { resolveDoge } from "./doge/resolve.ts";
import { type DogeState, foldDoge, startDoge } from "./doge/state.ts";
import { byName } from "./round_record.ts";
import type { Rule } from "./rule.ts";

/** The rule. Options: `DOGE_OPTIONS`, and `preset`. */
export const dogeRule: Rule = {
  name: "doge",
  check: (options, context) => void resolveDoge(options, context),
  *run(options, context) {
    const { domains, targets, steps } = context;
    const { update, sampling_m, batches, rows, alignedWith, every } = resolveDoge(options, context);
    const { mu, dwMin, dwMax, smoothing, maxGradNorm } = update, aligned = alignedWith?.length ?? 1;
    let state: DogeState = startDoge(sampling_m, aligned);
    for (let done = 0, round = 0; done < steps; round++) {
      const before = state.count;
      const { report, state: next } = yield* trainCombined({
        ...{ shares: sampling_m, steps: Math.min(every, steps - done), batches, ...(rows && { target: rows }) },
        ...(maxGradNorm > 0 && { clip: Infinity }),
        state: { ...state, rates: 0, effects: startDoge(sampling_m, aligned).effects },
        weigh: (from, batch) => foldDoge(from, batch, update),
      });
      state = next;
      const bound = smoothing === 0 ? Math.exp(state.rates * (dwMax - dwMin) / mu) : Infinity;
      const mean_km = state.effects.map((row) => row.map((sum) => sum / (state.count - before)));
      yield* logRound({
        ...{ kind: "round", round, step: done, mixture: byName(domains, state.mean) },
        ...{ weights: byName(domains, state.weights), losses: batchLosses(report, domains) },
        A: alignedWith === undefined ? mean_km : targets.map((target) => mean_km[alignedWith.indexOf(target)]),
        ...{ steps: report.steps, tokens: report.tokens, estimation: { steps: 0, share: 0 }, evaluations: 0 },
        ...(bound < Infinity && { tiltBound: bound }),
      });
      done += report.steps;
    }
    return { mixture: state.mean, details: { weights: state.weights } };
  },
  evaluations: () => 0,
};
