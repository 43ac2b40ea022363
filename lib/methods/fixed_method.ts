/**
 * A fixed mixture, given by hand: every batch is drawn in its shares.
 *
 *     p^t = p
 *
 * Source: Aioli's static trainer with `--proportions` (arXiv 2411.05735); DoReMi's main run (arXiv 2305.10429, step 3).
 * The presets are the same: paper and repository do not differ.
 *
 * @module
 */
import { BATCHES } from "./batches_option.ts";
import { checkSetting } from "./check_setting.ts";
import type { Method } from "./method.ts";
import { type OptionTable, type OptionValues, type Presets, resolveOptions } from "./options.ts";
import { sharesOption } from "./shares_option.ts";

const OPTIONS = {
  mixture: { kind: "mixture", help: "share of each domain; a domain that is not named has none" },
  batches: BATCHES,
} as const satisfies OptionTable;
const PRESETS = { paper: {}, repo: {} } as const satisfies Presets;

function resolve(options: OptionValues, domains: readonly string[]) {
  const { mixture, batches } = resolveOptions("fixed", OPTIONS, PRESETS, options);
  return { shares: [...sharesOption("fixed: mixture", mixture, domains)], batches };
}

/** The method. */
export const fixedMethod: Method = {
  name: "fixed",
  about: "a mixture given by hand, the same in every batch",
  source: "Aioli's static trainer, arXiv 2411.05735; DoReMi's main run, arXiv 2305.10429",
  options: OPTIONS,
  presets: PRESETS,
  check(options, setting) {
    checkSetting("fixed", setting, { val: false });
    resolve(options, setting.domains);
  },
  cost: (_, { steps }) => ({ preparation: [], steps, evaluations: 0 }),
  // deno-lint-ignore require-yield -- it needs no preparatory run
  *prepare(options, { domains, steps }) {
    const { shares, batches } = resolve(options, domains);
    return { rule: { rule: "fixed", options: { shares, batches } }, steps, mixture: shares };
  },
};
