/**
 * The starts of the public code of Data Mixing Laws for M4: 10 values of log c from −2 to 1.5, 20 of log k from −10 to 1
 * and 30 random t in [0, 0.1), every one with every other: 6,000 (specs §6.3).
 *
 * @module
 */
import { random } from "../../lib/numerics/random.ts";

/** How many starts the public code has. */
export const ALL_STARTS = 6000;

/** Some of the 6,000, drawn without putting back: each is (log c, log k, t_1 … t_m). */
export function sampleStarts(m: number, count: number, seed: number): number[][] {
  const rng = random(seed);
  const exponents = Array.from({ length: 30 }, () => Array.from({ length: m }, () => 0.1 * rng.uniform()));
  const starts: number[][] = [];
  for (const logC of evenly(-2, 1.5, 10)) {
    for (const logK of evenly(-10, 1, 20)) {
      for (const t of exponents) starts.push([logC, logK, ...t]);
    }
  }
  return rng.shuffle(starts).slice(0, count);
}

function evenly(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + (to - from) * i / (count - 1));
}
