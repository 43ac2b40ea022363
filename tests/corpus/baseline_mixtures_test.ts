import { deepEqual, equal, ok, rejects, throws } from "../assert.ts";
import fc from "fast-check";
import { baselineMixture, type BaselineRule } from "../../lib/corpus/baseline_mixtures.ts";
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import { sampler } from "../../lib/corpus/sampler/sampler.ts";
import type { TokenSource } from "../../lib/corpus/sampler/token_source.ts";
import { writeBaselineMixtures } from "../../lib/corpus/write_baseline_mixtures.ts";
import { readMixture } from "../../lib/mixture/read_mixture.ts";
import { needsReference } from "../reference.ts";

const EOS = 9;

/** Documents of the given lengths (text tokens), each ended by EOS where it is appended. */
function corpus(domains: Readonly<Record<string, readonly number[]>>, append = true): TokenSource {
  const shards = Object.entries(domains).map(([domain, lengths]) => {
    const tokens = lengths.flatMap((n) => [...new Array(n).fill(1), ...(append ? [EOS] : [])]), documentStarts = [0];
    for (const n of lengths) documentStarts.push(documentStarts.at(-1)! + n + (append ? 1 : 0));
    return [domain, { train: { tokens, documentStarts } }];
  });
  return memorySource(Object.fromEntries(shards), { rule: append ? "append" : "none", id: EOS });
}

/** A corpus of which only the sizes are known. */
function sized(sizes: Readonly<Record<string, number>>): TokenSource {
  return { domains: Object.keys(sizes), tokens: (domain) => sizes[domain], read: () => [] };
}

/**
 * The definition, followed token by token (doremi-and-peers.md 4.6): documents, each with its EOS, are concatenated in
 * groups and cut into rows; rows are counted, or, not packed, ⌈tokens / R⌉ of each document between two EOS.
 */
function byDefinition(lengths: readonly number[], R: number, group: number): { packed: number; unpacked: number } {
  let packed = 0, unpacked = 0;
  for (let d = 0; d < lengths.length; d += group) {
    const stream = lengths.slice(d, d + group).flatMap((n) => [...new Array(n).fill(1), EOS]);
    const rows: number[][] = [];
    for (let i = 0; i < stream.length; i += R) rows.push(stream.slice(i, i + R));
    packed += rows.length > 1 ? rows.filter((row) => row.length === R).length : rows.length;
    let inDocument = 0;
    for (const id of stream) {
      if (id !== EOS) inDocument++;
      else {
        unpacked += Math.ceil(inDocument / R);
        inDocument = 0;
      }
    }
  }
  return { packed, unpacked };
}

Deno.test("baselines: natural, even and tempered shares by hand", () => {
  const source = sized({ web: 1600, code: 400, books: 100 });
  const shares = (rule: BaselineRule, options = {}) => [...baselineMixture(rule, source, options).shares()];
  deepEqual(shares("natural"), [16 / 21, 4 / 21, 1 / 21]);
  deepEqual(shares("even"), [1 / 3, 1 / 3, 1 / 3]);
  deepEqual(shares("tempered"), [40 / 70, 20 / 70, 10 / 70]);
  deepEqual(shares("tempered", { exponent: 1 }), shares("natural"));
  deepEqual(shares("tempered", { exponent: 0 }), shares("even"));
  deepEqual(shares("natural", { epochs: { code: 4 } }), [16 / 33, 16 / 33, 1 / 33]);
  deepEqual(shares("tempered", { epochs: { books: 4 } }), [0.5, 0.25, 0.25]);
  equal(baselineMixture("natural", source, { tokenizer: "gpt2" }).tokenizer, "gpt2");
  equal(baselineMixture("natural", source).unit, "tokens");
  equal(baselineMixture("doremi-packed", source).unit, "sequences");
});

Deno.test("baselines: DoReMi's rows, packed and not packed, as their definition counts them", () => {
  const lengths = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 30 });
  const whole = fc.integer({ min: 1, max: 25 });
  fc.assert(fc.property(lengths, lengths, whole, whole, (a, b, R, group) => {
    const source = corpus({ a, b }), all = [a, b].map((of) => byDefinition(of, R, group));
    const of = (rule: BaselineRule, packDocuments?: number) =>
      baselineMixture(rule, source, { rowTokens: R, packDocuments, epochs: { b: 1.5 } }).share("a");
    const near = (share: number, x: number, y: number) => ok(Math.abs(share - x / (x + 1.5 * y)) < 1e-12);
    near(of("doremi-packed", group), all[0].packed, all[1].packed);
    if (all[0].unpacked + all[1].unpacked > 0) near(of("doremi-unpacked"), all[0].unpacked, all[1].unpacked);
    const together = [a, b].map((of) => byDefinition(of, R, of.length));
    near(of("doremi-packed"), together[0].packed, together[1].packed);
  }));
});

