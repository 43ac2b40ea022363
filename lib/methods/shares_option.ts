/**
 * Shares that an option gives. m domains.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { checkShares } from "../mixture/simplex.ts";
import type { Json } from "./actions.ts";

/** How far a sum may be from 1: rounding of printed shares. */
const TOLERANCE = 1e-3;

/**
 * m shares in the order of the domains, from a list of them or an object by domain.
 *
 * @throws {TypeError} when it is neither, or a share is no number.
 * @throws {RangeError} when a domain is unknown or missing, or the shares are not on the simplex.
 */
export function sharesOption(at: string, value: Json | undefined, domains: readonly string[]): Float64Array {
  const m = domains.length;
  if (typeof value !== "object" || value === null) {
    throw wrongKind(`${at}: wanted ${m} shares, one for each of ${domains.join(", ")}, got ${got(value)}`);
  }
  const list = Array.isArray(value) ? value : named(at, value as Readonly<Record<string, Json>>, domains);
  if (list.length !== m) {
    throw outOfRange(`${at}: wanted ${m} shares, one for each of ${domains.join(", ")}, got ${list.length}`);
  }
  list.forEach((share, i) => {
    if (typeof share !== "number") {
      throw wrongKind(`${at}: the share of ${domains[i]}: wanted a number, got ${got(share)}`);
    }
  });
  return checkShares(list as readonly number[], {
    tolerance: TOLERANCE,
    what: () => at,
    name: (i) => `the share of ${domains[i]}`,
  }).shares;
}

/** Domains that are not named have share 0. */
function named(at: string, shares: Readonly<Record<string, Json>>, domains: readonly string[]): Json[] {
  for (const domain of Object.keys(shares)) {
    if (!domains.includes(domain)) {
      throw outOfRange(`${at}: wanted domains out of ${domains.join(", ")}, got ${got(domain)}`);
    }
  }
  return domains.map((domain) => Object.hasOwn(shares, domain) ? shares[domain] ?? null : 0);
}
