/**
 * The data of a line of Aioli's `main.py`: train out of one folder, val and test out of the same or another, each a corpus
 * with an index or bare token files.
 *
 * @module
 */
import { join } from "node:path";
import type { Split } from "../../corpus/corpus_index.ts";
import { openCorpus } from "../../corpus/open_corpus.ts";
import type { TokenSource } from "../../corpus/sampler/token_source.ts";
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { denoFiles } from "../../files/deno_files.ts";
import { hashFile } from "../../files/hash_file.ts";
import { sha256Hex } from "../../text/sha256_hex.ts";
import { IN_MEMORY } from "../in_memory.ts";
import { openRawBins, rawSlices } from "./raw_bins.ts";
import type { AioliValues } from "./values.ts";

/** Aioli's order where no slices are named: not the alphabet's. */
const SLIMPAJAMA = ["arxiv", "book", "cc", "c4", "github", "stackexchange", "wikipedia"];

/** Data that is open. */
export interface AioliData extends Disposable {
  /** The slices, in order. */
  readonly source: TokenSource;
  /** Number of ids, where an index tells it. */
  readonly ids: number | undefined;
  readonly sha256: string;
  /** Hash of the tokenizer, where an index tells it. */
  readonly tokenizer: string | undefined;
  /** What it is, in a sentence. */
  readonly about: string;
}

interface Part extends Disposable {
  readonly source: TokenSource;
  readonly ids: number | undefined;
  readonly sha256: string;
  readonly tokenizer: string | undefined;
  readonly about: string;
}

/**
 * Opens the data.
 *
 * @param modelIds number of ids of the model, asked for when bare files are read.
 * @throws {SyntaxError | TypeError | RangeError} when folders or slices are not there, or do not go together.
 */
export function openAioliData(values: AioliValues, modelIds: () => number): AioliData {
  const folder = values.train_data_dir!, other = values.val_data_dir?.[0] ?? folder, same = other === folder;
  const slices = slicesOf(values, folder);
  const train = openPart(folder, slices, same ? ["train", "val", "test"] : ["train"], modelIds);
  try {
    const rest = same ? train : openPart(other, slices, ["val", "test"], modelIds);
    if (train.tokenizer && rest.tokenizer && train.tokenizer !== rest.tokenizer) {
      throw outOfRange(`--val_data_dir: ${other} was made with another tokenizer than ${folder}; wanted the same`);
    }
    const source = together(train.source, rest.source, slices);
    if (values.task_name === "instruction") checkExamples(source, folder);
    const ids = Math.max(train.ids ?? 0, rest.ids ?? 0), tokenizer = train.tokenizer ?? rest.tokenizer;
    return {
      ...{ source, tokenizer, ids: ids > 0 ? ids : undefined },
      sha256: same ? train.sha256 : sha256Hex(train.sha256 + rest.sha256),
      about: same ? train.about : `train: ${train.about}; val and test: ${rest.about}`,
      [Symbol.dispose]() {
        train[Symbol.dispose]();
        if (!same) rest[Symbol.dispose]();
      },
    };
  } catch (error) {
    train[Symbol.dispose]();
    throw error;
  }
}

function hasIndex(folder: string): boolean {
  return denoFiles.stat(join(folder, "index.json")) !== undefined;
}

/** The slices that are named, or all there are. */
function slicesOf({ slice_list }: AioliValues, folder: string): readonly string[] {
  const twice = slice_list?.find((name, n) => slice_list.indexOf(name) !== n);
  if (twice !== undefined) throw outOfRange(`--slice_list: ${got(twice)} stands twice`);
  if (slice_list !== undefined) return slice_list;
  if (hasIndex(folder)) {
    using corpus = openCorpus(folder);
    return [...corpus.domains];
  }
  const found = rawSlices(folder);
  if (found.length === 0) {
    throw wrongKind(`--train_data_dir: ${folder}: wanted a corpus with index.json, or <slice>/train.bin, got neither`);
  }
  return SLIMPAJAMA.every((name) => found.includes(name)) ? SLIMPAJAMA : found;
}

function openPart(folder: string, slices: readonly string[], splits: readonly Split[], modelIds: () => number): Part {
  if (!hasIndex(folder)) {
    const there = rawSlices(folder), missing = slices.find((name) => splits.includes("train") && !there.includes(name));
    if (missing !== undefined) {
      throw wrongKind(
        `${folder}: wanted ${missing}/train.bin, which is not there; slices with one: ${there.join(", ") || "none"}`,
      );
    }
    const source = openRawBins(folder, slices, splits, modelIds);
    return {
      ...{ source, ids: undefined, tokenizer: undefined, sha256: source.sha256 },
      about: `${folder} (bare ids of 16 bits, no index)`,
      [Symbol.dispose]: () => source[Symbol.dispose](),
    };
  }
  const source = openCorpus(folder, { inMemory: IN_MEMORY }), { tokenizer, vocabularySize } = source.index;
  const unknown = slices.find((name) => !source.domains.includes(name));
  if (unknown !== undefined) {
    source.close();
    throw outOfRange(
      `--slice_list: wanted domains of ${folder} (${source.domains.join(", ")}), got ${got(unknown)}`,
    );
  }
  return {
    ...{ source, ids: vocabularySize, tokenizer: tokenizer.sha256 || undefined },
    sha256: hashFile(join(folder, "index.json")).sha256,
    about: `${folder} (tokenizer ${tokenizer.name})`,
    [Symbol.dispose]: () => source.close(),
  };
}

/** Train of the one, val and test of the other. */
function together(train: TokenSource, rest: TokenSource, domains: readonly string[]): TokenSource {
  const of = (split: Split) => split === "train" ? train : rest;
  return {
    domains,
    ...(train.endOfDocument && { endOfDocument: train.endOfDocument }),
    tokens: (domain, split) => of(split).tokens(domain, split),
    read: (domain, split, start, length) => of(split).read(domain, split, start, length),
    documentStarts: (domain, split) => of(split).documentStarts?.(domain, split),
    mask: (domain, split, start, length) => of(split).mask?.(domain, split, start, length),
  };
}

/** Instruction data needs to know where examples begin, and which tokens are answers. */
function checkExamples(source: TokenSource, folder: string): void {
  for (const domain of source.domains) {
    if (source.documentStarts?.(domain, "train") === undefined) {
      throw wrongKind(
        `--task_name instruction: ${folder}: wanted a corpus with starts of examples (train.idx) for ${domain}, got none; ` +
          "build one with deno task corpus build natural-instructions",
      );
    }
    if (source.tokens(domain, "val") > 0 && source.mask?.(domain, "val", 0, 1) === undefined) {
      throw wrongKind(
        `--task_name instruction: ${folder}: wanted a loss mask (val.mask.bin) for ${domain}, got none: evaluation counts ` +
          "answers alone",
      );
    }
  }
}
