/**
 * Tokenizes on several cores.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { TokenizerSpec } from "../tokenizer.ts";
import { makeTokenizer } from "./make_tokenizer.ts";
import { nativeTokenizer } from "./native.ts";
import { PoolThread } from "./pool_thread.ts";

/**
 * Options of {@link tokenizeInOrder}.
 *
 * @example
 * ```ts
 * import { deepEqual, rejects } from "node:assert/strict";
 * import { tokenizeInOrder, type TokenizeOptions } from "@mixlab/mixlab/train";
 *
 * const tokenize = (options: TokenizeOptions) =>
 *   Array.fromAsync(tokenizeInOrder(["b", "ac"], { kind: "bytes" }, options));
 * deepEqual(await tokenize({ workers: 0 }), await tokenize({ workers: 2 }));
 * await rejects(tokenize({ workers: 300 }), RangeError);
 * ```
 */
export interface TokenizeOptions {
  /**
   * Number of workers, 0 to 256. 0 tokenizes in this thread. Default: the machine's cores, but 0 for bytes, which are
   * faster made than sent to a worker.
   */
  readonly workers?: number;
}

/** A batch is full with this many UTF-16 code units, or with this many texts. */
const CHARACTERS = 1 << 18, TEXTS = 512;
/** Batches that a worker may have: the one it works on, and the next. */
const AHEAD = 2;

/** Encodes a batch, later. */
type Encode = (texts: readonly string[]) => Promise<Uint32Array[]>;

/**
 * Token ids of each text of a stream, in order, whatever the number of workers.
 *
 * At most two batches a worker (each about 2^18 characters, or one text where that is longer) are read ahead of the
 * reader of the ids, so memory is bounded by these and by the longest texts. Workers are ended when the stream ends,
 * fails or is left early (`break`); then the source is closed as well. With `native: true` in the description the native package
 * uses its own threads and `workers` starts none.
 *
 * @throws {TypeError} and what {@link makeTokenizer} throws, with the first read; a text that is no text.
 * @throws {RangeError} when `workers` is out of range.
 * @example
 * ```ts
 * import { tokenizeInOrder } from "@mixlab/mixlab/train";
 * import { deepEqual } from "node:assert/strict";
 *
 * const ids = await Array.fromAsync(tokenizeInOrder(["b", "ac"], { kind: "bytes" }, { workers: 2 }));
 * deepEqual(ids, [Uint32Array.of(98), Uint32Array.of(97, 99)]);
 * ```
 */
export async function* tokenizeInOrder(
  texts: AsyncIterable<string> | Iterable<string>,
  spec: TokenizerSpec,
  options: TokenizeOptions = {},
): AsyncGenerator<Uint32Array, void, undefined> {
  const workers = options.workers ?? (spec?.kind === "bytes" ? 0 : Math.min(navigator.hardwareConcurrency, 256));
  if (typeof workers !== "number") throw wrongKind(`workers: wanted a number, got ${got(workers)}`);
  if (!(Number.isInteger(workers) && workers >= 0 && workers <= 256)) {
    throw outOfRange(`workers: wanted a whole number from 0 to 256, got ${got(workers)}`);
  }
  if (spec?.kind === "tokenizer.json" && spec.native === true) {
    const native = await nativeTokenizer(spec.json);
    yield* inOrder(texts, native.encodeBatch, AHEAD);
  } else if (workers === 0) {
    const tokenizer = await makeTokenizer(spec);
    yield* inOrder(texts, (batch) => Promise.resolve(batch.map((text) => tokenizer.encode(text))), 1);
  } else {
    const threads: PoolThread[] = [];
    try {
      for (let i = 0; i < workers; i++) threads.push(new PoolThread(spec));
      await Promise.all(threads.map(({ ready }) => ready));
      const leastLoaded = () => threads.reduce((best, thread) => thread.load < best.load ? thread : best);
      yield* inOrder(texts, (batch) => leastLoaded().encode(batch), AHEAD * workers);
    } finally {
      for (const thread of threads) thread.end();
    }
  }
}

/** Keeps at most `most` batches under way and yields their ids in the order of the texts. */
async function* inOrder(
  texts: AsyncIterable<string> | Iterable<string>,
  encode: Encode,
  most: number,
): AsyncGenerator<Uint32Array, void, undefined> {
  const source = batches(texts), underWay: Promise<Uint32Array[]>[] = [];
  try {
    for (let more = true;;) {
      while (more && underWay.length < most) {
        const { done, value } = await source.next();
        if (done === true) more = false;
        else {
          const ids = encode(value);
          ids.catch(() => {});
          underWay.push(ids);
        }
      }
      const first = underWay.shift();
      if (first === undefined) return;
      yield* await first;
    }
  } finally {
    await source.return();
  }
}

/** Texts in batches that are worth sending. */
async function* batches(
  texts: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string[], void, undefined> {
  let batch: string[] = [], characters = 0, index = 0;
  for await (const text of texts) {
    if (typeof text !== "string") throw wrongKind(`texts: wanted texts, got ${got(text)} at place ${index}`);
    index += 1;
    batch.push(text);
    characters += text.length;
    if (characters >= CHARACTERS || batch.length >= TEXTS) {
      yield batch;
      [batch, characters] = [[], 0];
    }
  }
  if (batch.length > 0) yield batch;
}
