import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { createHash } from "node:crypto";
import { buildCorpus } from "../../lib/corpus/build_corpus.ts";
import type { CorpusIndex } from "../../lib/corpus/corpus_index.ts";
import { openCorpus } from "../../lib/corpus/open_corpus.ts";
import { verifyCorpus } from "../../lib/corpus/verify_corpus.ts";
import { isInputError } from "../../lib/errors.ts";
import { random } from "../../lib/numerics/random.ts";
import { filesOf, inFolder, sampleBuild, sampleDocuments } from "./build_fixture.ts";

/** A test with a sample corpus of its own. */
function withCorpus(test: (folder: string) => void): () => Promise<void> {
  return () =>
    inFolder(async (folder) => {
      await buildCorpus(sampleBuild(folder, sampleDocuments(120)));
      test(folder);
    });
}

function refused(run: () => unknown, message: RegExp): void {
  throws(run, (error: Error) => {
    ok(isInputError(error), String(error));
    match(error.message, message);
    return true;
  });
}

/** Changes index.json. */
function alter(folder: string, change: (index: CorpusIndex) => unknown): void {
  const path = `${folder}/index.json`, index = JSON.parse(Deno.readTextFileSync(path));
  change(index);
  Deno.writeTextFileSync(path, JSON.stringify(index));
}

Deno.test(
  "any places are those of the file, read from memory or from the disk",
  withCorpus((folder) => {
    using held = openCorpus(folder), read = openCorpus(folder, { inMemory: 0 });
    const rng = random(1), whole = new Uint16Array(Deno.readFileSync(`${folder}/ni/train.bin`).buffer);
    const mask = Deno.readFileSync(`${folder}/ni/train.mask.bin`);
    for (let i = 0; i < 300; i++) {
      const start = rng.below(whole.length + 1), length = rng.below(whole.length - start + 1);
      for (const corpus of [held, read]) {
        deepEqual(corpus.read("ni", "train", start, length), whole.slice(start, start + length));
        deepEqual(corpus.mask("ni", "train", start, length), mask.slice(start, start + length));
      }
    }
    // What is given away is a copy.
    held.read("ni", "train", 0, 5).fill(0);
    deepEqual(held.read("ni", "train", 0, 5), whole.slice(0, 5));
    held.close();
    deepEqual(held.read("ni", "train", 0, 5), whole.slice(0, 5));
  }),
);

Deno.test(
  "domains, splits and places that are not there",
  withCorpus((folder) => {
    alter(folder, ({ domains }) => delete (domains.web as Record<string, unknown>).val);
    using corpus = openCorpus(folder);
    refused(() => corpus.tokens("webb", "train"), /no domain "webb" in this corpus; did you mean "web"\?/);
    refused(() => corpus.read("arxiv", "train", 0, 1), /no domain "arxiv" in this corpus; it has code, ni, web/);
    refused(() => corpus.tokens("toString", "train"), /no domain "toString"/);
    equal(corpus.tokens("web", "val"), 0);
    refused(() => corpus.read("web", "val", 0, 1), /the domain "web" has no val split; it has train, test/);
    refused(() => corpus.documentStarts("web", "val"), /no val split/);
    const tokens = corpus.tokens("ni", "test");
    for (const [start, length] of [[-1, 2], [0, tokens + 1], [tokens, 1], [0.5, 1], [0, -1], [NaN, 1], [0, 2 ** 60]]) {
      refused(
        () => corpus.read("ni", "test", start, length),
        new RegExp(`ni/test: wanted places from 0 to ${tokens}, got`),
      );
      refused(() => corpus.mask("ni", "test", start, length), /wanted places/);
    }
    equal(corpus.read("ni", "test", tokens, 0).length, 0);
  }),
);

Deno.test("folders that are no corpus", () =>
  inFolder((folder) => {
    refused(() => openCorpus(`${folder}/none`), /none: there is no such folder/);
    refused(() => openCorpus(folder), /no corpus: it has no index.json/);
    refused(() => verifyCorpus(folder), /no corpus/);
    Deno.mkdirSync(`${folder}/index.json`);
    refused(() => openCorpus(folder), /index.json/);
    Deno.removeSync(`${folder}/index.json`);
    Deno.writeFileSync(`${folder}/index.json`, Uint8Array.of(0x7b, 0xff));
    refused(() => openCorpus(folder), /index.json:1:2: byte 0xFF is not UTF-8/);
  }));

