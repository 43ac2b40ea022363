/**
 * Types of the cells of notebooks. The cells of a notebook become one module, so a later cell knows what an earlier one
 * declared; what the kernel would allow and a reader would trip over, a name declared twice, is a fault there.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { Notebook } from "./notebook.ts";

/** A fault of types. */
export interface TypeFault {
  readonly file: string;
  /** The number of the cell, counting cells of code from 1. */
  readonly cell: number;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What a check found. */
export interface TypesChecked {
  readonly faults: readonly TypeFault[];
  /** What is wrong elsewhere, in modules that cells import. */
  readonly elsewhere: readonly string[];
}

/** A notebook of which the types are checked. */
export interface CheckedNotebook {
  readonly file: string;
  readonly notebook: Notebook;
}

/**
 * Checks notebooks of one folder, by one `deno check`. Modules are written beside the notebooks while it runs, so that
 * imports lead where the kernel's lead.
 *
 * @throws Error with what `deno check` says where it fails otherwise than by faults.
 */
export async function checkTypes(
  folder: string,
  notebooks: readonly CheckedNotebook[],
  signal?: AbortSignal,
): Promise<TypesChecked> {
  const modules = notebooks.map(({ file, notebook }) => ({
    file,
    // No dots within: TypeScript takes a name like x.d.y.ts for declarations.
    path: join(folder, `.${basename(file, ".ipynb").replaceAll(".", "_")}_${crypto.randomUUID().slice(0, 8)}.check.ts`),
    ...moduleOf(notebook),
  }));
  let found: TypesChecked;
  try {
    for (const { path, text } of modules) await Deno.writeTextFile(path, text, { createNew: true });
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", ...modules.map(({ path }) => path)],
      cwd: folder,
      env: { NO_COLOR: "1" },
      stdout: "null",
      stderr: "piped",
      ...(signal && { signal }),
    }).output();
    signal?.throwIfAborted();
    if (success) return { faults: [], elsewhere: [] };
    found = faultsIn(new TextDecoder().decode(stderr), modules);
  } finally {
    for (const { path } of modules) await Deno.remove(path).catch(() => {});
  }
  // What does not parse hides the faults of all others.
  const broken = new Set(found.faults.filter(({ message }) => !message.startsWith("TS")).map(({ file }) => file));
  const others = notebooks.filter(({ file }) => !broken.has(file));
  if (broken.size === 0 || others.length === 0) return found;
  const more = await checkTypes(folder, others, signal);
  return { faults: [...found.faults, ...more.faults], elsewhere: more.elsewhere };
}

/** A notebook as a module, and the cell and line of the cell that each of its lines comes from. */
export function moduleOf({ cells }: Notebook): { text: string; origin: { cell: number; line: number }[] } {
  const lines: string[] = [], origin: { cell: number; line: number }[] = [];
  for (const [n, { source }] of cells.filter(({ kind }) => kind === "code").entries()) {
    for (const [k, line] of source.split("\n").entries()) {
      lines.push(line);
      origin.push({ cell: n + 1, line: k + 1 });
    }
  }
  return { text: `${lines.join("\n")}\nexport {};\n`, origin };
}

interface Module {
  readonly file: string;
  readonly path: string;
  readonly origin: readonly { readonly cell: number; readonly line: number }[];
}

/** The faults in what `deno check` said: blocks of lines with an empty one between them, each with its place. */
export function faultsIn(said: string, modules: readonly Module[]): TypesChecked {
  const faults: TypeFault[] = [], elsewhere: string[] = [];
  const byPath = new Map(modules.map((module) => [module.path, module]));
  for (const block of said.trim().split(/\n\s*\n/)) {
    const lines = block.split("\n"), at = lines.findIndex((line) => PLACE.test(line));
    if (at < 0) continue; // how many there are
    const [, path, row, column] = PLACE.exec(lines[at])!, module = byPath.get(decodeURI(path));
    if (module === undefined) {
      elsewhere.push(`${path}:${row}:${column}: ${messageOf(lines.slice(0, at))}`);
      continue;
    }
    const { cell, line } = module.origin[Math.min(Number(row), module.origin.length) - 1];
    faults.push({ file: module.file, cell, line, column: Number(column), message: messageOf(lines.slice(0, at)) });
  }
  if (faults.length + elsewhere.length === 0) throw new Error(`cannot check the types of the cells:\n${said.trim()}`);
  return { faults, elsewhere };
}

const PLACE = /^\s*at file:\/\/(\S+?):(\d+):(\d+)\s*$/;

/** The words of a fault, without the code that it points at. */
function messageOf(lines: readonly string[]): string {
  const words = lines.filter((line, n) => !/^[\s|]*[~^]*$/.test(line) && !/^[\s|]*[~^]+$/.test(lines[n + 1] ?? ""));
  return words.map((line) => line.trim()).join(" ").replace(/^error: /, "").replace(/^(TS\d+) \[ERROR\]: /, "$1: ");
}
