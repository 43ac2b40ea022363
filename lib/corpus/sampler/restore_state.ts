/**
 * A sampler's numbers to and from plain JSON.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import type { Standing } from "./plan_batch.ts";
import type { SamplerSetup } from "./sampler_setup.ts";
import { checkSamplerState, type DomainState, type SamplerSettings, type SamplerState } from "./sampler_state.ts";
import type { Schedule } from "./schedule.ts";

/** The state of a sampler. */
export function stateOf(
  setup: SamplerSetup,
  standing: Standing,
  schedule: Schedule,
  batches: SamplerSettings["batches"],
): SamplerState {
  return {
    format: "mixlab/sampler",
    version: 1,
    settings: setup.settings,
    step: standing.step,
    schedule: schedule.segments.map(({ from, shares_m }) => ({ from, shares: [...shares_m] })),
    end: schedule.end === Infinity ? null : schedule.end,
    ...(batches !== setup.settings.batches && { batches }),
    domains: setup.domains.map((name, i) => ({
      name,
      available: setup.available_m[i],
      epoch: standing.epochs_m[i],
      position: standing.positions_m[i],
      sequences: standing.sequences_m[i],
      tokens: standing.tokens_m[i],
      carried: standing.carried_m[i],
    })),
  };
}

/** Where a sampler of this setup stands in a state, once the state is known to be one of its own. */
export function restoreState(
  setup: SamplerSetup,
  value: unknown,
): { standing: Standing; schedule: Schedule; batches: SamplerSettings["batches"] } {
  const state = checkSamplerState(value), { settings, slots_m } = setup;
  for (const key of Object.keys(settings) as (keyof SamplerSettings)[]) {
    if (state.settings[key] !== settings[key]) {
      throw outOfRange(`state: it is of ${key} ${got(state.settings[key])}; this sampler has ${got(settings[key])}`);
    }
  }
  const names = state.domains.map(({ name }) => name);
  if (JSON.stringify(names) !== JSON.stringify(setup.domains)) {
    throw outOfRange(`state: it is of the domains ${names.join(", ")}; this corpus has ${setup.domains.join(", ")}`);
  }
  state.domains.forEach(({ name, available, epoch, position }, i) => {
    if (available !== setup.available_m[i]) {
      throw outOfRange(
        `state: ${name} had ${available} tokens in ${settings.split}; it has ${setup.available_m[i]} now: ` +
          `resume with the corpus that the state was made with`,
      );
    }
    const count = slots_m[i].count(epoch);
    if (position > 0 && position >= count) {
      throw outOfRange(`state: ${name}: wanted a position below ${count}, the rows of its epoch, got ${position}`);
    }
  });
  for (const { shares } of state.schedule) {
    shares.forEach((share, i) => {
      if (share > 0 && slots_m[i].count(0) === 0) {
        throw outOfRange(`state: a share of ${share} is asked of ${names[i]}, which ${slots_m[i].lack}`);
      }
    });
  }
  const column = (of: (domain: DomainState) => number) => Float64Array.from(state.domains, of);
  return {
    standing: {
      step: state.step,
      epochs_m: column((d) => d.epoch),
      positions_m: column((d) => d.position),
      sequences_m: column((d) => d.sequences),
      tokens_m: column((d) => d.tokens),
      carried_m: column((d) => d.carried),
    },
    schedule: {
      segments: state.schedule.map(({ from, shares }) => ({ from, shares_m: Float64Array.from(shares) })),
      end: state.end ?? Infinity,
    },
    batches: state.batches ?? settings.batches,
  };
}
