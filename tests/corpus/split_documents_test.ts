import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { BANDS_PER_DOCUMENT, fingerprinter } from "../../lib/corpus/fingerprint.ts";
import { NearDuplicates } from "../../lib/corpus/near_duplicates.ts";
import { Spill } from "../../lib/corpus/spill.ts";
import { splitDocuments } from "../../lib/corpus/split_documents.ts";
import { isInputError } from "../../lib/errors.ts";
import { type Random, random } from "../../lib/numerics/random.ts";
import { inFolder } from "./build_fixture.ts";

const WORDS = Array.from({ length: 5000 }, (_, i) => (i * 7919 + 1000).toString(36));

function words(n: number, rng: Random): string[] {
  return Array.from({ length: n }, () => WORDS[rng.below(WORDS.length)]);
}

/** A text with some of its words replaced. */
function altered(text: readonly string[], changes: number, rng: Random): string[] {
  const copy = [...text];
  for (let i = 0; i < changes; i++) copy[rng.below(copy.length)] = WORDS[rng.below(WORDS.length)];
  return copy;
}

Deno.test("licence texts that differ in a few words are on one side, for every seed", () => {
  const folder = fileURLToPath(new URL("licenses", import.meta.resolve("spdx-license-list/package.json")));
  const texts: string[] = [];
  for (const { name } of [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1)) {
    const { licenseText } = JSON.parse(Deno.readTextFileSync(`${folder}/${name}`));
    if (typeof licenseText === "string" && licenseText.split(/\s+/).length >= 150) texts.push(licenseText);
  }
  ok(texts.length > 400, `${texts.length} licences`);
  const rng = random(1), chosen = rng.shuffle(texts).slice(0, 150);
  const twins = chosen.map((text) => {
    const words = text.split(/(\s+)/);
    // Three words in different places, and another layout.
    for (let i = 0; i < 3; i++) words[2 * rng.below(words.length >> 1)] = "2026";
    return words.join("").replace(/\n/g, "\n  ").replace(/[a-z]+/g, (w) => w.toUpperCase());
  });
  for (let seed = 0; seed < 10; seed++) {
    const parts = splitDocuments([...chosen, ...twins], { seed, val: 0.25, test: 0.25 });
    deepEqual(parts.slice(chosen.length), parts.slice(0, chosen.length), `seed ${seed}`);
    ok(new Set(parts).size === 3);
  }
});

Deno.test("the probability that two texts find each other is 1 − (1 − J⁶)²⁰", () => {
  const rng = random(2), fingerprint = fingerprinter();
  const shingles = (text: readonly string[]) => new Set(text.slice(3).map((_, i) => text.slice(i, i + 4).join(" ")));
  const seen = Array.from({ length: 10 }, () => ({ pairs: 0, found: 0, wanted: 0 }));
  for (let i = 0; i < 6000; i++) {
    const one = words(40 + rng.below(200), rng), other = altered(one, 1 + rng.below(one.length >> 3), rng);
    const a = shingles(one), b = shingles(other), common = a.intersection(b).size;
    const J = common / (a.size + b.size - common);
    const bands = fingerprint(one.join(" ")).bands.slice(), others = fingerprint(other.join(", ")).bands;
    let found = false;
    for (let k = 0; k < 2 * BANDS_PER_DOCUMENT; k += 2) {
      found ||= bands[k] === others[k] && bands[k + 1] === others[k + 1];
    }
    const bucket = seen[Math.min(9, Math.floor(10 * J))];
    bucket.pairs += 1;
    bucket.found += Number(found);
    bucket.wanted += 1 - (1 - J ** 6) ** 20;
  }
  for (const [i, { pairs, found, wanted }] of seen.entries()) {
    if (pairs < 100) continue;
    // Four standard errors, and what one hash in place of 120 permutations costs.
    const p = wanted / pairs, error = Math.abs(found / pairs - p);
    ok(error < 4 * Math.sqrt(p * (1 - p) / pairs) + 0.03, `J from ${i / 10}: ${found / pairs}, wanted ${p}`);
  }
  ok(seen.filter(({ pairs }) => pairs >= 100).length >= 5);
});

