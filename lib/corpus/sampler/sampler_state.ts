import { got, outOfRange, wrongKind } from "../../errors.ts";
import { count, finite, list, object, stateOf } from "../../text/json_values.ts";
import type { Split } from "../corpus_index.ts";

/**
 * Where a sampler stands: a few numbers a domain, as plain JSON. Everything that it will draw follows from these and
 * the corpus.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { memorySource, sampler, type SamplerState } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: Uint16Array.from({ length: 500 }, (_, i) => i) } });
 * const start = () => sampler(source, { context: 9, batch: 4, seed: 1, mixture: mixture({ web: 1 }) });
 * const one = start(), other = start();
 * one.next();
 * const saved: SamplerState = JSON.parse(JSON.stringify(one.state()));
 * other.restore(saved);
 * deepEqual(other.next(), one.next());
 * ```
 */
export interface SamplerState {
  /** Always "mixlab/sampler". */
  readonly format: "mixlab/sampler";
  /** Version of this layout. */
  readonly version: 1;
  /** What decides which batches are drawn; a sampler takes back only a state with the same ones. */
  readonly settings: SamplerSettings;
  /** Number of the next batch: sequence r of it is draw step × B + r of the seed. */
  readonly step: number;
  /** Shares by the batch that they hold from, in the order of `domains`. */
  readonly schedule: readonly { readonly from: number; readonly shares: readonly number[] }[];
  /** Batch at which the schedule ends; null when it does not. */
  readonly end: number | null;
  /** How batches are made up, where that was changed since the sampler began; missing: as `settings` say. */
  readonly batches?: SamplerSettings["batches"];
  /** The domains, in order. */
  readonly domains: readonly DomainState[];
}

/**
 * What decides which batches a sampler draws, beside the mixture and the corpus: its options with their defaults
 * ({@link SamplerOptions} says what each means).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { memorySource, sampler, type SamplerSettings } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint8Array(50) } });
 * const { settings } = sampler(source, { context: 9, batch: 4, seed: 1, mixture: mixture({ web: 1 }) }).state();
 * const tokensPerStep = ({ batch, context }: SamplerSettings) => batch * context;
 * equal(tokensPerStep(settings), 36);
 * ```
 */
export interface SamplerSettings {
  /** A whole number from 0 to 2^53 − 1. */
  readonly seed: number;
  /** Split that is drawn from. */
  readonly split: Split;
  /** Positions a row, T. */
  readonly context: number;
  /** Rows a batch, B. */
  readonly batch: number;
  /** How a batch gets its domains. */
  readonly batches: "multinomial" | "exact";
  /** What a row is. */
  readonly rows: "packed" | "examples";
  /** Where packed slots begin. */
  readonly phase: "fixed" | "fresh";
  /** What becomes of examples longer than a row. */
  readonly long: "cut" | "leave out";
  /** Whether a stored loss mask is used. */
  readonly lossMask: "stored" | "none";
  /** Id that fills up examples. */
  readonly pad: number;
}

/**
 * Where a domain stands.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { type DomainState, memorySource, sampler } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint8Array(50) } }); // 5 rows of 9 tokens
 * const batches = sampler(source, { context: 9, batch: 4, seed: 1, mixture: mixture({ web: 1 }) });
 * batches.next();
 * batches.next();
 * const web: DomainState = batches.state().domains[0];
 * equal(`${web.epoch} epoch and ${web.position} rows`, "1 epoch and 3 rows");
 * ```
 */
export interface DomainState {
  /** Its name. */
  readonly name: string;
  /** Tokens of its split in the corpus, to know the corpus by. */
  readonly available: number;
  /** Epoch of its next sequence, from 0. */
  readonly epoch: number;
  /** Place of its next sequence in the order of that epoch. */
  readonly position: number;
  /** Sequences drawn so far. */
  readonly sequences: number;
  /** Targets drawn so far, padding not counted. */
  readonly tokens: number;
  /** Sequences that exact batches owe it, by rounding so far. */
  readonly carried: number;
}

/**
 * Checks that a value, as it comes from a JSON file, is a state that a sampler can go on from.
 *
 * @throws {TypeError} when a part of it is missing or of the wrong kind.
 * @throws {RangeError} when a number is out of range.
 */
export function checkSamplerState(value: unknown): SamplerState {
  const state = stateOf("mixlab/sampler", value);
  object(state.settings, "state.settings");
  count(state.step, "state.step");
  if (state.end !== null) count(state.end, "state.end");
  if (state.batches !== undefined && state.batches !== "multinomial" && state.batches !== "exact") {
    throw wrongKind(`state.batches: wanted multinomial or exact, got ${got(state.batches)}`);
  }
  const domains = list(state.domains, "state.domains"), schedule = list(state.schedule, "state.schedule");
  domains.forEach((entry, i) => {
    const at = `state.domains[${i}]`, domain = object(entry, at);
    if (typeof domain.name !== "string") throw wrongKind(`${at}.name: wanted text, got ${got(domain.name)}`);
    for (const key of ["available", "epoch", "position", "sequences", "tokens"]) count(domain[key], `${at}.${key}`);
    finite(domain.carried, `${at}.carried`);
  });
  if (schedule.length === 0) throw wrongKind("state.schedule: wanted at least one segment, got none");
  let last = -1;
  schedule.forEach((entry, i) => {
    const at = `state.schedule[${i}]`, segment = object(entry, at), shares = list(segment.shares, `${at}.shares`);
    if (count(segment.from, `${at}.from`) <= last) throw outOfRange(`${at}.from: wanted more than ${last}`);
    last = segment.from as number;
    if (shares.length !== domains.length) {
      throw outOfRange(`${at}.shares: wanted ${domains.length}, one a domain, got ${shares.length}`);
    }
    let sum = 0;
    shares.forEach((share, j) => {
      if (finite(share, `${at}.shares[${j}]`) < 0) throw outOfRange(`${at}.shares[${j}]: wanted ≥ 0, got ${share}`);
      sum += share as number;
    });
    if (!(Math.abs(sum - 1) < 1e-9)) throw outOfRange(`${at}.shares: wanted sum 1, got ${sum}`);
  });
  if ((schedule[0] as { from: number }).from > (state.step as number)) {
    throw outOfRange(`state.schedule[0].from: wanted at most ${state.step}, the next batch`);
  }
  if (state.end !== null && (state.end as number) <= last) throw outOfRange(`state.end: wanted more than ${last}`);
  return value as SamplerState;
}
