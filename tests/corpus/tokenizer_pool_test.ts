/** Several cores: the same order, bounded reading ahead, errors, no worker left behind. */
import { deepEqual, equal, ok, rejects } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { bpeTokenizer } from "../../lib/corpus/tokenizers/bpe.ts";
import { trainBpe } from "../../lib/corpus/tokenizers/bpe_train.ts";
import { tokenizeInOrder } from "../../lib/corpus/tokenizers/pool.ts";
import type { TokenizerSpec } from "../../lib/corpus/tokenizer.ts";
import { fuzzedTexts } from "./tokenizer_texts.ts";

const { json } = await trainBpe(fuzzedTexts(300), { vocabularySize: 400 });
const spec: TokenizerSpec = { kind: "bpe", json };
const texts = [...fuzzedTexts(2500, 9), "", "a\ud800", "x".repeat(600_000), "", ...fuzzedTexts(500, 10)];

Deno.test("the ids and their order do not depend on the number of workers", async () => {
  const tokenizer = bpeTokenizer(json), wanted = texts.map((text) => tokenizer.encode(text));
  for (const workers of [0, 1, 2, 3]) {
    const got: Uint32Array[] = await Array.fromAsync(tokenizeInOrder(texts, spec, { workers }));
    equal(got.length, wanted.length);
    got.forEach((ids, i) => deepEqual(ids, wanted[i]));
    ok(got.every((ids) => ids.buffer.byteLength === ids.byteLength));
  }
  deepEqual(await Array.fromAsync(tokenizeInOrder([], spec, { workers: 2 })), []);
});

/** Documents without end that count how many were taken and whether the source was closed. */
function endless(length: number, fails = Infinity) {
  const seen = { taken: 0, closed: false };
  async function* source() {
    try {
      for (;;) {
        if (seen.taken === fails) throw new RangeError("the source broke");
        seen.taken += 1;
        yield await Promise.resolve("word ".repeat(Math.ceil(length / 5)));
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, source: source() };
}

Deno.test("no more is read than a few batches a worker, and leaving early closes everything", async () => {
  for (const workers of [0, 1, 2]) {
    const { seen, source } = endless(1 << 18);
    let taken = 0;
    for await (const ids of tokenizeInOrder(source, spec, { workers })) {
      ok(ids.length > 0);
      await new Promise((resolve) => setTimeout(resolve, 5));
      taken += 1;
      ok(seen.taken <= taken + 2 * workers + 1, `${seen.taken} read for ${taken} used`);
      if (taken === 8) break;
    }
    ok(seen.closed);
  }
});

Deno.test("errors of the source, of a text and of the tokenizer are errors of the stream", async () => {
  for (const workers of [0, 2]) {
    const { seen, source } = endless(1 << 16, 40);
    await rejects(Array.fromAsync(tokenizeInOrder(source, spec, { workers })), /the source broke/);
    ok(seen.closed);
    await rejects(
      Array.fromAsync(tokenizeInOrder(["a", 5 as unknown as string], spec, { workers })),
      /texts: wanted texts, got 5 at place 1/,
    );
    const wrong = [["{", SyntaxError], ['{"model":{}}', TypeError]] as const;
    for (const [content, kind] of wrong) {
      const { seen, source } = endless(100);
      await rejects(
        Array.fromAsync(tokenizeInOrder(source, { kind: "bpe", json: content }, { workers })),
        (error) => error instanceof kind && isInputError(error) && error.message.includes("tokenizer.json"),
      );
      equal(seen.taken, 0);
    }
  }
});

Deno.test("an error while a worker tokenizes ends the stream with that error", async () => {
  // A vocabulary of "a" alone, without a token for the unknown: there is no id for "b".
  const file = {
    version: "1.0",
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    model: { type: "WordLevel", vocab: { a: 0 }, unk_token: "?" },
  };
  for (const workers of [0, 1, 2]) {
    const stream = tokenizeInOrder(["a", "b"], { kind: "tokenizer.json", json: JSON.stringify(file) }, { workers });
    await rejects(Array.fromAsync(stream), /^RangeError: .*no token of it stands for/);
  }
});

Deno.test("the number of workers is checked", async () => {
  for (const workers of [-1, 1.5, NaN, 257]) {
    await rejects(
      Array.fromAsync(tokenizeInOrder(["a"], spec, { workers })),
      /workers: wanted a whole number from 0 to 256/,
    );
  }
  await rejects(Array.fromAsync(tokenizeInOrder(["a"], spec, { workers: "2" as unknown as number })), TypeError);
});
