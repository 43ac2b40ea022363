import { got, outOfRange, wrongKind } from "../errors.ts";
import { checkShares } from "./simplex.ts";

/**
 * What shares are shares of: tokens (Mixlab's own), or sequences or documents, as other tools count them.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseMixture, type ShareUnit } from "@mixlab/mixlab";
 *
 * // DoReMi draws whole sequences, so its weights are not shares of tokens where sequences differ in length.
 * const unit: ShareUnit = parseMixture(`{ "train_domain_weights": { "web": 3, "code": 1 } }`).mixture.unit;
 * equal(unit, "sequences");
 * ```
 */
export type ShareUnit = "tokens" | "sequences" | "documents";

/**
 * A mixture as JSON: the layout of Mixlab's mixture files.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { mixture, type MixtureJSON } from "@mixlab/mixlab";
 *
 * const json: MixtureJSON = mixture({ web: 0.75, code: 0.25 }, { tokenizer: "gpt-neox-20b" }).toJSON();
 * equal(JSON.stringify(json), `{"domains":{"web":0.75,"code":0.25},"unit":"tokens","tokenizer":"gpt-neox-20b"}`);
 * ```
 */
export interface MixtureJSON {
  /** Share of each domain. */
  readonly domains: Readonly<Record<string, number>>;
  /** What the shares are shares of. */
  readonly unit: ShareUnit;
  /** The tokenizer in whose tokens shares are counted, where it is known. */
  readonly tokenizer?: string;
}

/**
 * Named shares: each ≥ 0, with sum 1. It never changes.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, throws } from "node:assert/strict";
 * import { type Mixture, mixture } from "@mixlab/mixlab";
 *
 * // The domain with the largest share.
 * function largest(p: Mixture): string {
 *   return p.domains.reduce((a, b) => p.share(b) > p.share(a) ? b : a);
 * }
 *
 * const p = mixture({ arxiv: 0.2, web: 0.5, code: 0.3 });
 * equal(largest(p), "web");
 * deepEqual([...p.shares()], [0.2, 0.5, 0.3]); // in the order of p.domains
 * throws(() => p.share("books"), RangeError); // unknown is not 0
 * ```
 */
export interface Mixture {
  /** The m domains, in order. */
  readonly domains: readonly string[];
  /** What the shares are shares of. */
  readonly unit: ShareUnit;
  /** The tokenizer in whose tokens shares are counted, where it is known. */
  readonly tokenizer?: string;
  /**
   * Share of a domain.
   *
   * @throws {RangeError} when the mixture has no such domain: one that it does not name is not one of share 0.
   */
  share(domain: string): number;
  /** A copy of the m shares, in the order of domains. */
  shares(): Float64Array;
  /** The mixture as plain data, for `JSON.stringify`. */
  toJSON(): MixtureJSON;
}

/**
 * Options of {@link mixture}: the unit, the tokenizer, and how far the sum may be from 1.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * import { mixture, type MixtureOptions } from "@mixlab/mixlab";
 *
 * const rounded = { arxiv: 0.33, web: 0.33, code: 0.33 };
 * equal(mixture(rounded).share("web").toFixed(4), "0.3333"); // 0.99 is within the tolerance: corrected
 *
 * const exact: MixtureOptions = { tolerance: 1e-6 };
 * throws(() => mixture(rounded, exact), RangeError);
 * ```
 */
export interface MixtureOptions {
  /** Default `"tokens"`. */
  readonly unit?: ShareUnit;
  /** The tokenizer in whose tokens shares are counted. */
  readonly tokenizer?: string;
  /** Largest |1 − Σ shares| that is corrected and not refused. Default 0.01. */
  readonly tolerance?: number;
}

const UNITS: readonly unknown[] = ["tokens", "sequences", "documents"];

/**
 * A mixture from named shares: a record, a `Map`, pairs, or another mixture's pairs.
 *
 * Shares are normalised to sum 1 when they are within the tolerance of it.
 *
 * @throws {TypeError} when there is no domain, a share is no number, or the unit is unknown.
 * @throws {RangeError} when a share is negative or not finite, a domain stands twice or has no name, or the sum is
 * further from 1 than the tolerance.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, throws } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 *
 * const even = mixture({ web: 0.5, code: 0.5 });
 * deepEqual(even.domains, ["web", "code"]);
 * equal(even.share("code"), 0.5);
 * deepEqual([...even.shares()], [0.5, 0.5]);
 * throws(() => mixture({ web: 0.7 }), RangeError);
 * ```
 */
export function mixture(
  shares: Readonly<Record<string, number>> | Iterable<readonly [string, number]>,
  options: MixtureOptions = {},
): Mixture {
  if (typeof shares !== "object" || shares === null) {
    throw wrongKind(`mixture: wanted shares by domain, such as { web: 0.5, code: 0.5 }, got ${got(shares)}`);
  }
  const pairs = Symbol.iterator in shares
    ? [...shares as Iterable<readonly [string, number]>]
    : Object.entries(shares as Record<string, number>);
  const { unit = "tokens", tokenizer } = options;
  if (!UNITS.includes(unit)) throw wrongKind(`mixture: unit: wanted one of ${UNITS.join(", ")}, got ${got(unit)}`);
  if (pairs.length === 0) throw wrongKind("mixture: wanted at least one domain, got none");
  const at = new Map<string, number>();
  pairs.forEach(([domain, share], i) => {
    if (typeof domain !== "string") throw wrongKind(`mixture: wanted the name of a domain, got ${got(domain)}`);
    if (domain === "") throw outOfRange("mixture: wanted the name of a domain, got an empty one");
    if (at.has(domain)) throw outOfRange(`mixture: the domain ${got(domain)} stands twice`);
    if (typeof share !== "number") {
      throw wrongKind(`mixture: the share of ${domain}: wanted a number ≥ 0, got ${got(share)}`);
    }
    at.set(domain, i);
  });
  const domains = Object.freeze(pairs.map(([domain]) => domain));
  const { shares: p_m } = checkShares(pairs.map(([, share]) => share), {
    tolerance: options.tolerance,
    name: (i) => `the share of ${domains[i]}`,
    what: () => "mixture: the shares",
  });
  return Object.freeze({
    domains,
    unit,
    ...(tokenizer !== undefined && { tokenizer }),
    share(domain: string): number {
      const i = at.get(domain);
      if (i === undefined) {
        throw outOfRange(`wanted a domain of the mixture (${domains.join(", ")}), got ${got(domain)}`);
      }
      return p_m[i];
    },
    shares: () => p_m.slice(),
    toJSON: (): MixtureJSON => ({
      domains: Object.fromEntries(domains.map((domain, i) => [domain, p_m[i]])),
      unit,
      ...(tokenizer !== undefined && { tokenizer }),
    }),
  });
}
