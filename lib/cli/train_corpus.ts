/**
 * The corpus of a run.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type Corpus, openCorpus } from "../corpus/open_corpus.ts";
import { denoFiles } from "../files/deno_files.ts";
import { SETTINGS } from "./train_settings.ts";

/** Shards up to this size are held in memory: reading rows of small models from files would take 3 % of a step. */
const IN_MEMORY = 32 << 20;

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
  return { corpus, sha256: createHash("sha256").update(Deno.readFileSync(index)).digest("hex") };
}
