/**
 * A schedule: segments of the run, each with a mixture of its own.
 *
 *     p^t = p_s   for the updates t of segment s
 *
 * Source: Aioli's manual trainer (`--proportions_schedule`, equal segments), which its repository never starts: there
 * the schedule is read and then ignored.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { type Batches, logRound, train } from "./actions.ts";
import { BATCHES } from "./batches_option.ts";
import { type OptionTable, resolveOptions } from "./options.ts";
import { byName } from "./round_record.ts";
import type { Rule, RuleContext, RuleSpec } from "./rule.ts";
import { sharesOption } from "./shares_option.ts";

/** Options of rule and method. */
export const SCHEDULE_OPTIONS = {
  mixtures: { kind: "matrix", help: "mixtures, one a segment: rows of shares in the order of the domains" },
  segmentSteps: { kind: "numbers", help: "updates of each segment, all of them together those of the run" },
  parts: { kind: "numbers", help: "lengths of the segments in proportion to each other; default: all the same" },
  batches: BATCHES,
} as const satisfies OptionTable;

/** A segment. */
export interface Segment {
  /** Shares of tokens (m). */
  readonly shares: readonly number[];
  /** Updates, at least one. */
  readonly steps: number;
}

/**
 * The segments that options state.
 *
 * @throws {TypeError | RangeError} when mixtures are missing or not on the simplex, or the lengths are not right.
 */
export function segmentsOf(
  options: RuleSpec["options"],
  { domains, steps }: Pick<RuleContext, "domains" | "steps">,
): readonly Segment[] {
  const values = resolveOptions("schedule", SCHEDULE_OPTIONS, { paper: {}, repo: {} }, options);
  const rows = values.mixtures as readonly (readonly number[])[] | undefined;
  if (rows === undefined) throw outOfRange("schedule: mixtures: wanted a row of shares for each segment, got none");
  const shares = rows.map((row, s) => [...sharesOption(`schedule: mixtures: segment ${s + 1}`, row, domains)]);
  const own = values.segmentSteps as readonly number[] | undefined, parts = values.parts as typeof own;
  if (own !== undefined && parts !== undefined) {
    throw outOfRange("schedule: wanted segmentSteps or parts, got both");
  }
  const lengths = own === undefined ? inParts(parts ?? rows.map(() => 1), rows.length, steps) : [...own];
  if (lengths.length !== rows.length) {
    throw outOfRange(`schedule: segmentSteps: wanted ${rows.length}, one a segment, got ${lengths.length}`);
  }
  lengths.forEach((length, s) => {
    if (Number.isInteger(length) && length >= 1) return;
    throw outOfRange(
      `schedule: segment ${s + 1}: wanted a whole number of updates ≥ 1, got ${got(length)} of ${steps}`,
    );
  });
  const sum = lengths.reduce((a, b) => a + b, 0);
  if (sum !== steps) {
    throw outOfRange(`schedule: segmentSteps: wanted a sum of ${steps}, the updates, got ${got(sum)}`);
  }
  return shares.map((row, s) => ({ shares: row, steps: lengths[s] }));
}

/** Lengths in proportion, each end rounded to an update. */
function inParts(parts: readonly number[], n: number, steps: number): number[] {
  if (parts.length !== n) throw outOfRange(`schedule: parts: wanted ${n}, one a segment, got ${parts.length}`);
  const bad = parts.find((part) => !(part > 0));
  if (bad !== undefined) throw outOfRange(`schedule: parts: wanted numbers > 0, got ${got(bad)}`);
  const total = parts.reduce((a, b) => a + b, 0);
  let sum = 0, begin = 0;
  return parts.map((part, s) => {
    const end = s === n - 1 ? steps : Math.round(steps * (sum += part) / total), length = end - begin;
    begin = end;
    return length;
  });
}

/** Mean shares (m) over the segments' updates. */
export function meanShares(segments: readonly Segment[]): number[] {
  const steps = segments.reduce((sum, segment) => sum + segment.steps, 0);
  return segments[0].shares.map((_, j) => segments.reduce((sum, one) => sum + one.steps * one.shares[j], 0) / steps);
}

/** The rule. Each segment is logged as a round. */
export const schedule: Rule = {
  name: "schedule",
  check(options, context) {
    segmentsOf(options, context);
  },
  *run(options, context) {
    const segments = segmentsOf(options, context), { domains } = context;
    const batches = (options.batches ?? BATCHES.default) as Batches;
    let step = 0;
    for (const [round, { shares, steps }] of segments.entries()) {
      const { tokens } = yield* train(shares, steps, { batches });
      const none = { estimation: { steps: 0, share: 0 }, evaluations: 0 };
      yield* logRound({ kind: "round", round, step, mixture: byName(domains, shares), steps, tokens, ...none });
      step += steps;
    }
    return { mixture: meanShares(segments) };
  },
  evaluations: () => 0,
};
