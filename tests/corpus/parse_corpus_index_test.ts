import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { parseCorpusIndex } from "../../lib/corpus/parse_corpus_index.ts";
import { shardFiles } from "../../lib/corpus/shard_files.ts";
import { isInputError } from "../../lib/errors.ts";

const HASH = "0123456789abcdef".repeat(4);
const shard = { tokens: 10, documents: 2, bytes: 8, sha256: HASH };
const INDEX = {
  format: "mixlab/corpus",
  version: 1,
  dtype: "u16",
  vocabularySize: 257,
  tokenizer: { name: "bytes", sha256: HASH },
  endOfDocument: { rule: "append", id: 256 },
  splitting: { seed: 1, val: 0.1, test: 0.1 },
  domains: {
    web: { train: { ...shard, idxSha256: HASH }, val: { ...shard, maskSha256: HASH } },
    code: { train: shard },
  },
  sources: [{ name: "a", licence: "MIT", sha256: HASH }, { name: "b", licence: "" }],
  problems: { broken: 2 },
};

const parse = (index: unknown) => parseCorpusIndex(JSON.stringify(index), "index.json");

Deno.test("a sound index comes back as it is, and tells its files", () => {
  deepEqual(parse(INDEX), INDEX);
  deepEqual(shardFiles(parse(INDEX)).map(({ path, size }) => [path, size]), [
    ["web/train.bin", 20],
    ["web/train.idx", 24],
    ["web/val.bin", 20],
    ["web/val.mask.bin", 10],
    ["code/train.bin", 20],
  ]);
});

Deno.test("imported tokens may be wider than they need be, and their tokenizer unknown", () => {
  const imported = { ...INDEX, dtype: "u32", tokenizer: { name: "unknown", sha256: "" } };
  equal(shardFiles(parse(imported))[0].size, 40);
});

Deno.test("what is wrong in an index is named", () => {
  const without = (name: string) => Object.fromEntries(Object.entries(INDEX).filter(([key]) => key !== name));
  const cases: [unknown, RegExp][] = [
    [[], /^index.json: wanted an object/],
    [null, /wanted an object, got null/],
    [{ ...INDEX, format: "other" }, /wanted format "mixlab\/corpus", got "other"/],
    [{ ...INDEX, version: 2 }, /wanted version 1, got 2/],
    [{ ...INDEX, dtype: "i32" }, /dtype: wanted "u16" or wider for 257 ids, got "i32"/],
    [{ ...INDEX, vocabularySize: 0 }, /vocabularySize: wanted a whole number from 1 to/],
    [{ ...INDEX, vocabularySize: "257" }, /vocabularySize: wanted a number, got "257"/],
    [without("tokenizer"), /tokenizer: wanted an object, got undefined/],
    [{ ...INDEX, tokenizer: { name: "x", sha256: "abc" } }, /tokenizer.sha256: wanted a SHA-256 .*, got "abc"/],
    [{ ...INDEX, endOfDocument: { rule: "append", id: 257 } }, /endOfDocument.id: .* from 0 to 256, got 257/],
    [{ ...INDEX, endOfDocument: { rule: "both", id: 0 } }, /endOfDocument.rule: wanted "append" or "none"/],
    [{ ...INDEX, splitting: { seed: 1, val: 2, test: 0 } }, /splitting: wanted val and test/],
    [{ ...INDEX, splitting: 3 }, /splitting: wanted an object, got 3/],
    [without("domains"), /domains: wanted an object/],
    [{ ...INDEX, domains: {} }, /domains: wanted at least one domain, got none/],
    [{ ...INDEX, domains: { "../etc": { train: shard } } }, /the domain "..\/etc" begins with a dot/],
    [{ ...INDEX, domains: { "a/b": { train: shard } } }, /has a character that no folder may have/],
    [{ ...INDEX, domains: { "index.json": { train: shard } } }, /has the name of a file of every corpus/],
    [{ ...INDEX, domains: { web: { train: shard }, Web: { train: shard } } }, /"web" and "Web" differ only in case/],
    [{ ...INDEX, domains: { web: { dev: shard } } }, /domains.web: wanted the splits train, val and test, got "dev"/],
    [{ ...INDEX, domains: { web: { train: { ...shard, tokens: -1 } } } }, /domains.web.train.tokens: .* got -1/],
    [{ ...INDEX, domains: { web: { train: { ...shard, tokens: 1 } } } }, /at least a token a document, got 1 for 2/],
    [{ ...INDEX, domains: { web: { train: { ...shard, documents: 0 } } } }, /documents: .* from 1 on, got 0/],
    [{ ...INDEX, domains: { web: { train: { ...shard, idxSha256: 3 } } } }, /idxSha256: wanted a SHA-256/],
    [{ ...INDEX, sources: {} }, /sources: wanted a list/],
    [{ ...INDEX, sources: [{ name: "a" }] }, /sources\[0\].licence: wanted a text, got undefined/],
    [{ ...INDEX, problems: { broken: 0.5 } }, /problems\["broken"\]: wanted a whole number from 0 on, got 0.5/],
  ];
  for (const [index, message] of cases) {
    throws(() => parse(index), (error: Error) => {
      ok(isInputError(error));
      match(error.message, message);
      return true;
    });
  }
  throws(() => parseCorpusIndex('{\n  "format": x', "i.json"), {
    name: "SyntaxError",
    message: /^i.json:2:13: not JSON/,
  });
  throws(() => parseCorpusIndex('{"a": 1', "i.json"), { name: "SyntaxError", message: /^i.json:1:8: not JSON/ });
  throws(() => parseCorpusIndex("", "i.json"), { name: "SyntaxError", message: /^i.json:1:1: not JSON/ });
});

