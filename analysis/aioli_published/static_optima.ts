/**
 * The static laws that Aioli fitted to its runs, from the published parameters, and the mixture that each makes best.
 *
 * Two domains, on each target's own share (2_static_law): L = c + exp(k p_own + b). Three domains, the last share left out
 * (3_static_law): L = exp(log_c) + exp(b + t_1 p_1 + t_2 p_2). Both are the log-linear law: of pure domain j the exponent
 * is k + b or b, and b + t_1, b + t_2, b.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { outOfRange } from "../../lib/errors.ts";
import { aioliThreeDomains, aioliTwoDomains } from "../../lib/laws/best/aioli_optima.ts";
import { bestMixture } from "../../lib/laws/best/best_mixture.ts";
import type { FittedLaw } from "../../lib/laws/law.ts";
import { lawFromParameters } from "../../lib/laws/load_law.ts";
import { fitsByKey, type PublishedParameter } from "./law_params.ts";
import { domainsOf, type PublishedSetting } from "./settings.ts";

/**
 * A published static law and its best mixture.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { parseLawParams, type PublishedOptimum, publishedStaticOptima } from "@mixlab/mixlab/analysis";
 *
 * const row = (group: string, parameter: string, value: number) =>
 *   `arxiv_stackexchange,f.pkl,static_loglinear,,${group},5000,seed,0,,${parameter},${value}\n`;
 * const rows = parseLawParams(
 *   "dataset,source_file,kind,method,group,step,key_name,key_value,child_segment_steps,param,value\n" +
 *     row("arxiv", "c", 2.6) + row("arxiv", "k", -3) + row("arxiv", "b", -0.6) +
 *     row("stackexchange", "c", 3) + row("stackexchange", "k", -3) + row("stackexchange", "b", -0.6),
 * );
 * const [optimum]: readonly PublishedOptimum[] = publishedStaticOptima(rows, "arxiv_stackexchange");
 * ok(Math.abs(optimum.shares[0] - 0.5) < 1e-12); // both laws are alike
 * ```
 */
export interface PublishedOptimum {
  /** Training seed. */
  readonly seed: number;
  /** The law. */
  readonly law: FittedLaw;
  /** The best mixture for the mean loss: shares of tokens (m). */
  readonly shares: readonly number[];
  /** No mixture is better by more than this (nats per token). */
  readonly gap: number;
  /** Shares (m) as Aioli's own way finds them: closed form for two domains, projected Adam for three. */
  readonly theirs: readonly number[];
  /** Predicted losses of the targets at the best mixture (k), nats per token. */
  readonly losses: readonly number[];
  /** Predicted losses of the targets at even shares (k), nats per token. */
  readonly stratified: readonly number[];
  /** What the mean loss gains over even shares (nats per token). */
  readonly gain: number;
}

/**
 * The best mixtures of Aioli's published static laws, a seed each.
 *
 * @param rows the published parameters, as {@link parseLawParams} reads them.
 * @throws {RangeError} when they hold no static law of that setting, or parameters are missing.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { publishedStaticOptima } from "@mixlab/mixlab/analysis";
 *
 * throws(() => publishedStaticOptima([], "arxiv_stackexchange"), /no static law of arxiv_stackexchange/);
 * ```
 */
export function publishedStaticOptima(
  rows: readonly PublishedParameter[],
  setting: PublishedSetting,
): readonly PublishedOptimum[] {
  const domains = domainsOf(setting);
  const own = rows.filter(({ dataset, kind, step }) =>
    dataset === setting && kind === "static_loglinear" && step === 5000
  );
  if (own.length === 0) throw outOfRange(`published parameters: they hold no static law of ${setting}`);
  return fitsByKey(own).map(({ key, groups }) => {
    const law = lawFromParameters(
      "log-linear",
      domains,
      domains.map((target, i) => ({ target, parameters: vertices(domains, i, groups[target] ?? {}) })),
    );
    const best = bestMixture(law), even = domains.map(() => 1 / domains.length);
    const theirs = domains.length === 2 ? aioliTwoDomains(law) : aioliThreeDomains(law);
    if (theirs.shares === null) throw outOfRange(`seed ${key}: no mixture in Aioli's own way: ${theirs.note}`);
    const losses = domains.map((target) => best.predicted[target]), stratified = Array.from(law.predict(even));
    return {
      ...{ seed: key, law, shares: Array.from(best.shares), gap: best.gap!, theirs: Array.from(theirs.shares) },
      ...{ losses, stratified, gain: mean(stratified) - mean(losses) },
    };
  });
}

function vertices(domains: readonly string[], own: number, fit: Readonly<Record<string, number>>) {
  const { c, log_c, k, b, t1 = 0, t2 = 0 } = fit;
  const exponents = k === undefined ? [b + t1, b + t2, b] : domains.map((_, j) => j === own ? k + b : b);
  return {
    c: c ?? Math.exp(log_c),
    ...Object.fromEntries(domains.map((domain, j) => [`v:${domain}`, exponents[j]])),
  };
}
