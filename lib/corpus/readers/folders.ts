/**
 * One's own text: one folder a domain.
 *
 * @module
 */
import type { ReaderOptions, SourceDocument } from "../document.ts";
import { jsonlDocuments, type JsonlFormat } from "./jsonl_documents.ts";
import { REDPAJAMA } from "./redpajama.ts";
import { splitNamed, stemOf } from "./source_files.ts";

/** How such folders are laid out. */
export const FOLDERS: JsonlFormat = {
  ...REDPAJAMA,
  plainText: true,
  split: (file) => file.parts.length > 2 ? splitNamed(file.parts[1]) : splitNamed(stemOf(file)),
};

/**
 * Documents of folders, one a domain: files of JSON lines `{"text": …}` (`.jsonl`, `.jsonl.gz`, `.jsonl.zst`) and files
 * of plain text, each one document (`.txt`, `.txt.gz`, `.txt.zst`; at most 256 MiB), at any depth. A folder right
 * inside the domain's, or a file, that is named train, val, validation or test is that split: `arxiv/val/7.txt`,
 * `arxiv/val.jsonl`.
 *
 * @param path the folder that holds the domains' folders.
 * @throws {TypeError} when there is nothing to read.
 * @throws {SyntaxError} when a compressed file is damaged or cut off; at the first line or file that cannot be used,
 * where no `onProblem` is given.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readFolders } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * for (const domain of ["mail", "notes"]) await Deno.mkdir(`${folder}/${domain}`);
 * await Deno.writeTextFile(`${folder}/mail/val.jsonl`, '{"text": "Dear all"}\n');
 * await Deno.writeTextFile(`${folder}/notes/monday.txt`, "Milk\nBread\n");
 * deepEqual(await Array.fromAsync(readFolders(folder)), [
 *   { source: "mail", text: "Dear all", split: "val", where: `${folder}/mail/val.jsonl:1` },
 *   { source: "notes", text: "Milk\nBread\n", where: `${folder}/notes/monday.txt` },
 * ]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function readFolders(path: string, options: ReaderOptions = {}): AsyncGenerator<SourceDocument> {
  return jsonlDocuments(path, FOLDERS, options);
}
