/**
 * The linear dynamic laws that Aioli fitted to children of static runs: parents broken off at step 2000, children of 100
 * updates. Two domains (2_dynamic_law): L_after = k p_own + b. Three (3_dynamic_law): L_after = c + t_1 p_1 + t_2 p_2.
 *
 * A loss is affine in the shares, and they sum to 1: written as Σ_j a_j p_j, the exponents of pure domains are a = (k + b, b)
 * and (c + t_1, c + t_2, c), which is the loss after 100 updates of that domain alone. Own domain against the mean of the
 * others is then one number for both forms: negative, what the own domain gains more.
 *
 * The table names a parent by its share of the first domain alone. Of two domains that is all; of three the parents are the
 * mixtures of k_3_n_9_seed_0, which the cover of Aioli's script makes again.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { got, outOfRange } from "../../lib/errors.ts";
import { aioliCover } from "../../lib/mixture/aioli_cover.ts";
import { fitsByKey, type PublishedParameter } from "./law_params.ts";
import { domainsOf, type PublishedSetting } from "./settings.ts";

/**
 * The dynamic law of one parent.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseLawParams, type PublishedSlopes, publishedSlopes } from "@mixlab/mixlab/analysis";
 *
 * const row = (group: string, parameter: string, value: number) =>
 *   `arxiv_stackexchange,f.pkl,dynamic_linear,,${group},2000,parent_p1,0.1,100,${parameter},${value}\n`;
 * const rows = parseLawParams(
 *   "dataset,source_file,kind,method,group,step,key_name,key_value,child_segment_steps,param,value\n" +
 *     row("arxiv", "k", -0.25) + row("arxiv", "b", 3) + row("stackexchange", "k", -0.125) + row("stackexchange", "b", 3),
 * );
 * const [slopes]: readonly PublishedSlopes[] = publishedSlopes(rows, "arxiv_stackexchange");
 * deepEqual(slopes.parent, [0.1, 0.9]);
 * deepEqual(slopes.after_km, [[2.75, 3], [3, 2.875]]);
 * deepEqual(slopes.own, [-0.25, -0.125]);
 * ```
 */
export interface PublishedSlopes {
  /** The parent's mixture: shares of tokens (m). */
  readonly parent: readonly number[];
  /** Row i, column j: the loss of target i after a segment of domain j alone (nats per token). */
  readonly after_km: readonly (readonly number[])[];
  /** For each target, the loss after its own domain alone less the mean over the other domains (k, nats per token). */
  readonly own: readonly number[];
}

/**
 * The published linear dynamic laws, a parent each.
 *
 * @param rows the published parameters, as {@link parseLawParams} reads them.
 * @throws {RangeError} when they hold no dynamic law of that setting, or parameters are missing.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { publishedSlopes } from "@mixlab/mixlab/analysis";
 *
 * throws(() => publishedSlopes([], "arxiv_books_stackexchange"), /no dynamic law of arxiv_books_stackexchange/);
 * ```
 */
export function publishedSlopes(
  rows: readonly PublishedParameter[],
  setting: PublishedSetting,
): readonly PublishedSlopes[] {
  const domains = domainsOf(setting);
  const own = rows.filter(({ dataset, kind }) => dataset === setting && kind === "dynamic_linear");
  if (own.length === 0) throw outOfRange(`published parameters: they hold no dynamic law of ${setting}`);
  const parents = parentsOf(setting);
  return fitsByKey(own).map(({ key, groups }) => {
    const parent = parents.find(([first]) => Math.abs(first - key) < 1e-6);
    if (parent === undefined) throw outOfRange(`${setting}: no parent has the share ${got(key)} of ${domains[0]}`);
    const after_km = domains.map((target, i) => {
      const { k, b, c, t1, t2 } = groups[target] ?? {};
      const row = k === undefined ? [c + t1, c + t2, c] : domains.map((_, j) => j === i ? k + b : b);
      if (row.length === domains.length && row.every(Number.isFinite)) return row;
      throw outOfRange(`parent ${key}: wanted k and b, or c, t1 and t2, of ${target}`);
    });
    const gains = after_km.map((row, i) => row[i] - mean(row.filter((_, j) => j !== i)));
    return { parent, after_km, own: gains };
  });
}

/** The mixtures of the parents: tenths of two domains, the cover of the script with seed 0 of three. */
function parentsOf(setting: PublishedSetting): number[][] {
  return setting === "arxiv_stackexchange"
    ? Array.from({ length: 9 }, (_, n) => [(n + 1) / 10, (9 - n) / 10])
    : aioliCover({ m: 3, N: 9, alpha: 1, seed: 0 }).map((shares) => Array.from(shares));
}
