import { outOfRange, wrongKind } from "../errors.ts";
import type { Acting, Action, Json, Observation } from "./actions.ts";
import { addReports, noSteps } from "./add_reports.ts";
import type { Learner, StepOptions, StepReport } from "./learner.ts";
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
 * @throws {RangeError} when the journal is of another rule, or of other options.
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
  const { from, save } = options, journal = [...from?.journal ?? []];
  const standing = (partial: DriveState["partial"]): DriveState => ({
    format: "mixlab/rule",
    version: 1,
    journal: [...journal],
    partial,
  });
  let partial = from?.partial ?? null, next = acting.next(null);
  for (let n = 0; n < (from?.journal.length ?? 0); n++) {
    const { asked, came } = journal[n];
    if (next.done || JSON.stringify(askedOf(next.value)) !== JSON.stringify(asked)) throw anotherRule(n, next, asked);
    next = acting.next(came as unknown as Observation);
  }
  while (!next.done) {
    const action = next.value;
    const came = await perform(action, learner, options, partial, async (part) => await save?.(standing(part)));
    partial = null;
    journal.push({ asked: askedOf(action), came: came as unknown as Json });
    next = acting.next(came);
  }
  if (partial !== null) throw outOfRange("state: it is in the midst of an action, but the rule has none left");
  return { answer: next.value, state: standing(null) };
}

/** What is asked, without the functions. */
function askedOf(action: Action): Json {
  return JSON.parse(JSON.stringify(action));
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

/** The steps of an action. */
async function makeSteps(
  action: Exclude<Action, { do: "round" } | { do: "evaluate" }>,
  learner: Learner,
  { saveEvery = 0, signal, onStep }: DriveOptions,
  partial: DriveState["partial"],
  save: SavePart,
): Promise<Observation> {
  const { shares, steps, batches } = action;
  if (!Number.isSafeInteger(steps) || steps < 0) throw wrongKind(`rule: wanted a whole number of steps, got ${steps}`);
  let report = partial?.report ?? noSteps(learner.domains.length);
  let state: Json = partial?.state ?? (action.do === "train" ? null : action.state);
  const stepOptions: StepOptions = {
    batches,
    ...(action.do === "reweigh" && {
      reweigh: (batch) => {
        const next = action.weigh(state, batch);
        state = next.state;
        return next.weights_BT;
      },
    }),
    ...(action.do === "combine" && {
      combine: {
        ...(action.target && { target: action.target }),
        ...(action.clip !== undefined && { clip: action.clip }),
        weigh: (batch) => {
          const next = action.weigh(state, batch);
          state = next.state;
          return next.weights_m;
        },
      },
    }),
  };
  // One step a call: sums are then added in the same order wherever the run was stopped.
  while (report.steps < steps) {
    const made = await learner.train(shares, 1, stepOptions);
    if (made.steps !== 1) throw new Error(`learner: wanted one step, it made ${made.steps}`);
    report = addReports(report, made);
    onStep?.(learner);
    if ((saveEvery > 0 && learner.step % saveEvery === 0) || signal?.aborted) await save({ report, state });
    signal?.throwIfAborted();
  }
  return action.do === "train" ? report : { report, state };
}
