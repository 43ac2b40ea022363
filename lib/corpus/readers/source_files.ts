/**
 * The files of a source, in an order that is the same on every machine.
 *
 * @module
 */
import { wrongKind } from "../../errors.ts";
import { unreadable } from "../../text/read_text.ts";
import type { SourceDocument } from "../document.ts";

/** One file of a source. */
export interface SourceFile {
  /** Where it is. */
  readonly path: string;
  /** Its folders below the source's root and its name. */
  readonly parts: readonly string[];
  /** Size in bytes, compressed. */
  readonly size: number;
}

/** A kind of file: how it is known by its name, and how it is called in messages. */
export interface FileKind {
  readonly pattern: RegExp;
  readonly called: string;
}

/** Files of JSON lines; `.json.gz` and `.json.zst` are C4's names for them. */
export const JSON_LINES: FileKind = {
  pattern: /\.(?:(?:jsonl|ndjson)(?:\.gz|\.zst)?|json(?:\.gz|\.zst))$/i,
  called: ".jsonl, .jsonl.gz or .jsonl.zst",
};
/** Files of plain text. */
export const PLAIN_TEXT: FileKind = { pattern: /\.txt(?:\.gz|\.zst)?$/i, called: ".txt, .txt.gz or .txt.zst" };

const SPLITS: Readonly<Record<string, SourceDocument["split"]>> = {
  train: "train",
  val: "val",
  valid: "val",
  validation: "val",
  test: "test",
};

/** The split that a folder or a file (its name without suffixes) is named after. */
export function splitNamed(name: string): SourceDocument["split"] {
  return Object.hasOwn(SPLITS, name) ? SPLITS[name] : undefined;
}

/** A file's name without its suffixes. */
export function stemOf(file: SourceFile): string {
  return file.parts.at(-1)!.replace(/\.(?:jsonl|ndjson|json|txt)(?:\.gz|\.zst)?$/i, "");
}

/**
 * All files of some kinds below a folder, at any depth, sorted by code point of their paths; or the one file that the
 * path names. Names that begin with a dot are passed over. Files that look like unfinished downloads or like a
 * compression that cannot be read (`00.jsonl.zst.part`, `00.jsonl.xz`), and copies (`00.jsonl.gz` beside `00.jsonl`)
 * are left out and reported.
 *
 * @throws {TypeError} when there is nothing there, or nothing of these kinds.
 */
export async function sourceFiles(
  path: string,
  kinds: readonly FileKind[],
  report: (where: string, message: string) => void,
): Promise<SourceFile[]> {
  const wanted = kinds.map((kind) => kind.called).join(", ");
  const isWanted = (name: string) => kinds.some(({ pattern }) => pattern.test(name));
  const found: SourceFile[] = [];
  try {
    const root = await Deno.stat(path);
    if (!root.isDirectory) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      if (!isWanted(name)) throw wrongKind(`${path}: wanted a folder, or a file named ${wanted}`);
      return [{ path, parts: [name], size: root.size }];
    }
    await gather(path.replace(/(?<=[^/])\/+$/, ""), [], new Set(), found);
  } catch (error) {
    throw unreadable(error, path);
  }
  const files = found.filter((file) => isWanted(file.parts.at(-1)!));
  files.sort((a, b) => compareCodePoints(a.parts.join("/"), b.parts.join("/")));
  for (const file of found) {
    const name = file.parts.at(-1)!, shorter = name.replace(/\.[^.]*$/, "");
    if (!isWanted(name) && isWanted(shorter)) {
      report(file.path, `left out: a file of this name cannot be read; wanted ${wanted}`);
    }
  }
  const paths = new Set(files.map((file) => file.path));
  const kept = files.filter((file) => {
    const bare = file.path.replace(/\.(?:gz|zst)$/i, "");
    const copy = [bare, `${bare}.gz`].find((other) => other !== file.path && other < file.path && paths.has(other));
    if (copy !== undefined) report(file.path, `left out: ${copy} seems to hold the same; remove one of them`);
    return copy === undefined;
  });
  if (kept.length === 0) throw wrongKind(`${path}: there is no file named ${wanted} in this folder`);
  return kept;
}

/** Adds all files below a folder. Links are followed (Hugging Face's cache is made of them), but in no circle. */
async function gather(folder: string, parts: string[], above: Set<string>, found: SourceFile[]): Promise<void> {
  const real = await Deno.realPath(folder);
  if (above.has(real)) return;
  above.add(real);
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.startsWith(".")) continue;
    const path = `${folder}/${entry.name}`, below = [...parts, entry.name];
    const { isDirectory, isFile, size } = await Deno.stat(path);
    if (isDirectory) await gather(path, below, above, found);
    else if (isFile) found.push({ path, parts: below, size });
  }
  above.delete(real);
}

/** Order by code point; JavaScript's own order of text goes by UTF-16 units, which differs beyond U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i), y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above all others.
    return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
