/**
 * Tasks from WordNet: the word for a definition, and a word's part of speech.
 *
 * @module
 */
import { definitionOf, parseSynset, PARTS_OF_SPEECH, type Synset, synsetLines } from "../synset.ts";
import type { Exercise, ExercisePool, TaskSource } from "./task.ts";

/** One pool a part of speech, so that nouns, seven in ten of all, do not drown the others. */
function pools(
  folder: string,
  exercise: (synset: Synset, definition: string, partOfSpeech: string) => Omit<Exercise, "id">,
): ExercisePool[] {
  return Object.keys(PARTS_OF_SPEECH).map((partOfSpeech) => {
    const lines = synsetLines(folder, partOfSpeech);
    return {
      length: lines.length,
      at(i) {
        const synset = parseSynset(lines[i]), definition = definitionOf(synset.gloss);
        if (definition === "") return undefined;
        return { id: `${partOfSpeech}-${synset.offset}`, ...exercise(synset, definition, partOfSpeech) };
      },
    };
  });
}

/** Definition → word. */
export const definitionToWord: TaskSource = {
  name: "wordnet_definition_to_word",
  corpus: "dictionary",
  definition: "You are given a part of speech and a definition out of a dictionary. Write the word or phrase that is " +
    "so defined. Where several are, any of them counts.",
  category: "Word Semantics",
  languages: ["English", "English"],
  pools: (folder) =>
    pools(folder, ({ words }, definition, partOfSpeech) => ({
      input: `Part of speech: ${partOfSpeech}\nDefinition: ${definition}`,
      output: words,
    })),
};

/** Word and definition → part of speech. */
export const partOfSpeech: TaskSource = {
  name: "wordnet_part_of_speech",
  corpus: "dictionary",
  definition: "You are given a word or phrase and one of its meanings. Answer with its part of speech in that " +
    "meaning: noun, verb, adjective or adverb.",
  category: "Pos Tagging",
  languages: ["English", "English"],
  pools: (folder) =>
    pools(folder, ({ words }, definition, partOfSpeech) => ({
      input: `Word: ${words[0]}\nMeaning: ${definition}`,
      output: [partOfSpeech],
    })),
};
