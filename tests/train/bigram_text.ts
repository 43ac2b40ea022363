/** What the bigram model learns from. */
import { random } from "../../lib/numerics/random.ts";

/** Ids and positions of the bigram model. */
export const V = 12, T = 6;

/** A text in which each id is mostly followed by the one `by` further. */
export function text(by: number, length: number, seed: number): Uint8Array {
  const rng = random(seed), ids = new Uint8Array(length);
  for (let i = 1; i < length; i++) ids[i] = rng.uniform() < 0.8 ? (ids[i - 1] + by) % V : rng.below(V);
  return ids;
}