/** All places of values in a JSON value. */
function places(value: unknown, path: string[] = []): string[][] {
  const inner = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([key, value]) => places(value, [...path, key]))];
}

/** A copy with another value at a place, or without it. */
function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = structuredClone(value) as Record<string, unknown>;
  const inner = replaced(copy[key], rest, by);
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy;
}

Deno.test("property: whatever stands at a place of an index, it is refused as input or safe to use", () => {
  const values = fc.oneof(
    fc.jsonValue(),
    fc.constant(undefined),
    fc.integer(),
    fc.double(),
    fc.constantFrom("__proto__", "toString", "..", "u8", "u32", "none", HASH),
    fc.record({ train: fc.constant(shard) }),
  );
  let accepted = 0;
  fc.assert(
    fc.property(fc.constantFrom(...places(INDEX)), values, (place, value) => {
      let index;
      try {
        index = parse(replaced(INDEX, place, value) ?? null);
      } catch (error) {
        ok(isInputError(error), String(error));
        return;
      }
      accepted += 1;
      for (const { path, size } of shardFiles(index)) {
        ok(Number.isSafeInteger(size) && size >= 0, `size ${size}`);
        ok(/^[^./\\][^/\\]*\/(train|val|test)\.(bin|idx|mask\.bin)$/.test(path), path);
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
  ok(accepted > 100 && accepted < 2900, `${accepted} accepted`);
});

Deno.test("property: texts that are no index", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      throws(() => parseCorpusIndex(text, "index.json"), isInputError);
    }),
    { numRuns: 1000, seed: 1 },
  );
  equal(parse({ ...INDEX, splitting: undefined }).splitting, undefined);
});

Deno.test("a domain called __proto__ is a domain like others", () => {
  const text = JSON.stringify({ ...INDEX, domains: 0 }).replace(
    '"domains":0',
    `"domains":{"__proto__":{"train":${JSON.stringify(shard)}}}`,
  );
  deepEqual(shardFiles(parseCorpusIndex(text, "i")).map(({ path }) => path), ["__proto__/train.bin"]);
});
