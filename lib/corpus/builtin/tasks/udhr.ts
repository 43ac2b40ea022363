/**
 * Tasks from the Universal Declaration of Human Rights: name a text's language, and translate an article.
 *
 * @module
 */
import { join } from "node:path";
import { type Declaration, DECLARATIONS, parseDeclaration } from "../declaration.ts";
import { filesBelow } from "../listing.ts";
import type { Exercise, ExercisePool, TaskSource } from "./task.ts";

const ARTICLES = 30;
/** An article that is shorter is a placeholder. */
const SHORTEST = 20;

const read = (folder: string, file: string) =>
  parseDeclaration(Deno.readTextFileSync(join(folder, DECLARATIONS, file)));

/** Every article of every translation with a language code is an exercise. */
function articles(
  folder: string,
  exercise: (text: string, declaration: Declaration, article: number) => Omit<Exercise, "id"> | undefined,
): ExercisePool {
  const files = filesBelow(join(folder, DECLARATIONS), (path) => path.endsWith(".html"));
  const translations = new Map<string, Declaration>();
  return {
    length: files.length * ARTICLES,
    at(i) {
      const file = files[Math.floor(i / ARTICLES)], article = i % ARTICLES + 1;
      let declaration = translations.get(file);
      if (declaration === undefined) translations.set(file, declaration = read(folder, file));
      const text = declaration.articles.get(article) ?? "";
      if (declaration.code === "und" || text.length < SHORTEST) return undefined;
      const made = exercise(text, declaration, article);
      return made && { id: `${file.replace(/\.html$/, "")}-${article}`, ...made };
    },
  };
}

/** Text → language code. */
export const languageIdentification: TaskSource = {
  name: "udhr_language_identification",
  corpus: "multilingual",
  definition: "You are given an article of the Universal Declaration of Human Rights in some language. Answer with " +
    "the ISO 639-3 code of that language, three small letters.",
  category: "Language Identification",
  languages: ["Many", "English"],
  pools: (folder) => [articles(folder, (text, { code }) => ({ input: text, output: [code] }))],
};

/** English article → the same article in another language. */
export const parallelArticles: TaskSource = {
  name: "udhr_parallel_articles",
  corpus: "multilingual",
  definition: "You are given the name of a language and an article of the Universal Declaration of Human Rights in " +
    "English. Write the article in that language.",
  category: "Translation",
  languages: ["English", "Many"],
  pools: (folder) => {
    const english = read(folder, "eng.html");
    return [articles(folder, (text, { code, language }, article) => {
      if (code === "eng") return undefined;
      return { input: `Language: ${language}\nArticle: ${english.articles.get(article)}`, output: [text] };
    })];
  },
};
