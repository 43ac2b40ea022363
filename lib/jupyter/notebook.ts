/**
 * Notebooks as nbformat 4.5 describes them, with texts whole (in the file they are lists of lines).
 *
 * @module
 */
import type { JsonObject } from "./json.ts";

/** A notebook. */
export interface Notebook {
  readonly metadata: JsonObject;
  readonly cells: readonly Cell[];
}

/** A cell. */
export type Cell = CodeCell | TextCell;

/** What all cells have. */
interface AnyCell {
  readonly id: string;
  readonly metadata: JsonObject;
  readonly source: string;
}

/** A cell that is shown as it is. */
export interface TextCell extends AnyCell {
  readonly kind: "markdown" | "raw";
  /** Pictures that its text shows. */
  readonly attachments?: JsonObject;
}

/** A cell that is run. */
export interface CodeCell extends AnyCell {
  readonly kind: "code";
  /** Null: it was not run. */
  readonly executionCount: number | null;
  readonly outputs: readonly Output[];
}

/** What a cell printed to one stream. */
export interface StreamOutput {
  readonly kind: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: string;
}

/** Something shown, by mime type; `execute_result` is the value of the cell's last expression. */
export interface DisplayOutput {
  readonly kind: "display_data" | "execute_result";
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

/** How a cell failed. */
export interface ErrorOutput {
  readonly kind: "error";
  readonly name: string;
  readonly message: string;
  readonly traceback: readonly string[];
}

/** What a cell gave. */
export type Output = StreamOutput | DisplayOutput | ErrorOutput;

/** The tags of a cell. */
export function tagsOf(cell: Cell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}
