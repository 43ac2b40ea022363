import { type Mixture, mixture as makeMixture } from "../../mixture/mixture.ts";
import type { Batch, BatchPlan } from "./batch.ts";
import type { DomainReport } from "./domain_report.ts";
import { atStart, planBatch } from "./plan_batch.ts";
import { readBatch } from "./read_batch.ts";
import { restoreState, stateOf } from "./restore_state.ts";
import { checkBatches, type SamplerOptions } from "./sampler_options.ts";
import { samplerSetup } from "./sampler_setup.ts";
import type { SamplerState } from "./sampler_state.ts";
import { type MixtureSegment, placeSchedule, sharesAt } from "./schedule.ts";
import type { TokenSource } from "./token_source.ts";

/**
 * Batches of token sequences in the proportions of a mixture.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { memorySource, type Sampler, sampler } from "@mixlab/mixlab/train";
 *
 * // Four workers make each batch together: every one plans it, and reads every fourth row.
 * const source = memorySource({ web: { train: Uint16Array.from({ length: 5000 }, (_, i) => i) } });
 * const start = (): Sampler => sampler(source, { context: 9, batch: 8, seed: 1, mixture: mixture({ web: 1 }) });
 * const whole = start().next();
 * const parts = [0, 1, 2, 3].map((worker) => {
 *   const own = start();
 *   return own.read(own.plan(), { worker, workers: 4 });
 * });
 * deepEqual([...parts[1].tokens_BT1.subarray(0, 10)], [...whole.tokens_BT1.subarray(10, 20)]); // row 1
 * deepEqual([...parts[1].tokens_BT1.subarray(10)], [...whole.tokens_BT1.subarray(50, 60)]); // row 5
 * ```
 */
export interface Sampler {
  /** The m domains of the corpus, in order. */
  readonly domains: readonly string[];
  /** Number of the next batch, from 0. */
  readonly step: number;
  /** Shares of the next batch, for every domain of the corpus. */
  readonly mixture: Mixture;
  /** Plans and reads the next batch, and moves on; when reading fails it stays where it was. */
  next(): Batch;
  /** Plans the next batch and moves on, without reading a token. */
  plan(): BatchPlan;
  /**
   * Reads a planned batch, whole or one worker's rows: r with r mod workers = worker. It changes nothing, so any sampler
   * of the same corpus and options may do it, at any time.
   *
   * @throws {RangeError} when the worker is not a whole number from 0 to workers − 1, or the corpus gives fewer tokens
   * than it has.
   */
  read(plan: BatchPlan, part?: { readonly worker: number; readonly workers: number }): Batch;
  /**
   * Sets the mixture, or a schedule of them, from the next batch on, and how batches are made up where `batches` says
   * so. Each domain goes on where it is in its epoch, and what exact batches owe it stays owed.
   *
   * @throws {TypeError} when `batches` is of the wrong kind.
   * @throws {RangeError} when a share is asked of a domain that the corpus has not, or that cannot fill a row.
   */
  setMixture(
    mixture: Mixture | readonly MixtureSegment[],
    options?: { readonly batches?: SamplerOptions["batches"] | undefined },
  ): void;
  /** Where it stands, as plain JSON. */
  state(): SamplerState;
  /**
   * Goes on from a state: from here on, the batches are those that the sampler which gave it would have drawn.
   *
   * @throws {TypeError} when it is no state.
   * @throws {RangeError} when it belongs to other settings or another corpus, or a number in it is out of range.
   */
  restore(state: SamplerState): void;
  /** What was drawn so far, a domain each, in order. */
  report(): DomainReport[];
}

/**
 * A sampler of batches from the domains of a corpus.
 *
 * Every sequence has T + 1 tokens: T inputs, and the targets one place on ({@link Batch}). Domains: multinomial, each
 * sequence's own draw, or exact, B p_i by largest remainders with the rounding carried on. Inside a domain: its rows are
 * numbered, and each epoch goes once through all of them, in an order of its own that is computed from the seed, the
 * domain's name and the epoch. All random numbers are counter-based (draw n is a function of the seed and n), so the
 * state is a few numbers a domain, and neither resuming nor the number of workers changes a batch.
 *
 * Shares are shares of rows. Packed rows are T tokens each, so these are shares of tokens, and a mixture in documents is
 * refused; whole examples are a row each, so there they are shares of examples (of tokens, padding counted).
 *
 * @throws {TypeError} when an option is missing or of the wrong kind.
 * @throws {RangeError} when an option is out of range; when a share above 0 is asked of a domain that the corpus has
 * not, or that cannot fill a row; when whole examples are wanted of a corpus without document starts.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, throws } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { memorySource, sampler } from "@mixlab/mixlab/train";
 *
 * const ids = (from: number, length: number) => Uint16Array.from({ length }, (_, i) => from + i);
 * const source = memorySource({ web: { train: ids(0, 401) }, code: { train: ids(1000, 201) }, books: {} });
 * const even = mixture({ web: 0.5, code: 0.5 });
 * const batches = sampler(source, { context: 20, batch: 4, seed: 7, mixture: even, batches: "exact" });
 * deepEqual([...batches.next().counts_m], [2, 2, 0]);
 *
 * batches.setMixture(mixture({ web: 1 }));
 * const { tokens_BT1, domains_B } = batches.next();
 * deepEqual([...domains_B], [0, 0, 0, 0]);
 * equal(tokens_BT1[20], tokens_BT1[0] + 20); // 21 tokens in a row
 * throws(() => batches.setMixture(mixture({ books: 1 })), /books.* has no tokens in train/);
 * ```
 */
export function sampler(source: TokenSource, options: SamplerOptions): Sampler {
  const setup = samplerSetup(source, options), { domains, slots_m, orders_m, settings } = setup;
  let schedule = placeSchedule(options.mixture, 0, setup.sharesOf);
  let standing = atStart(domains.length), batches = settings.batches;
  const planned = () => planBatch(setup, standing, sharesAt(schedule, standing.step), batches);
  const read: Sampler["read"] = (plan, part = { worker: 0, workers: 1 }) => readBatch(setup, plan, part);
  return {
    domains,
    get step() {
      return standing.step;
    },
    get mixture() {
      const shares_m = sharesAt(schedule, standing.step);
      const unit = settings.rows === "packed" ? "tokens" : "sequences";
      return makeMixture(domains.map((domain, i): [string, number] => [domain, shares_m[i]]), { unit });
    },
    next() {
      const { plan, after } = planned(), batch = read(plan);
      standing = after;
      return batch;
    },
    plan() {
      const { plan, after } = planned();
      standing = after;
      return plan;
    },
    read,
    setMixture(mixture, options = {}) {
      const next = checkBatches(options.batches ?? batches);
      schedule = placeSchedule(mixture, standing.step, setup.sharesOf);
      batches = next;
    },
    state: () => stateOf(setup, standing, schedule, batches),
    restore(state) {
      ({ standing, schedule, batches } = restoreState(setup, state));
    },
    report() {
      const { epochs_m, positions_m, sequences_m, tokens_m } = standing, all = tokens_m.reduce((a, b) => a + b, 0);
      return domains.map((domain, i) => {
        const slots = orders_m[i].count(epochs_m[i]), { cut, leftOut } = slots_m[i];
        return {
          domain,
          sequences: sequences_m[i],
          tokens: tokens_m[i],
          share: all === 0 ? 0 : tokens_m[i] / all,
          epochs: slots === 0 ? 0 : epochs_m[i] + positions_m[i] / slots,
          slots,
          cut,
          leftOut,
        };
      });
    },
  };
}