Deno.test("baselines: the end of a document is not one of its tokens, where one is appended", () => {
  // 1,024 tokens fill a row; with an appended id the shard holds 1,025, and it is still one row.
  for (const append of [true, false]) {
    const source = corpus({ a: [1024], b: [1025] }, append);
    equal(baselineMixture("doremi-unpacked", source).share("a"), 1 / 3);
  }
});

needsReference("baselines: The Pile's published packed weights, from rows and epochs", (path) => {
  const [header, ...lines] = Deno.readTextFileSync(path("doremi", "doremi_pile_domain_weights.csv")).trim().split("\n");
  const column = (name: string) => header.split(",").indexOf(name);
  const rows = lines.map((line) => line.split(","));
  equal(rows.length, 22);
  const epochs = Object.fromEntries(rows.map((row) => [row[0], Number(row[column("pile_epochs")])]));
  const weights = Object.fromEntries(rows.map((row) => [row[0], Number(row[column("baseline_50k_pack_repo")])]));
  // The Pile in 1,024-token rows is about 2e8 of them once through; these are the rows that the weights stand for.
  const tokens = Object.fromEntries(rows.map(([d]) => [d, 1024 * Math.round(weights[d] / epochs[d] * 4e8) + 1023]));
  const p = baselineMixture("doremi-packed", sized(tokens), { epochs });
  for (const [domain, weight] of Object.entries(weights)) ok(Math.abs(p.share(domain) - weight) < 1e-8, domain);
});

Deno.test("baselines: what cannot be is named", () => {
  const source = memorySource({ web: { train: [1, 2] }, code: {} });
  const of = (rule: string, options = {}) => () => baselineMixture(rule as BaselineRule, source, options);
  equal(of("natural")().share("code"), 0);
  throws(of("even"), /"code" has no tokens in train, so it cannot have an even share/);
  throws(of("tempered", { exponent: 0 }), /"code" has no tokens/);
  throws(of("natural", { split: "val" }), /no domain has tokens in val/);
  throws(of("doremi-unpacked"), /web\/train: the unpacked rule wants the starts of the documents \(train\.idx\)/);
  throws(of("doremi-packed", { packDocuments: 10 }), /packing in groups of documents wants the starts/);
  throws(of("natural", { epochs: { wab: 2 } }), /wanted a domain of the corpus, got "wab"; did you mean web\?/);
  throws(of("natural", { epochs: { web: 0 } }), /epochs of web: wanted a finite number > 0, got 0/);
  throws(of("natural", { epochs: { web: "2" } }), { name: "TypeError", message: /epochs of web/ });
  throws(of("tempered", { exponent: 1.5 }), /exponent: wanted a number from 0 to 1, got 1.5/);
  throws(of("doremi-packed", { rowTokens: 0 }), /rowTokens: wanted a whole number ≥ 1/);
  throws(of("natral"), { name: "TypeError", message: /wanted one of natural, even, tempered/ });
  throws(of("natural", { split: "dev" }), TypeError);
});

Deno.test("baselines: written as mixture files that are read back the same, and drawn from", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const source = corpus({ web: [5000, 20, 3000], code: [2000] }), to = `${folder}/mixtures`;
    const { written, leftOut } = await writeBaselineMixtures(to, source, { tokenizer: "bytes", epochs: { code: 3 } });
    deepEqual(leftOut, []);
    equal(written.length, 5);
    for (const { rule, path } of written) {
      const { mixture } = await readMixture(path);
      deepEqual(mixture.toJSON(), baselineMixture(rule, source, { tokenizer: "bytes", epochs: { code: 3 } }).toJSON());
      equal(sampler(source, { context: 64, batch: 4, seed: 1, mixture }).next().rows, 4);
    }
    deepEqual(
      [...Deno.readDirSync(to)].map(({ name }) => name).sort(),
      written.map(({ path }) => path.split("/").at(-1)).sort(),
    );
    const doremi = await writeBaselineMixtures(to, source, { rules: ["even"], format: "doremi" });
    equal((await readMixture(doremi.written[0].path)).format, "doremi");
    const bare = sized({ web: 10, code: 10 });
    deepEqual((await writeBaselineMixtures(to, bare)).leftOut.map(({ rule }) => rule), ["doremi-unpacked"]);
    await rejects(writeBaselineMixtures(to, bare, { rules: ["doremi-unpacked"] }), /wants the starts/);
    await rejects(writeBaselineMixtures(to, bare, { exponent: 2 }), /exponent/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
