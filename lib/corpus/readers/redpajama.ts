/**
 * RedPajama-Data-1T: one folder a domain.
 *
 * @module
 */
import type { ReaderOptions, SourceDocument } from "../document.ts";
import { jsonlDocuments, type JsonlFormat } from "./jsonl_documents.ts";

/** The folders of RedPajama. */
export const REDPAJAMA_DOMAINS: readonly string[] = [
  "arxiv",
  "book",
  "c4",
  "common_crawl",
  "github",
  "stackexchange",
  "wikipedia",
];

/** How RedPajama is written. */
export const REDPAJAMA: JsonlFormat = {
  sourceField: "the domain's folder",
  source: (_, file) => file.parts[0],
  unfit: (file) => file.parts.length > 1 ? undefined : "wanted one folder a domain, with the files inside",
};

/**
 * Documents of RedPajama: a folder for each domain (`arxiv`, `book`, `c4`, `common_crawl`, …) with lines
 * `{"text": …, "meta": …}` in `.jsonl`, `.jsonl.gz` or `.jsonl.zst` at any depth. There are no splits.
 *
 * @param path the folder that holds the domains' folders.
 * @throws {TypeError} when there is nothing to read.
 * @throws {SyntaxError} when a compressed file is damaged or cut off; at the first line that cannot be used, where no
 * `onProblem` is given.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readRedPajama } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.mkdir(`${folder}/c4`);
 * await Deno.writeTextFile(`${folder}/c4/c4-train.jsonl`, '{"text": "One.", "meta": {}}\n');
 * const documents = await Array.fromAsync(readRedPajama(folder));
 * deepEqual(documents, [{ source: "c4", text: "One.", where: `${folder}/c4/c4-train.jsonl:1` }]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function readRedPajama(path: string, options: ReaderOptions = {}): AsyncGenerator<SourceDocument> {
  return jsonlDocuments(path, REDPAJAMA, options);
}
