/**
 * A source of any format.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { nearest } from "../../nearest.ts";
import type { DocumentStream } from "../document.ts";
import type { ArrowOptions } from "./arrow.ts";
import { readFolders } from "./folders.ts";
import { readJsonl } from "./jsonl.ts";
import type { JsonlOptions } from "./jsonl.ts";
import { type InstructionOptions, readNaturalInstructions } from "./natural_instructions.ts";
import type { ParquetOptions } from "./parquet.ts";
import { readPile } from "./pile.ts";
import { readRedPajama } from "./redpajama.ts";
import { isParquet, recogniseFormat } from "./recognise_format.ts";
import { readSlimPajamaJsonl } from "./slimpajama_jsonl.ts";

/**
 * Names of the formats.
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { openSource, SOURCE_FORMATS } from "@mixlab/mixlab/train";
 *
 * // What a message about an unknown format lists.
 * const listed = new RegExp(`wanted one of ${SOURCE_FORMATS.join(", ")}$`);
 * await rejects(openSource("anything", { format: "csv" }), listed);
 * ```
 */
export const SOURCE_FORMATS = [
  "pile",
  "slimpajama",
  "redpajama",
  "folders",
  "jsonl",
  "natural-instructions",
  "parquet",
  "arrow",
] as const;

/**
 * Name of a format.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { openSource, type SourceFormat } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir(), format: SourceFormat = "jsonl";
 * await Deno.writeTextFile(`${folder}/mail.jsonl`, '{"text": "Hello"}\n');
 * equal((await openSource(folder, { format })).format, format);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export type SourceFormat = typeof SOURCE_FORMATS[number];

/**
 * Options of {@link openSource}: those of the readers, each of which takes what concerns it.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { openSource, type OpenSourceOptions } from "@mixlab/mixlab/train";
 *
 * const file = await Deno.makeTempFile({ suffix: ".jsonl" });
 * await Deno.writeTextFile(file, '{"body": "Hello"}\n');
 * const options: OpenSourceOptions = { format: "jsonl", text: "body", domain: "mail" };
 * const { stream } = await openSource(file, options);
 * deepEqual(await Array.fromAsync(stream), [{ source: "mail", text: "Hello", where: `${file}:1` }]);
 * await Deno.remove(file);
 * ```
 */
export interface OpenSourceOptions extends JsonlOptions, InstructionOptions, ParquetOptions, ArrowOptions {
  /** Name of the format; found by looking when it is not given. */
  readonly format?: string;
}

/**
 * Opens a source of documents, in the format that is given or that its files show.
 *
 * @param path folder or file.
 * @returns the format and the documents; nothing but the first lines has been read yet.
 * @throws {RangeError} when there is no such format.
 * @throws {TypeError} when there is nothing to read, or its format cannot be told.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { openSource, type OpenSourceOptions, SOURCE_FORMATS, type SourceFormat } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/00.jsonl`, '{"text": "One.", "meta": {"pile_set_name": "ArXiv"}}\n');
 * const options: OpenSourceOptions = {};
 * const { format, stream } = await openSource(folder, options);
 * equal(format satisfies SourceFormat, "pile");
 * deepEqual((await Array.fromAsync(stream)).map(({ source }) => source), ["ArXiv"]);
 * equal(SOURCE_FORMATS.includes(format), true);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function openSource(
  path: string,
  options: OpenSourceOptions = {},
): Promise<{ format: SourceFormat; stream: DocumentStream }> {
  const format = options.format === undefined ? await recogniseFormat(path) : named(options.format);
  return { format, stream: await READERS[format](path, options) };
}

const READERS: Readonly<
  Record<SourceFormat, (path: string, options: OpenSourceOptions) => DocumentStream | Promise<DocumentStream>>
> = {
  pile: readPile,
  // The corpus itself is JSON lines, its 6B sample parquet.
  slimpajama: async (path, options) =>
    await isParquet(path)
      ? (await import("./parquet.ts")).readParquet(path, options)
      : readSlimPajamaJsonl(path, options),
  redpajama: readRedPajama,
  folders: readFolders,
  jsonl: readJsonl,
  "natural-instructions": readNaturalInstructions,
  // Their packages are loaded only when they are needed.
  parquet: async (path, options) => (await import("./parquet.ts")).readParquet(path, options),
  arrow: async (path, options) => (await import("./arrow.ts")).readArrow(path, options),
};

function named(format: unknown): SourceFormat {
  if (typeof format !== "string") throw wrongKind(`format: wanted a name, got ${got(format)}`);
  if (Object.hasOwn(READERS, format)) return format as SourceFormat;
  const similar = nearest(format, SOURCE_FORMATS);
  throw outOfRange(
    `there is no format ${got(format)}${similar === undefined ? "" : ` (did you mean ${similar}?)`}; wanted one of ${
      SOURCE_FORMATS.join(", ")
    }`,
  );
}
