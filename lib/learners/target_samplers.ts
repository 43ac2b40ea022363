/**
 * Rows that stand for the targets, from samplers of their own: what is drawn for them moves nothing in the training data.
 *
 * @module
 */
import type { Batch } from "../corpus/sampler/batch.ts";
import { type Sampler, sampler } from "../corpus/sampler/sampler.ts";
import type { SamplerOptions } from "../corpus/sampler/sampler_options.ts";
import { checkSamplerState, type SamplerState } from "../corpus/sampler/sampler_state.ts";
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { TargetRows } from "../methods/learner.ts";
import { type Mixture, mixture } from "../mixture/mixture.ts";
import { counterRandom } from "../numerics/counter_random.ts";
import { count, list, object } from "../text/json_values.ts";
import type { EvaluationSource } from "../train/evaluate.ts";

/**
 * Where a sampler of target rows stands, and which it is.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { TargetState } from "@mixlab/mixlab/train";
 *
 * const drawn = ({ rows, sampler }: TargetState) => rows * sampler.step;
 * equal(drawn({ split: "val", rows: 4, sampler: { step: 10 } as TargetState["sampler"] }), 40);
 * ```
 */
export interface TargetState extends Pick<TargetRows, "split" | "rows"> {
  /** The sampler. */
  readonly sampler: SamplerState;
}

/** Samplers of target rows, one for each split and number of rows, made when they are first asked for. */
export class TargetSamplers {
  readonly #source: EvaluationSource;
  readonly #options: Omit<SamplerOptions, "mixture" | "batch" | "split" | "batches">;
  readonly #samplers = new Map<string, Pick<TargetRows, "split" | "rows"> & { readonly sampler: Sampler }>();

  /** @param source has the targets alone; `options.seed` is the training data's, of which another one is made. */
  constructor(source: EvaluationSource, options: Omit<SamplerOptions, "mixture" | "batch" | "split" | "batches">) {
    this.#source = source;
    // Train rows for the targets are to be others than those that are trained on.
    const seed = Math.floor(counterRandom(options.seed).stream("targets").uniform(0) * 2 ** 53);
    this.#options = { ...options, seed };
  }

  /** The next rows. */
  next({ split, rows, shares, separate }: TargetRows): Batch {
    const { domains } = this.#source, k = domains.length;
    if (shares.length !== k) throw outOfRange(`combine: wanted ${k} shares, one a target, got ${shares.length}`);
    const shares_k = mixture(domains.map((domain, i) => [domain, shares[i]] as const));
    const sampler = this.#sampler({ split, rows }, shares_k);
    sampler.setMixture(shares_k, { batches: separate ? "exact" : "multinomial" });
    return sampler.next();
  }

  /** Checks that rows can be drawn, without drawing any. */
  check(target: TargetRows): void {
    new TargetSamplers(this.#source, this.#options).next(target);
  }

  #sampler({ split, rows }: Pick<TargetRows, "split" | "rows">, mixture: Mixture): Sampler {
    const key = `${split} ${rows}`, there = this.#samplers.get(key);
    if (there !== undefined) return there.sampler;
    const made = sampler(this.#source, { ...this.#options, split, batch: rows, mixture });
    this.#samplers.set(key, { split, rows, sampler: made });
    return made;
  }

  /** Where they stand, in the order in which they were first asked for. */
  state(): TargetState[] {
    return Array.from(this.#samplers.values(), ({ split, rows, sampler }) => ({
      split,
      rows,
      sampler: sampler.state(),
    }));
  }

  /** Goes on from there. */
  restore(states: readonly TargetState[]): void {
    this.#samplers.clear();
    for (const state of states) {
      const { domains, schedule } = state.sampler;
      const shares_k = mixture(domains.map(({ name }, i) => [name, schedule[0].shares[i]] as const));
      this.#sampler(state, shares_k).restore(state.sampler);
    }
  }
}

/** The states, checked as they come from a file. */
export function parseTargetStates(value: unknown): TargetState[] {
  return list(value, "state.targets").map((entry, i) => {
    const at = `state.targets[${i}]`, { split, rows, sampler } = object(entry, at);
    if (split !== "train" && split !== "val") throw wrongKind(`${at}.split: wanted train or val, got ${got(split)}`);
    return { split, rows: count(rows, `${at}.rows`), sampler: checkSamplerState(sampler) };
  });
}
