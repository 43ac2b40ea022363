/**
 * Texts on which tokenizers are compared with Python's: 5 MB of the built-in corpora, and 3,000 made-up strings. Both
 * are fixed; their hashes stand in tests/golden/corpus/tokenizer_ids.json.
 */
import { createHash } from "node:crypto";
import { openBuiltin } from "../../lib/corpus/builtin/open_builtin.ts";
import { random } from "../../lib/numerics/random.ts";

/** The first documents of each of the six built-in domains, about `bytes` of UTF-8 in all. */
export async function sampleTexts(bytes = 5_040_000): Promise<string[]> {
  const texts: string[] = [], used = new Map<string, number>(), encoder = new TextEncoder();
  for await (const { source, text } of openBuiltin()) {
    const before = used.get(source) ?? 0;
    if (before >= bytes / 6) continue;
    used.set(source, before + encoder.encode(text).length);
    texts.push(text);
  }
  return texts;
}

const PIECES = [
  " ",
  "  ",
  "   ",
  "\t",
  "\n",
  "\n\n",
  "\r\n",
  "\u0085",
  "\u00a0",
  "\u2028",
  "\u3000",
  "\ufeff",
  "\u200b",
  "\u200d",
  "'s",
  "'t",
  "'re",
  "'ve",
  "'ll",
  "'d",
  "'m",
  "'S",
  "'",
  "\u2019s",
  "<|endoftext|>",
  "<|endoftext|",
  "|>",
  "<s>",
  "hello",
  "World",
  "don't",
  "I'll",
  "0",
  "1234567890",
  "3.14",
  "\u00b2",
  "\u216b",
  "\u0663",
  "\u00bd",
  "_",
  "__init__",
  "é",
  "e\u0301",
  "\u212b",
  "\u1e9b\u0323",
  "\u0344",
  "ﬁ",
  "ǆ",
  "ß",
  "İ",
  "日本語",
  "漢",
  "한국어",
  "\u1112\u1161\u11ab",
  "العربية",
  "עברית",
  "हिन्दी",
  "ไทย",
  "😀",
  "👩‍👩‍👧‍👦",
  "🇩🇪",
  "👍🏽",
  "𝒳",
  "𠀀",
  "\u{1f1e6}",
  "\u0000",
  "\u0007",
  "\u007f",
  "\u{10ffff}",
  "\ufffd",
  "\ue000",
  "{",
  "}",
  "[]",
  "==",
  "!=",
  "->",
  "//",
  "/*",
  "*/",
  "#",
  "```",
  "----",
  "======",
  "aaaaaaaa",
  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
  "https://example.org/a?b=c&d=%20",
];

/** Made-up strings: pieces that tokenizers get wrong, ASCII noise, and characters from all of Unicode. */
export function fuzzedTexts(count = 3000, seed = 20261122): string[] {
  const rng = random(seed), below = (n: number) => rng.below(n);
  const any = (): string => {
    const codePoint = below([0x80, 0x300, 0x3000, 0x10000, 0x110000][below(5)]);
    return codePoint >= 0xd800 && codePoint < 0xe000 ? "\ufffd" : String.fromCodePoint(codePoint);
  };
  const makers = [
    () => PIECES[below(PIECES.length)],
    () => String.fromCharCode(32 + below(95)),
    any,
    () => below(2) === 0 ? PIECES[below(PIECES.length)] : any(),
  ];
  return Array.from({ length: count }, () => {
    const make = makers[below(makers.length)];
    return Array.from({ length: below(below(8) === 0 ? 200 : 24) }, make).join("");
  });
}

/** Strings of combining marks and of letters that compose: what normal forms differ in from one Unicode to the next. */
export function markedTexts(count = 40_000, seed = 5): string[] {
  const rng = random(seed), marks: string[] = [], letters: string[] = [];
  for (let codePoint = 0; codePoint < 0x110000; codePoint++) {
    if (codePoint >= 0xd800 && codePoint < 0xe000) continue;
    const character = String.fromCodePoint(codePoint), parts = character.normalize("NFD");
    if (/\p{M}/u.test(character)) marks.push(character);
    // The 11,172 syllables of Korean would drown all others.
    if (parts !== character && !(codePoint >= 0xac00 && codePoint < 0xd7a4)) letters.push(character, ...parts, parts);
  }
  const any = <T>(from: readonly T[]): T => from[rng.below(from.length)];
  const kinds = [marks, marks, letters, ["a", " ", "q", "\u0334", "\u0327", "\u0345"]];
  return Array.from({ length: count }, () => Array.from({ length: 1 + rng.below(6) }, () => any(any(kinds))).join(""));
}

/** SHA-256 of lists of numbers: of each its length and its members, u32 little-endian. */
export function hashOfIds(lists: Iterable<ArrayLike<number>>): string {
  const hash = createHash("sha256");
  for (const ids of lists) {
    const numbers = new Uint32Array(ids.length + 1);
    numbers[0] = ids.length;
    numbers.set(ids, 1);
    hash.update(new Uint8Array(numbers.buffer));
  }
  return hash.digest("hex");
}

/** SHA-256 of texts: of each its number of UTF-8 bytes, u32 little-endian, and these. */
export function hashOfTexts(texts: Iterable<string>): string {
  const hash = createHash("sha256"), encoder = new TextEncoder();
  for (const text of texts) {
    const bytes = encoder.encode(text);
    hash.update(new Uint8Array(Uint32Array.of(bytes.length).buffer)).update(bytes);
  }
  return hash.digest("hex");
}
