/**
 * What readers yield.
 *
 * @module
 */

/**
 * One document as it comes from a source, before it has a domain of its own.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { applyDomainMap, type SourceDocument } from "@mixlab/mixlab/train";
 *
 * const document: SourceDocument = { source: "sums", text: "1 + 1 = 2", promptLength: 8, split: "val", where: "a:1" };
 * const renamed = await Array.fromAsync(applyDomainMap(ReadableStream.from([document]), new Map([["sums", "maths"]])));
 * deepEqual(renamed, [{ ...document, source: "maths" }]);
 * ```
 */
export interface SourceDocument {
  /** Name of the domain in the source: `Pile-CC`, `RedPajamaArXiv`, a folder's name, a task's name. */
  readonly source: string;
  /** The text, without a byte order mark, otherwise as it is. */
  readonly text: string;
  /**
   * For examples with a loss mask: the text up to here (UTF-16 code units) is the prompt, and only what follows counts
   * in the loss.
   */
  readonly promptLength?: number;
  /** The split that the source itself puts the document in, where it does. */
  readonly split?: "train" | "val" | "test";
  /** Where the document stands, for messages: `file:line` or `file:row 12`. */
  readonly where: string;
}

/**
 * Something in a source that could not be used. It is counted and named, never dropped in silence.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readPile, type SourceProblem } from "@mixlab/mixlab/train";
 *
 * const file = await Deno.makeTempFile({ suffix: ".jsonl" }), problems: SourceProblem[] = [];
 * await Deno.writeTextFile(file, '{"text": 5, "meta": {"pile_set_name": "ArXiv"}}\n');
 * await Array.fromAsync(readPile(file, { onProblem: (problem) => problems.push(problem) }));
 * deepEqual(problems, [{ where: `${file}:1`, message: '"text" wants a text, got 5' }]);
 * await Deno.remove(file);
 * ```
 */
export interface SourceProblem {
  /** Where: `file:line`. */
  readonly where: string;
  /** What is wrong there. */
  readonly message: string;
}

/**
 * Options that every reader takes.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readPile, type ReaderOptions } from "@mixlab/mixlab/train";
 *
 * const file = await Deno.makeTempFile({ suffix: ".jsonl" });
 * await Deno.writeTextFile(file, '{"text": "One.", "meta": {"pile_set_name": "ArXiv"}}\nnot JSON\n');
 * let problems = 0, part = 0;
 * const options: ReaderOptions = {
 *   onProblem: () => problems++,
 *   onBytes: (done, total) => part = total === undefined ? NaN : done / total,
 * };
 * equal((await Array.fromAsync(readPile(file, options))).length, 1);
 * equal(problems, 1);
 * equal(part, 1);
 * await Deno.remove(file);
 * ```
 */
export interface ReaderOptions {
  /** Called for each part of the source that cannot be used; without it the first one is an error. */
  readonly onProblem?: (problem: SourceProblem) => void;
  /** Called with bytes read so far and in all (compressed), for progress; the total is undefined when unknown. */
  readonly onBytes?: (done: number, total: number | undefined) => void;
}

/**
 * A source of documents, read as a stream.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type DocumentStream, openBuiltin } from "@mixlab/mixlab/train";
 *
 * async function* shortest(stream: DocumentStream, below: number): DocumentStream {
 *   for await (const document of stream) if (document.text.length < below) yield document;
 * }
 * const short = await Array.fromAsync(shortest(openBuiltin({ domains: ["scripture"] }), 200));
 * deepEqual(short.map(({ text }) => text.split("\n").length), [2]); // Psalm 117
 * ```
 */
export type DocumentStream = AsyncIterable<SourceDocument>;
