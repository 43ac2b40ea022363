/**
 * Sizes of Aioli's instruction tasks.
 *
 * @module
 */

/**
 * Numbers of instances of the nine Natural Instructions tasks of Aioli, by short name, in the order in which the splits
 * were drawn: one stream of random numbers serves all nine, so the order matters. The sizes are those of the published
 * index lists (train + 200).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { AIOLI_INSTANCES } from "@mixlab/mixlab/train";
 *
 * equal(Object.keys(AIOLI_INSTANCES).join(), "squad,mathqa,xsum,sst2,abductivenli,hellaswag,semeval,piqa,boolq");
 * equal(AIOLI_INSTANCES.squad, 6498);
 * ```
 */
export const AIOLI_INSTANCES: Readonly<Record<string, number>> = {
  squad: 6498,
  mathqa: 6452,
  xsum: 6493,
  sst2: 6495,
  abductivenli: 6499,
  hellaswag: 6494,
  semeval: 5996,
  piqa: 6500,
  boolq: 6500,
};
