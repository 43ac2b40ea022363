/**
 * Reads the database files of WordNet: one synset (a set of synonyms with one meaning) a line, as `wndb(5WN)` has it:
 * offset, lexicographer's file, type, number of words in hexadecimal, words each with a lexical id, pointers, and after
 * a bar the gloss.
 *
 * @module
 */
import { join } from "node:path";

/** Parts of speech, with the ending of their database file. */
export const PARTS_OF_SPEECH: Readonly<Record<string, string>> = {
  noun: "noun",
  verb: "verb",
  adjective: "adj",
  adverb: "adv",
};

/** One synset. */
export interface Synset {
  /** Its offset in the file, eight digits: with the part of speech its name. */
  readonly offset: string;
  /** The synonyms, with spaces. */
  readonly words: readonly string[];
  /** Definition and example sentences. */
  readonly gloss: string;
}

/** The lines of a part of speech that hold a synset; the file begins with WordNet's licence, indented. */
export function synsetLines(folder: string, partOfSpeech: string): string[] {
  const file = join(folder, "dict", `data.${PARTS_OF_SPEECH[partOfSpeech]}`);
  return Deno.readTextFileSync(file).split("\n").filter((line) => line !== "" && !line.startsWith("  "));
}

/** Parses a line. */
export function parseSynset(line: string): Synset {
  const bar = line.indexOf(" | ");
  const fields = line.slice(0, bar).split(" ");
  const words = Array.from(
    { length: Number.parseInt(fields[3], 16) },
    // (a), (p) and (ip) tell where an adjective may stand; they are no part of the word.
    (_, i) => fields[4 + 2 * i].replaceAll("_", " ").replace(/\((?:a|p|ip)\)$/, ""),
  );
  return { offset: fields[0], words, gloss: line.slice(bar + 3).trim() };
}

/** The definition alone: a gloss goes on with example sentences in quotes. */
export function definitionOf(gloss: string): string {
  return gloss.replace(/(?:^|;)\s*".*$/s, "").trim();
}
