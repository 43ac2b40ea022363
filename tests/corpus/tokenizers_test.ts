/** What every tokenizer must do: give texts back, know its tokens, refuse what it cannot do. */
import { deepEqual, doesNotThrow, equal, ok, rejects, throws } from "../assert.ts";
import fc from "fast-check";
import { isInputError } from "../../lib/errors.ts";
import { bpeTokenizer } from "../../lib/corpus/tokenizers/bpe.ts";
import { trainBpe } from "../../lib/corpus/tokenizers/bpe_train.ts";
import { bytesTokenizer } from "../../lib/corpus/tokenizers/bytes.ts";
import { makeTokenizer } from "../../lib/corpus/tokenizers/make_tokenizer.ts";
import { nativeTokenizer } from "../../lib/corpus/tokenizers/native.ts";
import { tokenizerFromJson } from "../../lib/corpus/tokenizers/tokenizer_json.ts";
import { wordEnd } from "../../lib/corpus/tokenizers/words.ts";
import type { TokenizerSpec } from "../../lib/corpus/tokenizer.ts";
import golden from "../golden/corpus/tokenizer_ids.json" with { type: "json" };
import { needsGpt2, neoxLike } from "./tokenizer_files.ts";
import { fuzzedTexts, hashOfIds } from "./tokenizer_texts.ts";

const TEXT = "The cat sat on the mat. It's 42 or 1,024; née 日本語 😀 — don't!\n\n  indented\tcode();\r\n";
const { json } = await trainBpe([TEXT.repeat(3), "the cat and the other cats, it's that"], { vocabularySize: 320 });
const bpe = bpeTokenizer(json), bytes = bytesTokenizer();
const odd = (change: (file: ReturnType<typeof JSON.parse>) => void): string => {
  const file = JSON.parse(json);
  change(file);
  return JSON.stringify(file);
};

Deno.test("decode gives back every text, lone surrogates as U+FFFD", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.string({ unit: "grapheme", maxLength: 100 }),
    fc.array(fc.constantFrom("<|endoftext|>", "\u0085", "\ufeff", "e\u0301", "👩‍👩‍👧", " ", "\n", "'s", "cat", "\ud800"), {
      maxLength: 40,
    }).map((parts) => parts.join("")),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
  );
  for (const tokenizer of [bytes, bpe]) {
    fc.assert(
      fc.property(text, (text) => {
        const ids = tokenizer.encode(text);
        equal(tokenizer.decode(ids), text.toWellFormed());
        ok(ids.every((id) => id < tokenizer.vocabularySize));
        deepEqual(tokenizer.encode(text.toWellFormed()), ids);
      }),
      { numRuns: 2000, seed: 1 },
    );
  }
});

Deno.test("words are those of GPT-2's regular expression", () => {
  const rule =
    /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
  const words = (text: string) => {
    const found: string[] = [];
    for (let at = 0; at < text.length;) found.push(text.slice(at, at = wordEnd(text, at)));
    return found;
  };
  for (const text of [TEXT, ...fuzzedTexts(3000, 2)]) deepEqual(words(text), text.match(rule) ?? []);
  deepEqual(words("foo \u0085bar\ufeffx"), ["foo", " ", "\u0085", "bar", "\ufeff", "x"]);
});

Deno.test("special tokens in a text are their id, those of the bytes are not", () => {
  const end = bpe.endOfDocument;
  equal(end, 0);
  deepEqual([...bpe.encode("<|endoftext|>")], [end]);
  deepEqual([...bpe.encode("a<|endoftext|><|endoftext|>b")].filter((id) => id === end).length, 2);
  equal(bpe.encode("<|endoftext|").includes(end), false);
  equal(bytes.encode("<|endoftext|>").length, 13);
  equal(bytes.decode([104, 105, bytes.endOfDocument]), "hi");
});

Deno.test("overlapping added tokens: the leftmost, then the longest; those of the raw text first", async () => {
  const free = Object.keys(JSON.parse(json).model.vocab).length;
  const flags = { single_word: false, lstrip: false, rstrip: false, special: false };
  const added = [["xy", false], ["xyz", false], ["zz", true], ["yx", false]] as const;
  const file = odd(({ added_tokens }) => {
    for (const [i, [content, normalized]] of added.entries()) {
      added_tokens.push({ id: free + i, content, normalized, ...flags });
    }
  });
  const tokenizer = await tokenizerFromJson(file);
  // Checked with Python's tokenizers 0.23.2.
  deepEqual([...tokenizer.encode("xyzz")].map((id) => id - free).filter((id) => id >= 0), [1]);
  deepEqual([...tokenizer.encode("zzxyx")].map((id) => id - free).filter((id) => id >= 0), [2, 0]);
  deepEqual([...tokenizer.encode("yxyzzz")].map((id) => id - free).filter((id) => id >= 0), [3, 2]);
  equal(tokenizer.decode(tokenizer.encode("yxyzzz")), "yxyzzz");
});

