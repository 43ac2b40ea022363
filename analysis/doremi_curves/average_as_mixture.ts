import { writeCsv } from "../../lib/tables/csv.ts";
import type { WeightsOverSteps } from "./weights_over_steps.ts";

/**
 * A proxy's averaged weights at its end as a table of one mixture, for `deno task sweep plan --mixtures`.
 *
 * @param proxy the proxy.
 * @param name of the mixture.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { averageAsMixture } from "@mixlab/mixlab/analysis";
 *
 * const proxy = {
 *   ...{ run: "proxy/1", seed: 0, domains: ["web", "code"], steps: [20] },
 *   ...{ averages: [[0.75, 0.25]], weights: [[0.75, 0.25]] },
 * };
 * equal(averageAsMixture(proxy), "run,share:web,share:code\ndoremi,0.75,0.25\n");
 * ```
 */
export function averageAsMixture({ domains, averages }: WeightsOverSteps, name = "doremi"): string {
  return writeCsv([["run", ...domains.map((domain) => `share:${domain}`)], [name, ...averages.at(-1)!.map(String)]]);
}
