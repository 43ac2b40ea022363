/**
 * SlimPajama-627B as JSON lines: `train/chunkN/example_train_M.jsonl.zst`. (The 6B sample is parquet.)
 *
 * @module
 */
import type { ReaderOptions, SourceDocument } from "../document.ts";
import { jsonlDocuments, type JsonlFormat } from "./jsonl_documents.ts";
import { nested } from "./nested.ts";
import { splitNamed } from "./source_files.ts";

/** How SlimPajama is written. */
export const SLIMPAJAMA: JsonlFormat = {
  sourceField: "meta.redpajama_set_name",
  source: nested("meta.redpajama_set_name"),
  // `train`, `validation` and `test` are folders; a path may begin inside one of them, with the chunks on top.
  split: (file) => {
    const folder = file.parts.slice(0, -1).map(splitNamed).find((split) => split !== undefined);
    return folder ?? splitNamed(/^example_([a-z]+)_\d/.exec(file.parts.at(-1)!)?.[1] ?? "");
  },
};

/**
 * Documents of SlimPajama's JSON lines: `{"text": …, "meta": {"redpajama_set_name": "RedPajamaArXiv"}}`. The folders
 * `train`, `validation` and `test` are the splits.
 *
 * @param path the folder, or one file of it.
 * @throws {TypeError} when there is nothing to read.
 * @throws {SyntaxError} when a compressed file is damaged or cut off; at the first line that cannot be used, where no
 * `onProblem` is given.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readSlimPajamaJsonl } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir(), file = `${folder}/validation/chunk1/example_holdout_0.jsonl`;
 * await Deno.mkdir(`${folder}/validation/chunk1`, { recursive: true });
 * await Deno.writeTextFile(file, '{"text": "One.", "meta": {"redpajama_set_name": "RedPajamaC4"}}\n');
 * const documents = await Array.fromAsync(readSlimPajamaJsonl(folder));
 * deepEqual(documents, [{ source: "RedPajamaC4", text: "One.", split: "val", where: `${file}:1` }]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function readSlimPajamaJsonl(path: string, options: ReaderOptions = {}): AsyncGenerator<SourceDocument> {
  return jsonlDocuments(path, SLIMPAJAMA, options);
}
