/**
 * A*: what children of a method's trajectory say of the effect of each domain, as Aioli published it. Negative lowers the
 * loss.
 *
 * Two domains ({aioli,doge,doremi,skillit}_parameters): the slopes of L_after = k p_own + b on the diagonal. Three domains:
 * the rows of L_after − L_break = Σ_j a_ij p_j. The scale goes with the length of the children and where the trajectory was
 * broken off: only directions compare between methods.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";
import { fitsByKey, type PublishedParameter } from "./law_params.ts";
import { domainsOf, type PublishedSetting } from "./settings.ts";

/**
 * A* of one method and seed.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseLawParams, type PublishedEffects, publishedEffects } from "@mixlab/mixlab/analysis";
 *
 * const rows = parseLawParams(
 *   "dataset,source_file,kind,method,group,step,key_name,key_value,child_segment_steps,param,value\n" +
 *     "arxiv_stackexchange,f.pkl,A_star,doge,arxiv,500,seed,3,100,k,-0.25\n" +
 *     "arxiv_stackexchange,f.pkl,A_star,doge,stackexchange,500,seed,3,100,k,-0.5\n",
 * );
 * const [effects]: readonly PublishedEffects[] = publishedEffects(rows, "arxiv_stackexchange");
 * deepEqual(effects.A_km, [[-0.25, 0], [0, -0.5]]);
 * deepEqual(effects.columnSums, [-0.25, -0.5]); // most negative: stackexchange lowers the summed loss most
 * ```
 */
export interface PublishedEffects {
  /** aioli, doge, doremi or skillit. */
  readonly method: string;
  /** Training seed. */
  readonly seed: number;
  /** Step at which the trajectory was broken off. */
  readonly step: number;
  /** Updates of a child. */
  readonly childSteps: number;
  /** File in the repository, below analysis/law_results. */
  readonly file: string;
  /** Row i, column j: by how much the loss of target i changes for a whole share of domain j (nats per token). */
  readonly A_km: readonly (readonly number[])[];
  /** Sums over the targets (m): what each domain does to the summed loss. */
  readonly columnSums: readonly number[];
  /** The same, scaled to length 1 (m). */
  readonly direction: readonly number[];
}

/**
 * A* of every method and seed, from the published parameters.
 *
 * @param rows the published parameters, as {@link parseLawParams} reads them.
 * @throws {RangeError} when they hold no A* of that setting, or parameters are missing.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { publishedEffects } from "@mixlab/mixlab/analysis";
 *
 * throws(() => publishedEffects([], "arxiv_stackexchange"), /no A\* of arxiv_stackexchange/);
 * ```
 */
export function publishedEffects(
  rows: readonly PublishedParameter[],
  setting: PublishedSetting,
): readonly PublishedEffects[] {
  const domains = domainsOf(setting), own = rows.filter((row) => row.dataset === setting && row.kind === "A_star");
  if (own.length === 0) throw outOfRange(`published parameters: they hold no A* of ${setting}`);
  return [...new Set(own.map(({ file }) => file))].flatMap((file) => {
    const here = own.filter((row) => row.file === file), [{ method, step, childSteps }] = here;
    if (childSteps === undefined) {
      throw outOfRange(`${file}: wanted child_segment_steps, the updates of a child, got none`);
    }
    return fitsByKey(here).map(({ key, groups }) => {
      const A_km = domains.map((target, i) => domains.map((domain, j) => entry(groups[target], domain, i === j)));
      const bad = A_km.findIndex((row) => !row.every(Number.isFinite));
      if (bad >= 0) throw outOfRange(`${file}, seed ${key}: wanted k, or a_ of each domain, of ${domains[bad]}`);
      const columnSums = domains.map((_, j) => A_km.reduce((sum, row) => sum + row[j], 0));
      const length = Math.hypot(...columnSums);
      return {
        ...{
          method,
          seed: key,
          step,
          childSteps,
          file: file.replace(/^analysis\/law_results\//, ""),
        },
        ...{ A_km, columnSums, direction: columnSums.map((sum) => sum / length) },
      };
    });
  });
}

function entry(fit: Readonly<Record<string, number>> | undefined, domain: string, own: boolean): number {
  return fit?.[`a_${domain}`] ?? (own ? fit?.k : fit && Object.hasOwn(fit, "k") ? 0 : undefined) ?? NaN;
}
