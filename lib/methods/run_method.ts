import type { Method, MethodSetting, Prepared } from "./method.ts";
import type { OptionValues } from "./options.ts";
import type { RunMany, RunOutcome } from "./run_spec.ts";

/**
 * What came of a method.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MethodResult } from "@mixlab/mixlab";
 *
 * const extraSteps = ({ preparation }: Pick<MethodResult, "preparation">) =>
 *   preparation.reduce((sum, { steps }) => sum + steps, 0);
 * equal(extraSteps({ preparation: [] }), 0);
 * ```
 */
export interface MethodResult {
  /** Name of the method. */
  readonly method: string;
  /** What it prepared. */
  readonly prepared: Prepared;
  /** Runs before the final one, in order; without the one that became the final run ({@link Prepared.final}). */
  readonly preparation: readonly RunOutcome[];
  /** The run that it is judged by. */
  readonly final: RunOutcome;
  /** Shares (m) that it found: before the final run, or by it. */
  readonly mixture: readonly number[];
}

/**
 * Runs a method: its preparation, then the final run.
 *
 * @param runMany makes the runs; a run that it has made before, it may read.
 * @throws {TypeError | RangeError} when an option or the setting is not right, before anything runs.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { methodNamed, type MethodSetting, runMethod, type RunMany } from "@mixlab/mixlab";
 *
 * const setting: MethodSetting = {
 *   ...{ domains: ["web", "code"], targets: ["web", "code"], steps: 100, batch: 8, context: 64, seed: 0 },
 *   ...{ valRows: [9, 9], trainTokens: [1e6, 1e6], budget: "final" },
 * };
 * const pretend: RunMany = (specs) => Promise.resolve(specs.map(({ name, role, rule, steps }) => ({
 *   ...{ name, role, steps, tokens: 512 * steps, evaluations: 2, start: [5, 5], val: [3, 2], test: null, rounds: [] },
 *   ...{ answer: { mixture: rule.options.shares as number[] }, trained: [], realised: [0.5, 0.5] },
 * })));
 * const { mixture } = await runMethod(methodNamed("stratified"), {}, setting, pretend);
 * deepEqual(mixture, [0.5, 0.5]);
 * ```
 */
export async function runMethod(
  method: Method,
  options: OptionValues,
  setting: MethodSetting,
  runMany: RunMany,
): Promise<MethodResult> {
  method.check(options, setting);
  const preparing = method.prepare(options, setting), preparation: RunOutcome[] = [];
  let next = preparing.next([]);
  while (!next.done) {
    const outcomes = await runMany(next.value);
    preparation.push(...outcomes);
    next = preparing.next(outcomes);
  }
  const prepared = next.value, { seed } = setting, { rule, steps } = prepared;
  const made = prepared.final === undefined ? undefined : takeOut(preparation, prepared.final);
  const final = made ?? (await runMany([{ name: "final", role: "final", rule, steps, seed }]))[0];
  return { method: method.name, prepared, preparation, final, mixture: prepared.mixture ?? final.answer.mixture };
}

/** Takes a run out of the preparatory ones: it counts once. */
function takeOut(preparation: RunOutcome[], name: string): RunOutcome {
  const n = preparation.findIndex((outcome) => outcome.name === name);
  if (n < 0) throw new Error(`prepared: the run ${name} is said to be the final one, but was not made`);
  return { ...preparation.splice(n, 1)[0], role: "final" };
}