Deno.test("long runs without spaces take no quadratic time", () => {
  const tokenizer = bpeTokenizer(json);
  const random = (n: number) => Array.from({ length: n }, (_, i) => "acht"[(i * i * 31 + i * 7) % 11 % 4]).join("");
  for (
    const text of ["x".repeat(100_000), random(100_000), " ".repeat(100_000), "é".repeat(50_000), "=".repeat(100_000)]
  ) {
    const start = performance.now(), ids = tokenizer.encode(text), spent = performance.now() - start;
    equal(tokenizer.decode(ids), text);
    // Quadratic encoders need several seconds each.
    ok(spent < 1500, `${text.slice(0, 3)}… took ${spent} ms`);
  }
});

Deno.test("the cache may fill up and start anew without another id", () => {
  const tokenizer = bpeTokenizer(json), fresh = bpeTokenizer(json);
  const many = Array.from({ length: 90_000 }, (_, i) => ` w${i.toString(26).replace(/\d/g, "q")}t${i}`).join("");
  tokenizer.encode(many);
  for (const text of [TEXT, many.slice(-2000)]) deepEqual(tokenizer.encode(text), fresh.encode(text));
});

Deno.test("training: order of texts, streams, too few pairs, forgotten words", async () => {
  const texts = ["low lower lowest", "new newer newest wide wider", "low new", "\ud800 x"];
  const one = await trainBpe(texts, { vocabularySize: 290 });
  async function* stream() {
    for (const text of texts.toReversed()) yield await Promise.resolve(text);
  }
  equal((await trainBpe(stream(), { vocabularySize: 290 })).json, one.json);
  equal(one.forgotten, 0);
  const all = await trainBpe(texts, { vocabularySize: 5000, minFrequency: 1 });
  ok(all.vocabularySize < 400);
  equal(all.vocabularySize, 257 + all.merges);
  equal((await trainBpe([], { vocabularySize: 300 })).merges, 0);
  const many = Array.from({ length: 2000 }, (_, i) => ` ${i.toString(36)}${"qz"[i % 2]} the`).join("");
  const few = await trainBpe([many], { vocabularySize: 300, mostCharacters: 5000 });
  ok(few.forgotten > 1000 && few.words < 200);
  ok(JSON.parse(few.json).model.merges.some((pair: string[]) => pair.join("") === "Ġthe"));
});

Deno.test("training refuses options that make no tokenizer", async () => {
  await rejects(trainBpe(["a"], { vocabularySize: 200 }), /vocabularySize: wanted a whole number from 257 .*got 200/);
  await rejects(trainBpe(["a"], { vocabularySize: NaN }), RangeError);
  await rejects(trainBpe(["a"], { vocabularySize: "8k" as unknown as number }), TypeError);
  await rejects(trainBpe(["a"], { vocabularySize: 300, minFrequency: -1 }), /minFrequency/);
  await rejects(trainBpe(["a"], { vocabularySize: 300, specialTokens: ["a"] }), /specialTokens\[0\]/);
  await rejects(trainBpe(["a"], { vocabularySize: 300, specialTokens: ["<a>", "<a>"] }), /twice/);
  await rejects(
    trainBpe(["a", 7 as unknown as string], { vocabularySize: 300 }),
    /texts: wanted texts, got 7 at place 1/,
  );
});

Deno.test("bpe takes plain files only and says why", () => {
  const cases: [(file: ReturnType<typeof JSON.parse>) => void, RegExp][] = [
    [(f) => f.normalizer = { type: "Lowercase" }, /a normalizer other than NFC/],
    [(f) => f.pre_tokenizer.add_prefix_space = true, /a space in front/],
    [(f) => f.pre_tokenizer = { type: "Whitespace" }, /pre_tokenizer is not ByteLevel/],
    [(f) => f.model.ignore_merges = true, /sets ignore_merges/],
    [(f) => f.model.type = "WordPiece", /its model is WordPiece/],
    [(f) => delete f.model.vocab["Ġ"], /lacks some of the 256 bytes/],
    [(f) => f.model.merges.push(["zz", "qq"]), /speaks of tokens/],
    [(f) => f.model.merges.push("constructor"), /is no pair/],
    [(f) => f.model.vocab.extra = 5, /share an id/],
    [(f) => f.model.vocab.extra = 5.5, /not whole numbers/],
    [(f) => f.added_tokens[0].lstrip = true, /takes account of its neighbours/],
    [(f) => f.added_tokens[0].id = 7, /id out of order/],
    [(f) => f.decoder = null, /decoder is not ByteLevel/],
    [(f) => f.post_processor = { type: "BertProcessing" }, /unusual post_processor/],
  ];
  for (const [change, message] of cases) {
    throws(
      () => bpeTokenizer(odd(change)),
      (error) => error instanceof TypeError && isInputError(error) && message.test(error.message),
    );
  }
  for (
    const change of [
      (f) => (f.model.merges = f.model.merges.map((pair: string[]) => pair.join(" ")), delete f.model.type),
      (
        f,
      ) => (f.model.continuing_subword_prefix = "",
        f.model.end_of_word_suffix = "",
        f.post_processor = f.pre_tokenizer),
      (f) => f.normalizer = { type: "Sequence", normalizers: [] },
    ] as ((file: ReturnType<typeof JSON.parse>) => void)[]
  ) {
    deepEqual(bpeTokenizer(odd(change)).encode(TEXT), bpe.encode(TEXT));
  }
});

