/**
 * `deno task corpus import`.
 *
 * @module
 */
import { basename, join } from "node:path";
import { outOfRange, unparsable, wrongKind } from "../errors.ts";
import type { TokenType } from "../corpus/corpus_index.ts";
import { openCorpus } from "../corpus/open_corpus.ts";
import { importTokenBins } from "../corpus/readers/token_bins.ts";
import { writeDurably } from "../files/write_durably.ts";
import type { CorpusValues } from "./corpus.ts";
import { inspection } from "./corpus_inspect.ts";
import { numberOption } from "./option_values.ts";

const TYPES: readonly string[] = ["u8", "u16", "u32"];

/** Takes over ready-made token shards: copies the files and writes an index of them, last. */
export async function importBins(folder: string, values: CorpusValues): Promise<number> {
  const vocabularySize = numberOption("vocabulary", values.vocabulary, { least: 1, whole: true });
  if (vocabularySize === undefined) {
    throw unparsable("corpus import: wanted --vocabulary V, the tokenizer's number of ids");
  }
  const dtype = values.dtype ?? "u16";
  if (!TYPES.includes(dtype)) throw outOfRange(`--dtype: wanted ${TYPES.join(", ")}, got "${dtype}"`);
  const end = numberOption("end-id", values["end-id"], { least: 0, whole: true });
  const out = values.out ?? join("corpora", basename(folder));
  try {
    await Deno.mkdir(out, { recursive: true });
    for await (const { name } of Deno.readDir(out)) {
      throw wrongKind(`--out: wanted a new or empty folder, got ${out}, which holds ${name}`);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
      throw wrongKind(`--out: wanted a folder, got ${out}, which is a file`);
    }
    throw error;
  }
  const { index, files } = await importTokenBins(folder, {
    vocabularySize,
    tokenizer: { name: values.tokenizer ?? "unknown" },
    dtype: dtype as TokenType,
    ...(end !== undefined && { endOfDocument: end }),
  });
  for (const [domain, splits] of Object.entries(files)) {
    await Deno.mkdir(join(out, domain), { recursive: true });
    for (const [split, path] of Object.entries(splits)) await Deno.copyFile(path, join(out, domain, `${split}.bin`));
  }
  writeDurably(join(out, "index.json"), JSON.stringify(index, null, 1) + "\n");
  openCorpus(out).close(); // sizes are compared with the index
  console.log(inspection(out));
  return 0;
}
