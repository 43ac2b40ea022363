/**
 * Arenas for tests: tensors of odd sizes, filled from a seed.
 *
 * @module
 */
import { equal } from "../assert.ts";
import type { ParameterSpec, Update } from "../../lib/engine/engine.ts";
import { type Arena, arena, type ArenaOptions } from "../../lib/engine/native/arena.ts";
import { random } from "../../lib/numerics/random.ts";

/** Tensors below, at and above a piece (16,384 numbers) and a vector; some decay. */
export const SPECS: readonly ParameterSpec[] = [
  { name: "embedding", shape: [70, 500], decay: true },
  { name: "bias", shape: [1], decay: false },
  { name: "one piece", shape: [128, 128], decay: true },
  { name: "odd", shape: [7, 19, 3], decay: false },
  { name: "one more", shape: [16_385], decay: true },
  { name: "head", shape: [3, 17], decay: true },
];

/** Fits no more than the largest tensor, so that there are several blocks. */
export const SMALL_BLOCK = 16 * 35_008;

/** One update's settings. */
export const UPDATE: Update = {
  learningRate: 3e-3,
  step: 1,
  betas: [0.9, 0.95],
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 1,
};

/** An arena with random parameters and gradients: the same numbers for the same seed, whatever the options. */
export function filledArena(options: ArenaOptions, seed: number, slots = 1): Arena {
  const made = arena(SPECS, options), rng = random(seed);
  made.slots(slots);
  for (const view of made.parameters.values()) for (let i = 0; i < view.length; i++) view[i] = rng.normal();
  for (let slot = 0; slot < slots; slot++) refill(made, slot, seed + 1 + slot);
  return made;
}

/** Other gradients into a slot. */
export function refill(made: Arena, slot: number, seed: number): void {
  const rng = random(seed);
  for (const view of made.gradients(slot).values()) {
    for (let i = 0; i < view.length; i++) view[i] = 2 * rng.uniform() - 1;
  }
}

/** All numbers that an arena holds, by what they are. */
export function contents(made: Arena): Record<string, Float32Array> {
  const kinds = { p: made.parameters, m: made.firstMoments, v: made.secondMoments };
  const all = Object.entries(kinds);
  const slots = Array.from({ length: made.slotCount }, (_, s) => [`g${s}`, made.gradients(s)] as const);
  return Object.fromEntries([...all, ...slots].flatMap(([kind, views]) => {
    return [...views].map(([name, view]) => [`${kind} ${name}`, view.slice()]);
  }));
}

/** Asserts the same bytes: signs of zeros and NaN too. */
export function sameBytes(got: Float32Array, wanted: Float32Array, what: string): void {
  equal(got.length, wanted.length, what);
  const bits = (x: Float32Array) => new Uint32Array(x.buffer, x.byteOffset, x.length);
  const a = bits(got), b = bits(wanted), at = a.findIndex((x, i) => x !== b[i]);
  equal(at, -1, `${what}: ${got[at]} at ${at}, wanted ${wanted[at]}`);
}

/** Asserts that two arenas, or one at two times, hold the same bytes. */
export function sameContents(got: Record<string, Float32Array>, wanted: Record<string, Float32Array>): void {
  equal(Object.keys(got).join(), Object.keys(wanted).join());
  for (const [name, values] of Object.entries(wanted)) sameBytes(got[name], values, name);
}
