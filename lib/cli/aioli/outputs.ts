/**
 * The files of a run as Aioli leaves them: pickled frames of losses, pickled weights, the stack of Aioli's estimates.
 * Source: HazyResearch/aioli, commit a236112, evaluator/evaluator.py and trainer/*.py. k targets, m domains.
 *
 * @module
 */
import { join } from "node:path";
import { writeWhole } from "../../files/write_whole.ts";
import { normaliseEffects } from "../../methods/aioli/normalise_effects.ts";
import type { CheckpointsDetails } from "../../methods/checkpoints.ts";
import type { RunOutcome } from "../../methods/run_spec.ts";
import { encodeNpy } from "../../tables/encode_npy.ts";
import { writeLossFrame } from "../../tables/loss_frame.ts";
import { writeWeightsPickle } from "../../tables/weights_pickle.ts";
import type { AioliPlan } from "./plan.ts";

/** What of an outcome is written. */
export type Written = Pick<RunOutcome, "val" | "test" | "answer" | "rounds">;

/**
 * Writes the files of a run; gives their paths. `<split>_seed_<s>_checkpoint-<t>.pkl`, and with a method
 * `<split>_seed_<s>_proportions_checkpoint-<t>.pkl`; `seed_<s>_doge_avg_dw.pkl` or `seed_<s>_doremi_avg_dw.pkl` with the
 * mean weights of a proxy that was not broken off; `seed_<s>_aioli_matrices.npy`, rounds × k × m, float64, rows are the
 * targets: normalised estimates with --aioli_normalize_A, raw ones without.
 */
export function writeAioliRun(folder: string, plan: AioliPlan, { val, test, answer, rounds }: Written): string[] {
  const { seed, domains, method, last, broken } = plan, details = answer.details as unknown as CheckpointsDetails;
  const written: string[] = [];
  const write = (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    writeWhole(path, bytes);
    written.push(path);
  };
  const evaluated = (split: "val" | "test", label: number, losses: readonly number[], shares: readonly number[]) => {
    write(`${split}_seed_${seed}_checkpoint-${label}.pkl`, lossFrame(domains, losses));
    if (method === "static") return;
    write(`${split}_seed_${seed}_proportions_checkpoint-${label}.pkl`, writeWeightsPickle(shares));
  };
  for (const { label, after } of plan.checkpoints) {
    const { losses, shares } = details.evaluations.find(({ updates }) => updates === after)!;
    evaluated("val", label, losses, shares);
  }
  evaluated("val", last, val, details.last);
  if (!broken && test !== null) evaluated("test", last, test, details.last);
  if ((method === "doge" || method === "doremi") && !broken) {
    write(`seed_${seed}_${method}_avg_dw.pkl`, writeWeightsPickle(answer.mixture));
  }
  const estimates = method === "aioli" ? rounds.filter(({ estimation }) => estimation.steps > 0) : [];
  if (estimates.length > 0) {
    const options = plan.rule.rule === "phases"
      ? (plan.rule.options.phases as { options: { normalizeA?: boolean } }[]).at(-1)!.options
      : plan.rule.options;
    const stack = estimates.map(({ A }) => options.normalizeA ? normaliseEffects(A!).A_km : A!);
    const shape = [stack.length, domains.length, domains.length];
    write(`seed_${seed}_aioli_matrices.npy`, encodeNpy({ shape, data: stack.flat(2) }));
  }
  return written;
}

/** Writes the losses of a model that was not trained by this call. */
export function writeAioliLosses(
  folder: string,
  { seed, domains, last }: AioliPlan,
  losses: Readonly<Partial<Record<"val" | "test", readonly number[]>>>,
): string[] {
  return Object.entries(losses).map(([split, values]) => {
    const path = join(folder, `${split}_seed_${seed}_checkpoint-${last}.pkl`);
    writeWhole(path, lossFrame(domains, values));
    return path;
  });
}

function lossFrame(domains: readonly string[], losses: readonly number[]): Uint8Array {
  return writeLossFrame(domains.map((domain, i) => [domain, losses[i]] as const));
}
