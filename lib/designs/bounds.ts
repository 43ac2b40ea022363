/**
 * Mixtures against their bounds.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { type Box, boxOf } from "../laws/best/constraints.ts";
import { listOf } from "../laws/best/names.ts";
import type { DesignSetting } from "./design.ts";

/** What rounding may take a share beyond its bound. */
const ROUNDING = 1e-9;

/**
 * The bounds of a setting.
 *
 * @throws {RangeError} when a domain is unknown, or no mixture is within them.
 */
export function boundsOf({ domains, trainTokens, caps, floors, tokens }: DesignSetting): Box {
  if (tokens === undefined) return boxOf({ caps, floors }, domains);
  if (trainTokens === undefined) throw outOfRange("tokens: wanted trainTokens beside it, got none");
  const available = Object.fromEntries(domains.map((domain, j) => [domain, trainTokens[j]]));
  return boxOf({ caps, floors, tokens: { ...tokens, available } }, domains);
}

/** Whether bounds leave the whole simplex. */
export function isWhole({ lower, upper }: Box): boolean {
  return lower.every((floor) => floor === 0) && upper.every((cap) => cap === 1);
}

/** What a mixture breaks, in words; undefined when it is within the bounds. */
export function breach(
  shares: ArrayLike<number>,
  { lower, upper }: Box,
  domains: readonly string[],
): string | undefined {
  for (let j = 0; j < domains.length; j++) {
    if (shares[j] > upper[j] + ROUNDING) {
      return `${domains[j]} has ${short(shares[j])}, above its cap ${short(upper[j])}`;
    }
    if (shares[j] < lower[j] - ROUNDING) {
      return `${domains[j]} has ${short(shares[j])}, below its floor ${short(lower[j])}`;
    }
  }
  return undefined;
}

/** Those within the bounds, and a note on the others. */
export function withinBounds<T extends { readonly id?: string; readonly shares: ArrayLike<number> }>(
  mixtures: readonly T[],
  box: Box,
  domains: readonly string[],
): { readonly mixtures: readonly T[]; readonly notes: readonly string[] } {
  const kept = mixtures.filter(({ shares }) => breach(shares, box, domains) === undefined);
  const out = mixtures.filter((mixture) => !kept.includes(mixture)), ids = out.flatMap(({ id }) => id ?? []);
  if (out.length === 0) return { mixtures, notes: [] };
  const which = ids.length === 0 ? "" : ` (${listOf(ids)})`;
  return {
    mixtures: kept,
    notes: [`${out.length} of ${mixtures.length} mixtures left out, being out of bounds${which}`],
  };
}

/** A share for a message. */
export function short(share: number): string {
  return String(Number(share.toPrecision(6)));
}
