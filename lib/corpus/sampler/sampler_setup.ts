import type { Mixture } from "../../mixture/mixture.ts";
import { type CounterRandom, counterRandom } from "../../numerics/counter_random.ts";
import type { DomainSlots } from "./domain_slots.ts";
import { exampleSlots } from "./example_slots.ts";
import { mixtureShares } from "./mixture_shares.ts";
import { packedSlots } from "./packed_slots.ts";
import { type SamplerOptions, settingsOf } from "./sampler_options.ts";
import type { SamplerSettings } from "./sampler_state.ts";
import { type SlotOrder, slotOrder } from "./slot_order.ts";
import type { TokenSource } from "./token_source.ts";

/** The part of a sampler that never changes. */
export interface SamplerSetup {
  readonly settings: SamplerSettings;
  readonly domains: readonly string[];
  /** Tokens of each domain in the split. */
  readonly available_m: Float64Array;
  readonly slots_m: readonly DomainSlots[];
  readonly orders_m: readonly SlotOrder[];
  /** Whether rows may hold targets that do not count. */
  readonly masked: boolean;
  /** Number n decides the domain of sequence n of a multinomial sampler. */
  readonly draws: CounterRandom;
  /** Its stream n puts the rows of exact batch n in their places. */
  readonly places: CounterRandom;
  /** A mixture's shares in the order of domains, checked. */
  readonly sharesOf: (mixture: Mixture) => Float64Array;
}

/** What follows from the corpus and the options. */
export function samplerSetup(source: TokenSource, options: SamplerOptions): SamplerSetup {
  const settings = settingsOf(options, source), { context: T, split, rows, long, pad } = settings;
  const domains = Object.freeze([...source.domains]), masked = settings.lossMask === "stored";
  const seeded = counterRandom(settings.seed), fresh = settings.phase === "fresh";
  // By the domain's name, so that other domains coming or going do not change its order.
  const streams_m = domains.map((domain) => seeded.stream("rows").stream(domain));
  const slots_m = domains.map((domain, i) =>
    rows === "packed"
      ? packedSlots(source, domain, split, T, { fresh, masked, random: streams_m[i] })
      : exampleSlots(source, domain, split, T, { long, masked, pad })
  );
  return {
    settings,
    domains,
    available_m: Float64Array.from(domains, (domain) => source.tokens(domain, split)),
    slots_m,
    orders_m: slots_m.map((slots, i) => slotOrder(slots, streams_m[i])),
    masked: slots_m.some((slots) => slots.masked),
    draws: seeded.stream("domain"),
    places: seeded.stream("place"),
    sharesOf: (mixture) => mixtureShares(mixture, domains, slots_m, rows),
  };
}
