/**
 * All instruction tasks.
 *
 * @module
 */
import { osiApproved } from "./osi_approved.ts";
import type { TaskSource } from "./task.ts";
import { languageIdentification, parallelArticles } from "./udhr.ts";
import { verseToBook } from "./verse_to_book.ts";
import { definitionToWord, partOfSpeech } from "./wordnet.ts";

/** The tasks, in the order in which they are made. */
export const TASKS: readonly TaskSource[] = [
  definitionToWord,
  partOfSpeech,
  languageIdentification,
  parallelArticles,
  osiApproved,
  verseToBook,
];
