/**
 * Train, validation and test by document.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { Split } from "./corpus_index.ts";
import { fingerprinter, scramble } from "./fingerprint.ts";
import { NearDuplicates } from "./near_duplicates.ts";
import { Spill } from "./spill.ts";

/**
 * How documents are divided.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { splitDocuments, type Splitting } from "@mixlab/mixlab/train";
 *
 * const onlyTrain: Splitting = { seed: 0, val: 0, test: 0 };
 * deepEqual(splitDocuments(["a", "b"], onlyTrain), ["train", "train"]);
 * ```
 */
export interface Splitting {
  /** A whole number from 0 to 2^53 − 1. */
  readonly seed: number;
  /** Probability of a document (or group of near-duplicates) to be in the validation part, from 0 on. */
  readonly val: number;
  /** The same for the test part; val + test is below 1. */
  readonly test: number;
}

/** The parts by their number. */
export const SPLITS: readonly Split[] = ["train", "val", "test"];

/** Keys held in memory while dividing; what is more goes to the disk. */
const IN_MEMORY = 1 << 18;

/**
 * The part of each of some texts, held in memory. (`buildCorpus` divides a stream by the same rule and gives the same
 * parts.)
 *
 * A text's part follows from a hash of its words and the seed, so it does not depend on the order of the texts, and
 * texts that resemble no others keep their part whatever else is added or removed. Near-duplicates are kept on one
 * side: texts with the same words in the same order always (case of ASCII letters, spaces and punctuation do not
 * matter), texts whose sets of four-word shingles have Jaccard similarity J with probability about
 * 1 − (1 − J⁶)²⁰, which is 0.27 at 0.5, 0.92 at 0.7, 0.998 at 0.8 and above 0.999999 at 0.9; directly or through a
 * chain of others. A group shares the part that its least hash gives, so a group is moved as a whole when a text is
 * added that gives it another least hash. A text that merely contains another one is no near-duplicate of it.
 *
 * @returns one part a text, in their order.
 * @throws {TypeError} when a text is no text or a number is of the wrong kind.
 * @throws {RangeError} when the seed or a share is out of range.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { splitDocuments } from "@mixlab/mixlab/train";
 *
 * const licence = "Permission is granted, free of charge, to any person obtaining a copy of this software " +
 *   "to deal in it without restriction, including the rights to use, copy, modify, merge, publish and sell it.";
 * const texts = [licence, "Something else.", licence.toUpperCase()];
 * for (let seed = 0; seed < 20; seed++) {
 *   const parts = splitDocuments(texts, { seed, val: 0.3, test: 0.3 });
 *   equal(parts[0], parts[2]);
 *   deepEqual(splitDocuments(texts.toReversed(), { seed, val: 0.3, test: 0.3 }), parts.toReversed());
 * }
 * ```
 */
export function splitDocuments(texts: Iterable<string>, splitting: Splitting): Split[] {
  checkSplitting(splitting, "splitDocuments");
  const divider = new Divider(undefined);
  for (const text of texts) {
    if (typeof text !== "string") throw wrongKind(`splitDocuments: wanted texts, got ${got(text)}`);
    divider.add(text, 0);
  }
  return Array.from(divider.divide(splitting).parts, (part) => SPLITS[part]);
}

/** @throws {TypeError | RangeError} when a number of a splitting is not what it should be. */
export function checkSplitting(splitting: Splitting, where: string): void {
  if (typeof splitting !== "object" || splitting === null) {
    throw wrongKind(`${where}: wanted a splitting { seed, val, test }, got ${got(splitting)}`);
  }
  const { seed, val, test } = splitting;
  for (const [name, value] of Object.entries({ seed, val, test })) {
    if (typeof value !== "number") throw wrongKind(`${where}: wanted a number as ${name}, got ${got(value)}`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw outOfRange(`${where}: wanted a whole number from 0 to 2^53 − 1 as seed, got ${got(seed)}`);
  }
  if (!(val >= 0 && test >= 0 && val + test < 1)) {
    throw outOfRange(`${where}: wanted val and test from 0 on and below 1 together, got ${val} and ${test}`);
  }
}

/** What dividing gives. */
export interface Division {
  /** Part of each document, by its number in {@link SPLITS}. */
  readonly parts: Uint8Array<ArrayBuffer>;
  /** Documents by domain (its number) and part. */
  readonly counts: readonly (readonly number[])[];
}

/** Gathers what dividing needs of a stream of texts: five bytes of memory a document, the rest on the disk. */
export class Divider {
  readonly #fingerprint = fingerprinter();
  readonly #duplicates: NearDuplicates;
  readonly #keys: Spill;

  /** @param folder where large sources may put temporary files; undefined: all in memory. */
  constructor(folder: string | undefined) {
    this.#duplicates = new NearDuplicates(folder);
    this.#keys = new Spill(3, folder && `${folder}/keys`, IN_MEMORY);
  }

  /** Takes the next document, whose domain is counted under a number. */
  add(text: string, domain: number): void {
    const { keyHigh, keyLow, bands } = this.#fingerprint(text);
    this.#duplicates.add(bands);
    this.#keys.add(keyHigh, keyLow, domain);
  }

  divide(splitting: Splitting): Division {
    const group = this.#duplicates.groups();
    const least = new Map<number, readonly [number, number]>(); // least key of the groups of more than one
    for (const [i, high, low] of this.#each()) {
      const root = group(i);
      if (root !== i) least.set(root, lesser(least.get(root) ?? [high, low], [high, low]));
    }
    const parts = new Uint8Array(this.#keys.length), counts: number[][] = [];
    // A root stands before the others of its group, so its own key can enter before any of them is divided.
    for (const [i, high, low, domain] of this.#each()) {
      const root = group(i), known = least.get(root);
      const key = known === undefined ? [high, low] as const : root === i ? lesser(known, [high, low]) : known;
      if (known !== undefined && root === i) least.set(root, key);
      const part = partOf(key, splitting);
      parts[i] = part;
      (counts[domain] ??= [0, 0, 0])[part] += 1;
    }
    return { parts, counts };
  }

  *#each(): Generator<readonly [document: number, high: number, low: number, domain: number]> {
    let i = 0;
    for (const piece of this.#keys.pieces()) {
      for (let at = 0; at < piece.length; at += 3) yield [i++, piece[at], piece[at + 1], piece[at + 2]];
    }
  }
}

function lesser(a: readonly [number, number], b: readonly [number, number]): readonly [number, number] {
  return a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1]) ? a : b;
}

/** The part that a key falls in: 53 bits mixed from key and seed, as a number on [0, 1). */
function partOf([high, low]: readonly [number, number], { seed, val, test }: Splitting): 0 | 1 | 2 {
  const seedLow = seed >>> 0, seedHigh = Math.floor(seed / 2 ** 32);
  let a = scramble(high ^ scramble(seedLow ^ 0x9e3779b9)), b = scramble(low ^ scramble(seedHigh ^ 0x7f4a7c15) ^ a);
  a = scramble(a + Math.imul(b, 0x9e3779b1));
  b = scramble(b + Math.imul(a, 0x85ebca77));
  const u = ((a >>> 5) * 2 ** 26 + (b >>> 6)) / 2 ** 53;
  return u < val ? 1 : u < val + test ? 2 : 0;
}
