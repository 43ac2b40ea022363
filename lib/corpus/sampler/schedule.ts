import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { Mixture } from "../../mixture/mixture.ts";

/**
 * A mixture that holds for some batches: a proportions schedule is a list of these, one after the other.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { memorySource, type MixtureSegment, sampler } from "@mixlab/mixlab/train";
 *
 * const schedule: MixtureSegment[] = [
 *   { steps: 2, mixture: mixture({ web: 1 }) },
 *   { mixture: mixture({ code: 1 }) }, // from then on
 * ];
 * const source = memorySource({ web: { train: new Uint8Array(100) }, code: { train: new Uint8Array(100) } });
 * const batches = sampler(source, { context: 9, batch: 1, seed: 1, mixture: schedule });
 * deepEqual([0, 1, 2, 3].map(() => batches.next().domains_B[0]), [0, 0, 1, 1]);
 * ```
 */
export interface MixtureSegment {
  /** Batches that it holds for; the last segment may leave it out and then holds for good. */
  readonly steps?: number;
  /** The mixture. */
  readonly mixture: Mixture;
}

/** A segment by the batch that it starts at, with shares in the sampler's order of domains. */
export interface PlacedSegment {
  readonly from: number;
  readonly shares_m: Float64Array;
}

/** A schedule from some batch on. */
export interface Schedule {
  readonly segments: readonly PlacedSegment[];
  /** Batch at which it has nothing more to say, or Infinity. */
  readonly end: number;
}

/**
 * Places a mixture, or segments one after the other, from a batch on.
 *
 * @param shares gives a mixture's shares in the sampler's order, or throws when it asks for what is not there.
 */
export function placeSchedule(
  plan: Mixture | readonly MixtureSegment[],
  from: number,
  shares: (mixture: Mixture) => Float64Array,
): Schedule {
  if (typeof plan !== "object" || plan === null) {
    throw wrongKind(`mixture: wanted a mixture, or segments { steps, mixture }, got ${got(plan)}`);
  }
  if (!Array.isArray(plan)) return { segments: [{ from, shares_m: shares(plan as Mixture) }], end: Infinity };
  if (plan.length === 0) throw wrongKind("mixture: wanted at least one segment { steps, mixture }, got none");
  const segments: PlacedSegment[] = [];
  let at = from;
  plan.forEach((segment: MixtureSegment, i) => {
    const { steps = i === plan.length - 1 ? Infinity : undefined, mixture } = segment;
    if (steps === undefined) {
      throw wrongKind(`segment ${i + 1}: wanted its number of steps; only the last may do without`);
    }
    if (steps !== Infinity && !(Number.isSafeInteger(steps) && steps >= 1)) {
      throw outOfRange(`segment ${i + 1}: wanted a whole number of steps ≥ 1, got ${got(steps)}`);
    }
    segments.push({ from: at, shares_m: shares(mixture) });
    at += steps;
  });
  return { segments, end: at };
}

/** The shares at a batch. */
export function sharesAt({ segments, end }: Schedule, step: number): Float64Array {
  if (step >= end) {
    throw outOfRange(
      `the proportions schedule ends after batch ${end - 1}; set a mixture before drawing batch ${step}`,
    );
  }
  let found = segments[0];
  for (const segment of segments) if (segment.from <= step) found = segment;
  return found.shares_m;
}
