/**
 * The worker of a pool: tokenizes batches, one after the other.
 *
 * @module
 */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import type { Tokenizer } from "../tokenizer.ts";
import { makeTokenizer } from "./make_tokenizer.ts";
import { type Answer, postedError, type Request } from "./pool_messages.ts";

let tokenizer: Promise<Tokenizer> | undefined;

async function answer(request: Request): Promise<Answer> {
  if ("spec" in request) {
    tokenizer = makeTokenizer(request.spec);
    await tokenizer;
    return { ready: true };
  }
  if (tokenizer === undefined) throw new Error("a worker got texts before its tokenizer");
  const made = await tokenizer, encoded = request.texts.map((text) => made.encode(text));
  const lengths = Uint32Array.from(encoded, ({ length }) => length);
  const ids = new Uint32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const part of encoded) {
    ids.set(part, at);
    at += part.length;
  }
  return { ids, lengths };
}

self.onmessage = async ({ data }: MessageEvent<Request>) => {
  try {
    const found = await answer(data);
    self.postMessage(found, "ids" in found ? [found.ids.buffer, found.lengths.buffer] : []);
  } catch (error) {
    self.postMessage({ error: postedError(error) } satisfies Answer);
  }
};
