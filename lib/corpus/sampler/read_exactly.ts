import { outOfRange } from "../../errors.ts";
import type { Split } from "../corpus_index.ts";
import type { TokenSource } from "./token_source.ts";

/** Token ids from a source, and an error rather than a row with a hole when it gives fewer. */
export function readExactly(
  source: TokenSource,
  domain: string,
  split: Split,
  start: number,
  length: number,
): ArrayLike<number> {
  return checked(source.read(domain, split, start, length), "tokens", domain, split, start, length);
}

/** The loss mask of the same tokens, or undefined where all count. */
export function maskExactly(
  source: TokenSource,
  domain: string,
  split: Split,
  start: number,
  length: number,
): ArrayLike<number> | undefined {
  const mask = source.mask?.(domain, split, start, length);
  return mask && checked(mask, "mask", domain, split, start, length);
}

function checked(
  values: ArrayLike<number>,
  what: string,
  domain: string,
  split: Split,
  start: number,
  length: number,
): ArrayLike<number> {
  if (values.length === length) return values;
  throw outOfRange(
    `${domain}/${split}: wanted the ${what} of ${length} places from ${start}, got ${values.length}; ` +
      `is a file of the corpus cut short? Run corpus verify`,
  );
}
