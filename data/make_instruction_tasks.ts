/**
 * Writes six short instruction tasks out of the packages of the built-in corpora, in the form of Natural Instructions. They
 * are the tasks of `deno task corpus build tasks` and some like them, cut to what a row of 128 bytes holds: a tiny model
 * sees whole examples then.
 *
 *     deno run -c deno.corpora.json --no-prompt --allow-read --allow-write --allow-env data/make_instruction_tasks.ts FOLDER
 */
import { join } from "node:path";
import { BUILTIN_CORPORA } from "../lib/corpus/builtin/corpora.ts";
import { type Licence, LICENCES } from "../lib/corpus/builtin/licence.ts";
import { filesBelow } from "../lib/corpus/builtin/listing.ts";
import { packageFolder } from "../lib/corpus/builtin/package_folder.ts";
import type { Exercise, ExercisePool } from "../lib/corpus/builtin/tasks/task.ts";
import { languageIdentification } from "../lib/corpus/builtin/tasks/udhr.ts";
import { verseToBook } from "../lib/corpus/builtin/tasks/verse_to_book.ts";
import { definitionToWord, partOfSpeech } from "../lib/corpus/builtin/tasks/wordnet.ts";
import { readVerses } from "../lib/corpus/builtin/verses.ts";
import { random } from "../lib/numerics/random.ts";

/** Bytes of a whole example: 129 tokens of a row of 128 targets, less the end of the document. */
const LONGEST = 128;
/** Instances of a task, as Natural Instructions has at most. */
const MOST = 6500;
const bytes = (text: string) => new TextEncoder().encode(text).length;

/** Whole words of a text's beginning, at most so many characters. */
function beginning(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most + 1).replace(/\s+\S*$/, "");
}

/** First half of a verse, by words, and the rest. */
function halves(folder: string): ExercisePool {
  const verses = readVerses(folder);
  return {
    length: verses.length,
    at(i) {
      const { book, chapter, verse, text } = verses[i], words = text.split(" "), half = Math.ceil(words.length / 2);
      if (words.length < 6) return undefined;
      const id = `${book} ${chapter}:${verse}`.replaceAll(" ", "-");
      return { id, input: words.slice(0, half).join(" "), output: [words.slice(half).join(" ")] };
    },
  };
}

/** Name of a licence, and its identifier. */
function licences(folder: string): ExercisePool {
  const files = filesBelow(join(folder, LICENCES), (path) => path.endsWith(".json"));
  return {
    length: files.length,
    at(i) {
      const { name }: Licence = JSON.parse(Deno.readTextFileSync(join(folder, LICENCES, files[i])));
      const id = files[i].replace(/\.json$/, "");
      return { id, input: name, output: [id] };
    },
  };
}

interface Task {
  readonly name: string;
  readonly corpus: string;
  readonly definition: string;
  readonly pools: (folder: string) => readonly ExercisePool[];
  /** What is shown of an input. */
  readonly shown?: (input: string) => string;
}

const TASKS: readonly Task[] = [
  { name: "book", corpus: "scripture", definition: "Book? ", pools: verseToBook.pools, shown: (t) => beginning(t, 90) },
  {
    name: "language",
    corpus: "multilingual",
    definition: "Language? ",
    pools: languageIdentification.pools,
    shown: (t) => beginning(t, 60),
  },
  { name: "licence", corpus: "legal", definition: "Identifier? ", pools: (folder) => [licences(folder)] },
  { name: "part_of_speech", corpus: "dictionary", definition: "Part of speech? ", pools: partOfSpeech.pools },
  { name: "verse", corpus: "scripture", definition: "Go on. ", pools: (folder) => [halves(folder)] },
  { name: "word", corpus: "dictionary", definition: "Word? ", pools: definitionToWord.pools },
];

/** Exercises that fit, as many of each pool as far as they reach, in random order. */
function drawn({ pools, definition, shown = (input) => input }: Task, folder: string, seed: number): Exercise[] {
  const rng = random(seed), all = pools(folder), found: Exercise[] = [];
  for (const pool of all) {
    let left = Math.floor(MOST / all.length);
    for (const i of rng.shuffle(Uint32Array.from({ length: pool.length }, (_, i) => i))) {
      if (left === 0) break;
      const exercise = pool.at(i);
      if (exercise === undefined) continue;
      const input = shown(exercise.input);
      const fits = exercise.output.filter((o) => bytes(`${definition}Input: ${input}\n${o}`) <= LONGEST);
      if (fits.length === 0) continue;
      found.push({ ...exercise, input, output: fits });
      left--;
    }
  }
  return [...rng.shuffle(found)];
}

const [folder] = Deno.args;
if (folder === undefined) throw new TypeError("wanted the folder to write the tasks to");
Deno.mkdirSync(folder, { recursive: true });
TASKS.forEach((task, t) => {
  const corpus = BUILTIN_CORPORA.find(({ name }) => name === task.corpus)!;
  const exercises = drawn(task, packageFolder(corpus), t);
  const file = {
    Source: [`${corpus.package}@${corpus.version}`],
    URL: [`https://www.npmjs.com/package/${corpus.package}/v/${corpus.version}`],
    Definition: [task.definition],
    "Positive Examples": [],
    "Negative Examples": [],
    Instances: exercises.map(({ id, input, output }) => ({ id: `${task.name}-${id}`, input, output })),
    "Instance License": [corpus.licence.text],
  };
  Deno.writeTextFileSync(join(folder, `${task.name}.json`), JSON.stringify(file, null, 1) + "\n");
  const { input, output } = exercises[0];
  console.log(`${task.name}: ${exercises.length}, as "${input}" -> "${output[0]}" (${corpus.package})`);
});
