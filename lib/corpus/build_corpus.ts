import type { BuildCorpusOptions } from "./build_options.ts";
import { type BuildResult, runBuild } from "./run_build.ts";
import { makeTokenizer } from "./tokenizers/make_tokenizer.ts";
import { tokenizeInOrder } from "./tokenizers/pool.ts";

/**
 * Builds a corpus of token shards: reads documents, gives each a domain and a part (train, val, test), tokenizes, and
 * writes the folder that `openCorpus` opens. See `CorpusIndex` for its layout.
 *
 * The same documents and options give the same bytes, whatever the number of workers. A build may be killed at any
 * moment: the same call goes on from the last checkpoint and ends with the bytes of an undisturbed build. Until then
 * the folder has no index.json and does not open. What is already tokenized is not tokenized again, but the source is
 * read again from its beginning (and refused when it has changed). A corpus that is complete and made by the same
 * tokenizer, end-of-document rule, splitting and list of sources is left as it is, without reading the source.
 *
 * A splitting by seed reads the source twice, first to find near-duplicates, which stay on one side (`splitDocuments`
 * tells the rule; it holds across domains). Memory does not grow with the source, except by about five bytes a document then.
 *
 * A document with a prompt is tokenized whole. Ids count in the loss from the first one on at which the ids of the
 * whole and of the prompt alone differ: an id that spans the end of the prompt counts, none of the answer is masked.
 *
 * Documents whose source has no domain, and those without text, are left out and counted in the index with what the
 * reader could not use.
 *
 * @returns the index, and whether the corpus was there before.
 * @throws {TypeError} when an option or a document is of the wrong kind; when the folder cannot be written, holds
 *   something else, or is being written by another build; when the disk is full (what was done is kept); when the
 *   source has changed since a build that this one goes on with.
 * @throws {RangeError} when an option or a document's split or prompt is out of range, a domain's name cannot be that
 *   of a folder, there are no documents at all, a domain has no document in a split whose share is above 0, a document
 *   has no split where the source's own are wanted, or the folder holds a corpus made by other options.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { buildCorpus, openCorpus } from "@mixlab/mixlab/train";
 *
 * const out = Deno.makeTempDirSync();
 * const options = {
 *   documents: async function* () {
 *     yield { source: "Pile-CC", text: "abc", split: "train" as const, where: "00.jsonl:1" };
 *     yield { source: "Github", text: "x=1", split: "train" as const, where: "00.jsonl:2" };
 *     yield { source: "Pile-CC", text: "de", split: "val" as const, where: "val.jsonl:1" };
 *   },
 *   domainOf: (source: string) => ({ "Pile-CC": "web" })[source] ?? null,
 *   tokenizer: { kind: "bytes" } as const,
 *   endOfDocument: "append" as const,
 *   splitting: "source" as const,
 *   sources: [{ name: "an example", licence: "CC0-1.0" }],
 *   out,
 * };
 * const { index } = await buildCorpus(options);
 * equal(index.domains.web.train!.tokens, 4);
 * deepEqual(index.problems, { 'no domain for source "Github"': 1 });
 * using corpus = openCorpus(out);
 * deepEqual(Array.from(corpus.read("web", "val", 0, 3)), [100, 101, 256]);
 * equal((await buildCorpus(options)).alreadyThere, true);
 * Deno.removeSync(out, { recursive: true });
 * ```
 */
export async function buildCorpus(options: BuildCorpusOptions): Promise<BuildResult> {
  const { tokenizer: spec, workers } = options;
  const tokenizer = await makeTokenizer(spec);
  return await runBuild(
    options,
    tokenizer,
    (texts) => tokenizeInOrder(texts, spec, workers === undefined ? {} : { workers }),
  );
}
