import { outOfRange } from "../errors.ts";
import type { Acting, Action, Json, Observation } from "./actions.ts";
import type { Learner, StepReport } from "./learner.ts";
import { makeSteps, type StepsAction } from "./make_steps.ts";
import { parseDriveState } from "./parse_drive_state.ts";
import { plainJson } from "./plain_json.ts";
import type { RoundRecord } from "./round_record.ts";
import type { RuleAnswer } from "./rule.ts";

/**
 * Where a rule stands, as plain JSON: what came of its actions so far, and how much of the next one is done.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { DriveState } from "@mixlab/mixlab";
 *
 * const begin: DriveState = { format: "mixlab/rule", version: 1, journal: [], partial: null };
 * equal(JSON.stringify(begin.journal), "[]");
 * ```
 */
export interface DriveState {
  /** Always "mixlab/rule". */
  readonly format: "mixlab/rule";
  /** Version of this layout. */
  readonly version: 1;
  /** Actions that are done, in order: what was asked, and what came of it. */
  readonly journal: readonly { readonly asked: Json; readonly came: Json }[];
  /** The action that is being done: steps made of it, their report, and the state that they ended with. */
  readonly partial: { readonly report: StepReport; readonly state: Json } | null;
}

/**
 * Options of {@link drive}.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import type { DriveOptions, RoundRecord } from "@mixlab/mixlab";
 *
 * const rounds: RoundRecord[] = [];
 * const options: DriveOptions = { onRound: (record) => rounds.push(record) };
 * deepEqual(Object.keys(options), ["onRound"]);
 * ```
 */
export interface DriveOptions {
  /** Where to go on from: the learner must stand where it stood then. */
  readonly from?: DriveState | undefined;
  /** Steps between calls of `save`; 0: only on an interrupt. Default 0. */
  readonly saveEvery?: number;
  /** Called after the steps at multiples of `saveEvery`, and when the signal says to stop. */
  readonly save?: (state: DriveState) => void | Promise<void>;
  /** Called with each round, once: not again for those before `from`. */
  readonly onRound?: (record: RoundRecord) => void;
  /** Called after each step. */
  readonly onStep?: (learner: Learner) => void;
  /** Stops: the state is saved and the promise rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Drives a learner by a rule: does what the rule asks for, and keeps a journal of what came of it. A rule that was
 * stopped goes on by being run again, its first actions answered from the journal.
 *
 * @param acting the rule, just begun.
 * @returns what the rule ended with, and the whole journal.
 * @throws {TypeError} when `from` is no state of a rule, or the rule keeps a state, or logs a round, that is no plain JSON.
 * @throws {RangeError} when the journal is of another rule, or of other options, or the learner stands elsewhere; when a
 * loss, or a number of a round, is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { drive, type Learner, ruleNamed } from "@mixlab/mixlab";
 *
 * // A learner that only counts.
 * let step = 0;
 * const learner: Learner = {
 *   ...{ domains: ["web", "code"], targets: ["web"], batch: 8, context: 64 },
 *   get step() {
 *     return step;
 *   },
 *   train(shares_m, steps) {
 *     step += steps;
 *     const rows = Array.from(shares_m, (p) => p * steps * 8);
 *     return Promise.resolve({ steps, tokens: steps * 512, rows, targets: rows, sums: rows });
 *   },
 *   evaluate: () => Promise.resolve(Float64Array.of(3 - step / 100)),
 * };
 * const context = { ...learner, steps: 100, seed: 0, valRows: [1] };
 * const { answer } = await drive(ruleNamed("fixed").run({ shares: [0.75, 0.25] }, context), learner);
 * deepEqual([step, answer.mixture], [100, [0.75, 0.25]]);
 * ```
 */
export async function drive(
  acting: Acting<RuleAnswer>,
  learner: Learner,
  options: DriveOptions = {},
): Promise<{ readonly answer: RuleAnswer; readonly state: DriveState }> {
  const { save } = options, from = options.from && checked(options.from, learner), journal = [...from?.journal ?? []];
  const standing = (partial: DriveState["partial"]): DriveState => ({
    format: "mixlab/rule",
    version: 1,
    journal: [...journal],
    partial,
  });
  let partial = from?.partial ?? null, next = acting.next(null);
  for (let n = 0; n < journal.length; n++) {
    const { asked, came } = journal[n];
    if (next.done || JSON.stringify(askedOf(next.value)) !== JSON.stringify(asked)) throw anotherRule(n, next, asked);
    next = acting.next(handed(came));
  }
  if (partial !== null && (next.done || !isSteps(next.value) || next.value.steps < partial.report.steps)) {
    throw outOfRange(
      "state: it is in the midst of steps that the rule does not ask for: was it saved by another rule?",
    );
  }
  while (!next.done) {
    const action = next.value, asked = askedOf(action); // before the rule's functions can change anything in it
    const came = await perform(action, learner, options, partial, async (part) => await save?.(standing(part)));
    partial = null;
    journal.push({ asked, came: plainJson(came, "learner") });
    next = acting.next(handed(journal[journal.length - 1].came));
  }
  return { answer: next.value, state: standing(null) };
}

/** What is asked, without the functions. A round is written to files: it must hold nothing that JSON would change. */
function askedOf(action: Action): Json {
  return action.do === "round" ? plainJson(action, "rule: its action") : JSON.parse(JSON.stringify(action));
}

/** A copy for the rule, which may write to it: the journal must not change. */
function handed(came: Json): Observation {
  return structuredClone(came) as unknown as Observation;
}

function isSteps(action: Action): action is StepsAction {
  return action.do !== "round" && action.do !== "evaluate";
}

/** A state that the learner can go on from. */
function checked(value: DriveState, learner: Learner): DriveState {
  const state = parseDriveState(value), m = learner.domains.length;
  const reports = state.journal.flatMap(({ asked, came }) => {
    const action = asked as unknown as Action;
    if (!isSteps(action)) return [];
    return [(action.do === "train" ? came : (came as { report: Json }).report) as unknown as StepReport];
  });
  if (state.partial !== null) reports.push(state.partial.report);
  const other = reports.find(({ rows }) => rows.length !== m);
  if (other !== undefined) throw outOfRange(`state: wanted reports of ${m} domains, got one of ${other.rows.length}`);
  const steps = reports.reduce((sum, report) => sum + report.steps, 0);
  if (steps <= learner.step) return state;
  throw outOfRange(`state: wanted a learner that has made its ${steps} steps, got one at step ${learner.step}`);
}

function anotherRule(n: number, next: IteratorResult<Action, unknown>, asked: Json): RangeError {
  const now = next.done ? "nothing more" : JSON.stringify(askedOf(next.value));
  return outOfRange(
    `state: it was saved by another rule or with other options: wanted action ${n + 1} to be ` +
      `${now.slice(0, 120)}, got ${JSON.stringify(asked).slice(0, 120)}`,
  );
}

type SavePart = (partial: DriveState["partial"]) => Promise<void>;

async function perform(
  action: Action,
  learner: Learner,
  options: DriveOptions,
  partial: DriveState["partial"],
  save: SavePart,
): Promise<Observation> {
  if (action.do === "round") {
    options.onRound?.(action.record);
    return null;
  }
  if (action.do === "evaluate") {
    const losses = await learner.evaluate(action.split, options.signal).catch(async (error) => {
      if (options.signal?.aborted) await save(null);
      throw error;
    });
    return Array.from(losses);
  }
  return await makeSteps(action, learner, options, partial, save);
}
