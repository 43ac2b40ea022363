/**
 * Stratified sampling: every domain has the same share.
 *
 *     p_j = 1 / m
 *
 * Source: the baseline of Aioli (arXiv 2411.05735, section 6.1) and of Skill-It (arXiv 2307.14430, section 4). The presets
 * are the same: paper and repository do not differ.
 *
 * @module
 */
import { BATCHES } from "./batches_option.ts";
import { checkSetting } from "./check_setting.ts";
import type { Method } from "./method.ts";
import { type OptionTable, type Presets, resolveOptions } from "./options.ts";

const OPTIONS = {
  batches: BATCHES,
} as const satisfies OptionTable;
const PRESETS = { paper: {}, repo: {} } as const satisfies Presets;

/** The method. */
export const stratified: Method = {
  name: "stratified",
  about: "every domain has the same share",
  source: "Aioli, arXiv 2411.05735, section 6.1",
  options: OPTIONS,
  presets: PRESETS,
  check(options, setting) {
    resolveOptions("stratified", OPTIONS, PRESETS, options);
    checkSetting("stratified", setting, { val: false });
  },
  cost: (_, { steps }) => ({ preparation: [], steps, evaluations: 0 }),
  // deno-lint-ignore require-yield -- it needs no preparatory run
  *prepare(options, { domains, steps }) {
    const { batches } = resolveOptions("stratified", OPTIONS, PRESETS, options);
    const shares = domains.map(() => 1 / domains.length);
    return { rule: { rule: "fixed", options: { shares, batches } }, steps, mixture: shares };
  },
};
