/**
 * The Pile (Gao et al. 2020): `NN.jsonl.zst`, `val.jsonl.zst`, `test.jsonl.zst`.
 *
 * @module
 */
import type { ReaderOptions, SourceDocument } from "../document.ts";
import { jsonlDocuments, type JsonlFormat } from "./jsonl_documents.ts";
import { nested } from "./nested.ts";
import { splitNamed, stemOf } from "./source_files.ts";

/** How The Pile is written. */
export const PILE: JsonlFormat = {
  sourceField: "meta.pile_set_name",
  source: nested("meta.pile_set_name"),
  split: (file) => splitNamed(stemOf(file)) ?? (/^\d+$/.test(stemOf(file)) ? "train" : splitNamed(file.parts[0])),
};

/**
 * Documents of The Pile: lines `{"text": …, "meta": {"pile_set_name": …}}`. Numbered files are the train split, `val`
 * and `test` the others; files of another name have the split of their folder, if it is named after one.
 *
 * @param path the folder, or one file of it.
 * @throws {TypeError} when there is nothing to read.
 * @throws {SyntaxError} when a compressed file is damaged or cut off; at the first line that cannot be used, where no
 * `onProblem` is given.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readPile } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/00.jsonl`, '{"text": "One.", "meta": {"pile_set_name": "ArXiv"}}\n');
 * const documents = await Array.fromAsync(readPile(folder));
 * deepEqual(documents, [{ source: "ArXiv", text: "One.", split: "train", where: `${folder}/00.jsonl:1` }]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function readPile(path: string, options: ReaderOptions = {}): AsyncGenerator<SourceDocument> {
  return jsonlDocuments(path, PILE, options);
}
