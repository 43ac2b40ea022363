/**
 * Reads the verses of the King James Bible.
 *
 * @module
 */
import { join } from "node:path";

/** One verse. */
export interface Verse {
  readonly book: string;
  readonly chapter: string;
  readonly verse: string;
  readonly text: string;
}

/** Where the package keeps them. */
export const VERSES_FILE = "json/verses-1769.json";

/** All verses, in their order. `# ` marks a paragraph and `[ ]` words without a counterpart in the original: both go. */
export function readVerses(folder: string): Verse[] {
  const verses: Record<string, string> = JSON.parse(Deno.readTextFileSync(join(folder, VERSES_FILE)));
  return Object.entries(verses).map(([reference, marked]) => {
    const [, book, chapter, verse] = /^(.+) (\d+):(\d+)$/.exec(reference)!;
    return { book, chapter, verse, text: marked.replace(/^# /, "").replace(/[[\]]/g, "") };
  });
}