Deno.test("texts that have nothing in common are not taken for near-duplicates", () => {
  const rng = random(3), fingerprint = fingerprinter(), duplicates = new NearDuplicates(undefined), N = 10_000;
  for (let i = 0; i < N; i++) duplicates.add(fingerprint(words(3 + rng.below(40), rng).join(" ")).bands);
  const group = duplicates.groups();
  let joined = 0;
  for (let i = 0; i < N; i++) joined += Number(group(i) !== i);
  // Three words out of 5,000 are the same in two of some thousand texts about never.
  ok(joined <= 2, `${joined} joined`);
});

Deno.test("a chain of near-duplicates stays together, though its ends have little in common", () => {
  const rng = random(4);
  let text = words(300, rng);
  const chain = [text.join(" ")];
  for (let i = 0; i < 60; i++) {
    text = altered(text, 4, rng);
    chain.push(text.join(" "));
  }
  for (let seed = 0; seed < 10; seed++) {
    equal(new Set(splitDocuments(rng.shuffle([...chain]), { seed, val: 0.4, test: 0.3 })).size, 1);
  }
});

Deno.test("case, spaces and punctuation do not matter; words, their order and other scripts do", () => {
  const fingerprint = fingerprinter();
  const key = (text: string) => {
    const { keyHigh, keyLow } = fingerprint(text);
    return `${keyHigh} ${keyLow}`;
  };
  const same = ["The quick brown fox", "the  QUICK, brown\nfox.", "“The quick”\u2014brown\u00a0fox!"];
  equal(new Set(same.map(key)).size, 1);
  const different = [
    "the quick brown fox",
    "quick the brown fox",
    "the quick brown foxes",
    "the quick brown",
    "",
    "!",
    "?!",
  ];
  equal(new Set([...different, "красная лиса", "красные лисы", "狐狸", "狸狐", "สุนัข"].map(key)).size, 12);
  // In scripts without spaces a changed character leaves the rest of the sentence alone.
  const han = Array.from({ length: 200 }, (_, i) => String.fromCharCode(0x4e00 + i * 37)).join("");
  const parts = (seed: number) =>
    splitDocuments([han, han.slice(0, 100) + "龍" + han.slice(101)], { seed, val: 0.5, test: 0 });
  for (let seed = 0; seed < 20; seed++) equal(new Set(parts(seed)).size, 1);
});

Deno.test("a part depends neither on the order of the texts nor on texts that are not alike", () => {
  const rng = random(5), splitting = { seed: 7, val: 0.2, test: 0.2 };
  const texts = Array.from({ length: 400 }, () => words(5 + rng.below(60), rng).join(" "));
  texts.push(...texts.slice(0, 100).map((text) => text.replaceAll(" ", "\t")));
  const parts = splitDocuments(texts, splitting);
  const order = rng.shuffle(texts.map((_, i) => i));
  deepEqual(splitDocuments(order.map((i) => texts[i]), splitting), order.map((i) => parts[i]));
  const half = order.slice(0, 250);
  deepEqual(splitDocuments(half.map((i) => texts[i]), splitting), half.map((i) => parts[i]));
  for (const i of half.slice(0, 50)) deepEqual(splitDocuments([texts[i]], splitting), [parts[i]]);
});

Deno.test("the parts of a known text by seed stay what they are, also in later versions", () => {
  const part = (seed: number) =>
    splitDocuments(["All human beings are born free and equal."], { seed, val: 0.3, test: 0.3 })[0];
  const first = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1].map((seed) => part(seed)[1]).join("");
  equal(first, "aaraaaerrreae");
});

/** Pearson's statistic. */
function chiSquare(observed: readonly number[], expected: readonly number[]): number {
  return observed.reduce((sum, o, i) => sum + (o - expected[i]) ** 2 / expected[i], 0);
}

