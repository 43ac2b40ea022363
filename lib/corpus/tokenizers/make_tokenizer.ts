/**
 * Tokenizers from their description.
 *
 * @module
 */
import { got, wrongKind } from "../../errors.ts";
import { nearest } from "../../nearest.ts";
import type { Tokenizer, TokenizerSpec } from "../tokenizer.ts";
import { bpeTokenizer } from "./bpe.ts";
import { bytesTokenizer } from "./bytes.ts";
import { nativeTokenizer } from "./native.ts";
import { tokenizerFromJson } from "./tokenizer_json.ts";

const KINDS = ["bytes", "bpe", "tokenizer.json"];

/**
 * Makes the tokenizer that a description names; the same description gives the same ids in every thread.
 *
 * - `bytes`: {@link bytesTokenizer}.
 * - `bpe`: {@link bpeTokenizer}, an error where the file is not plain byte-level BPE.
 * - `tokenizer.json`: {@link tokenizerFromJson}; with `native: true` {@link nativeTokenizer}.
 *
 * @throws {TypeError} when the kind is unknown, or the tokenizer's file is of the wrong kind.
 * @throws {SyntaxError} when the tokenizer's file is not JSON.
 * @throws {RangeError} when the tokenizer's ids would be random, or the native package disagrees.
 * @example
 * ```ts
 * import { makeTokenizer } from "@mixlab/mixlab/train";
 * import { deepEqual } from "node:assert/strict";
 *
 * const bytes = await makeTokenizer({ kind: "bytes" });
 * deepEqual(bytes.encode("hi"), Uint32Array.of(104, 105));
 * ```
 */
export async function makeTokenizer(spec: TokenizerSpec): Promise<Tokenizer> {
  switch (spec?.kind) {
    case "bytes":
      return bytesTokenizer();
    case "bpe":
      return bpeTokenizer(spec.json);
    case "tokenizer.json":
      return await (spec.native === true ? nativeTokenizer(spec.json) : tokenizerFromJson(spec.json));
    default: {
      const kind = (spec as { kind?: unknown } | undefined)?.kind;
      const near = typeof kind === "string" ? nearest(kind, KINDS) : undefined;
      const hint = near === undefined ? "" : ` (did you mean ${near}?)`;
      throw wrongKind(`tokenizer: wanted a kind out of ${KINDS.join(", ")}, got ${got(kind)}${hint}`);
    }
  }
}
