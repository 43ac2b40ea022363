/**
 * The format of notebooks' cells: made, or only asked for.
 *
 * @module
 */
import { join } from "node:path";
import { formatCells } from "../jupyter/format_cells.ts";
import type { NotebookFile } from "./notebooks_files.ts";
import { ROOT } from "./notebooks_places.ts";

/** Notebooks as they should be formatted, and whether all are. */
export async function formatNotebooks(
  files: readonly NotebookFile[],
  complain: ((text: string) => void) | undefined,
  signal: AbortSignal,
): Promise<{ readonly files: NotebookFile[]; readonly well: boolean }> {
  const formatted = await formatCells(files.map(({ notebook }) => notebook), join(ROOT, "deno.json"), signal);
  let well = true;
  files.forEach(({ path, notebook: { cells } }, n) => {
    const wrong = cells.flatMap(({ source }, c) => source === formatted[n].cells[c].source ? [] : [c + 1]);
    if (wrong.length === 0) return;
    well = false;
    complain?.(`${path}: not formatted: cells ${wrong.join(", ")} of all; deno task notebooks ${path} formats them`);
  });
  return { files: files.map((file, n) => ({ ...file, notebook: formatted[n] })), well };
}
