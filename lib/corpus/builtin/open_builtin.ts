/**
 * Streams the built-in corpora.
 *
 * @module
 */
import type { ReaderOptions, SourceDocument } from "../document.ts";
import { choose } from "./choose.ts";
import { BUILTIN_CORPORA } from "./corpora.ts";
import { packageFolder } from "./package_folder.ts";
import { checkPin, readCorpus } from "./read_corpus.ts";

/**
 * Options of {@linkcode openBuiltin}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type BuiltinOptions, openBuiltin } from "@mixlab/mixlab/train";
 *
 * let part = 0;
 * const options: BuiltinOptions = { domains: ["scripture"], onBytes: (done, total) => part = done / (total ?? NaN) };
 * for await (const { source } of openBuiltin(options)) equal(source, "scripture");
 * equal(part, 1);
 * ```
 */
export interface BuiltinOptions extends Pick<ReaderOptions, "onBytes"> {
  /** Names of {@linkcode BUILTIN_CORPORA}, in the order wanted; without it the six of `deno.train.json`. */
  readonly domains?: readonly string[];
}

/**
 * The documents of built-in corpora, one domain after the other, each in a fixed random order. `source` is the domain's
 * name. One domain's raw files are held at a time. `onBytes` counts UTF-8 bytes of text.
 *
 * Counts and SHA-256 of a domain's text are compared with the pinned ones when its last document was read.
 *
 * @throws {TypeError} when `domains` is no array of names.
 * @throws {RangeError} when a domain is unknown or comes twice, or a package is not there; while reading, when the text
 * is not the pinned one.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * import { BUILTIN_CORPORA, openBuiltin } from "@mixlab/mixlab/train";
 *
 * let documents = 0;
 * for await (const { source, text } of openBuiltin({ domains: ["scripture"] })) {
 *   if (source === "scripture" && text !== "") documents++;
 * }
 * equal(documents, 1189);
 * equal(documents, BUILTIN_CORPORA.find(({ name }) => name === "scripture")?.documents);
 * throws(() => openBuiltin({ domains: ["scriptures"] }), /did you mean scripture\?/);
 * ```
 */
export function openBuiltin(options: BuiltinOptions = {}): AsyncIterable<SourceDocument> {
  const usual = BUILTIN_CORPORA.filter(({ configuration }) => configuration === "deno.train.json");
  const chosen = options.domains === undefined
    ? usual
    : choose("openBuiltin: domains", options.domains, BUILTIN_CORPORA);
  const opened = chosen.map((corpus) => ({ corpus, folder: packageFolder(corpus) }));
  const total = chosen.reduce((sum, { bytes }) => sum + bytes, 0);
  return stream();

  async function* stream(): AsyncGenerator<SourceDocument, void> {
    let before = 0;
    for (const { corpus, folder } of opened) {
      const pin = yield* readCorpus(corpus, folder, (bytes) => options.onBytes?.(before + bytes, total));
      checkPin(corpus, folder, pin);
      before += pin.bytes;
    }
  }
}
