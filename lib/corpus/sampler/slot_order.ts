import type { CounterRandom } from "../../numerics/counter_random.ts";
import { permutation } from "../../numerics/permutation.ts";
import type { DomainSlots } from "./domain_slots.ts";

/** The orders in which a domain's slots are drawn: another one each epoch, computed and not stored. */
export interface SlotOrder {
  /** Slots of an epoch. */
  count(epoch: number): number;
  /** The slot at a place of an epoch's order. */
  slot(epoch: number, position: number): number;
}

/** The orders of a domain. They follow from the domain's own stream, so other domains coming or going change nothing. */
export function slotOrder(slots: DomainSlots, random: CounterRandom): SlotOrder {
  const orders = random.stream("order");
  // The epoch at hand; drawing goes through one after the other.
  let kept = -1, count = 0, order: (position: number) => number;
  const turnTo = (epoch: number) => {
    if (epoch === kept) return;
    count = slots.count(epoch);
    if (count > 0) order = permutation(count, orders.stream(epoch));
    kept = epoch;
  };
  return {
    count(epoch) {
      turnTo(epoch);
      return count;
    },
    slot(epoch, position) {
      turnTo(epoch);
      return order(position);
    },
  };
}
