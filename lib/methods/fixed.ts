/**
 * The fixed mixture: every batch is drawn in the same shares. Stratified sampling is the fixed mixture 1/m.
 *
 *     p^t = p
 *
 * Source: Aioli's "stratified" and "static" (arXiv 2411.05735, section 3); DoReMi's main run (arXiv 2305.10429, step 3).
 * Batches are multinomial, as in all of the repositories; `batches: "exact"` deals each batch by largest remainders.
 *
 * @module
 */
import { type Batches, train } from "./actions.ts";
import { BATCHES } from "./batches_option.ts";
import { type OptionTable, resolveOptions } from "./options.ts";
import type { Rule } from "./rule.ts";
import { sharesOption } from "./shares_option.ts";

const OPTIONS = {
  shares: { kind: "numbers", help: "share of each domain, in their order" },
  batches: BATCHES,
} as const satisfies OptionTable;

/** The rule. Options: `shares` (m numbers, sum 1), `batches`. */
export const fixed: Rule = {
  name: "fixed",
  check(options, { domains }) {
    const { shares } = resolveOptions("fixed", OPTIONS, { paper: {} }, options);
    sharesOption("fixed: shares", shares, domains);
  },
  *run(options, { domains, steps }) {
    const { shares, batches } = resolveOptions("fixed", OPTIONS, { paper: {} }, options);
    const shares_m = sharesOption("fixed: shares", shares, domains);
    yield* train(shares_m, steps, { batches: batches as Batches });
    return { mixture: Array.from(shares_m) };
  },
  evaluations: () => 0,
};
