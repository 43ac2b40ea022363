/**
 * When a run of Aioli's `main.py` is evaluated, and under which number. A label t stands for t + 1 updates in a running
 * run (it is written before the counter moves on), for t updates with Aioli and in the last file of a run.
 * Source: HazyResearch/aioli, commit a236112, trainer/*.py.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import type { AioliMethod } from "./method_of.ts";
import { resumedFrom } from "./run_name.ts";
import type { AioliValues } from "./values.ts";

/** An evaluation on the way. */
export interface CheckpointLabel {
  /** Its number in names of files. */
  readonly label: number;
  /** Updates of this run that come before it. */
  readonly after: number;
}

/** Updates and evaluations of a run. */
export interface CheckpointPlan {
  /** Updates that method and learning rate are laid out for. */
  readonly steps: number;
  /** Updates of this run: fewer where it is broken off, or begins from another. */
  readonly made: number;
  /** Updates of the parent. */
  readonly begun: number;
  readonly checkpoints: readonly CheckpointLabel[];
  /** Number of the last evaluation. */
  readonly last: number;
  /** Whether it is broken off before its end: then it has no test losses. */
  readonly broken: boolean;
}

/**
 * Lays them out.
 *
 * @param run `parts`: micro-batches of an update, which steps and labels count; `m`: domains.
 */
export function planCheckpoints(
  values: AioliValues,
  method: AioliMethod,
  { parts, m }: { readonly parts: number; readonly m: number },
): CheckpointPlan {
  const { max_steps, n_epochs, num_ckpts, break_steps } = values, counted = max_steps * n_epochs;
  if (counted % parts !== 0) {
    throw outOfRange(`--max_steps: wanted a multiple of the ${parts} micro-batches of an update, got ${counted}`);
  }
  if (break_steps !== undefined && break_steps > counted) {
    throw outOfRange(`--break_steps: wanted at most the ${counted} steps of the run, got ${break_steps}`);
  }
  const every = Math.floor(counted / num_ckpts);
  if (every === 0) throw outOfRange(`--num_ckpts: wanted at most the ${counted} steps of the run, got ${num_ckpts}`);
  const { from, end } = stretch(values, method, counted), late = method === "aioli" ? 0 : 1;
  const checkpoints: CheckpointLabel[] = [];
  for (let label = late === 0 ? every : 0; label < end; label += every) {
    if (from > 0 && label <= from || method === "aioli" && isEstimating(values, label, m)) continue;
    checkpoints.push({ label, after: Math.floor((label + late) / parts) - from });
  }
  const steps = counted / parts, made = Math.floor(end / parts) - from;
  if (made < 1) throw outOfRange(`--break_steps: wanted at least the ${parts} micro-batches of an update, got ${end}`);
  return { steps, made, begun: from, checkpoints, last: end, broken: break_steps !== undefined && end < counted };
}

/** Whether Aioli is in the midst of an estimation after so many updates: it is evaluated on the way in main phases alone. */
function isEstimating(values: AioliValues, updates: number, m: number): boolean {
  const { update_steps = 1, lp_rounds, lp_steps, prior_steps = 0, aioli_prior, graph_path } = values;
  const before = aioli_prior !== undefined || graph_path !== undefined ? prior_steps : 0;
  if (updates <= before) return false;
  return (updates - before - 1) % update_steps + 1 <= lp_rounds * lp_steps * m;
}

/** Where the run begins and ends, in counted steps. */
function stretch(values: AioliValues, method: AioliMethod, counted: number): { from: number; end: number } {
  const { resume_model_path: path, remaining_steps: remaining, break_steps } = values;
  if (path === undefined) {
    if (remaining !== undefined) throw outOfRange("--remaining_steps: wanted --resume_model_path beside it, got none");
    return { from: 0, end: break_steps ?? counted };
  }
  if (method !== "static") {
    throw outOfRange(`--resume_model_path: wanted a run of fixed mixture, as there, got --${method}`);
  }
  if (remaining === undefined) throw outOfRange("--remaining_steps: wanted it with --resume_model_path, got none");
  if (break_steps !== undefined) {
    throw outOfRange(
      "--break_steps: a run that goes on from another has --remaining_steps; wanted one of them, got both",
    );
  }
  const from = resumedFrom(path).step;
  return { from, end: from + remaining };
}
