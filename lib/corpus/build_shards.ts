/**
 * Documents to shards: the second phase of a build.
 *
 * @module
 */
import { outOfRange, wrongKind } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import { writing } from "../files/unwritable.ts";
import { type Admitted, admitted, DocumentsHash, noDocuments, type Problems } from "./admitted.ts";
import { buildPath, type Journal, type Plan, writeBuildJson } from "./build_folder.ts";
import type { BuildCorpusOptions } from "./build_options.ts";
import type { ShardEntry, Split } from "./corpus_index.ts";
import { BUILDING } from "./read_corpus_index.ts";
import { type ShardLayout, ShardWriter } from "./shard_writer.ts";
import { SPLITS } from "./split_documents.ts";

/** Ids of each text, in the order of the texts. */
export type Tokenize = (texts: AsyncIterable<string>) => AsyncIterable<Uint32Array>;

/** Documents as they were when they were divided. */
export interface Parts {
  readonly parts: Uint8Array;
  /** Hash of the documents. */
  readonly sha256: string;
}

/** What comes out: the state at the end, and the entries of the index. */
export interface Shards {
  readonly journal: Journal;
  readonly entries: readonly { readonly domain: string; readonly split: Split; readonly entry: ShardEntry }[];
}

const CHECKPOINT_BYTES = 64 << 20;

/**
 * Writes the shards of a build, from where its journal stops.
 *
 * Documents that the journal has are read again and compared by hash, but not tokenized again.
 */
export async function buildShards(
  options: BuildCorpusOptions,
  plan: Plan,
  tokenize: Tokenize,
  parts: Parts | undefined,
  from: Journal | undefined,
  problems: Problems,
): Promise<Shards> {
  const { out, onProgress, checkpointBytes = CHECKPOINT_BYTES, files = denoFiles } = options;
  const layout: ShardLayout = {
    type: plan.dtype,
    vocabularySize: plan.vocabularySize,
    end: plan.endOfDocument.rule === "append" ? plan.endOfDocument.id : undefined,
    starts: plan.documentStarts,
  };
  const stem = (i: number) => buildPath(out, `shards/${i}`);
  const shards = writing(out, () => {
    files.makeFolder(buildPath(out, "shards"));
    return (from?.shards ?? []).map((shard, i) => ({
      ...shard,
      writer: new ShardWriter(stem(i), layout, files, shard),
    }));
  });
  const writers = new Map(shards.map(({ domain, split, writer }) => [`${split}/${domain}`, writer]));
  const hash = new DocumentsHash();
  let source: { done: number; total: number | undefined } | undefined, bytes = 0, sinceCheckpoint = 0;

  const pending: Admitted[] = []; // handed to the tokenizer and not yet back
  const changed = () =>
    wrongKind(
      `${out}: the source or its domain map has changed since this build began; remove ${out}/${BUILDING} to begin anew`,
    );
  async function* texts(): AsyncGenerator<string> {
    const onBytes = (done: number, total: number | undefined) => source = { done, total };
    for await (const document of admitted(options, problems, { quiet: false, onBytes })) {
      if (from !== undefined && hash.documents < from.documents) {
        skip(document);
      } else {
        pending.push(document);
        yield document.text;
        if (document.promptLength !== undefined) yield document.text.slice(0, document.promptLength);
      }
    }
    if (from !== undefined && hash.documents < from.documents) throw changed();
  }
  const skip = (document: Admitted) => {
    hash.add(document);
    bytes += document.utf8.length;
    if (hash.documents === from!.documents && hash.sha256() !== from!.sha256) throw changed();
    progress();
  };
  const progress = () =>
    onProgress?.({ phase: "tokenizing", documents: hash.documents, bytes, ...(source && { source }) });

  const place = (document: Admitted): ShardWriter => {
    const part = parts?.parts[hash.documents];
    if (parts !== undefined && part === undefined) throw changed();
    const split = part === undefined ? ownSplit(document) : SPLITS[part];
    let writer = writers.get(`${split}/${document.domain}`);
    if (writer === undefined) {
      writer = new ShardWriter(stem(shards.length), layout, files);
      writers.set(`${split}/${document.domain}`, writer);
      shards.push({ domain: document.domain, split, writer, tokens: 0, documents: 0, bytes: 0, masked: false });
    }
    return writer;
  };
  const checkpoint = (): Journal => {
    const journal = {
      documents: hash.documents,
      sha256: hash.sha256(),
      shards: shards.map(({ domain, split, writer }) => ({ domain, split, ...writer.checkpoint() })),
    };
    files.syncFolder(buildPath(out, "shards"));
    writeBuildJson(out, "journal.json", journal, files);
    sinceCheckpoint = 0;
    return journal;
  };

  let whole: Uint32Array | undefined; // ids of a document whose prompt is still to come
  for await (const ids of tokenize(texts())) {
    const document = pending[0];
    if (document.promptLength !== undefined && whole === undefined) {
      whole = ids;
      continue;
    }
    pending.shift();
    const promptTokens = whole && commonLength(whole, ids);
    writing(out, () => {
      const { where, utf8 } = document;
      place(document).add({ ids: whole ?? ids, bytes: utf8.length, promptTokens, where });
      hash.add(document);
      bytes += utf8.length;
      sinceCheckpoint += utf8.length;
      if (sinceCheckpoint >= checkpointBytes) checkpoint();
    });
    whole = undefined;
    progress();
  }
  if (hash.documents === 0) throw noDocuments(problems);
  if (parts !== undefined && (parts.parts.length !== hash.documents || parts.sha256 !== hash.sha256())) throw changed();
  return writing(out, () => ({
    journal: checkpoint(),
    entries: shards.map(({ domain, split, writer }) => ({ domain, split, entry: writer.entry() })),
  }));
}

/**
 * Ids that two texts have in common from their beginning: of a document and its prompt, those that are prompt and
 * nothing else. An id that spans the end of the prompt holds some of the answer and counts in the loss.
 */
function commonLength(whole: Uint32Array, prompt: Uint32Array): number {
  let n = 0;
  while (n < prompt.length && n < whole.length && prompt[n] === whole[n]) n += 1;
  return n;
}

function ownSplit({ split, where }: Admitted): Split {
  if (split !== undefined) return split;
  throw outOfRange(
    `${where}: this document has no split of its own; give a splitting { seed, val, test }, not "source"`,
  );
}
