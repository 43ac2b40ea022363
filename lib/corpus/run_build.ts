/**
 * A build from beginning to end, with a tokenizer at hand.
 *
 * @module
 */
import { isInputError } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import type { Files } from "../files/files.ts";
import { readIfThere } from "../files/read_file.ts";
import { writing } from "../files/unwritable.ts";
import { makeFolderDurably, writeDurably } from "../files/write_durably.ts";
import type { Problems } from "./admitted.ts";
import {
  buildPath,
  clearBuild,
  type Journal,
  type Plan,
  publishBuild,
  readBuildJson,
  refuseForeign,
  refuseOther,
  writeBuildJson,
} from "./build_folder.ts";
import { lockBuild } from "./build_lock.ts";
import { type BuildCorpusOptions, checkBuildOptions } from "./build_options.ts";
import { buildShards, type Shards, type Tokenize } from "./build_shards.ts";
import type { CorpusIndex } from "./corpus_index.ts";
import { divideDocuments } from "./divide_documents.ts";
import { openCorpus } from "./open_corpus.ts";
import { BUILDING } from "./read_corpus_index.ts";
import { SPLITS } from "./split_documents.ts";
import { tokenTypeFor } from "./token_type.ts";
import type { Tokenizer } from "./tokenizer.ts";

/**
 * What a build gives.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type BuildResult, buildCorpus } from "@mixlab/mixlab/train";
 *
 * const out = Deno.makeTempDirSync();
 * const { alreadyThere }: BuildResult = await buildCorpus({
 *   documents: async function* () {
 *     yield { source: "web", text: "abc", where: "line 1" };
 *   },
 *   tokenizer: { kind: "bytes" }, endOfDocument: "append", splitting: { seed: 0, val: 0, test: 0 }, sources: [], out,
 * });
 * equal(alreadyThere, false);
 * Deno.removeSync(out, { recursive: true });
 * ```
 */
export interface BuildResult {
  /** The index of the corpus. */
  readonly index: CorpusIndex;
  /** Whether it was complete before, so that nothing was built. */
  readonly alreadyThere: boolean;
}

/** Builds, goes on with, or finds a corpus. */
export async function runBuild(
  options: BuildCorpusOptions,
  tokenizer: Tokenizer,
  tokenize: Tokenize,
): Promise<BuildResult> {
  checkBuildOptions(options);
  const { out, files = denoFiles } = options, plan = planOf(options, tokenizer);
  writing(out, () => makeFolderDurably(out, files));
  const there = complete(out, plan);
  if (there !== undefined && !Deno.readDirSync(out).some(({ name }) => name === BUILDING)) {
    return { index: there, alreadyThere: true };
  }
  if (there === undefined) refuseForeign(out);
  using _lock = writing(out, () => {
    files.makeFolder(`${out}/${BUILDING}`);
    return lockBuild(buildPath(out, "lock"), out);
  });
  const made = complete(out, plan); // by another build that held the lock, or one that was killed while cleaning up
  if (made !== undefined) {
    writing(out, () => files.remove(`${out}/${BUILDING}`));
    return { index: made, alreadyThere: true };
  }
  try {
    return { index: await build(options, plan, tokenizer, tokenize), alreadyThere: false };
  } catch (error) {
    if (isInputError(error) && !worthKeeping(out)) files.remove(`${out}/${BUILDING}`);
    throw error;
  }
}

/** Whether a later build could go on from what is there; otherwise it would only stand in the way of other options. */
function worthKeeping(out: string): boolean {
  return ["parts.json", "journal.json"].some((name) => readIfThere(buildPath(out, name)) !== undefined);
}

