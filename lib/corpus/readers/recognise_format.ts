/**
 * Which format a source has, by looking at its files.
 *
 * @module
 */
import { got, wrongKind } from "../../errors.ts";
import { openBytes } from "./decompress.ts";
import { type JsonRecord, recordOf } from "./jsonl_documents.ts";
import { lineRuns } from "./lines.ts";
import { nested } from "./nested.ts";
import type { SourceFormat } from "./open_source.ts";
import { REDPAJAMA_DOMAINS } from "./redpajama.ts";
import { type FileKind, JSON_LINES, PLAIN_TEXT, type SourceFile, sourceFiles, splitNamed } from "./source_files.ts";

const PARQUET: FileKind = { pattern: /\.parquet$/i, called: ".parquet" };
const ARROW: FileKind = { pattern: /\.arrow$/i, called: ".arrow" };
/** Any .json: settings and lists stand beside the data, so the name tells a task. */
const TASK: FileKind = { pattern: /^task[^/]*\.json$/i, called: "task*.json" };
const KINDS = [PARQUET, ARROW, JSON_LINES, PLAIN_TEXT, TASK];

/** Lines looked at before giving up on finding a whole one. */
const LINES = 100;

/**
 * The format of a source.
 *
 * @throws {TypeError} when there is nothing to read, or when its files are of several formats.
 */
export async function recogniseFormat(path: string): Promise<SourceFormat> {
  const files = await sourceFiles(path, KINDS, () => {}); // the reader itself will report
  const has = KINDS.map(({ pattern }) => files.filter((file) => pattern.test(file.parts.at(-1)!)));
  const [parquet, arrow, lines, text, tasks] = has;
  const several = [parquet, arrow, [...lines, ...text], tasks].filter((some) => some.length > 0);
  if (several.length > 1) {
    const examples = several.map(([file]) => got(file.parts.join("/"))).join(", ");
    throw wrongKind(`${path}: cannot tell the format, for there are ${examples}; say which with --format`);
  }
  if (parquet.length > 0) return "parquet";
  if (arrow.length > 0) return "arrow";
  if (tasks.length > 0) return "natural-instructions";
  if (lines.length > 0) {
    const record = await firstRecord(lines[0].path);
    if (record !== undefined && nested("meta.pile_set_name")(record) !== undefined) return "pile";
    if (record !== undefined && nested("meta.redpajama_set_name")(record) !== undefined) return "slimpajama";
  }
  // Texts have no name of a domain but their folder's; that reader says so.
  return lines.length === 0 ? "folders" : layout([...lines, ...text]);
}

/** Whether a source is parquet and no JSON lines. */
export async function isParquet(path: string): Promise<boolean> {
  const files = await sourceFiles(path, [PARQUET, JSON_LINES], () => {});
  return files.every((file) => PARQUET.pattern.test(file.path));
}

/** One folder a domain, or files that stand for themselves. */
function layout(files: readonly SourceFile[]): SourceFormat {
  const folders = new Set(files.map((file) => file.parts.length > 1 ? file.parts[0] : undefined));
  const domains = [...folders].filter((name) => name !== undefined);
  if (domains.length < folders.size || domains.every((name) => splitNamed(name) !== undefined)) return "jsonl";
  return domains.every((name) => REDPAJAMA_DOMAINS.includes(name)) ? "redpajama" : "folders";
}

/** The first line of a file that is an object. */
async function firstRecord(path: string): Promise<JsonRecord | undefined> {
  for await (const { first, lines } of lineRuns(openBytes(path))) {
    for (const line of lines) {
      const record = recordOf(line);
      if (typeof record === "object") return record;
    }
    if (first > LINES) return undefined;
  }
  return undefined;
}
