/**
 * Ready-made rows of token ids, as DoReMi's preprocessing writes them.
 *
 * @module
 */
import { wrongKind } from "../../errors.ts";
import type { ReaderOptions, SourceDocument } from "../document.ts";
import { arrowFolders } from "./arrow_files.ts";
import { arrowBatches } from "./arrow/batches.ts";
import { columnPath, fieldAt, isNumber, isNumberList } from "./arrow/lookup.ts";
import { paths } from "./arrow/schema.ts";
import { idLists, namedNumbers } from "./arrow/values.ts";
import { FileAt, guardedAll } from "./file_at.ts";
import { domainFolder, splitOf } from "./hub_files.ts";
import { reporter } from "./problems.ts";
import type { SourceFile } from "./source_files.ts";
import { noSuchColumn, oneByOne } from "./text_cells.ts";

/**
 * A row of token ids with its domain.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readTokenRows, type TokenRow } from "@mixlab/mixlab/train";
 *
 * const rows: TokenRow[] = await Array.fromAsync(readTokenRows("tests/golden/corpus/arrow/doremi"));
 * equal(rows.reduce((tokens, { ids }) => tokens + ids.length, 0), 192);
 * ```
 */
export interface TokenRow {
  /** Name of the domain. */
  readonly source: string;
  /** Token ids, in an array of their own. */
  readonly ids: Uint32Array;
  /** The split that a folder is named after, where one is. */
  readonly split?: SourceDocument["split"];
  /** Where the row stands: `file:row 12`, counted from 0. */
  readonly where: string;
}

/**
 * Options of {@link readTokenRows}.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTokenRows, type TokenRowsOptions } from "@mixlab/mixlab/train";
 *
 * const options: TokenRowsOptions = { domains: ["code", "prose", "speech"] };
 * const rows = await Array.fromAsync(readTokenRows("tests/golden/corpus/arrow/tokens", options));
 * deepEqual(rows.map(({ source }) => source), ["prose", "code", "prose", "speech"]);
 * ```
 */
export interface TokenRowsOptions extends ReaderOptions {
  /** Column of lists of ids; "input_ids" by default. */
  readonly ids?: string;
  /** Names of the domains by their number in the column `domain_id`. */
  readonly domains?: readonly string[];
}

/**
 * Rows of token ids from the folders of a token dataset: columns `input_ids` and, unless folders tell the domain,
 * `domain_id`.
 *
 * A row's domain is the name that the option `domains` has for its `domain_id`; without that option the folder below
 * the path that is named after no split (DoReMi writes `train/<domain>/<subset>`), or else the number itself.
 *
 * @throws {TypeError} when there is nothing to read, a column is missing or holds something else, or nothing tells the
 *   domain.
 * @throws {SyntaxError} when a file is no Arrow file, damaged or cut off, or at the first problem (a null, an id that is
 *   negative or beyond 32 bits, a domain without a name) when there is no `onProblem`.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTokenRows } from "@mixlab/mixlab/train";
 *
 * const rows = await Array.fromAsync(readTokenRows("tests/golden/corpus/arrow/tokens"));
 * deepEqual(rows.map(({ source, ids }) => [source, ...ids]), [["1", 1, 2, 3], ["0"], ["1", 65535, 0], ["2", 7]]);
 * ```
 */
export async function* readTokenRows(path: string, options: TokenRowsOptions = {}): AsyncGenerator<TokenRow> {
  const report = reporter(options), { onBytes } = options;
  const files = (await arrowFolders(path, report)).flatMap((folder) => folder.files);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  for (const file of files) {
    yield* rows(file, options, report, (at) => onBytes?.(before + at, total));
    onBytes?.(before += file.size, total);
  }
}

const DOMAIN = "domain_id";

function* rows(
  { path, parts }: SourceFile,
  options: TokenRowsOptions,
  report: (where: string, message: string) => void,
  onPlace: (at: number) => void,
): Generator<TokenRow> {
  using file = new FileAt(path);
  const { fields, batches } = arrowBatches(file), { ids = "input_ids", domains } = options;
  if (!isNumberList(fieldAt(fields, ids))) throw noSuchColumn(path, ids, paths(fields), "lists of token ids", "ids");
  const folder = domains === undefined ? domainFolder(parts.slice(0, -1)) : undefined;
  if (folder === undefined && !isNumber(fieldAt(fields, DOMAIN))) {
    throw wrongKind(`${path}: wanted a column ${DOMAIN} of whole numbers; its columns are ${paths(fields).join(", ")}`);
  }
  const split = splitOf(parts), splitting = split === undefined ? {} : { split };
  const name = (value: number) => domains === undefined ? `${value}` : domains[value] ?? "";
  let row = 0;
  for (const batch of batches) {
    const next = folder === undefined
      ? oneByOne(guardedAll(path, namedNumbers(file, columnPath(file, batch, DOMAIN), name)), path)
      : undefined;
    for (const block of guardedAll(path, idLists(file, columnPath(file, batch, ids)))) {
      for (const list of block) {
        const where = `${path}:row ${row++}`, source = next === undefined ? folder! : next();
        if (!source) report(where, `"${DOMAIN}" ${source === null ? "is missing (null)" : "has no name in domains"}`);
        else if (typeof list === "string") report(where, `"${ids}" ${list}`);
        else yield { source, ids: list, where, ...splitting };
      }
    }
    onPlace(batch.end);
  }
}
