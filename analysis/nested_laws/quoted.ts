import type { Quoted } from "../aioli_published/quoted.ts";

const NOTEBOOK = "Data Mixing Laws' repository, mix_5_domains.ipynb, output kept in it";
const FILE = "Data Mixing Laws' repository, data/RPJ.predictions.json and data/RedPajama/1B.txt";

/**
 * What Data Mixing Laws and its repository print and what is not computed here. The default mixture is RedPajama's; loss
 * is that on the Pile's validation data, nats per token.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { QUOTED_NESTED } from "@mixlab/mixlab/analysis";
 *
 * // 1B parameters, 100,000 updates: the gain that was predicted and the one that came.
 * const of = (what: string) => QUOTED_NESTED.find((quoted) => quoted.what.startsWith(what))!.value;
 * ok(of("default mixture, predicted") - of("chosen mixture, predicted") > 2 * (of("default mixture, observed") - of("chosen mixture, observed")));
 * ```
 */
export const QUOTED_NESTED: readonly Quoted[] = [
  { what: "default mixture, predicted for 1B at 100,000 updates", value: 2.650, source: FILE },
  { what: "chosen mixture, predicted for 1B at 100,000 updates", value: 2.568, source: FILE },
  { what: "default mixture, observed", value: 2.713, source: FILE },
  { what: "chosen mixture, observed", value: 2.679, source: FILE },
  {
    what: "part of the updates after which the chosen mixture is as good as the default at the end",
    value: 0.73,
    source: "arXiv 2403.16952v2, by a public reading note",
  },
  { what: "5Mix, explicit aggregation, MAE on 6 mixtures", value: 0.0086, source: NOTEBOOK },
  { what: "5Mix, 1 implicit domain, MAE on 6 mixtures", value: 0.0268, source: NOTEBOOK },
  { what: "5Mix, 3 implicit domains, MAE on 6 mixtures", value: 0.0104, source: NOTEBOOK },
  { what: "5Mix, 5 implicit domains, MAE on 6 mixtures", value: 0.0027, source: NOTEBOOK },
  { what: "5Mix, 30 implicit domains, MAE on 6 mixtures", value: 0.0020, source: NOTEBOOK },
];

/**
 * Parameters without embeddings of the models of Data Mixing Laws, by name (its repository, pipeline/utils.py): the x of
 * its size law, for `sizes` of {@link nestedLaws}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { DML_SIZES } from "@mixlab/mixlab/analysis";
 *
 * equal(DML_SIZES["70M"], 18_915_328); // six layers of width 512
 * ```
 */
export const DML_SIZES: Readonly<Record<string, number>> = {
  "70M": 18_915_328,
  "160M": 85_056_000,
  "305M": 201_541_632,
  "410M": 302_311_424,
  "1B": 805_736_448,
};

/**
 * The fits that Data Mixing Laws' notebook prints for 5Mix (M4, 70M parameters, 30,000 updates, Huber's δ 0.05): mean
 * Huber loss, floor c, and v_j = log k + t_j in the order academic, prose, dialogue, symbolic, internet.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { PRINTED_5MIX } from "@mixlab/mixlab/analysis";
 *
 * equal(PRINTED_5MIX.symbolic.c, 1.60801);
 * ```
 */
export const PRINTED_5MIX: Readonly<
  Record<string, { readonly huber: number; readonly c: number; readonly vertex: readonly number[] }>
> = {
  academic: { huber: 0.000568288, c: 2.65117, vertex: [-12.2255, 0.5749, 0.5715, 0.4692, -0.5525] },
  prose: { huber: 0.000123343, c: 3.53389, vertex: [-0.7726, -6.8467, -1.3801, -0.2937, -1.5922] },
  dialogue: { huber: 0.000551342, c: 3.11896, vertex: [-0.3882, -0.8374, -38.9638, -0.4594, -0.8964] },
  symbolic: { huber: 0.00014282, c: 1.60801, vertex: [-0.3257, 0.0159, -0.5419, -20.0763, -0.4955] },
  internet: { huber: 8.16596e-05, c: 3.4563, vertex: [-0.7613, -1.0813, -2.4694, -0.2388, -5.038] },
};
