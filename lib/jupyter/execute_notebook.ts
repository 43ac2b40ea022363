/**
 * Runs the cells of a notebook, one after the other, in a kernel of its own.
 *
 * Tags say what is special about a cell: `needs:COLLECTION`: it reads published tables and is run only where they are;
 * `raises`: it may end in an error.
 *
 * @module
 */
import { CellTimedOut, executeCell } from "./execute_cell.ts";
import { COLLECT } from "./fence.ts";
import { Displays, gatherOutputs } from "./gather_outputs.ts";
import { Kernel, KernelDied } from "./kernel.ts";
import { normaliseOutput, type Places } from "./normalise_outputs.ts";
import { type CodeCell, type ErrorOutput, type Notebook, type Output, tagsOf } from "./notebook.ts";

/** What is known of a collection of published tables. */
export interface Collection {
  /** Whether it is on this machine. */
  readonly here: boolean;
  /** Whether its licence allows to keep what is made of it. */
  readonly keep: boolean;
  /** What stands in a notebook in place of what may not be kept. */
  readonly note: string;
}

/** How a notebook is run. */
export interface ExecuteNotebook {
  /** Its folder. */
  readonly folder: string;
  /** How folders of this machine are called in outputs. */
  readonly places: Places;
  /** Looks for a collection; throws where there is none of that name. */
  readonly collection: (name: string) => Collection;
  /** How long a cell may take (s). */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  /** Takes lines that the kernel writes on its own streams. */
  readonly tell?: (line: string) => void;
  /** Told before each cell that is run: its number and how many cells of code there are. */
  readonly progress?: (number: number, of: number) => void;
}

/** What came of it. Numbers of cells count cells of code, from 1: Jupyter shows them in brackets. */
export interface ExecutedNotebook {
  /** The notebook with its new outputs; those of cells that were not run stay. */
  readonly notebook: Notebook;
  /** Cells that were run. */
  readonly ran: readonly number[];
  /** Cells that were not, by the collection that is missing. */
  readonly skipped: readonly { readonly number: number; readonly collection: string }[];
  /** The cell that ended the run before its time, and why, with folders as they are on this machine. */
  readonly failed?: { readonly number: number; readonly error: ErrorOutput };
}

/**
 * Runs a notebook. A cell that fails ends the run.
 *
 * @throws the reason of the signal when it is aborted, and what the kernel says when it does not start.
 */
export async function executeNotebook(notebook: Notebook, options: ExecuteNotebook): Promise<ExecutedNotebook> {
  const code = notebook.cells.filter((cell) => cell.kind === "code");
  const needs = new Map(code.map((cell) => [cell, needsOf(cell, options.collection)]));
  const done = new Map<CodeCell, CodeCell>(),
    ran: number[] = [],
    skipped: { number: number; collection: string }[] = [];
  const displays = new Displays(), { folder, places, tell, timeout, signal } = options;
  let failed: ExecutedNotebook["failed"];
  await using kernel = await Kernel.start({ folder, ...(tell && { tell }), ...(signal && { signal }) });
  await executeCell(kernel, COLLECT, { timeout, signal });
  for (const [n, cell] of code.entries()) {
    const number = n + 1, { missing, note } = needs.get(cell)!;
    if (missing !== undefined) {
      skipped.push({ number, collection: missing });
      // It counts as it would where it is run, so that the file is the same there.
      const kept = note === undefined ? cell.outputs : [noted(note)];
      done.set(cell, { ...cell, outputs: kept, executionCount: kept.length > 0 ? number : null });
      continue;
    }
    options.progress?.(number, code.length);
    ran.push(number);
    let outputs: Output[];
    try {
      const executed = await executeCell(kernel, cell.source, { timeout, signal });
      outputs = gatherOutputs(executed, note === undefined ? displays : new Displays());
    } catch (error) {
      signal?.throwIfAborted(); // Ctrl-C may reach the kernel first
      if (!(error instanceof KernelDied || error instanceof CellTimedOut)) throw error;
      outputs = [{ kind: "error", name: error.name, message: error.message, traceback: [] }];
    }
    done.set(cell, { ...cell, outputs, executionCount: number });
    const error = outputs.find((output) => output.kind === "error");
    const fatal = error?.name === "KernelDied" || error?.name === "CellTimedOut";
    if (error !== undefined && (fatal || !tagsOf(cell).includes("raises"))) {
      failed = { number, error };
      break;
    }
    if (note !== undefined) done.set(cell, { ...cell, outputs: [noted(note)], executionCount: number });
  }
  const cells = notebook.cells.map((cell) => {
    const after = cell.kind === "code" ? done.get(cell) : undefined;
    if (after === undefined) return cell;
    return { ...after, outputs: after.outputs.map((output) => normaliseOutput(output, places)) };
  });
  return { notebook: { ...notebook, cells }, ran, skipped, ...(failed && { failed }) };
}

/** What a cell reads that is missing, and the note in place of its outputs where they may not be kept. */
function needsOf(cell: CodeCell, collection: ExecuteNotebook["collection"]): { missing?: string; note?: string } {
  const found: { missing?: string; note?: string } = {};
  for (const tag of tagsOf(cell)) {
    if (!tag.startsWith("needs:")) continue;
    const name = tag.slice("needs:".length), { here, keep, note } = collection(name);
    if (!here) found.missing ??= name;
    if (!keep) found.note ??= note;
  }
  return found;
}

function noted(note: string): Output {
  return { kind: "stream", name: "stdout", text: `${note}\n` };
}
