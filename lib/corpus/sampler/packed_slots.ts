import type { CounterRandom } from "../../numerics/counter_random.ts";
import type { Split } from "../corpus_index.ts";
import type { DomainSlots } from "./domain_slots.ts";
import { maskExactly, readExactly } from "./read_exactly.ts";
import type { TokenSource } from "./token_source.ts";

/**
 * The domain's tokens as one long text, cut into slots: slot s of an epoch with phase φ is the T + 1 tokens from
 * φ + s T. Slots share one token, the last target of one and the first input of the next, so that every token but the
 * first is a target once an epoch; fewer than T are left over at the ends.
 *
 * The phase is 0, or with `fresh` a random one below T for every epoch but the first, so that no two epochs cut the
 * text alike.
 */
export function packedSlots(
  source: TokenSource,
  domain: string,
  split: Split,
  T: number,
  options: { readonly fresh: boolean; readonly masked: boolean; readonly random: CounterRandom },
): DomainSlots {
  const N = source.tokens(domain, split), phases = options.random.stream("phase");
  // A short domain must keep its one slot whatever the phase.
  const range = Math.min(T, N - T);
  const phase = (epoch: number) => options.fresh && epoch > 0 ? Math.floor(phases.uniform(epoch) * range) : 0;
  const masked = options.masked && N > 0 && maskExactly(source, domain, split, 0, 1) !== undefined;
  return {
    masked,
    cut: 0,
    leftOut: 0,
    count: (epoch) => N > T ? Math.floor((N - 1 - phase(epoch)) / T) : 0,
    targets: () => T,
    lack: N === 0
      ? `has no tokens in ${split}`
      : `has ${N} tokens in ${split}; wanted at least ${T + 1}, a context of ${T} and the last target`,
    fill(epoch, slot, { tokens, at, mask, maskAt }) {
      const start = phase(epoch) + slot * T;
      tokens.set(readExactly(source, domain, split, start, T + 1), at);
      if (mask === undefined) return;
      const stored = masked ? maskExactly(source, domain, split, start + 1, T) : undefined;
      if (stored === undefined) mask.fill(1, maskAt, maskAt + T);
      else mask.set(stored, maskAt);
    },
  };
}
