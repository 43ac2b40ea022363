/**
 * The mixture that a design lies around. m domains.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import type { OptionValues } from "../methods/options.ts";
import { sharesOption } from "../methods/shares_option.ts";
import { normalise } from "../mixture/simplex.ts";
import type { DesignSetting } from "./design.ts";

/** The option. */
export const PRIOR = {
  kind: "mixture",
  help: "shares of tokens to lie around; default: those of the domains' train tokens",
} as const;

/** The option's shares (m), or the natural ones. */
export function priorOf(owner: string, { prior }: OptionValues, setting: DesignSetting): Float64Array {
  return prior === undefined ? naturalShares(owner, setting) : sharesOption(`${owner}: prior`, prior, setting.domains);
}

/**
 * Shares (m) of the tokens there are.
 *
 * @throws {RangeError} when they are not known.
 */
export function naturalShares(owner: string, { domains, trainTokens }: DesignSetting): Float64Array {
  if (trainTokens === undefined) {
    throw outOfRange(`${owner}: wanted a prior, or trainTokens in the setting, got neither`);
  }
  return normalise(trainTokens, (j) => `the tokens of ${domains[j]}`);
}
