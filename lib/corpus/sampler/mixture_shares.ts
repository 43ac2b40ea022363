import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { Mixture } from "../../mixture/mixture.ts";
import { nearest } from "../../nearest.ts";
import type { DomainSlots } from "./domain_slots.ts";

/**
 * A mixture's shares in the order of a corpus's domains; domains that the mixture does not name get 0.
 *
 * @throws {RangeError} when a share above 0 is asked of a domain that the corpus has not, or that cannot fill a row.
 */
export function mixtureShares(
  mixture: Mixture,
  domains: readonly string[],
  slots_m: readonly DomainSlots[],
  rows: "packed" | "examples",
): Float64Array {
  if (typeof mixture?.share !== "function" || !Array.isArray(mixture.domains)) {
    throw wrongKind(`mixture: wanted a mixture, such as mixture({ web: 1 }), got ${got(mixture)}`);
  }
  if (mixture.unit === "documents" && rows === "packed") {
    throw outOfRange(
      "mixture: its shares are shares of documents, and packed rows are shared out by tokens; " +
        "draw whole examples, or write the mixture in tokens",
    );
  }
  const shares_m = new Float64Array(domains.length), place = new Map(domains.map((domain, i) => [domain, i]));
  for (const domain of mixture.domains) {
    const share = mixture.share(domain), i = place.get(domain);
    if (share === 0) continue;
    if (i === undefined) {
      const like = nearest(domain, domains);
      throw outOfRange(
        `mixture: a share of ${share} is asked of ${got(domain)}, which the corpus has not` +
          (like === undefined ? `; it has ${domains.join(", ")}` : `; did you mean ${like}?`),
      );
    }
    if (slots_m[i].count(0) === 0) {
      throw outOfRange(`mixture: a share of ${share} is asked of ${got(domain)}, which ${slots_m[i].lack}`);
    }
    shares_m[i] = share;
  }
  return shares_m;
}