Deno.test("statistics: shares of the parts, and independence of seeds and of neighbours", () => {
  const N = 20_000, splitting = { val: 0.1, test: 0.25 }, shares = [0.65, 0.1, 0.25], names = ["train", "val", "test"];
  const texts = Array.from({ length: N }, (_, i) => `document ${i}`);
  const runs = [0, 1, 2 ** 40].map((seed) =>
    splitDocuments(texts, { seed, ...splitting }).map((p) => names.indexOf(p))
  );
  for (const parts of runs) {
    const counts = shares.map((_, k) => parts.filter((part) => part === k).length);
    // 18.4 is exceeded once in 10,000 with two degrees of freedom.
    ok(chiSquare(counts, shares.map((share) => share * N)) < 18.4, `${counts}`);
  }
  const pairs = [[runs[0], runs[1]], [runs[0], runs[2]], [runs[1], runs[2]], [runs[0].slice(1), runs[0]]];
  for (const [a, b] of pairs) {
    const counts = new Array(9).fill(0);
    for (let i = 0; i < a.length; i++) counts[3 * a[i] + b[i]] += 1;
    const expected = shares.flatMap((p) => shares.map((q) => p * q * a.length));
    // 31.8 is exceeded once in 10,000 with eight degrees of freedom.
    ok(chiSquare(counts, expected) < 31.8, `${counts}`);
  }
});

Deno.test("groups found on the disk are those found in memory", () =>
  inFolder((folder) => {
    const rng = random(6), fingerprint = fingerprinter(), kept: string[][] = [];
    const memory = new NearDuplicates(undefined), disk = new NearDuplicates(folder, 0);
    const N = 30_000;
    for (let i = 0; i < N; i++) {
      const text = i > 10 && rng.below(3) === 0 ? altered(kept[rng.below(i)], 1, rng) : words(30, rng);
      kept.push(text);
      const { bands } = fingerprint(text.join(" "));
      memory.add(bands);
      disk.add(bands);
    }
    const a = memory.groups(), b = disk.groups();
    ok([...Deno.readDirSync(folder)].length > 200);
    let joined = 0;
    for (let i = 0; i < N; i++) {
      equal(a(i), b(i));
      joined += Number(a(i) !== i);
    }
    ok(joined > 5000 && joined < N / 2, `${joined} joined`);
  }));

Deno.test("property: records come back in their order, in memory and from the disk", () =>
  inFolder((folder) => {
    let n = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12_000 }), fc.constantFrom(0, 2000, 5000, 1e6), (records, inMemory) => {
        const spill = new Spill(3, `${folder}/${n++}`, inMemory);
        for (let i = 0; i < records; i++) spill.add(i, 2 ** 32 - 1 - i, i * 7);
        equal(spill.length, records);
        for (let pass = 0; pass < 2; pass++) {
          let i = 0;
          for (const piece of spill.pieces()) {
            equal(piece.length % 3, 0);
            for (let at = 0; at < piece.length; at += 3, i++) {
              if (piece[at] !== i || piece[at + 1] !== 2 ** 32 - 1 - i || piece[at + 2] !== i * 7) {
                throw new Error(`record ${i}`);
              }
            }
          }
          equal(i, records);
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  }));

Deno.test("splittings that are none, and texts that are none", () => {
  const cases: [unknown, RegExp][] = [
    [{ seed: 1.5, val: 0, test: 0 }, /as seed, got 1.5/],
    [{ seed: "1", val: 0, test: 0 }, /wanted a number as seed, got "1"/],
    [{ seed: 1, val: 0 }, /wanted a number as test, got undefined/],
    [{ seed: 1, val: -0.1, test: 0 }, /from 0 on and below 1 together, got -0.1 and 0/],
    [{ seed: 1, val: 0.5, test: 0.5 }, /below 1 together/],
    [{ seed: 1, val: Infinity, test: 0 }, /below 1 together, got Infinity/],
  ];
  for (const [splitting, message] of cases) {
    throws(() => splitDocuments(["a"], splitting as never), (error: Error) => {
      ok(isInputError(error));
      match(error.message, message);
      return true;
    });
  }
  throws(() => splitDocuments([3 as never], { seed: 0, val: 0, test: 0 }), /wanted texts, got 3/);
  deepEqual(splitDocuments([], { seed: 0, val: 0.1, test: 0.1 }), []);
});
