/**
 * TeX: macro files of PGF, TikZ and the AMS, one a document. It is the language of arXiv's sources, not their prose.
 *
 * @module
 */
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Listing } from "./listing.ts";

const ARCHIVE = "tex/tex_files.tar.gz";
const BLOCK = 512;

/** Lists the .tex and .sty files in the package node-tikzjax. */
export function tex(folder: string): Listing {
  const tar = gunzipSync(Deno.readFileSync(join(folder, ARCHIVE)));
  const files = [...regularFiles(tar)].filter(({ name }) => /\.(?:tex|sty)$/.test(name));
  files.sort((a, b) => a.name < b.name ? -1 : 1);
  return {
    length: files.length,
    at: (i) => ({ text: decode(files[i].bytes), where: `${ARCHIVE}: ${files[i].name}` }),
  };
}

/** One file, chemfig.tex, is in Latin-1. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}

/** The files in a tar archive (POSIX.1-1988 headers, which suffice here). */
function* regularFiles(tar: Uint8Array): Generator<{ name: string; bytes: Uint8Array }> {
  const field = (from: number, length: number) =>
    new TextDecoder("latin1").decode(tar.subarray(from, from + length)).replace(/\0.*$/s, "").trim();
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(field(at + 124, 12), 8) || 0, type = field(at + 156, 1), start = at + BLOCK;
    if (type === "0" || type === "") {
      yield { name: field(at, 100).replace(/^\.\//, ""), bytes: tar.subarray(start, start + size) };
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
}
