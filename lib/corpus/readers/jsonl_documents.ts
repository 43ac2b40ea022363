/**
 * Files of JSON lines to documents: what the readers of such formats share.
 *
 * @module
 */
import { got, wrongKind } from "../../errors.ts";
import type { ReaderOptions, SourceDocument } from "../document.ts";
import { openBytes } from "./decompress.ts";
import { joined, lineRuns, LONGEST_LINE, notUtf8 } from "./lines.ts";
import { byteCounter, reporter } from "./problems.ts";
import { type FileKind, JSON_LINES, PLAIN_TEXT, type SourceFile, sourceFiles } from "./source_files.ts";

/** An object of a JSON line. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** How one format of JSON lines is read. */
export interface JsonlFormat {
  /** The document's source; anything but a text that is not empty is a problem. */
  source(record: JsonRecord, file: SourceFile): unknown;
  /** Where the source is written, for messages: "meta.pile_set_name". */
  readonly sourceField: string;
  /** The split that a file belongs to. */
  split?(file: SourceFile): SourceDocument["split"];
  /** Member that holds the text; "text" by default. */
  readonly textField?: string;
  /** Whether files of plain text belong to the format: each is one document. */
  readonly plainText?: boolean;
  /** Why a file cannot be used, if it cannot. */
  unfit?(file: SourceFile): string | undefined;
}

/**
 * Documents of all files of a format below a path. Blank lines are passed over; what else is wrong is reported.
 *
 * All in one generator: each layer of them would cost a tenth of the speed.
 */
export async function* jsonlDocuments(
  path: string,
  format: JsonlFormat,
  options: ReaderOptions,
): AsyncGenerator<SourceDocument> {
  const report = reporter(options);
  const files = fitFiles(await sourceFiles(path, kindsOf(format), report), path, format, report);
  const count = byteCounter(options, files.reduce((sum, file) => sum + file.size, 0));
  for (const file of files) {
    if (PLAIN_TEXT.pattern.test(file.path)) {
      const document = await textDocument(file, format, count);
      if (typeof document === "string") report(file.path, document);
      else yield document;
      continue;
    }
    const read = documentReader(file, format);
    for await (const run of lineRuns(openBytes(file.path, count))) {
      for (let i = 0; i < run.lines.length; i++) {
        const fault = run.faults?.get(i);
        const document = fault ?? read(run.lines[i], run.first + i);
        if (typeof document === "string") report(`${file.path}:${run.first + i}`, document);
        else if (document !== undefined) yield document;
      }
    }
  }
}

/** The kinds of files that a format is made of. */
function kindsOf(format: JsonlFormat): FileKind[] {
  return format.plainText ? [JSON_LINES, PLAIN_TEXT] : [JSON_LINES];
}

/** The files that a format can use. */
function fitFiles(
  files: readonly SourceFile[],
  path: string,
  format: JsonlFormat,
  report: (where: string, message: string) => void,
): SourceFile[] {
  const reasons = files.map((file) => format.unfit?.(file));
  const fit = files.filter((_, i) => reasons[i] === undefined);
  if (fit.length === 0) throw wrongKind(`${path}: ${reasons[0]}`);
  files.forEach((file, i) => reasons[i] !== undefined && report(file.path, `left out: ${reasons[i]}`));
  return fit;
}

/** A file of plain text as one document, or what is wrong with it. */
async function textDocument(
  file: SourceFile,
  format: JsonlFormat,
  count: (bytes: number) => void,
): Promise<SourceDocument | string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of openBytes(file.path, count)) {
    size += chunk.length;
    if (size > LONGEST_LINE) return `the file is longer than ${LONGEST_LINE >> 20} MiB; wanted one document a file`;
    pieces.push(chunk.slice());
  }
  const bytes = joined(pieces, size), fault = notUtf8(bytes, "file");
  if (fault !== undefined) return fault;
  const text = new TextDecoder().decode(bytes), split = format.split?.(file);
  return { source: String(format.source({}, file)), text, where: file.path, ...split && { split } };
}

/** A function from one line to its document, to what is wrong with it, or to undefined where the line is blank. */
export function documentReader(
  file: SourceFile,
  format: JsonlFormat,
): (line: string, number: number) => SourceDocument | string | undefined {
  const { textField = "text" } = format, split = format.split?.(file);
  return (line, number) => {
    const record = recordOf(line);
    if (record === undefined || typeof record === "string") return record;
    const text = Object.hasOwn(record, textField) ? record[textField] : undefined;
    if (typeof text !== "string") return `"${textField}" ${wantedText(text)}`;
    const source = format.source(record, file);
    if (typeof source !== "string" || source === "") return `"${format.sourceField}" ${wantedText(source)}`;
    const broken = brokenText(text);
    if (broken !== undefined) return `"${textField}" ${broken}`;
    const bare = withoutMark(text), where = `${file.path}:${number}`;
    return split === undefined ? { source, text: bare, where } : { source, text: bare, split, where };
  };
}

/** The object on a line, what is wrong with the line, or undefined where it is blank. */
export function recordOf(line: string): JsonRecord | string | undefined {
  let value: unknown;
  try {
    // Files with a byte order mark that were joined have one at the start of a line, where JSON has no place for it.
    value = JSON.parse(withoutMark(line));
  } catch (error) {
    if (/^\uFEFF?[ \t\r]*$/.test(line)) return undefined;
    return `not JSON: ${(error as Error).message.replace(/ \(line 1 column \d+\)$/, "")}`;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `wanted a JSON object, got ${Array.isArray(value) ? "a list" : got(value)}`;
  }
  return value as JsonRecord;
}

/** A text without the byte order mark that it may begin with. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** What makes a text unfit for UTF-8, if anything. */
export function brokenText(text: string): string | undefined {
  return text.isWellFormed() ? undefined : "holds half a surrogate pair, which is no character";
}

function wantedText(value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === "") return "is empty";
  return `wants a text, got ${
    Array.isArray(value) ? "a list" : typeof value === "object" && value ? "an object" : got(value)
  }`;
}