Deno.test("files that are no tokenizers", async () => {
  await rejects(tokenizerFromJson('{"model":\n oops}'), /^SyntaxError: tokenizer\.json:2:2: not JSON/);
  const places = [["", "1:1"], ['{"a":1', "1:7"], ['{"a":\n1,}', "2:3"], ["[tru]", "1:5"], ['["a\n"]', "1:4"], [
    "[]]",
    "1:3",
  ]];
  for (const [text, place] of places) await rejects(tokenizerFromJson(text), new RegExp(`json:${place}: not JSON`));
  await rejects(tokenizerFromJson("[1]"), /member `model` is missing/);
  await rejects(tokenizerFromJson('{"model":{"type":"Magic"}}'), /cannot read it/);
  await rejects(tokenizerFromJson(odd((f) => f.model.dropout = 0.1)), /model\.dropout: wanted null .*got 0\.1/);
  await rejects(makeTokenizer({ kind: "byte" } as unknown as TokenizerSpec), /got "byte" \(did you mean bytes\?\)/);
  await rejects(makeTokenizer(undefined as unknown as TokenizerSpec), TypeError);
  for (const wrong of [257, -1, 1.5, NaN]) throws(() => bytes.decode([wrong]), RangeError);
  for (const wrong of [bpe.vocabularySize, -1, 1.5]) {
    throws(() => bpe.decode([1, wrong]), /ids\[1\]: wanted the id of a token/);
  }
  const none = bpeTokenizer(odd((f) => f.added_tokens = []));
  throws(() => none.endOfDocument, /hold no end of document/);
  doesNotThrow(() => none.encode(TEXT));
});

Deno.test("tokenizer.json files cut anywhere are refused, never half read", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: json.length - 1 }), (length) => {
      throws(() => bpeTokenizer(json.slice(0, length)), SyntaxError);
    }),
    { numRuns: 200, seed: 3 },
  );
});

Deno.test("values of a tokenizer.json put in disorder give a tokenizer or an input error", () => {
  const keys = ["normalizer", "pre_tokenizer", "post_processor", "decoder", "added_tokens", "model"];
  const inner = ["vocab", "merges", "type", "dropout", "ignore_merges"];
  fc.assert(
    fc.property(fc.constantFrom(...keys, ...inner), fc.jsonValue(), (key, value) => {
      const file = odd((f) => (inner.includes(key) ? f.model : f)[key] = value);
      try {
        const tokenizer = bpeTokenizer(file);
        equal(tokenizer.decode(tokenizer.encode(TEXT)), TEXT);
      } catch (error) {
        ok(isInputError(error), String(error));
      }
    }),
    { numRuns: 1500, seed: 4 },
  );
});

needsGpt2("files that are not plain go to the library, with the same ids", async (gpt2) => {
  const file = JSON.parse(gpt2);
  file.pre_tokenizer = { type: "Sequence", pretokenizers: [file.pre_tokenizer] };
  const library = await tokenizerFromJson(JSON.stringify(file)), texts = fuzzedTexts();
  throws(() => bpeTokenizer(JSON.stringify(file)), /pre_tokenizer is not ByteLevel/);
  equal(hashOfIds(texts.map((text) => library.encode(text))), golden.ids.gpt2.fuzz.sha256);
  for (const text of texts.slice(0, 300)) equal(library.decode(library.encode(text)), text);
  equal(library.vocabularySize, 50257);
  equal(library.endOfDocument, 50256);
  equal(library.decode([]), "");
  throws(() => library.decode([50257]), /ids\[0\]: wanted the id of a token/);
});

Deno.test("the tokenizer of NFC files gives the normal form", () => {
  const neox = bpeTokenizer(neoxLike(json));
  equal(neox.decode(neox.encode("e\u0301lan  \u212b <|endoftext|>")), "\u00e9lan  \u00c5 <|endoftext|>");
  equal(neox.encode("                        x").length, 2);
});

Deno.test("without the native package the native option is an error that says how to get it", async () => {
  const wanted = /the package `tokenizers` cannot be used .*add "tokenizers": "npm:tokenizers@0\.23\.2"/;
  await rejects(nativeTokenizer(json), wanted);
  await rejects(makeTokenizer({ kind: "tokenizer.json", json, native: true }), wanted);
});
