/**
 * Any files of JSON lines.
 *
 * @module
 */
import type { ReaderOptions, SourceDocument } from "../document.ts";
import { jsonlDocuments } from "./jsonl_documents.ts";
import { nested } from "./nested.ts";
import { splitNamed, stemOf } from "./source_files.ts";

/**
 * Options of {@link readJsonl}.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type JsonlOptions, readJsonl } from "@mixlab/mixlab/train";
 *
 * const file = await Deno.makeTempFile({ suffix: ".jsonl" });
 * await Deno.writeTextFile(file, '{"text": "a", "meta": {"in": "web"}}\n{"text": "b", "meta": {"in": "code"}}\n');
 * const options: JsonlOptions = { source: "meta.in" };
 * deepEqual((await Array.fromAsync(readJsonl(file, options))).map(({ source }) => source), ["web", "code"]);
 * await Deno.remove(file);
 * ```
 */
export interface JsonlOptions extends ReaderOptions {
  /** Member that holds the text; "text" by default. */
  readonly text?: string;
  /** Member that holds the source, with dots into objects ("meta.domain"). By default the file's name without suffixes. */
  readonly source?: string;
  /** Source of all documents, for files of one domain. */
  readonly domain?: string;
}

/**
 * Documents of files with a JSON object on each line, in `.jsonl`, `.jsonl.gz` and `.jsonl.zst`. The source is a member
 * of the object or, by default, the file's name; files in folders named train, val, validation or test have that split.
 *
 * Blank lines are passed over. A byte order mark is dropped at the start of the file, of a line and of a text, and kept
 * elsewhere.
 *
 * @param path a folder, read at any depth, or one file.
 * @throws {TypeError} when there is nothing to read.
 * @throws {SyntaxError} when a compressed file is damaged or cut off; at the first line that cannot be used, where no
 * `onProblem` is given.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type JsonlOptions, readJsonl, type SourceProblem } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir(), problems: SourceProblem[] = [];
 * await Deno.writeTextFile(`${folder}/mail.jsonl`, '{"body": "Hello", "in": {"box": "a"}}\n{"body": 1}\n');
 * const options: JsonlOptions = { text: "body", source: "in.box", onProblem: (problem) => problems.push(problem) };
 * const documents = await Array.fromAsync(readJsonl(folder, options));
 * deepEqual(documents, [{ source: "a", text: "Hello", where: `${folder}/mail.jsonl:1` }]);
 * deepEqual(problems, [{ where: `${folder}/mail.jsonl:2`, message: '"body" wants a text, got 1' }]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function readJsonl(path: string, options: JsonlOptions = {}): AsyncGenerator<SourceDocument> {
  const { text = "text", source, domain } = options;
  return jsonlDocuments(path, {
    textField: text,
    sourceField: source ?? "the file's name",
    source: domain !== undefined ? () => domain : source === undefined ? (_, file) => stemOf(file) : nested(source),
    split: (file) => file.parts.slice(0, -1).map(splitNamed).find((split) => split !== undefined),
  }, options);
}
