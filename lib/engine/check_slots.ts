import { got, outOfRange } from "../errors.ts";
import type { Update } from "./engine.ts";

/** Checks that a slot is there. */
export function checkSlot(slot: number, count: number): number {
  if (Number.isInteger(slot) && slot >= 0 && slot < count) return slot;
  throw outOfRange(`slot: call slots(count) first; wanted a whole number from 0 to ${count - 1}, got ${got(slot)}`);
}

/** Checks a sum of slots. */
export function checkCombination(slots: readonly number[], weights: ArrayLike<number>, count: number): void {
  for (const slot of slots) checkSlot(slot, count);
  if (weights.length === slots.length) return;
  throw outOfRange(`weights: wanted one for each of ${slots.length} slots, got ${weights.length}`);
}

/** Checks the numbers that would make parameters meaningless without a word. */
export function checkUpdate({ learningRate, step, betas, epsilon, weightDecay, clip }: Update): void {
  if (!(Number.isInteger(step) && step >= 1)) throw outOfRange(`step: wanted a whole number from 1, got ${got(step)}`);
  for (const [name, value] of Object.entries({ learningRate, epsilon, weightDecay })) {
    if (!(value >= 0 && value < Infinity)) throw outOfRange(`${name}: wanted a number from 0, got ${got(value)}`);
  }
  if (!betas.every((beta) => beta >= 0 && beta < 1)) {
    throw outOfRange(`betas: wanted numbers from 0 to below 1, got ${got(betas)}`);
  }
  if (!(clip > 0)) throw outOfRange(`clip: wanted a norm above 0, Infinity for none, got ${got(clip)}`);
}
