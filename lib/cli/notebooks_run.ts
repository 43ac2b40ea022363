/**
 * One notebook: executed, then written or compared.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import { writeWhole } from "../files/write_whole.ts";
import { outputsDiffer } from "../jupyter/compare_outputs.ts";
import { type ExecutedNotebook, executeNotebook } from "../jupyter/execute_notebook.ts";
import { type CodeCell, tagsOf } from "../jupyter/notebook.ts";
import { notebookText } from "../jupyter/notebook_text.ts";
import type { NotebookFile } from "./notebooks_files.ts";
import { collection, places } from "./notebooks_places.ts";

/** What is asked of all notebooks. */
export interface Ask {
  readonly check: boolean;
  /** Where executed notebooks go; undefined: in the place of the files. */
  readonly out: string | undefined;
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Told which cell of code runs. */
  readonly progress: (cell: number) => void;
}

/** Runs a notebook and says what came of it; whether all is well. */
export async function runNotebook({ path, text, notebook }: NotebookFile, ask: Ask): Promise<boolean> {
  const began = performance.now(), { say, complain } = ask;
  const executed = await executeNotebook(notebook, {
    folder: dirname(resolve(path)),
    places: places(),
    collection: (name) => collection(name, path),
    timeout: ask.timeout,
    signal: ask.signal,
    progress: ask.progress,
    tell: (line) => complain(`${path}: kernel: ${line}`),
  });
  const seconds = (performance.now() - began) / 1000, written = notebookText(executed.notebook);
  const differences = ask.check ? differencesOf(notebook.cells, executed) : [];
  if (ask.out !== undefined) write(join(ask.out, basename(path)), written);
  else if (!ask.check && executed.failed === undefined && written !== text) write(path, written);
  const wrong = executed.failed !== undefined || differences.length > 0;
  say(`${path}: ${wrong ? "FAILED" : "ok"}: ${summary(executed)}, ${seconds.toFixed(1)} s`);
  if (executed.failed !== undefined) complain(failure(path, executed.failed));
  for (const { number, words } of differences) complain(`${path}: cell ${number}: ${words}`);
  return !wrong;
}

function write(path: string, text: string): void {
  writeWhole(path, new TextEncoder().encode(text));
}

function differencesOf(before: NotebookFile["notebook"]["cells"], { notebook }: ExecutedNotebook) {
  const code = (cells: typeof before) => cells.filter((cell): cell is CodeCell => cell.kind === "code");
  const was = code(before);
  return code(notebook.cells).flatMap((is, n) => {
    const words = tagsOf(is).includes("varies") ? undefined : outputsDiffer(was[n].outputs, is.outputs);
    return words === undefined ? [] : [{ number: n + 1, words }];
  });
}

function summary({ ran, skipped }: ExecutedNotebook): string {
  const cells = (count: number) => count === 1 ? "1 cell" : `${count} cells`;
  const missing = Map.groupBy(skipped, (one) => one.collection);
  const left = [...missing].map(([name, all]) =>
    `${cells(all.length)} not run (${
      all.map(({ number }) => number).join(", ")
    }): the published tables ${name} are not here`
  );
  return [cells(ran.length), ...left].join("; ");
}

function failure(path: string, { number, error }: NonNullable<ExecutedNotebook["failed"]>): string {
  const { name, message, traceback } = error;
  const longer = name === "CellTimedOut" ? "; --timeout S gives cells longer" : "";
  const first = `${path}: cell ${number}: ${name}: ${message}${longer}`;
  const more = traceback.join("\n").split("\n").filter((line, n) => line !== "" && (n > 0 || !line.includes(message)));
  return [first, ...more.map((line) => `    ${line.trimStart()}`)].join("\n");
}
