/**
 * The text of a notebook's file. The same notebook gives the same bytes, and they are those that Jupyter itself writes
 * (nbformat's `v4.nbjson`: names in order, one space deeper at each level, a newline at the end), so that saving a
 * notebook in a browser changes nothing.
 *
 * @module
 */
import { type JsonObject, sorted } from "./json.ts";
import type { Cell, Notebook, Output } from "./notebook.ts";

/** The file of a notebook, of nbformat 4.5. */
export function notebookText({ metadata, cells }: Notebook): string {
  const file = { cells: cells.map(cellOf), metadata, nbformat: 4, nbformat_minor: 5 };
  return `${JSON.stringify(sorted(file), null, 1)}\n`;
}

function cellOf(cell: Cell): JsonObject {
  const { id, source } = cell, metadata = timeless(cell.metadata);
  const common = { cell_type: cell.kind, id, metadata, source: lines(source) };
  if (cell.kind !== "code") return { ...common, ...(cell.attachments && { attachments: cell.attachments }) };
  const count = cell.executionCount;
  return { ...common, execution_count: count, outputs: cell.outputs.map((output) => outputOf(output, count)) };
}

/** An output as it stands in a file. */
export function outputOf(output: Output, executionCount: number | null): JsonObject {
  if (output.kind === "stream") return { output_type: "stream", name: output.name, text: lines(output.text) };
  if (output.kind === "error") {
    const { name, message, traceback } = output;
    return { output_type: "error", ename: name, evalue: message, traceback: [...traceback] };
  }
  const { kind, metadata } = output;
  const data: JsonObject = {};
  for (const [type, value] of Object.entries(output.data)) {
    data[type] = typeof value === "string" && inLines(type) ? lines(value) : value;
  }
  return { output_type: kind, data, metadata, ...(kind === "execute_result" && { execution_count: executionCount }) };
}

/** JupyterLab may note when a cell was run. */
function timeless({ execution: _, ...metadata }: JsonObject): JsonObject {
  return metadata;
}

function inLines(type: string): boolean {
  return type.startsWith("text/") || type === "application/javascript" || type === "image/svg+xml";
}

function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
