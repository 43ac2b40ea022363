/**
 * What every method wants of its setting.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { wholeNumber } from "../text/whole_number.ts";
import type { MethodSetting } from "./method.ts";

/**
 * Checks a setting.
 *
 * @param needs `val`: the method steers by the val split.
 * @throws {TypeError | RangeError} naming what is not right.
 */
export function checkSetting(method: string, setting: MethodSetting, { val }: { readonly val: boolean }): void {
  const { domains, targets, steps, batch, context, trainTokens } = setting;
  checkSeveral(method, domains);
  for (const [name, names] of [["domains", domains], ["targets", targets]] as const) {
    if (names.length === 0) throw outOfRange(`${method}: ${name}: wanted at least one, got none`);
    const twice = names.find((one, i) => names.indexOf(one) !== i);
    if (twice !== undefined) throw outOfRange(`${method}: ${name}: ${got(twice)} stands twice`);
  }
  for (const [name, value] of Object.entries({ steps, batch, context })) {
    wholeNumber(`${method}: ${name}`, value, 1, Number.MAX_SAFE_INTEGER, "≥ 1");
  }
  domains.forEach((domain, j) => {
    if (trainTokens[j] > context) return;
    throw outOfRange(
      `${method}: ${domain} has ${trainTokens[j]} tokens to train on; wanted more than the ${context} of a row`,
    );
  });
  if (val) checkVal(method, setting);
}

/** @throws {RangeError} when there are fewer than two domains. */
export function checkSeveral(owner: string, domains: readonly string[]): void {
  if (domains.length >= 2) return;
  throw outOfRange(`${owner}: domains: wanted at least two to mix, got ${domains.join(", ") || "none"}`);
}

/** @throws {RangeError} when a target has no val split, for what steers by it. */
export function checkVal(owner: string, { targets, valRows }: Pick<MethodSetting, "targets" | "valRows">): void {
  targets.forEach((target, i) => {
    if (valRows[i] > 0) return;
    throw outOfRange(`${owner}: val: ${target} has no validation split, and the method steers by it; wanted one`);
  });
}
