/**
 * LearnParams: Aioli's estimate of the effects A on the run itself. m domains, k targets.
 *
 *     evaluate; then, for each of lpRounds · m visits in random order: lpSteps steps on proxy mixture j, evaluate
 *     β_ij = mean over the visits of j of the drop of loss i;   solve W A_i = β_i for each target i
 *
 * A_ij is in nats per token and visit: what lpSteps steps on domain j alone would take off the loss of target i. The steps
 * are steps of the run like any other. Batches are exact, so that W can be what was trained: `realised` takes the shares of
 * the rows, without it W has the mixtures that were asked for. What exact batches owe is carried from visit to visit, so
 * that with few rows the mixtures of a round may come out dependent; W then is what was asked for, and `apart` is false.
 *
 * Source: arXiv 2411.05735, algorithm 2.
 *
 * @module
 */
import { pivotedQR } from "../../numerics/qr.ts";
import { svd } from "../../numerics/svd.ts";
import { matrix } from "../../numerics/matrix.ts";
import type { Random } from "../../numerics/random.ts";
import { smoothedOneHots } from "../../mixture/smoothed_one_hots.ts";
import { type Acting, evaluate, train } from "../actions.ts";
import type { AioliSettings } from "./settings.ts";
import { smoothedEffects } from "./smoothed_effects.ts";
import { solveEffects } from "./solve_effects.ts";
import { visitOrder } from "./visit_order.ts";

/** What an estimation found. */
export interface LearntParams {
  /** Losses of the targets before it (k). */
  readonly losses_k: Float64Array;
  /** Effects (k rows of m), nats per token and visit. */
  readonly A_km: number[][];
  /** The mixtures that it was solved with (m rows of m). */
  readonly W_mm: number[][];
  /** Amplification of noise by the solve: 1 over the least singular value of W, which is 1/(f − g) for W as asked for. */
  readonly gain: number;
  /** Whether the rows told the mixtures apart, where W was to be made of them. */
  readonly apart: boolean;
  /** Updates made. */
  readonly steps: number;
  /** Tokens trained on. */
  readonly tokens: number;
  /** Passes over the val split. */
  readonly evaluations: number;
}

/** Makes one estimation. */
export function* learnParams(
  settings: Pick<AioliSettings, "m" | "f" | "lpRounds" | "lpSteps" | "realised" | "order" | "diagonal">,
  rng: Random,
): Acting<LearntParams> {
  const { m, f, lpRounds, lpSteps, realised, order, diagonal } = settings;
  const proxies = smoothedOneHots(m, f), rows_mm = proxies.map(() => new Float64Array(m));
  const losses_k = yield* finiteLosses();
  const drops_km = Array.from(losses_k, () => new Array<number>(m).fill(0));
  let before_k = losses_k, steps = 0, tokens = 0, evaluations = 1;
  for (const j of visitOrder(m, lpRounds, order, rng)) {
    const report = yield* train(proxies[j], lpSteps, { batches: "exact" });
    report.rows.forEach((rows, l) => rows_mm[j][l] += rows);
    steps += report.steps;
    tokens += report.tokens;
    const after_k = yield* finiteLosses();
    evaluations++;
    after_k.forEach((loss, i) => drops_km[i][j] += before_k[i] - loss);
    before_k = after_k;
  }
  const beta_km = drops_km.map((row) => row.map((drop) => drop / lpRounds));
  const rowShares_mm = rows_mm.map(sharesOf), apart = !realised || tellApart(rowShares_mm, diagonal !== undefined);
  const W_mm = realised && apart ? rowShares_mm : proxies.map((p_m) => Array.from(p_m));
  const A_km = diagonal !== undefined
    ? beta_km.map((row, i) => row.map((drop, j) => j === diagonal[i] ? drop / W_mm[j][j] : 0))
    : realised && apart
    ? solveEffects(beta_km, W_mm)
    : smoothedEffects(beta_km, f);
  const s = svd(matrix(m, m, W_mm.flat())).s;
  return { losses_k, A_km, W_mm, gain: 1 / s[m - 1], apart, steps, tokens, evaluations };
}

/** An evaluation; a loss that is no number would make shares that are none. */
function* finiteLosses(): Acting<Float64Array> {
  const losses_k = yield* evaluate("val");
  if (losses_k.every(Number.isFinite)) return losses_k;
  throw new Error(`aioli: training has diverged: the losses are ${losses_k.join(", ")}; lower the learning rate`);
}

/** Whether effects follow from what was trained; from the diagonal alone, where every mixture had rows of its own domain. */
function tellApart(W_mm: readonly (readonly number[])[], diagonal: boolean): boolean {
  if (diagonal) return W_mm.every((row, j) => row[j] > 0);
  return pivotedQR(matrix(W_mm.length, W_mm.length, W_mm.flat())).rank === W_mm.length;
}

function sharesOf(rows_m: Float64Array): number[] {
  const all = rows_m.reduce((sum, rows) => sum + rows, 0);
  return Array.from(rows_m, (rows) => rows / all);
}
