/**
 * `deno task corpus inspect`.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import type { Split } from "../corpus/corpus_index.ts";
import { openCorpus } from "../corpus/open_corpus.ts";
import { SPLITS } from "../corpus/split_documents.ts";
import { makeTokenizer } from "../corpus/tokenizers/make_tokenizer.ts";
import { corpusTokenizer, isReadable } from "../corpus/corpus_tokenizer.ts";
import type { CorpusValues } from "./corpus.ts";
import { textTable } from "./text_table.ts";

/** Characters of a sample. */
const SAMPLE = 200;

/** Prints what is in a corpus. */
export async function inspect(folder: string, values: CorpusValues): Promise<number> {
  const split = values.split ?? "train";
  if (!SPLITS.includes(split as Split)) throw outOfRange(`--split: wanted ${SPLITS.join(", ")}, got "${split}"`);
  if (values.figure !== undefined) await (await import("./corpus_figure.ts")).writeCorpusFigure(folder, values.figure);
  const samples = await sampleOf(folder, split as Split);
  if (values.json) {
    using corpus = openCorpus(folder);
    console.log(JSON.stringify({ ...corpus.index, samples }, null, 1));
    return 0;
  }
  console.log(inspection(folder));
  for (const [domain, text] of Object.entries(samples)) {
    console.log(`\n${domain} (${split}): ${JSON.stringify(text)}`);
  }
  return 0;
}

/** The table of a corpus: tokens, documents and bytes by domain and split. */
export function inspection(folder: string): string {
  using corpus = openCorpus(folder);
  const { index } = corpus;
  const rows = corpus.domains.flatMap((domain) =>
    SPLITS.flatMap((split) => {
      const entry = index.domains[domain][split];
      if (entry === undefined) return [];
      return [[
        domain,
        split,
        `${entry.tokens}`,
        `${entry.documents}`,
        (entry.bytes / 1e6).toFixed(2),
        entry.tokens > 0 && entry.bytes > 0 ? (entry.bytes / entry.tokens).toFixed(3) : "–",
      ]];
    })
  );
  const { rule, id } = index.endOfDocument;
  const problems = Object.entries(index.problems).map(([kind, n]) => `\nleft out: ${n} × ${kind}`).join("");
  return `tokenizer ${index.tokenizer.name}, ${index.vocabularySize} ids as ${index.dtype}; ` +
    `${rule === "append" ? `id ${id} ends every document` : "nothing ends a document"}${problems}\n\n` +
    textTable(["domain", "split", "tokens", "documents", "MB of text", "bytes per token"], rows);
}

/** The beginning of each domain's split. */
async function sampleOf(folder: string, split: Split): Promise<Record<string, string>> {
  using corpus = openCorpus(folder);
  if (!isReadable(folder, corpus.index)) return {}; // imported tokens without their tokenizer
  const tokenizer = await makeTokenizer(corpusTokenizer(folder, corpus.index));
  const out: Record<string, string> = {};
  for (const domain of corpus.domains) {
    const tokens = corpus.tokens(domain, split);
    if (tokens === 0) continue;
    const ids = corpus.read(domain, split, 0, Math.min(tokens, 4 * SAMPLE));
    const end = ids.indexOf(corpus.endOfDocument.rule === "append" ? corpus.endOfDocument.id : -1);
    const text = tokenizer.decode(end > 0 ? ids.subarray(0, end) : ids);
    out[domain] = Array.from(text).slice(0, SAMPLE).join("");
  }
  return out;
}
