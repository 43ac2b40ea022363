/**
 * Task from the King James Bible: which book is a verse in?
 *
 * @module
 */
import { readVerses } from "../verses.ts";
import type { TaskSource } from "./task.ts";

/** Verse → book. */
export const verseToBook: TaskSource = {
  name: "kjv_verse_to_book",
  corpus: "scripture",
  definition: "You are given a verse of the King James Bible. Answer with the name of the book that it is in. Where " +
    "it stands in several, any of them counts.",
  category: "Text Categorization",
  languages: ["English", "English"],
  pools: (folder) => {
    // Some verses stand in several places, word for word: one exercise each, so that no split sees one twice.
    const same = [...Map.groupBy(readVerses(folder), ({ text }) => text).values()];
    return [{
      length: same.length,
      at: (i) => ({
        id: `${same[i][0].book} ${same[i][0].chapter}:${same[i][0].verse}`.replaceAll(" ", "-"),
        input: same[i][0].text,
        output: [...new Set(same[i].map(({ book }) => book))],
      }),
    }];
  },
};
