/**
 * A corpus's index from its folder.
 *
 * @module
 */
import { outOfRange, wrongKind } from "../errors.ts";
import { decodeText, LARGEST_FILE, unreadable } from "../text/read_text.ts";
import type { CorpusIndex } from "./corpus_index.ts";
import { parseCorpusIndex } from "./parse_corpus_index.ts";

/** Folder of a build within the corpus that it makes. */
export const BUILDING = ".building";

/** @throws {TypeError | RangeError | SyntaxError} when there is no complete corpus, or its index is not sound. */
export function readCorpusIndex(folder: string): CorpusIndex {
  const path = `${folder}/index.json`;
  let bytes;
  try {
    const { size } = Deno.statSync(path);
    if (size > LARGEST_FILE) throw outOfRange(`${path}: wanted an index of at most 64 MiB, got ${size} bytes`);
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw wrongKind(whyNoIndex(folder));
    throw unreadable(error, path);
  }
  return parseCorpusIndex(decodeText(bytes, path), path);
}

function whyNoIndex(folder: string): string {
  const there = (path: string) => {
    try {
      Deno.statSync(path);
      return true;
    } catch {
      return false;
    }
  };
  if (!there(folder)) return `${folder}: there is no such folder; wanted a corpus, made by corpus build`;
  if (there(`${folder}/${BUILDING}`)) {
    return `${folder}: this corpus is not finished; run the command that builds it again, it goes on where it stopped`;
  }
  return `${folder}: no corpus: it has no index.json; wanted a folder made by corpus build`;
}
