/** Tokenizers against Hugging Face's Python library (tests/golden/corpus/tokenizer_ids.py). */
import { equal, notEqual } from "../assert.ts";
import { createHash } from "node:crypto";
import { bpeTokenizer } from "../../lib/corpus/tokenizers/bpe.ts";
import { trainBpe } from "../../lib/corpus/tokenizers/bpe_train.ts";
import { nfc } from "../../lib/corpus/tokenizers/nfc.ts";
import { sha256Hex } from "../../lib/text/sha256_hex.ts";
import { tokenizeInOrder } from "../../lib/corpus/tokenizers/pool.ts";
import { tokenizerFromJson } from "../../lib/corpus/tokenizers/tokenizer_json.ts";
import { classOf } from "../../lib/corpus/tokenizers/words.ts";
import golden from "../golden/corpus/tokenizer_ids.json" with { type: "json" };
import { GPT2_SHA256, needsGpt2, neoxLike } from "./tokenizer_files.ts";
import { fuzzedTexts, hashOfIds, hashOfTexts, markedTexts, sampleTexts } from "./tokenizer_texts.ts";

const texts = { sample: await sampleTexts(), fuzz: fuzzedTexts() };

Deno.test("the texts are those that Python read", () => {
  equal(texts.fuzz.length, 3000);
  equal(hashOfTexts(texts.sample), golden.texts.sample);
  equal(hashOfTexts(texts.fuzz), golden.texts.fuzz);
});

Deno.test("every code point is of the class that Python's rule for words gives it", () => {
  const classes = Uint8Array.from({ length: 0x110000 }, (_, c) => c >= 0xd800 && c < 0xe000 ? 0 : classOf(c));
  equal(createHash("sha256").update(classes).digest("hex"), golden.classes);
});

Deno.test("normal form C is Python's, also where JavaScript's Unicode is newer", () => {
  const marked = markedTexts();
  equal(hashOfTexts(marked), golden.texts.marked);
  equal(hashOfTexts(marked.map(nfc)), golden.nfc);
  notEqual(hashOfTexts(marked.map((text) => text.normalize("NFC"))), golden.nfc);
});

needsGpt2("GPT-2's ids are Python's, on one core and on two", async (json) => {
  equal(golden.ids.gpt2.file, GPT2_SHA256);
  const tokenizer = await tokenizerFromJson(json), { sample, fuzz } = golden.ids.gpt2;
  equal(tokenizer.name, "bpe-50257");
  equal(tokenizer.endOfDocument, 50256);
  equal(hashOfIds(texts.fuzz.map((text) => tokenizer.encode(text))), fuzz.sha256);
  equal(hashOfIds(texts.sample.map((text) => tokenizer.encode(text))), sample.sha256);
  for (const text of texts.fuzz) equal(tokenizer.decode(tokenizer.encode(text)), text);
  const pooled = await Array.fromAsync(tokenizeInOrder(texts.sample, { kind: "tokenizer.json", json }, { workers: 2 }));
  equal(hashOfIds(pooled), sample.sha256);
});

for (const size of ["1024", "8192"] as const) {
  Deno.test(`a BPE of ${size} tokens trained here is the one that Python trains, file and ids`, async () => {
    const wanted = golden.trained[size], { json, forgotten } = await trainBpe(texts.sample, { vocabularySize: +size });
    const merges: [string, string][] = JSON.parse(json).model.merges;
    equal(sha256Hex(merges.map(([left, right]) => `${left} ${right}\n`).join("")), wanted.merges);
    equal(sha256Hex(json), wanted.file);
    equal(forgotten, 0);
    const tokenizer = bpeTokenizer(json);
    for (const name of ["sample", "fuzz"] as const) {
      const ids = texts[name].map((text) => tokenizer.encode(text));
      equal(ids.reduce((sum, { length }) => sum + length, 0), wanted[name].tokens);
      equal(hashOfIds(ids), wanted[name].sha256);
      texts[name].forEach((text, i) => equal(tokenizer.decode(ids[i]), text));
    }
  });
}

Deno.test("a tokenizer like GPT-NeoX's (NFC, added runs of spaces) has Python's ids", async () => {
  const { json } = await trainBpe(texts.sample, { vocabularySize: 8192 }), wanted = golden.ids.neox_like;
  const neox = neoxLike(json);
  equal(sha256Hex(neox), wanted.file);
  const tokenizer = bpeTokenizer(neox);
  equal(hashOfIds(texts.fuzz.map((text) => tokenizer.encode(text))), wanted.fuzz.sha256);
  equal(hashOfIds(texts.sample.map((text) => tokenizer.encode(text))), wanted.sample.sha256);
});

Deno.test("runs of two letters, merged to the end, give Python's merges and ids", async () => {
  const letter = (i: number, j: number) => "ab"[(i * i * 7 + j * j * (i + 3)) % 5 % 2];
  const runs = Array.from(
    { length: 400 },
    (_, i) => Array.from({ length: 3 + i % 40 }, (_, j) => letter(i, j)).join(""),
  );
  equal(sha256Hex(runs.join(" ")), golden.runs.texts);
  const { json } = await trainBpe(runs, { vocabularySize: 4096, minFrequency: 0 });
  equal(sha256Hex(json), golden.runs.file);
  const tokenizer = bpeTokenizer(json);
  equal(hashOfIds(runs.map((text) => tokenizer.encode(text))), golden.runs.ids);
});
