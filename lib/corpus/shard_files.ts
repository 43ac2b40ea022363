/**
 * Which files a shard of an index has, and how long they must be.
 *
 * @module
 */
import type { CorpusIndex, ShardEntry, Split } from "./corpus_index.ts";
import { SPLITS } from "./split_documents.ts";
import { bytesPerToken } from "./token_type.ts";

/** One file that an index promises. */
export interface ShardFile {
  readonly domain: string;
  readonly split: Split;
  readonly kind: "tokens" | "starts" | "mask";
  /** Path below the corpus: `web/train.bin`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly entry: ShardEntry;
}

/** All files of the shards of an index, domain by domain in its order. */
export function shardFiles({ domains, dtype }: CorpusIndex): ShardFile[] {
  return Object.entries(domains).flatMap(([domain, splits]) =>
    SPLITS.flatMap((split): ShardFile[] => {
      const entry = splits[split];
      if (entry === undefined) return [];
      const stem = `${domain}/${split}`, own = { domain, split, entry };
      const { tokens, documents, sha256, idxSha256, maskSha256 } = entry;
      return [
        { ...own, kind: "tokens", path: `${stem}.bin`, size: tokens * bytesPerToken(dtype), sha256 },
        ...(idxSha256 === undefined
          ? []
          : [{ ...own, kind: "starts" as const, path: `${stem}.idx`, size: (documents + 1) * 8, sha256: idxSha256 }]),
        ...(maskSha256 === undefined
          ? []
          : [{ ...own, kind: "mask" as const, path: `${stem}.mask.bin`, size: tokens, sha256: maskSha256 }]),
      ];
    })
  );
}
