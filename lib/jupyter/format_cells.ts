/**
 * The format of cells, by `deno fmt` over each as a file of its own: over notebooks Deno 2.9.6 calls what it has just
 * formatted unformatted (where `language_info` names the language) or formats nothing (where it does not).
 *
 * @module
 */
import { join } from "node:path";
import type { Cell, Notebook } from "./notebook.ts";

/** What a cell's source is to `deno fmt`; undefined: it has no format. */
function extensionOf({ kind }: Cell): string | undefined {
  return kind === "code" ? "ts" : kind === "markdown" ? "md" : undefined;
}

/**
 * Notebooks with their cells formatted. A cell that does not parse stays as it is: its types tell of it.
 *
 * @param config path of the deno.json whose `fmt` holds.
 */
export async function formatCells(
  notebooks: readonly Notebook[],
  config: string,
  signal?: AbortSignal,
): Promise<Notebook[]> {
  const folder = await Deno.makeTempDir({ prefix: "mixlab-cells-" });
  const pathOf = (n: number, c: number, cell: Cell) => join(folder, `${n}_${c}.${extensionOf(cell)}`);
  try {
    for (const [n, { cells }] of notebooks.entries()) {
      for (const [c, cell] of cells.entries()) {
        if (extensionOf(cell) !== undefined) await Deno.writeTextFile(pathOf(n, c, cell), `${cell.source}\n`);
      }
    }
    // Its exit code tells of cells that do not parse; those that do are written.
    await new Deno.Command(Deno.execPath(), {
      args: ["fmt", "--quiet", "--config", config, folder],
      stdout: "null",
      stderr: "null",
      ...(signal && { signal }),
    }).output();
    signal?.throwIfAborted();
    return await Promise.all(notebooks.map(async ({ metadata, cells }, n) => ({
      metadata,
      cells: await Promise.all(cells.map(async (cell, c) => {
        if (extensionOf(cell) === undefined) return cell;
        return { ...cell, source: (await Deno.readTextFile(pathOf(n, c, cell))).replace(/\n$/, "") };
      })),
    })));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