Deno.test(
  "a truncated, grown or missing file is an error on opening, and named by verify",
  withCorpus((folder) => {
    for (const file of Object.keys(filesOf(folder)).filter((name) => name !== "index.json")) {
      const path = `${folder}/${file}`, whole = Deno.readFileSync(path);
      Deno.writeFileSync(path, whole.subarray(0, whole.length - 1));
      refused(
        () => openCorpus(folder),
        new RegExp(`${file}: wanted ${whole.length} bytes for \\d+ \\w+, got .* cut short`),
      );
      deepEqual(verifyCorpus(folder).map(({ file, kind }) => [file, kind]), [[file, "size"]]);
      Deno.writeFileSync(path, Uint8Array.of(...whole, 0));
      refused(() => openCorpus(folder), new RegExp(`${file}: .* it has grown`));
      Deno.removeSync(path);
      refused(() => openCorpus(folder), new RegExp(`${file}: this file of the corpus is missing`));
      deepEqual(verifyCorpus(folder).map(({ file, kind }) => [file, kind]), [[file, "missing"]]);
      Deno.mkdirSync(path);
      refused(() => openCorpus(folder), new RegExp(`${file}: wanted a file`));
      deepEqual(verifyCorpus(folder).map(({ kind }) => kind), ["missing"]);
      Deno.removeSync(path);
      Deno.writeFileSync(path, whole);
    }
    deepEqual(verifyCorpus(folder), []);
  }),
);

Deno.test(
  "a flipped bit anywhere is found by verify, which names the file",
  withCorpus((folder) => {
    const rng = random(2), files = Object.keys(filesOf(folder)).filter((name) => name !== "index.json");
    for (let i = 0; i < 100; i++) {
      const file = files[i % files.length], path = `${folder}/${file}`, bytes = Deno.readFileSync(path);
      const flipped = bytes.slice();
      flipped[rng.below(bytes.length)] ^= 1 << rng.below(8);
      Deno.writeFileSync(path, flipped);
      const faults = verifyCorpus(folder);
      ok(faults.every((fault) => fault.file === file));
      equal(faults[0].kind, "altered");
      Deno.writeFileSync(path, bytes);
    }
  }),
);

Deno.test(
  "content that cannot be, with hashes that fit: ids, masks and document starts",
  withCorpus((folder) => {
    const put = (file: string, key: "sha256" | "idxSha256" | "maskSha256", change: (bytes: Uint8Array) => void) => {
      const path = `${folder}/${file}`, bytes = Deno.readFileSync(path), [domain, split] = file.split(/[/.]/);
      change(bytes);
      Deno.writeFileSync(path, bytes);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      alter(folder, ({ domains }) => Object.assign(domains[domain][split as "train"]!, { [key]: sha256 }));
    };
    put("code/train.bin", "sha256", (bytes) => bytes.set([1, 1], 4)); // 257 of 257 ids
    put("ni/val.mask.bin", "maskSha256", (bytes) => bytes[7] = 2);
    put("web/test.idx", "idxSha256", (bytes) => bytes[8 * 2 + 5] = 1); // the third start, 2^40 too far
    const found = verifyCorpus(folder);
    deepEqual(found.map(({ file, kind }) => [file, kind]), [
      ["code/train.bin", "content"],
      ["ni/val.mask.bin", "content"],
      ["web/test.idx", "content"],
    ]);
    match(found[0].message, /wanted numbers below 257, got 257 at place 2/);
    match(found[1].message, /wanted numbers below 2, got 2 at place 7/);
    match(found[2].message, /wanted starts in order, got \d+ after 1099\d+/);
    using corpus = openCorpus(folder);
    refused(() => corpus.documentStarts("web", "test"), /web\/test.idx: wanted starts in order/);
  }),
);

Deno.test(
  "a wrong dtype, and an index of other sizes",
  withCorpus((folder) => {
    alter(folder, (index) => Object.assign(index, { dtype: "u8" }));
    refused(() => openCorpus(folder), /index.json: dtype: wanted "u16" or wider for 257 ids, got "u8"/);
    alter(folder, (index) => Object.assign(index, { dtype: "u32", vocabularySize: 70_000 }));
    refused(() => openCorpus(folder), /code\/train.bin: wanted \d+ bytes for \d+ tokens, got \d+: it was cut short/);
  }),
);

Deno.test(
  "a file cut short while it is open, and one taken away before it is read",
  withCorpus((folder) => {
    using corpus = openCorpus(folder, { inMemory: 0 });
    corpus.read("web", "train", 0, 1);
    Deno.truncateSync(`${folder}/web/train.bin`, 100);
    refused(() => corpus.read("web", "train", 40, 20), /web\/train.bin: it was cut short while it was open/);
    Deno.removeSync(`${folder}/code/train.bin`);
    refused(() => corpus.read("code", "train", 0, 1), /code\/train.bin: there is no such file/);
  }),
);

Deno.test(
  "verify tells how far it is",
  withCorpus((folder) => {
    const seen: number[] = [];
    let all = 0;
    verifyCorpus(folder, { onProgress: (done, total) => seen.push(done) && (all = total) });
    const sizes = Object.entries(filesOf(folder)).filter(([name]) => name !== "index.json");
    equal(all, sizes.reduce((sum, [, hash]) => sum + Number.parseInt(hash), 0));
    equal(seen.at(-1), all);
    deepEqual(seen, seen.toSorted((a, b) => a - b));
  }),
);
