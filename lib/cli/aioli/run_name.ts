/**
 * Names of Aioli's runs, which its folders of results have:
 *
 *     slimpj_pythia-160m_from_scratch_5000_mixture_arxiv_stackexchange_weights_55_static_lr_0.0005_linear_warmup_cosine
 *
 * Weights stand one after the other, so that 1 10 and 11 0 have the same name; no name can tell everything.
 * Source: HazyResearch/aioli, commit a236112, evaluator/evaluator.py.
 *
 * @module
 */
import { basename } from "node:path";
import { got, outOfRange } from "../../errors.ts";
import { pythonFloat } from "../../tables/published/python_float.ts";
import { type AioliMethod, methodOf } from "./method_of.ts";
import type { AioliValues } from "./values.ts";

/** So many characters of the slices' names stay, and of a schedule. */
const SLICES = 50, SCHEDULE = 40;
/** Updates after a resumed run's start that its name does not tell. */
const USUAL_REMAINING = 100;

/** The name of the run that a line asks for. */
export function aioliRunName(values: AioliValues): string {
  const { task_name, max_steps, n_epochs, break_steps, sample_rule, custom_name, lr, lr_scheduler } = values;
  const parts = [
    ...[task_name, basename(values.model_name), ...checkpointPart(values), max_steps],
    ...(break_steps === undefined ? [] : [`break_${break_steps}`]),
    ...resumePart(values),
    ...(n_epochs === 1 ? [] : [`epochs_${n_epochs}`]),
    ...[sample_rule, slicesPart(values), ...weightsPart(values), graphPart(values)],
    ...METHOD_PARTS[methodOf(values)](values),
    ...(lr === 5e-5 ? [] : [`lr_${pythonFloat(lr)}`]),
    ...(lr_scheduler === "linear" ? [] : [lr_scheduler]),
  ];
  const average = values.doge && break_steps !== undefined ? `avg_${values.doge_break_step_average}_steps` : "";
  // What follows the average has no separator before it there, so here neither.
  const head = parts.filter((part) => part !== undefined && part !== "").join("_");
  return `${head}${average || custom_name ? "_" : ""}${average}${custom_name ?? ""}`.replace(/_+$/, "");
}

function checkpointPart({ checkpoint }: AioliValues): string[] {
  return checkpoint === undefined ? [] : [checkpoint === 0 ? "from_scratch" : `checkpoint_${checkpoint}`];
}

function resumePart({ resume_model_path, remaining_steps }: AioliValues): string[] {
  if (resume_model_path === undefined) return [];
  const { weights, step } = resumedFrom(resume_model_path);
  return [`resume_${weights}_${step}${remaining_steps === USUAL_REMAINING ? "" : `_remaining_${remaining_steps}`}`];
}

function slicesPart({ slice_list }: AioliValues): string | undefined {
  if (slice_list?.length === 1 && slice_list[0].includes("txt")) return basename(slice_list[0]);
  return slice_list?.join("_").slice(0, SLICES);
}

function weightsPart({ proportions, proportions_schedule: schedule }: AioliValues): string[] {
  return [
    ...(proportions === undefined ? [] : [`weights_${inARow(proportions)}`]),
    ...(schedule === undefined ? [] : [`weightschedule_${schedule.map(pythonFloat).join("_").slice(0, SCHEDULE)}`]),
  ];
}

function graphPart({ graph_path, slice_list }: AioliValues): string {
  if (graph_path === undefined) return "";
  const stem = basename(graph_path).replace(/\.npy$/, ""), slices = `${slice_list?.join("_") ?? ""}_`;
  const from = stem.indexOf(slices), rest = from < 0 ? stem : stem.slice(from + slices.length);
  return `graph_${rest.split("_seed")[0]}`;
}

const METHOD_PARTS: Readonly<Record<AioliMethod, (values: AioliValues) => (string | undefined)[]>> = {
  skillit: ({ update_steps, eta, skillit_window }) => [
    `greedy_${update_steps}_eta_${number(eta)}_lookback_${skillit_window}`,
  ],
  doge: ({ doge_mu }) => [`doge_trainer_mu_${pythonFloat(doge_mu)}`],
  doremi: ({ doremi_mu }) => [`doremi_trainer_mu_${pythonFloat(doremi_mu)}`],
  aioli: (values) => {
    const { eta, update_steps, lp_rounds, lp_steps, aioli_prior: prior, prior_steps } = values;
    const { one_hot_factor: f, ema, aioli_normalize_A, aioli_diagonal } = values;
    return [
      `aioli_eta_${number(eta)}_update_${update_steps}_rounds_${lp_rounds}_steps_${lp_steps}`,
      `${prior ? `prior_${inARow(prior)}` : ""}${prior_steps ?? ""}`,
      ...(f === 1 ? [] : [`ohf_${pythonFloat(f)}`]),
      ...(ema === undefined ? [] : [`ema_${pythonFloat(ema)}`]),
      ...(aioli_normalize_A ? ["normalized"] : []),
      ...(aioli_diagonal ? ["diagonal"] : []),
    ];
  },
  static: ({ eta }) => ["static", ...(eta === undefined ? [] : [`eta_${pythonFloat(eta)}`])],
};

/** Numbers one after the other: whole ones without a point, others as Python prints them. */
function inARow(numbers: readonly number[]): string {
  return numbers.map((x) => Number.isInteger(x) ? String(x) : pythonFloat(x)).join("");
}

function number(x: number | undefined): string {
  return x === undefined ? "None" : pythonFloat(x);
}

/**
 * What the name of a run that was broken off says: its weights, or its method where it had none of its own, and the step.
 *
 * @throws {RangeError} when the name says neither.
 */
export function resumedFrom(path: string): { readonly weights: string; readonly step: number } {
  const name = basename(path), step = /.*break_(\d+)/.exec(name)?.[1];
  if (step === undefined) {
    throw outOfRange(
      `--resume_model_path: wanted the name of a run that was broken off, with break_<steps> in it, got ${got(name)}`,
    );
  }
  const word = (["doge", "greedy", "aioli", "doremi"] as const).find((one) => name.includes(one));
  if (word !== undefined) return { weights: word === "greedy" ? "skillit" : word, step: Number(step) };
  const weights = /weight(?:s|schedule)_(.+?)_static/.exec(name)?.[1] ??
    (name.includes("_stratified_") ? "stratified" : undefined);
  if (weights !== undefined) return { weights, step: Number(step) };
  throw outOfRange(
    `--resume_model_path: wanted a run's name with its weights, as in _weights_55_static_, got ${got(name)}`,
  );
}
