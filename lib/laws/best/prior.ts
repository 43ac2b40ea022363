/**
 * The mixture that others are compared with and pulled to.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import { inOrder, type Named } from "./names.ts";

/** The shares of a prior in the law's order (m), even shares when none is given; `option` names it in messages. */
export function priorShares(prior: Named | undefined, domains: readonly string[], option = "prior"): Float64Array {
  if (prior === undefined) return new Float64Array(domains.length).fill(1 / domains.length);
  const shares = inOrder(prior, domains, { option, kind: "domain" });
  const sum = shares.reduce((a, b) => a + b, 0);
  if (!(Math.abs(sum - 1) <= 1e-3)) {
    throw outOfRange(
      `${option}: wanted shares that sum to 1 (± 0.001), got the sum ${got(sum)}; divide counts by their sum`,
    );
  }
  return shares.map((x) => x / sum);
}
