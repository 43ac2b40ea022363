/**
 * Scores of the domains in a batch. With x_n = ℓ_n − ℓ_n^ref the excess loss of target n, over the targets that count:
 *
 *     λ_i = 1/N_i Σ_{n in i} max(x_n, 0)        clipped token by token
 *     λ_i = max(1/N_i Σ_{n in i} x_n, 0)        clipped after the mean
 *
 * N_i is the number of targets of domain i that count, or the positions of its rows, or 1. Source: DoReMi (arXiv
 * 2305.10429, algorithm 1). m domains, B rows, T positions a row.
 *
 * @module
 */
import { wrongKind } from "../../errors.ts";
import type { TokenBatch } from "../learner.ts";
import type { DoremiOptions } from "./options.ts";

/** What scores are taken from: a {@link TokenBatch}, or numbers of more digits. */
export interface ExcessBatch extends Pick<TokenBatch, "context" | "domains_B" | "mask_BT"> {
  readonly losses_BT: ArrayLike<number>;
  readonly reference_BT?: ArrayLike<number>;
}

/** Scores of a batch. */
export interface BatchScores {
  /** λ; 0 for a domain without targets. */
  readonly scores_m: readonly number[];
  /** Targets of each domain that count; 0: the batch lacks the domain. */
  readonly targets_m: readonly number[];
  /** What the sums were divided by, N_i. */
  readonly over_m: readonly number[];
}

/**
 * Takes the scores.
 *
 * @throws {TypeError} when there are no losses of a reference.
 */
export function batchScores(
  batch: ExcessBatch,
  m: number,
  { clipExcess, scoreOver }: Pick<DoremiOptions, "clipExcess" | "scoreOver">,
): BatchScores {
  const { context: T, domains_B, losses_BT, reference_BT, mask_BT } = batch, B = domains_B.length;
  if (reference_BT === undefined) {
    throw wrongKind("doremi: wanted a learner with a reference, whose losses are subtracted, got one without");
  }
  const sums_m = new Float64Array(m), targets_m = new Array<number>(m).fill(0), positions_m = new Float64Array(m);
  for (let b = 0; b < B; b++) {
    const i = domains_B[b];
    positions_m[i] += T;
    for (let n = b * T; n < (b + 1) * T; n++) {
      if (mask_BT !== undefined && mask_BT[n] === 0) continue;
      const excess = losses_BT[n] - reference_BT[n];
      sums_m[i] += clipExcess === "token" ? Math.max(excess, 0) : excess;
      targets_m[i]++;
    }
  }
  const over_m = targets_m.map((n, i) => scoreOver === "tokens" ? n : scoreOver === "positions" ? positions_m[i] : 1);
  const scores_m = over_m.map((over, i) => {
    const score = targets_m[i] > 0 ? sums_m[i] / over : 0;
    return clipExcess === "domain" ? Math.max(score, 0) : score;
  });
  return { scores_m, targets_m, over_m };
}
