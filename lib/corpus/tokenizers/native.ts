/**
 * The native package, where a user has installed it.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { tokenizerFromJson } from "./tokenizer_json.ts";

/**
 * A tokenizer that also encodes many texts at once, on threads of its own.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { bytesTokenizer, type NativeTokenizer } from "@mixlab/mixlab/train";
 *
 * const count = async (tokenizer: NativeTokenizer, texts: string[]) =>
 *   (await tokenizer.encodeBatch(texts)).reduce((tokens, ids) => tokens + ids.length, 0);
 * // A stand-in of the same shape; the real one comes from nativeTokenizer, where the package is installed.
 * const bytes = bytesTokenizer();
 * const standIn = { ...bytes, encodeBatch: (texts: readonly string[]) => Promise.resolve(texts.map(bytes.encode)) };
 * equal(await count(standIn, ["b", "ac"]), 3);
 * ```
 */
export interface NativeTokenizer extends Tokenizer {
  /** Token ids of each text, in order, by the native package. */
  encodeBatch(texts: readonly string[]): Promise<Uint32Array[]>;
}

/** What is used of npm:tokenizers. */
interface Native {
  encodeBatch(texts: string[], options: { addSpecialTokens: boolean }): Promise<{ getIds(): number[] }[]>;
  disableTruncation(): void;
  disablePadding(): void;
}

const HOW = 'add "tokenizers": "npm:tokenizers@0.23.2" to the imports of your configuration and run with --allow-ffi ' +
  "--allow-env, or leave `native` out";

/** Has letters, numbers, spaces, an accent in two forms, an emoji and the two characters that JavaScript gets wrong. */
const PROBE = "It's 42 née nee\u0301  \u0085x\ufeffy\n\n\u{1f600} <|endoftext|>";

/**
 * The tokenizer of a tokenizer.json, with batches encoded by the native package `tokenizers` (Hugging Face's own Rust
 * code). Mixlab does not bring that package: the user's configuration must name it `tokenizers`. It is never replaced
 * in silence. Single texts (`encode`, `decode`) are computed as by {@link tokenizerFromJson}, since the package offers
 * them only later (as promises); both are compared on a probe when the tokenizer is made.
 *
 * @throws {TypeError} when the package is not there or may not be loaded.
 * @throws {RangeError} when the package gives other ids than the tokenizer without it.
 * @throws {SyntaxError} when `json` is not JSON.
 * @example
 * ```ts
 * import { nativeTokenizer, trainBpe } from "@mixlab/mixlab/train";
 * import { rejects } from "node:assert/strict";
 *
 * const { json } = await trainBpe(["a rose is a rose"], { vocabularySize: 258 });
 * // In Mixlab's own configuration the package is not installed.
 * await rejects(nativeTokenizer(json), /add "tokenizers": "npm:tokenizers@0\.23\.2"/);
 * ```
 */
export async function nativeTokenizer(json: string): Promise<NativeTokenizer> {
  const tokenizer = await tokenizerFromJson(json), native = await load(json);
  const encodeBatch = async (texts: readonly string[]) => {
    const found = await native.encodeBatch(texts.map((text) => text.toWellFormed()), { addSpecialTokens: false });
    return found.map((encoding) => Uint32Array.from(encoding.getIds()));
  };
  const [ids] = await encodeBatch([PROBE]), wanted = tokenizer.encode(PROBE);
  if (ids.join() !== wanted.join()) {
    throw outOfRange(
      `native tokenizers: wanted the ids that Mixlab computes for ${got(PROBE)}: ${wanted.join(" ")}; ` +
        `got ${ids.join(" ")}; leave \`native\` out and report it`,
    );
  }
  return Object.defineProperties(
    { encodeBatch },
    Object.getOwnPropertyDescriptors(tokenizer),
  ) as NativeTokenizer;
}

async function load(json: string): Promise<Native> {
  let made: Native;
  try {
    // @ts-ignore: not among Mixlab's packages; only a user's own configuration knows the name.
    const { Tokenizer } = await import("tokenizers");
    made = Tokenizer.fromString(json);
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0] : got(error);
    throw wrongKind(`native tokenizers: the package \`tokenizers\` cannot be used (${message}); ${HOW}`);
  }
  made.disableTruncation();
  made.disablePadding();
  return made;
}
