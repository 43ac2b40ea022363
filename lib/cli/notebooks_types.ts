import { dirname, resolve } from "node:path";
import { checkTypes } from "../jupyter/check_types.ts";
import type { NotebookFile } from "./notebooks_files.ts";

/**
 * Checks the types of all notebooks, and says where they do not hold.
 *
 * @returns the notebooks with a fault in a cell, and whether all is well: faults of modules that cells import count too.
 */
export async function checkNotebooks(
  files: readonly NotebookFile[],
  complain: (text: string) => void,
  signal: AbortSignal,
): Promise<{ faulty: ReadonlySet<string>; well: boolean }> {
  const faulty = new Set<string>();
  let well = true;
  for (const [folder, all] of Map.groupBy(files, ({ path }) => dirname(resolve(path)))) {
    const named = all.map(({ path, notebook }) => ({ file: path, notebook }));
    const { faults, elsewhere } = await checkTypes(folder, named, signal);
    for (const { file, cell, line, column, message } of faults) {
      complain(`${file}: cell ${cell}, ${line}:${column}: ${message}`);
      faulty.add(file);
    }
    elsewhere.forEach(complain);
    well = well && faults.length + elsewhere.length === 0;
  }
  return { faulty, well };
}
