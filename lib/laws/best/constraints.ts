/**
 * Bounds on shares: caps, floors, and caps from the tokens there are.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { inOrder, listOf } from "./names.ts";

/**
 * lower_j ≤ p_j ≤ upper_j, beside Σ p = 1.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { Box } from "@mixlab/mixlab";
 *
 * const least = ({ lower }: Box) => lower.reduce((sum, floor) => sum + floor, 0);
 * equal(least({ lower: Float64Array.of(0.25, 0.25), upper: Float64Array.of(1, 1) }), 0.5);
 * ```
 */
export interface Box {
  /** Least share of each domain (m). */
  readonly lower: Float64Array;
  /** Largest share of each domain (m). */
  readonly upper: Float64Array;
}

/**
 * The tokens there are, and how often they may be seen. A domain's share is at most available × epochs / budget
 * (Olmix, arXiv 2602.12237: cap_i = N_i · repetition / R).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { bestMixture, lawFromParameters, type TokenSupply } from "@mixlab/mixlab";
 *
 * // 20e9 tokens of training, 2e9 of code: seen at most 4 times they make 40 %.
 * const tokens: TokenSupply = { available: { code: 2e9, web: 50e9 }, budget: 20e9, epochs: 4 };
 * const law = lawFromParameters("linear", ["code", "web"], [
 *   { target: "code", parameters: { "a:code": 1, "a:web": 3 } },
 * ]);
 * const best = bestMixture(law, { tokens });
 * equal(best.mixture.code, 0.4);
 * equal(best.epochs!.code, 4);
 * ```
 */
export interface TokenSupply {
  /** Distinct tokens of every domain. */
  readonly available: Readonly<Record<string, number>>;
  /** Tokens of the whole training. */
  readonly budget: number;
  /** The most passes over a domain's tokens. Default: 1. */
  readonly epochs?: number;
}

/**
 * Limits as users write them.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { Limits } from "@mixlab/mixlab";
 *
 * const limits: Limits = { caps: { code: 0.3 }, floors: { web: 0.1 } };
 * equal(limits.tokens, undefined);
 * ```
 */
export interface Limits {
  /** Largest share by domain, 0 to 1; a domain that is not named has none. */
  readonly caps?: Readonly<Record<string, number>>;
  /** Least share by domain, 0 to 1; a domain that is not named has none. */
  readonly floors?: Readonly<Record<string, number>>;
  /** Caps from tokens. */
  readonly tokens?: TokenSupply;
}

const TOLERANCE = 1e-9; // what printed shares lose in rounding must not make caps infeasible

function positive(value: unknown, option: string): number {
  if (typeof value !== "number") throw wrongKind(`${option}: wanted a number > 0, got ${got(value)}`);
  if (!(value > 0 && value < Infinity)) throw outOfRange(`${option}: wanted a finite number > 0, got ${got(value)}`);
  return value;
}

function shares(
  map: Readonly<Record<string, number>> | undefined,
  domains: readonly string[],
  option: string,
  fallback: number,
): Float64Array {
  const out = inOrder(map ?? {}, domains, { option, kind: "domain", fallback });
  const j = out.findIndex((x) => x > 1);
  if (j >= 0) throw outOfRange(`${option}.${domains[j]}: wanted a share from 0 to 1, got ${got(out[j])}`);
  return out;
}

/** Largest share of each domain (m) that the tokens allow: min(1, available × epochs / budget). */
export function capsFromTokens(tokens: TokenSupply, domains: readonly string[]): Float64Array {
  const available = inOrder(tokens.available, domains, { option: "tokens.available", kind: "domain" });
  const passes = positive(tokens.epochs ?? 1, "tokens.epochs") / positive(tokens.budget, "tokens.budget");
  return available.map((n) => Math.min(1, n * passes));
}

/**
 * The bounds that limits put on the shares.
 *
 * @throws {RangeError} when a domain is unknown, a number out of range, or no mixture is within the bounds.
 */
export function boxOf(limits: Limits, domains: readonly string[]): Box {
  const upper = shares(limits.caps, domains, "caps", 1), lower = shares(limits.floors, domains, "floors", 0);
  if (limits.tokens) {
    capsFromTokens(limits.tokens, domains).forEach((cap, j) => upper[j] = Math.min(upper[j], cap));
  }
  const crossed = domains.findIndex((_, j) => lower[j] > upper[j]);
  if (crossed >= 0) {
    throw outOfRange(
      `floors.${domains[crossed]}: wanted at most the cap ${got(upper[crossed])}, got ${got(lower[crossed])}`,
    );
  }
  const least = lower.reduce((a, b) => a + b, 0);
  if (least > 1 + TOLERANCE) throw outOfRange(`floors: wanted a sum of at most 1, got ${got(least)}`);
  requireRoom(upper, domains, limits);
  return { lower, upper };
}

/** Refuses caps that no mixture can keep, and says what is missing. */
export function requireRoom(upper: Float64Array, domains: readonly string[], limits: Limits, why = ""): void {
  const sum = upper.reduce((a, b) => a + b, 0);
  if (sum >= 1 - TOLERANCE) return;
  const capped = domains.filter((_, j) => upper[j] < 1).map((d) =>
    `${d} ${Number(upper[domains.indexOf(d)].toPrecision(4))}`
  );
  const missing = Number((1 - sum).toPrecision(4));
  const tokens = limits.tokens
    ? ` (${
      Number(((1 - sum) * limits.tokens.budget).toPrecision(4))
    } tokens of the budget); allow more epochs or a smaller budget, or`
    : ";";
  throw outOfRange(
    `caps: wanted largest shares that sum to at least 1, got ${Number(sum.toPrecision(10))} (${
      listOf(capped)
    })${why}: ` +
      `a share of ${missing} is missing${tokens} raise a cap`,
  );
}
