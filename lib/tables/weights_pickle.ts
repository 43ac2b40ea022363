/**
 * The weights of Aioli's runs that change their mixture: a pickled dictionary of each domain's index and its weight, a
 * float. In HazyResearch/aioli these are `<split>_seed_<s>_proportions_checkpoint-<t>.pkl`, `seed_<s>_doge_avg_dw.pkl` and
 * `seed_<s>_doremi_avg_dw.pkl`.
 *
 * @module
 */
import { got, unparsable } from "../errors.ts";
import { checkShares } from "../mixture/simplex.ts";
import { dict, float, int, pickle } from "./pickle_code.ts";
import { readPlainPickle } from "./published/plain_pickle.ts";

/**
 * A mixture as a pickled dictionary of index and weight, as Aioli keeps weights: `pickle.load` gives `{0: 0.25, 1: 0.75}`.
 *
 * @param weights m shares in the order of domains, with sum 1 (off by up to 0.01: corrected).
 * @throws {RangeError} when a share is not finite or below 0, or the sum is too far from 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseWeightsPickle, writeWeightsPickle } from "@mixlab/mixlab";
 *
 * const bytes = writeWeightsPickle([0.25, 0.75]);
 * deepEqual([...parseWeightsPickle(bytes)], [0.25, 0.75]);
 * ```
 */
export function writeWeightsPickle(weights: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const { shares } = checkShares(weights, { what: () => "writeWeightsPickle: the weights" });
  return pickle(dict(...Array.from(shares, (share, i) => [int(i), float(share)] as const)));
}

/**
 * Reads such a dictionary. NumPy's scalars count as numbers; nothing of the pickle runs.
 *
 * @param file the file's name, for messages.
 * @returns m shares in the order of the indices.
 * @throws {SyntaxError} when the bytes are no pickle, or hold something else than a number for each index from 0 on.
 * @throws {RangeError} when a weight is not finite or below 0, or their sum is further than 0.01 from 1.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { parseWeightsPickle } from "@mixlab/mixlab";
 *
 * const list = new TextEncoder().encode("].");
 * throws(() => parseWeightsPickle(list, "doge.pkl"), /doge.pkl:1:1: wanted a pickled dictionary of index and weight/);
 * ```
 */
export function parseWeightsPickle(bytes: Uint8Array, file = "weights.pkl"): Float64Array {
  const weights = readPlainPickle(bytes, file);
  const wrong = (what: string) =>
    unparsable(`${file}:1:1: wanted a pickled dictionary of index and weight, such as {0: 0.25, 1: 0.75}, got ${what}`);
  if (!(weights instanceof Map)) throw wrong(Array.isArray(weights) ? "a list" : got(weights));
  if (weights.size === 0) throw wrong("an empty one");
  const out = Array.from({ length: weights.size }, (_, i) => {
    const weight = weights.get(i);
    if (weight === undefined) throw wrong(`${weights.size} entries of which none has the index ${i}`);
    if (typeof weight !== "number") throw wrong(`${got(weight)} for ${i}`);
    return weight;
  });
  return checkShares(out, { name: (i) => `weight ${i}`, what: () => `${file}:1:1: the weights` }).shares;
}
