import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { Split } from "../corpus_index.ts";
import type { TokenSource } from "./token_source.ts";

/**
 * One split of a domain held in memory.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { memorySource, type MemoryTokens } from "@mixlab/mixlab/train";
 *
 * // Two examples, of which the last two tokens are the answers.
 * const squad: MemoryTokens = { tokens: [1, 2, 3, 4, 5, 6], documentStarts: [0, 3, 6], mask: [0, 0, 1, 0, 0, 1] };
 * const source = memorySource({ squad: { train: squad } });
 * deepEqual(Array.from(source.mask!("squad", "train", 1, 2)!), [0, 1]);
 * ```
 */
export interface MemoryTokens {
  /** Token ids. */
  readonly tokens: ArrayLike<number>;
  /** Starts of the documents and, last, the number of tokens. */
  readonly documentStarts?: ArrayLike<number>;
  /** One number a token: 1 when it counts in the loss as a target. */
  readonly mask?: ArrayLike<number>;
}

/**
 * A {@link TokenSource} of tokens held in memory: for tests, examples and synthetic data.
 *
 * @param domains for each domain its splits, as bare token ids or with document starts and a loss mask.
 * @throws {TypeError} when a split is neither.
 * @throws {RangeError} when a mask is not as long as its tokens, or document starts do not run from 0 up to them.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { memorySource } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: [1, 2, 3, 4] }, code: { train: { tokens: [5, 6], mask: [0, 1] } } });
 * equal(source.tokens("web", "train"), 4);
 * equal(source.tokens("web", "val"), 0);
 * deepEqual(Array.from(source.read("web", "train", 1, 2)), [2, 3]);
 * ```
 */
export function memorySource(
  domains: Readonly<Record<string, Readonly<Partial<Record<Split, ArrayLike<number> | MemoryTokens>>>>>,
  endOfDocument?: TokenSource["endOfDocument"],
): TokenSource {
  const held = new Map<string, MemoryTokens>(), key = (domain: string, split: string) => `${split}/${domain}`;
  for (const [domain, splits] of Object.entries(domains)) {
    for (const [split, value] of Object.entries(splits)) {
      held.set(key(domain, split), checked(value, `${domain}/${split}`));
    }
  }
  const at = (domain: string, split: Split): MemoryTokens => {
    const found = held.get(key(domain, split));
    if (found === undefined) throw outOfRange(`the source has no tokens of ${got(domain)} in ${split}`);
    return found;
  };
  return {
    domains: Object.keys(domains),
    ...(endOfDocument && { endOfDocument }),
    tokens: (domain, split) => held.get(key(domain, split))?.tokens.length ?? 0,
    read: (domain, split, start, length) => part(at(domain, split).tokens, start, length),
    documentStarts: (domain, split) => at(domain, split).documentStarts,
    mask(domain, split, start, length) {
      const { mask } = at(domain, split);
      return mask && part(mask, start, length);
    },
  };
}

function checked(value: ArrayLike<number> | MemoryTokens, name: string): MemoryTokens {
  const held = isObject(value) && "tokens" in value ? value : { tokens: value as ArrayLike<number> };
  const { tokens, mask, documentStarts: starts } = held;
  if (!isObject(tokens) || !Number.isSafeInteger(tokens.length)) {
    throw wrongKind(`${name}: wanted token ids, or { tokens, documentStarts, mask }, got ${got(value)}`);
  }
  if (mask !== undefined && mask.length !== tokens.length) {
    throw outOfRange(`${name}: wanted a mask of ${tokens.length} numbers, as many as tokens, got ${mask.length}`);
  }
  if (starts !== undefined && (starts[0] !== 0 || starts[starts.length - 1] !== tokens.length)) {
    throw outOfRange(`${name}: wanted document starts from 0 to ${tokens.length}, the number of tokens`);
  }
  return held;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function part(values: ArrayLike<number>, start: number, length: number): ArrayLike<number> {
  return "subarray" in values
    ? (values as Uint16Array).subarray(start, start + length)
    : Array.prototype.slice.call(values, start, start + length);
}
