import { got, isInputError, outOfRange, unparsable, wrongKind } from "../errors.ts";
import { checkShares } from "../mixture/simplex.ts";
import { count, list, object } from "../text/json_values.ts";
import { wholeNumber } from "../text/whole_number.ts";
import type { SweepPlan, SweepRun } from "./plan.ts";

/**
 * Reads a plan.
 *
 * @param file its name, for messages.
 * @throws {SyntaxError} when the text is no JSON.
 * @throws {TypeError | RangeError} when it is no plan, or one that was altered, naming the run and the member.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { parseSweepPlan } from "@mixlab/mixlab/train";
 *
 * throws(() => parseSweepPlan("{}", "sweep/plan.json"), /sweep\/plan\.json: .*wanted a plan/);
 * ```
 */
export function parseSweepPlan(text: string, file = "plan.json"): SweepPlan {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unparsable(`${file}: ${(error as Error).message}; wanted a plan as deno task sweep plan writes it`);
  }
  try {
    return checkPlan(json);
  } catch (error) {
    if (isInputError(error)) (error as Error).message = `${file}: ${(error as Error).message}`;
    throw error;
  }
}

function checkPlan(json: unknown): SweepPlan {
  const plan = object(json, "plan");
  if (plan.format !== "mixlab/sweep" || plan.version !== 1) {
    throw wrongKind(
      `wanted a plan, format "mixlab/sweep" of version 1, got ${got(plan.format)} of version ${got(plan.version)}`,
    );
  }
  for (const name of ["mixlab", "runsIn"]) text(plan[name], name);
  for (const name of ["settings", "corpus"]) object(plan[name], name);
  if (plan.batches !== "multinomial" && plan.batches !== "exact") {
    throw outOfRange(`batches: wanted multinomial or exact, got ${got(plan.batches)}`);
  }
  const domains = names(plan.domains, "domains"), ends = new Map<string, number>();
  names(plan.targets, "targets");
  const runs = list(plan.runs, "runs");
  if (runs.length === 0) throw outOfRange("runs: wanted at least one, got none");
  runs.forEach((run, n) => {
    const { key, parent, startStep, steps } = checkRun(run, `runs[${n}]`, domains.length);
    if (ends.has(key)) throw outOfRange(`runs[${n}]: the key ${key} stands twice`);
    if (parent !== undefined && !ends.has(parent)) {
      throw outOfRange(`runs[${n}]: parent: wanted the key of a run that stands before it, got ${got(parent)}`);
    }
    const begins = parent === undefined ? 0 : ends.get(parent)!;
    if (startStep !== begins) {
      throw outOfRange(`runs[${n}]: startStep: wanted ${begins}, where it begins, got ${startStep}`);
    }
    ends.set(key, startStep + steps);
  });
  return json as SweepPlan;
}

function checkRun(value: unknown, at: string, m: number): SweepRun {
  const run = object(value, at);
  if (!/^[0-9a-f]{12}$/.test(text(run.key, `${at}.key`))) {
    throw outOfRange(`${at}.key: wanted 12 hexadecimal digits, got ${got(run.key)}`);
  }
  text(run.id, `${at}.id`);
  if (run.parent !== undefined) text(run.parent, `${at}.parent`);
  const shares = list(run.shares, `${at}.shares`);
  if (shares.length !== m) throw outOfRange(`${at}.shares: wanted ${m} shares, got ${shares.length}`);
  for (const share of shares) {
    if (typeof share !== "number") throw wrongKind(`${at}.shares: wanted numbers, got ${got(share)}`);
  }
  checkShares(shares as number[], { tolerance: 1e-9, what: () => `${at}.shares` });
  for (const name of ["seed", "steps", "startStep"]) count(run[name], `${at}.${name}`);
  wholeNumber(`${at}.steps`, run.steps, 1, Number.MAX_SAFE_INTEGER, "≥ 1");
  if (run.at !== undefined) list(run.at, `${at}.at`).forEach((step, i) => count(step, `${at}.at[${i}]`));
  if (run.learner !== undefined) object(run.learner, `${at}.learner`);
  for (const [name, label] of Object.entries(object(run.labels, `${at}.labels`))) text(label, `${at}.labels.${name}`);
  return value as SweepRun;
}

function names(value: unknown, at: string): string[] {
  const found = list(value, at);
  if (found.length === 0) throw outOfRange(`${at}: wanted at least one, got none`);
  return found.map((name, i) => text(name, `${at}[${i}]`));
}

function text(value: unknown, at: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw wrongKind(`${at}: wanted text, got ${got(value)}`);
}
