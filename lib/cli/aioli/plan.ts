/**
 * What a line of Aioli's `main.py` asks for, in Mixlab's words: the rule of a run, the settings of its learner, when it is
 * evaluated. Nothing is opened but for the names of the domains and the graph. m domains.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import type { RuleSpec } from "../../methods/rule.ts";
import type { GivenSettings } from "../train_settings.ts";
import { type CheckpointPlan, planCheckpoints } from "./plan_checkpoints.ts";
import { type AioliMethod, methodOf } from "./method_of.ts";
import type { OwnValues } from "./own_flags.ts";
import { ruleOf } from "./rule_of.ts";
import { aioliRunName } from "./run_name.ts";
import { settingsOf } from "./settings_of.ts";
import type { AioliValues } from "./values.ts";

/** A plan. */
export interface AioliPlan extends CheckpointPlan {
  readonly method: AioliMethod;
  /** Name of the run's folder. */
  readonly name: string;
  readonly seed: number;
  /** The m domains, in order. */
  readonly domains: readonly string[];
  /** How the mixture goes over the whole run. */
  readonly rule: RuleSpec;
  /** Settings of `deno task train` that the learner has, but for model and corpus. */
  readonly settings: GivenSettings;
  /** Rows computed at a time in evaluations. */
  readonly evalBatch: number;
  /** Path of DoReMi's reference. */
  readonly reference: string | undefined;
  /** Folder that the run begins from. */
  readonly parent: string | undefined;
}

/** What a plan needs to know beside the line. */
export interface Around {
  readonly domains: readonly string[];
  /** The graph of --graph_path. */
  readonly graph?: readonly (readonly number[])[] | undefined;
}

/**
 * Plans a run.
 *
 * @throws {RangeError} when flags are missing, out of range or do not go together.
 */
export function planAioli(values: AioliValues, own: OwnValues, { domains, graph }: Around): AioliPlan {
  checkRun(values);
  const method = methodOf(values), parts = method === "doremi" ? values.gradient_accumulation_steps : 1;
  const checkpoints = planCheckpoints(values, method, { parts, m: domains.length });
  const rule = ruleOf(values, method, { domains, steps: checkpoints.steps, graph });
  return {
    ...{ method, name: aioliRunName(values), seed: values.selection_seed, domains, rule, ...checkpoints },
    settings: settingsOf(values, own, { parts, steps: checkpoints.steps }),
    evalBatch: values.eval_batch_size ?? values.batch_size,
    reference: method === "doremi" ? values.doremi_reference_model_path : undefined,
    parent: values.resume_model_path,
  };
}

/** Checks what concerns the line alone. */
export function checkRun(values: AioliValues): void {
  const { task_name, train_data_dir, max_steps, sample_rule } = values;
  if (task_name !== "slimpj" && task_name !== "instruction") {
    throw outOfRange(`--task_name: wanted slimpj or instruction, got ${got(task_name ?? "nothing")}`);
  }
  if (train_data_dir === undefined) throw outOfRange("--train_data_dir: wanted the folder of the slices, got none");
  if (max_steps < 1) throw outOfRange(`--max_steps: wanted a whole number ≥ 1, got ${max_steps}`);
  if (sample_rule !== "mixture" && sample_rule !== "stratified") {
    throw outOfRange(`--sample_rule: wanted mixture or stratified, got ${got(sample_rule ?? "nothing")}`);
  }
  const least = {
    ...{ n_epochs: 1, context_length: 1, batch_size: 1, num_ckpts: 1, eval_batch_size: 1, break_steps: 1 },
    ...{ remaining_steps: 1, gradient_accumulation_steps: 1, warmup_steps: 0, selection_seed: 0, prior_steps: 0 },
  } as const;
  for (const [name, bound] of Object.entries(least)) {
    const value = values[name as keyof typeof least];
    if (value !== undefined && value < bound) {
      throw outOfRange(`--${name}: wanted a whole number ≥ ${bound}, got ${value}`);
    }
  }
}
