/**
 * Runs of DoReMi and their lengths.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import { divideBudget } from "../budget.ts";
import type { MethodSetting } from "../method.ts";

/** What decides the runs. */
export interface PlanOptions {
  /** Most rounds of a reference and a proxy. */
  readonly rounds: number;
  /** Whether there are proxies. */
  readonly proxy: boolean;
  /** Whether the first reference is there already. */
  readonly referenceGiven: boolean;
  /** Updates of a reference, where they are given. */
  readonly referenceSteps: number | undefined;
  /** Updates of a proxy, where they are given. */
  readonly proxySteps: number | undefined;
}

/** The runs at most, and their updates. */
export interface DoremiPlan {
  readonly references: { readonly runs: number; readonly steps: number };
  readonly proxies: { readonly runs: number; readonly steps: number };
  /** Updates of the final run. Rounds that are not needed do not lengthen it. */
  readonly final: number;
}

/**
 * Lays the runs out. What is not given is as long as the final run, or an equal part of half of a total budget.
 *
 * @throws {RangeError} when a total budget leaves no update for a run.
 */
export function planDoremi(
  setting: Pick<MethodSetting, "steps" | "budget">,
  { rounds, proxy, referenceGiven, referenceSteps, proxySteps }: PlanOptions,
): DoremiPlan {
  const referenceRuns = (proxy ? rounds : 1) - (referenceGiven ? 1 : 0), proxyRuns = proxy ? rounds : 0;
  const open = (referenceRuns > 0 && referenceSteps === undefined) || (proxyRuns > 0 && proxySteps === undefined);
  const share = open ? divideBudget(setting, referenceRuns + proxyRuns).preparation : 0;
  const references = { runs: referenceRuns, steps: referenceSteps ?? share };
  const proxies = { runs: proxyRuns, steps: proxySteps ?? share };
  if (setting.budget === "final") return { references, proxies, final: setting.steps };
  const final = setting.steps - references.runs * references.steps - proxies.runs * proxies.steps;
  if (final >= 1) return { references, proxies, final };
  throw outOfRange(
    `budget: ${references.runs} reference runs of ${references.steps} updates, ${proxies.runs} proxy runs of ` +
      `${proxies.steps} and a final run do not fit in ${setting.steps} updates; wanted more steps, shorter runs, or ` +
      "--budget final",
  );
}
