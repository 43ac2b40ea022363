/**
 * What a method believes of A when its run is broken off, out of what its rounds told:
 *
 *     Aioli     the mean of Ā over rounds              (normalise_effects.ts; `last` counts the last alone)
 *     DoGE      the mean of γ ⟨g_i, g_j⟩ / norm over updates
 *     DoReMi    the mean of the excess losses on the diagonal
 *     Skill-It  diag(L at the break) Gᵀ                what training on domain j teaches target i, by the loss that is left
 *
 * Source: Aioli (arXiv 2411.05735, section 4.2 and table 1; notebooks `*_{aioli,doge,doremi,skillit}_parameters`). Of
 * Aioli's rounds `2_measurements` averages all, as here by default, and `3_measurements` the last four. Rows are targets throughout; the repository's matrix of DoGE has domains as rows and is not transposed there. Estimates have
 * units of their own: only column sums in proportion to each other are compared.
 *
 * @module
 */
import { got, outOfRange } from "../../lib/errors.ts";
import { normaliseEffects } from "../../lib/methods/aioli/normalise_effects.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";

/**
 * A round as far as it is needed here.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { EffectRound } from "@mixlab/mixlab/analysis";
 *
 * const round: EffectRound = { step: 0, steps: 250, A: [[0.2, 0.1], [0, 0.3]] };
 * equal(round.A.length, 2);
 * ```
 */
export interface EffectRound extends Pick<RoundRecord, "step" | "steps"> {
  /** Estimated effects (k rows of m). */
  readonly A: NonNullable<RoundRecord["A"]>;
}

/**
 * A method's run up to the break: what it estimated.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { EffectTrajectory } from "@mixlab/mixlab/analysis";
 *
 * const run: EffectTrajectory = { method: "doremi", rounds: [{ step: 0, steps: 100, A: [[0.2, 0], [0, 0.1]] }] };
 * equal(run.graph, undefined);
 * ```
 */
export interface EffectTrajectory {
  /** The method. */
  readonly method: string;
  /** Its rounds up to the break, in order. */
  readonly rounds: readonly EffectRound[];
  /** Skill-It's graph: a row for each domain trained on, a column for each target (m rows of k). */
  readonly graph?: readonly (readonly number[])[];
}

/**
 * The mean of the rounds' effects, each weighed by its updates.
 *
 * @param options.last only rounds that end in the last so many updates before the break. Default: all.
 * @param options.normalise whether each round is normalised first, as Aioli does before it acts upon it. Default: no.
 * @throws {RangeError} when there is no round, or none ends so late.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { meanRoundEffects } from "@mixlab/mixlab/analysis";
 *
 * const rounds = [{ step: 0, steps: 100, A: [[1, 0], [0, 1]] }, { step: 100, steps: 300, A: [[2, 0], [0, 5]] }];
 * deepEqual(meanRoundEffects(rounds), [[1.75, 0], [0, 4]]);
 * deepEqual(meanRoundEffects(rounds, { last: 300 }), [[2, 0], [0, 5]]);
 * ```
 */
export function meanRoundEffects(
  rounds: readonly EffectRound[],
  { last = Infinity, normalise = false }: { readonly last?: number; readonly normalise?: boolean } = {},
): number[][] {
  if (rounds.length === 0) throw outOfRange("meanRoundEffects: rounds: wanted at least one, got none");
  const end = Math.max(...rounds.map(({ step, steps }) => step + steps));
  const counted = rounds.filter(({ step, steps }) => step + steps > end - last);
  if (counted.length === 0) throw outOfRange(`meanRoundEffects: last: wanted updates above 0, got ${got(last)}`);
  const total = counted.reduce((sum, { steps }) => sum + steps, 0);
  const found = counted.map(({ A, steps }) => ({ A: normalise ? normaliseEffects(A).A_km : A, part: steps / total }));
  return found[0].A.map((row, i) => row.map((_, j) => found.reduce((sum, { A, part }) => sum + part * A[i][j], 0)));
}

/**
 * Skill-It's belief, A = diag(L) Gᵀ.
 *
 * @param graph_mk what part of each target's loss training on a domain takes away: a row for each domain, a column for each
 * target.
 * @param losses_k the losses that are left (k), nats per token.
 * @returns effects (k rows of m).
 * @throws {RangeError} when a row of the graph has not a number for each target.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { skillItEffects } from "@mixlab/mixlab/analysis";
 *
 * deepEqual(skillItEffects([[0.5, 0.25], [0, 0.5]], [2, 4]), [[1, 0], [1, 2]]);
 * ```
 */
export function skillItEffects(
  graph_mk: readonly (readonly number[])[],
  losses_k: ArrayLike<number>,
): number[][] {
  const bad = graph_mk.findIndex((row) => row.length !== losses_k.length);
  if (bad >= 0) {
    throw outOfRange(
      `skillItEffects: graph_mk: row ${bad + 1}: wanted ${losses_k.length} numbers, one a target, got ${
        graph_mk[bad].length
      }`,
    );
  }
  return Array.from(losses_k, (loss, i) => graph_mk.map((row) => loss * row[i]));
}

/**
 * What a method believed when its run was broken off.
 *
 * @param losses_k losses at the break (k), nats per token: Skill-It's estimate depends on them.
 * @param options.last as in {@link meanRoundEffects}; Skill-It has no use for it.
 * @returns effects in the method's own unit (k rows of m): positive numbers lower the loss.
 * @throws {RangeError} when there is no round, Skill-It's graph is missing, or sizes do not fit.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { believedEffects } from "@mixlab/mixlab/analysis";
 *
 * const rounds = [{ step: 0, steps: 250, A: [[3, 1], [0, 4]] }];
 * deepEqual(believedEffects({ method: "doge", rounds }, [3, 3]), [[3, 1], [0, 4]]);
 * deepEqual(believedEffects({ method: "aioli", rounds }, [3, 3]), [[0.375, 0.125], [0, 0.5]]); // Ā sums to 1
 * ```
 */
export function believedEffects(
  { method, rounds, graph }: EffectTrajectory,
  losses_k: ArrayLike<number>,
  options: { readonly last?: number } = {},
): number[][] {
  if (method !== "skill-it") return meanRoundEffects(rounds, { ...options, normalise: method === "aioli" });
  if (graph === undefined) throw outOfRange("skill-it: graph: wanted that of its trajectory, got none");
  return skillItEffects(graph, losses_k);
}
