import { permutation } from "../../numerics/permutation.ts";
import type { BatchPlan } from "./batch.ts";
import { domainDraw } from "./domain_draw.ts";
import { exactCounts } from "./exact_counts.ts";
import type { SamplerSetup } from "./sampler_setup.ts";
import type { SamplerSettings } from "./sampler_state.ts";

/** Where a sampler stands, apart from its schedule: the numbers of its state. */
export interface Standing {
  readonly step: number;
  readonly epochs_m: Float64Array;
  readonly positions_m: Float64Array;
  readonly sequences_m: Float64Array;
  readonly tokens_m: Float64Array;
  readonly carried_m: Float64Array;
}

/** Where a sampler of m domains stands at first. */
export function atStart(m: number): Standing {
  const zeros = () => new Float64Array(m);
  return {
    step: 0,
    epochs_m: zeros(),
    positions_m: zeros(),
    sequences_m: zeros(),
    tokens_m: zeros(),
    carried_m: zeros(),
  };
}

/** The next batch, and where the sampler stands after it; what is given is not changed. */
export function planBatch(
  setup: SamplerSetup,
  standing: Standing,
  shares_m: Float64Array,
  batches: SamplerSettings["batches"],
): { plan: BatchPlan; after: Standing } {
  const { slots_m, orders_m } = setup, B = setup.settings.batch, { step } = standing;
  const { domains_B, carried_m } = batches === "exact"
    ? exactDomains(setup, standing, shares_m)
    : { domains_B: drawnDomains(setup, step, shares_m), carried_m: standing.carried_m };
  const epochs_m = standing.epochs_m.slice(), positions_m = standing.positions_m.slice();
  const sequences_m = standing.sequences_m.slice(), tokens_m = standing.tokens_m.slice();
  const epochs_B = new Float64Array(B), slots_B = new Float64Array(B), counts_m = new Int32Array(slots_m.length);
  for (let r = 0; r < B; r++) {
    const i = domains_B[r], epoch = epochs_m[i];
    epochs_B[r] = epoch;
    slots_B[r] = orders_m[i].slot(epoch, positions_m[i]);
    counts_m[i]++;
    sequences_m[i]++;
    tokens_m[i] += slots_m[i].targets(slots_B[r]);
    if (++positions_m[i] >= orders_m[i].count(epoch)) {
      epochs_m[i]++;
      positions_m[i] = 0;
    }
  }
  return {
    plan: { step, domains_B, epochs_B, slots_B, counts_m },
    after: { step: step + 1, epochs_m, positions_m, sequences_m, tokens_m, carried_m },
  };
}

/** Each sequence's own draw: sequence r of the batch is draw step × B + r of the seed. */
function drawnDomains({ settings: { batch: B }, draws }: SamplerSetup, step: number, shares_m: Float64Array) {
  const drawn = domainDraw(shares_m);
  return Int32Array.from({ length: B }, (_, r) => drawn(draws.uniform(step * B + r)));
}

/** Exact counts, in random places, so that parts of a batch (micro-batches, workers' rows) are mixtures too. */
function exactDomains({ settings, places }: SamplerSetup, standing: Standing, shares_m: Float64Array) {
  const B = settings.batch, domains_B = new Int32Array(B);
  const { counts_m, carried_m } = exactCounts(shares_m, B, standing.carried_m);
  const place = permutation(B, places.stream(standing.step));
  for (let i = 0, r = 0; i < counts_m.length; i++) {
    for (let n = 0; n < counts_m[i]; n++) domains_B[place(r++)] = i;
  }
  return { domains_B, carried_m };
}
