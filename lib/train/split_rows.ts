/**
 * A split gone through once, in order. B rows a batch, T positions a row, m domains.
 *
 * @module
 */
import type { Split } from "../corpus/corpus_index.ts";
import { exampleSlots } from "../corpus/sampler/example_slots.ts";
import { maskExactly, readExactly } from "../corpus/sampler/read_exactly.ts";
import type { TokenSource } from "../corpus/sampler/token_source.ts";
import type { TokenRows } from "../engine/engine.ts";

/** How a split is gone through. */
export interface SplitRowsOptions {
  readonly split: Split;
  /** Positions a row, T. */
  readonly context: number;
  /** Rows a batch, B. */
  readonly batch: number;
  /** `"packed"`: rows of T + 1 tokens, each T further on; `"examples"`: a document a row, as the sampler cuts them. */
  readonly rows: "packed" | "examples";
  /** Whether the last row of a domain, when it is short, is given too (filled up, masked). */
  readonly shortRows: boolean;
  /** What becomes of examples of more than T + 1 tokens. */
  readonly long: "cut" | "leave out";
  /** Whether a stored loss mask is used. */
  readonly lossMask: "stored" | "none";
  /** Id that fills up rows. */
  readonly pad: number;
  /** At most so many rows of each domain, evenly spread over the split: the first ones may all be of one document. */
  readonly sequences: number;
}

/** One batch of a split; the next one is written into the same arrays. */
export interface RowBatch extends TokenRows {
  /** B × T: 1 where the target counts. */
  readonly mask_BT: Uint8Array;
  /** Domain of each row as its place in the source, −1 for a row that only fills up the last batch. */
  readonly domains_B: Int32Array;
}

/** The rows of a split. */
export interface SplitRows {
  /** Rows of each domain that will be given. */
  readonly rows_m: readonly number[];
  /** All of them, domain by domain; batches run on from one domain into the next. */
  batches(): Generator<RowBatch>;
}

/** Goes through a split of every domain of a source. */
export function splitRows(source: TokenSource, options: SplitRowsOptions): SplitRows {
  const { context: T, batch: B, pad } = options;
  const readers_m = source.domains.map((domain) =>
    source.tokens(domain, options.split) === 0
      ? { rows: 0, fill: () => {} }
      : options.rows === "packed"
      ? packedRows(source, domain, options)
      : exampleRows(source, domain, options)
  );
  const rows_m = readers_m.map(({ rows }) => Math.min(rows, options.sequences));
  return {
    rows_m,
    *batches() {
      const tokens_BT1 = new Int32Array(B * (T + 1)), mask_BT = new Uint8Array(B * T), domains_B = new Int32Array(B);
      const batch: RowBatch = { rows: B, context: T, tokens_BT1, mask_BT, domains_B };
      let k = 0;
      for (let i = 0; i < rows_m.length; i++) {
        const { rows, fill } = readers_m[i];
        for (let r = 0; r < rows_m[i]; r++) {
          if (k === 0) mask_BT.fill(0);
          fill(Math.floor(r * rows / rows_m[i]), { tokens: tokens_BT1, at: k * (T + 1), mask: mask_BT, maskAt: k * T });
          domains_B[k++] = i;
          if (k === B) {
            yield batch;
            k = 0;
          }
        }
      }
      if (k === 0) return;
      tokens_BT1.fill(pad, k * (T + 1));
      domains_B.fill(-1, k);
      yield batch;
    },
  };
}

interface Row {
  readonly tokens: Int32Array;
  readonly at: number;
  readonly mask: Uint8Array;
  readonly maskAt: number;
}

interface RowReader {
  readonly rows: number;
  readonly fill: (r: number, row: Row) => void;
}

/** Every token but the first is a target once. */
function packedRows(source: TokenSource, domain: string, options: SplitRowsOptions): RowReader {
  const { split, context: T, pad } = options, targets = source.tokens(domain, split) - 1;
  return {
    rows: options.shortRows ? Math.ceil(targets / T) : Math.floor(targets / T),
    fill(r, { tokens, at, mask, maskAt }) {
      const start = r * T, length = Math.min(T, targets - start);
      tokens.set(readExactly(source, domain, split, start, length + 1), at);
      tokens.fill(pad, at + length + 1, at + T + 1);
      const stored = options.lossMask === "stored" ? maskExactly(source, domain, split, start + 1, length) : undefined;
      if (stored === undefined) mask.fill(1, maskAt, maskAt + length);
      else mask.set(stored, maskAt);
    },
  };
}

function exampleRows(source: TokenSource, domain: string, options: SplitRowsOptions): RowReader {
  const { split, context, long, lossMask, pad } = options;
  const slots = exampleSlots(source, domain, split, context, { long, masked: lossMask === "stored", pad });
  return { rows: slots.count(0), fill: (r, row) => slots.fill(0, r, row) };
}
