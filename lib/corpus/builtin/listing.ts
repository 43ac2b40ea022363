/**
 * What an extractor gives: the documents of one domain, each read only when it is asked for, so that they can be taken
 * in any order without holding them all.
 *
 * @module
 */
import { join } from "node:path";

/** The documents of one domain, unread. */
export interface Listing {
  /** How many there are, blank ones included. */
  readonly length: number;
  /** Document i: its text, blank where there is none, and where in the package it stands. */
  at(i: number): { readonly text: string; readonly where: string };
}

/** Lists the documents in a package's folder. */
export type Extractor = (folder: string) => Listing;

/** Files below a folder whose path (with `/`, from that folder) is kept, in the order of their code units. */
export function filesBelow(folder: string, keep: (path: string) => boolean): string[] {
  const found: string[] = [];
  const walk = (below: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(join(folder, below))) {
      const path = below === "" ? name : `${below}/${name}`;
      if (isDirectory) walk(path);
      else if (keep(path)) found.push(path);
    }
  };
  walk("");
  return found.sort(); // the file system's own order differs between machines
}

/** One document a file. */
export function fileListing(
  folder: string,
  below: string,
  keep: (path: string) => boolean,
  toText: (content: string) => string = (content) => content,
): Listing {
  const files = filesBelow(join(folder, below), keep);
  return {
    length: files.length,
    at: (i) => {
      const where = `${below}/${files[i]}`;
      return { text: toText(Deno.readTextFileSync(join(folder, where))), where };
    },
  };
}