function planOf(options: BuildCorpusOptions, tokenizer: Tokenizer): Plan {
  const { splitting, sources, documentStarts = true, endOfDocument: rule } = options;
  const { name, sha256, vocabularySize } = tokenizer, ending = { rule, id: endId(tokenizer, rule) };
  return {
    format: "mixlab/corpus",
    version: 1,
    dtype: tokenTypeFor(vocabularySize, ending),
    vocabularySize,
    tokenizer: { name, sha256 },
    endOfDocument: ending,
    ...(splitting !== "source" && {
      splitting: { seed: splitting.seed, val: splitting.val, test: splitting.test },
    }),
    sources: sources.map(({ name, licence, sha256 }) => ({ name, licence, ...(sha256 !== undefined && { sha256 }) })),
    documentStarts,
  };
}

/** Where no id ends documents, a tokenizer need not have one; 0 then, which nothing but padding makes use of. */
function endId(tokenizer: Tokenizer, rule: "append" | "none"): number {
  try {
    return tokenizer.endOfDocument;
  } catch (error) {
    if (rule === "none" && isInputError(error)) return 0;
    throw error;
  }
}

/** The index of the corpus that a folder holds, undefined where it holds none. */
function complete(out: string, plan: Plan): CorpusIndex | undefined {
  if (readIfThere(`${out}/index.json`) === undefined) return undefined;
  using corpus = openCorpus(out);
  const { domains, problems: _, ...rest } = corpus.index;
  const documentStarts = Object.values(domains).some((splits) =>
    Object.values(splits).some(({ idxSha256 }) => idxSha256 !== undefined)
  );
  const advice = "choose another folder, or remove that corpus";
  refuseOther({ ...rest, documentStarts }, plan, `${out}: it holds another corpus,`, advice);
  return corpus.index;
}

async function build(
  options: BuildCorpusOptions,
  plan: Plan,
  tokenizer: Tokenizer,
  tokenize: Tokenize,
): Promise<CorpusIndex> {
  const { out, splitting, files = denoFiles } = options;
  const before = worthKeeping(out) ? readBuildJson<Plan>(out, "plan.json") : undefined;
  if (before !== undefined) {
    const advice = `give the same options to go on, or remove ${out}/${BUILDING}`;
    refuseOther(before, plan, `${out}: it holds an unfinished build`, advice);
  }
  let index = readBuildJson<CorpusIndex>(out, "index.json"), journal = readBuildJson<Journal>(out, "journal.json");
  if (before === undefined || index === undefined) {
    writing(out, () => before === undefined && begin(out, plan, tokenizer, files));
    const parts = splitting === "source" ? undefined : await divideDocuments(options, splitting);
    const problems: Problems = new Map();
    const shards = await buildShards(options, plan, tokenize, parts, journal, problems);
    index = indexOf(plan, shards, problems);
    journal = shards.journal;
    writing(out, () => writeBuildJson(out, "index.json", index, files));
  }
  writing(out, () => publishBuild(out, index!, journal!, files));
  return index;
}

function begin(out: string, plan: Plan, tokenizer: Tokenizer, files: Files): void {
  clearBuild(out, files);
  if (tokenizer.json !== undefined) writeDurably(buildPath(out, "tokenizer.json"), tokenizer.json, files);
  writeBuildJson(out, "plan.json", plan, files);
}

/** Names in the order of their code units, so that nothing depends on the order of the source. */
function indexOf({ documentStarts: _, ...plan }: Plan, { entries }: Shards, problems: Problems): CorpusIndex {
  const domains = [...new Set(entries.map(({ domain }) => domain))].sort();
  const splitsOf = (domain: string) =>
    SPLITS.flatMap((split) => {
      const found = entries.find((shard) => shard.domain === domain && shard.split === split);
      return found ? [[split, found.entry] as const] : [];
    });
  const { sources, ...rest } = plan;
  return {
    ...rest,
    domains: Object.fromEntries(domains.map((domain) => [domain, Object.fromEntries(splitsOf(domain))])),
    sources,
    problems: Object.fromEntries([...problems].sort(([a], [b]) => a < b ? -1 : 1)),
  };
}
