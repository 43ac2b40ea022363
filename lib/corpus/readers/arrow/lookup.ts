/**
 * Columns by their paths.
 *
 * @module
 */
import { damaged, type FileAt } from "../file_at.ts";
import type { Batch, BatchColumn } from "./batches.ts";
import type { ArrowField } from "./schema.ts";
import type { ColumnPath } from "./values.ts";

/** The column at a path with dots into structures, if there is one. */
export function fieldAt(fields: readonly ArrowField[], path: string): ArrowField | undefined {
  let found: ArrowField | undefined, level = fields;
  for (const name of path.split(".")) {
    found = level.find((field) => field.name === name);
    level = found?.type.kind === "struct" ? found.children : [];
  }
  return found;
}

/** A column of a batch and those that it is a member of. @throws {SyntaxError} when its length is not that of the batch. */
export function columnPath(file: FileAt, batch: Batch, path: string): ColumnPath {
  let level = batch.columns;
  return path.split(".").map((name): BatchColumn => {
    const found = level.find(({ field }) => field.name === name);
    if (found === undefined || found.length !== batch.rows) throw damaged(file.path, `column "${path}" is not whole`);
    level = found.children;
    return found;
  });
}

/** Whether a column holds texts, stored as such. */
export function isText(field: ArrowField | undefined): boolean {
  return field !== undefined && !field.dictionary && (field.type.kind === "utf8" || field.type.kind === "largeUtf8");
}

/** Whether a column holds whole numbers. */
export function isNumber(field: ArrowField | undefined): boolean {
  return field !== undefined && !field.dictionary && field.type.kind === "int" &&
    [8, 16, 32, 64].includes(field.type.bits);
}

/** Whether a column holds lists of whole numbers. */
export function isNumberList(field: ArrowField | undefined): boolean {
  return field !== undefined && !field.dictionary && ["list", "largeList", "fixedSizeList"].includes(field.type.kind) &&
    field.children.length === 1 && isNumber(field.children[0]);
}
