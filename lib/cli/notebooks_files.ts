/**
 * The notebooks that a command names.
 *
 * @module
 */
import { join } from "node:path";
import { unparsable, wrongKind } from "../errors.ts";
import type { Notebook } from "../jupyter/notebook.ts";
import { parseNotebook } from "../jupyter/parse_notebook.ts";
import { decodeText, readBytes, unreadable } from "../text/read_text.ts";

/** Largest file of a notebook (bytes). */
const LARGEST = 256 << 20;

/** A notebook and the text of its file. */
export interface NotebookFile {
  readonly path: string;
  readonly text: string;
  readonly notebook: Notebook;
}

/**
 * The notebooks at paths: a file, or a folder for all below it, in the order of their names.
 *
 * @throws {TypeError} where nothing can be read.
 * @throws {SyntaxError} where something is no notebook, with its line.
 */
export async function readNotebooks(paths: readonly string[]): Promise<NotebookFile[]> {
  const files: string[] = [];
  for (const path of paths) {
    for (const file of await filesAt(path)) if (!files.includes(file)) files.push(file);
  }
  return await Promise.all(files.map(async (path) => {
    const text = decodeText(await readBytes(path, LARGEST), path);
    return { path, text, notebook: parseNotebook(text, path) };
  }));
}

async function filesAt(path: string): Promise<string[]> {
  let isFolder: boolean;
  try {
    isFolder = (await Deno.stat(path)).isDirectory;
  } catch (error) {
    throw unreadable(error, path);
  }
  if (!isFolder) {
    if (!path.endsWith(".ipynb")) throw unparsable(`${path}: wanted a notebook, a file that ends in .ipynb`);
    return [path];
  }
  const files = await below(path);
  if (files.length > 0) return files;
  throw wrongKind(`${path}: there is no notebook (.ipynb) in this folder; name one that has some`);
}

async function below(folder: string): Promise<string[]> {
  const files: string[] = [], folders: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (name.startsWith(".")) continue;
    if (isDirectory) folders.push(join(folder, name));
    else if (name.endsWith(".ipynb")) files.push(join(folder, name));
  }
  for (const deeper of folders) files.push(...await below(deeper));
  return files.sort();
}
