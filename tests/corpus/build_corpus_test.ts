import { deepEqual, equal, match, ok, rejects, throws } from "../assert.ts";
import { buildCorpus } from "../../lib/corpus/build_corpus.ts";
import type { BuildCorpusOptions, BuildProgress } from "../../lib/corpus/build_options.ts";
import type { SourceDocument } from "../../lib/corpus/document.ts";
import { openCorpus } from "../../lib/corpus/open_corpus.ts";
import { splitDocuments } from "../../lib/corpus/split_documents.ts";
import { bpeTokenizer } from "../../lib/corpus/tokenizers/bpe.ts";
import { trainBpe } from "../../lib/corpus/tokenizers/bpe_train.ts";
import { verifyCorpus } from "../../lib/corpus/verify_corpus.ts";
import { isInputError } from "../../lib/errors.ts";
import { unwritable } from "../../lib/files/unwritable.ts";
import { Died, failingFiles } from "../files/failing_files.ts";
import { filesOf, inFolder, sampleBuild, sampleDocuments } from "./build_fixture.ts";

const documents = sampleDocuments(200);

/** A build that must be refused, with a message for the user. */
async function refused(options: BuildCorpusOptions, message: RegExp): Promise<void> {
  await rejects(buildCorpus(options), (error) => {
    ok(isInputError(error), String(error));
    match(error.message, message);
    return true;
  });
}

/** A document of the train split. */
function train(source: string, text: string, promptLength?: number): SourceDocument {
  return { source, text, split: "train", where: "here", ...(promptLength !== undefined && { promptLength }) };
}

Deno.test("the shards hold every document, in the order of the source, in the part that splitDocuments gives it", () =>
  inFolder(async (folder) => {
    const options = sampleBuild(`${folder}/a`, documents);
    const { index } = await buildCorpus(options);
    deepEqual(verifyCorpus(`${folder}/a`), []);
    const parts = splitDocuments(documents.map(({ text }) => text), { seed: 3, val: 0.2, test: 0.1 });
    using corpus = openCorpus(`${folder}/a`);
    deepEqual(corpus.domains, ["code", "ni", "web"]);
    for (const domain of corpus.domains) {
      for (const split of ["train", "val", "test"] as const) {
        const wanted = documents.filter(({ source }, i) => source === domain && parts[i] === split);
        const ids = wanted.map(({ text }) => [...new TextEncoder().encode(text), 256]);
        deepEqual(Array.from(corpus.read(domain, split, 0, corpus.tokens(domain, split))), ids.flat());
        const lengths = ids.map(({ length }) => length);
        const starts = Array.from(corpus.documentStarts(domain, split)!);
        deepEqual(starts.slice(1).map((end, i) => end - starts[i]), lengths);
        equal(index.domains[domain][split]!.bytes, lengths.reduce((a, b) => a + b, 0) - lengths.length);
        const mask = corpus.mask(domain, split, 0, corpus.tokens(domain, split));
        if (domain !== "ni") equal(mask, undefined);
        else {
          const counted = wanted.flatMap(({ text, promptLength }, i) => {
            const prompt = new TextEncoder().encode(text.slice(0, promptLength)).length;
            return Array.from({ length: lengths[i] }, (_, place) => place < prompt ? 0 : 1);
          });
          deepEqual(Array.from(mask!), counted);
        }
      }
    }
  }));

Deno.test("the same bytes whatever the number of workers and the checkpoints", () =>
  inFolder(async (folder) => {
    const texts = documents.map(({ text }) => text);
    const { json } = await trainBpe(texts, { vocabularySize: 400 });
    const tokenizer = { kind: "bpe", json } as const, all: Record<string, string>[] = [];
    for (const [workers, checkpointBytes] of [[0, 3000], [1, 100_000], [2, 1e9]]) {
      await buildCorpus({ ...sampleBuild(`${folder}/${workers}`, documents), tokenizer, workers, checkpointBytes });
      all.push(filesOf(`${folder}/${workers}`));
    }
    deepEqual(all[1], all[0]);
    deepEqual(all[2], all[0]);
    ok("tokenizer.json" in all[0]);
    using corpus = openCorpus(`${folder}/0`);
    const first = documents.find(({ source }, i) =>
      source === "web" && splitDocuments(texts, { seed: 3, val: 0.2, test: 0.1 })[i] === "train"
    )!;
    const ids = bpeTokenizer(json).encode(first.text);
    deepEqual(Array.from(corpus.read("web", "train", 0, ids.length)), Array.from(ids));
  }));

Deno.test("an id that spans the end of a prompt counts in the loss; documents before the first prompt count", () =>
  inFolder(async (out) => {
    const text = "aaa bbb";
    const { json } = await trainBpe(["aaa bbb ".repeat(50)], { vocabularySize: 265 });
    const tokenizer = bpeTokenizer(json);
    const whole = tokenizer.encode(text), pieces = Array.from(whole, (id) => tokenizer.decode([id]));
    deepEqual(pieces, ["aaa", " bbb"]);
    const source = [train("a", text), train("a", text, 3), train("a", text, 5), train("a", text, 0)];
    await buildCorpus({
      ...sampleBuild(out, source),
      tokenizer: { kind: "bpe", json },
      splitting: "source",
      workers: 0,
    });
    using corpus = openCorpus(out);
    // Three ids a document: "aaa", " bbb", the end. A prompt "aaa b" ends within " bbb".
    deepEqual(Array.from(corpus.mask("a", "train", 0, 12)!), [1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1]);
  }));

Deno.test("bytes without ends of documents are stored as bytes; starts can be left out", () =>
  inFolder(async (out) => {
    const splitting = "source", endOfDocument = "none", documentStarts = false;
    const options = { ...sampleBuild(out, [train("a", "né")]), splitting, endOfDocument, documentStarts } as const;
    await buildCorpus(options);
    deepEqual(Deno.readFileSync(`${out}/a/train.bin`), new TextEncoder().encode("né"));
    deepEqual(Object.keys(filesOf(out)), ["a/train.bin", "index.json"]);
    using corpus = openCorpus(out);
    equal(corpus.index.dtype, "u8");
    equal(corpus.documentStarts("a", "train"), undefined);
    equal((await buildCorpus(options)).alreadyThere, true);
  }));

Deno.test("sources are merged and left out by the domain map; what is left out is counted by kind", () =>
  inFolder(async (out) => {
    const told: string[] = [];
    const { index } = await buildCorpus({
      ...sampleBuild(out, []),
      documents: async function* ({ onProblem }) {
        yield train("Books3", "left out");
        yield train("Pile-CC", "one");
        onProblem!({ where: "f:3", message: 'wanted a text, got "x" in 12 places' });
        yield train("C4", "two");
        onProblem!({ where: "f:5", message: 'wanted a text, got "\\"y" in 4 places' });
        yield train("C4", "");
        yield train("Books3", "left out too");
      },
      domainOf: (source) => source === "Books3" ? null : "web",
      splitting: "source",
      onProblem: ({ where }) => told.push(where),
    });
    deepEqual(index.problems, {
      "a document without text": 1,
      'no domain for source "Books3"': 2,
      "wanted a text, got … in … places": 2,
    });
    deepEqual(told, ["f:3", "f:5"]);
    using corpus = openCorpus(out);
    deepEqual(corpus.domains, ["web"]);
    equal(corpus.index.domains.web.train!.documents, 2);
  }));

Deno.test("progress: both phases, documents and bytes to the end, the reader's bytes handed on", () =>
  inFolder(async (out) => {
    const seen: BuildProgress[] = [];
    await buildCorpus({
      ...sampleBuild(out, []),
      documents: async function* ({ onBytes }) {
        for (const [i, document] of documents.entries()) {
          onBytes!(i + 1, documents.length);
          yield document;
        }
      },
      onProgress: (progress) => seen.push(progress),
    });
    const bytes = documents.reduce((sum, { text }) => sum + new TextEncoder().encode(text).length, 0);
    const source = { done: documents.length, total: documents.length };
    deepEqual(seen[documents.length - 1], { phase: "dividing", documents: documents.length, bytes, source });
    deepEqual(seen.at(-1), { phase: "tokenizing", documents: documents.length, bytes, source });
  }));

Deno.test("a build that is refused before it has anything to keep leaves nothing behind", () =>
  inFolder(async (out) => {
    const build = sampleBuild(out, []);
    await refused(build, /wanted at least one document, got none$/);
    await refused({ ...build, splitting: "source" }, /wanted at least one document, got none$/);
    const none = sampleBuild(out, documents.slice(0, 9));
    await refused(
      { ...none, domainOf: () => null },
      /got none \(left out: \d × no domain for source "(code|ni|web)"; /,
    );
    const one = sampleBuild(out, [train("novel", "A whole novel.")]);
    await refused(
      one,
      /the domain "novel" has 1 document, none of them in (train|val|test) \(wanted a share of 0\.\d+\)/,
    );
    const own = { ...sampleBuild(out, documents), splitting: "source" as const };
    await refused(own, /^sample:1: this document has no split of its own; give a splitting/);
    await refused(
      { ...own, domainOf: () => "a/b" },
      /^sample:1: the domain "a\/b" has a character that no folder may have/,
    );
    await refused({ ...own, domainOf: (s) => s === "ni" ? "WEB" : "web" }, /differ only in case/);
    const bad = (change: object) => sampleBuild(out, [{ ...train("a", "b"), ...change } as SourceDocument]);
    await refused(bad({ text: 3 }), /^here: wanted a text, got 3/);
    await refused(bad({ source: null }), /^here: wanted the name of a source, got null/);
    await refused(bad({ split: "dev" }), /^here: wanted train, val or test as split, got "dev"/);
    await refused(bad({ promptLength: 2 }), /^here: promptLength: wanted a whole number up to 1, got 2/);
    deepEqual(Array.from(Deno.readDirSync(out)), []);
  }));

Deno.test("options that are not what they should be", () =>
  inFolder(async (out) => {
    const build = sampleBuild(out, documents);
    await refused({ ...build, documents: [] as never }, /wanted documents as a function/);
    await refused({ ...build, out: "" }, /wanted a folder as out/);
    await refused({ ...build, endOfDocument: "yes" as never }, /endOfDocument: wanted "append" or "none", got "yes"/);
    await refused({ ...build, splitting: { seed: 0, val: 0.6, test: 0.4 } }, /below 1 together, got 0.6 and 0.4/);
    await refused({ ...build, splitting: { seed: -1, val: 0, test: 0 } }, /as seed, got -1/);
    await refused({ ...build, splitting: { seed: 0, val: NaN, test: 0 } }, /got NaN and 0/);
    await refused({ ...build, splitting: null as never }, /wanted a splitting/);
    await refused({ ...build, sources: [{ name: "x" }] as never }, /sources: wanted a list of \{ name, licence \}/);
    await refused({ ...build, checkpointBytes: 0 }, /checkpointBytes: wanted a number above 0, got 0/);
    await refused({ ...build, tokenizer: { kind: "letters" } as never }, /tokenizer/);
    await refused({ ...build, workers: -1 }, /workers/);
    deepEqual(Array.from(Deno.readDirSync(out)), []);
  }));

Deno.test("folders that hold something else are left as they are", () =>
  inFolder(async (folder) => {
    const build = sampleBuild(`${folder}/a`, documents);
    Deno.mkdirSync(`${folder}/a`);
    Deno.writeTextFileSync(`${folder}/a/thesis.tex`, "mine");
    await refused(build, /wanted a new or empty folder for the corpus, but it holds "thesis.tex"/);
    Deno.removeSync(`${folder}/a/thesis.tex`);
    Deno.writeTextFileSync(`${folder}/a/.gitkeep`, "");
    await buildCorpus(build);

    const before = filesOf(folder);
    equal(
      (await buildCorpus({
        ...build,
        documents: () => {
          throw new Error("read");
        },
      })).alreadyThere,
      true,
    );
    await refused({ ...build, endOfDocument: "none" }, /it holds another corpus, with (dtype|endOfDocument)/);
    await refused(
      { ...build, splitting: { seed: 4, val: 0.2, test: 0.1 } },
      /another corpus, with splitting .*"seed":3.* wanted .*"seed":4/,
    );
    await refused({ ...build, splitting: "source" }, /another corpus, with splitting .* wanted none;/);
    await refused({ ...build, sources: [] }, /another corpus, with sources/);
    await refused({ ...build, documentStarts: false }, /another corpus, with documentStarts/);
    await refused({ ...build, out: `${folder}/a/index.json` }, /wanted a folder, got a file/);
    deepEqual(filesOf(folder), before);
  }));

Deno.test("an unfinished build is gone on with by the same options only, and does not open", () =>
  inFolder(async (out) => {
    const build = sampleBuild(out, documents);
    await rejects(buildCorpus({ ...build, files: failingFiles({ at: 70, all: false }) }), Died);
    throws(() => openCorpus(out), /this corpus is not finished; run the command that builds it again/);
    await refused({ ...build, endOfDocument: "none" }, /it holds an unfinished build with dtype "u16", wanted "u8"/);
    await refused(
      { ...build, sources: [] },
      /unfinished build with sources .*; give the same options to go on, or remove/,
    );
    await refused({ ...build, domainOf: () => "web" }, /the source or its domain map has changed/);
    await buildCorpus(build);
    Deno.removeSync(`${out}/index.json`);
    throws(() => openCorpus(out), /no corpus: it has no index.json/);
    await refused(build, /wanted a new or empty folder/);
  }));

Deno.test("a reader that fails ends the build with its error, and is closed", () =>
  inFolder(async (out) => {
    let closed = false;
    const failing = async function* () {
      try {
        yield* documents.slice(0, 100);
        throw new Error("the network is down");
      } finally {
        closed = true;
      }
    };
    await rejects(buildCorpus({ ...sampleBuild(out, []), documents: failing }), /the network is down/);
    ok(closed);
    // The same folder serves the build that does not fail.
    await buildCorpus(sampleBuild(out, documents));
    deepEqual(verifyCorpus(out), []);
  }));

Deno.test("two builds in one folder at once: one of them is refused, the other undisturbed", () =>
  inFolder(async (folder) => {
    const build = sampleBuild(`${folder}/a`, documents);
    const both = await Promise.allSettled([buildCorpus(build), buildCorpus(build)]);
    const reasons = both.flatMap((one) => one.status === "rejected" ? [one.reason.message] : []);
    equal(reasons.length, 1);
    match(reasons[0], /another build is writing there; wait for it/);
    await buildCorpus(sampleBuild(`${folder}/b`, documents));
    deepEqual(filesOf(`${folder}/a`), filesOf(`${folder}/b`));
  }));

Deno.test("a full disk: the message says so, and the next build goes on", () =>
  inFolder(async (folder) => {
    const build = sampleBuild(`${folder}/a`, documents);
    for (const at of [0, 3, 30, 60, 100, 150]) {
      const files = failingFiles({ at, how: "full" });
      await refused({ ...build, files }, /a: the disk is full; free some space and run the same command again/);
    }
    await buildCorpus(build);
    await buildCorpus(sampleBuild(`${folder}/b`, documents));
    deepEqual(filesOf(`${folder}/a`), filesOf(`${folder}/b`));
  }));

Deno.test({
  name: "a full disk looks as the test above makes it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    // Devices take all permissions, which `deno eval` has.
    const code = 'try { Deno.writeTextFileSync("/dev/full", "x", { append: true }) } catch (e) { console.log(e.code) }';
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", code] }).output();
    equal(new TextDecoder().decode(stdout).trim(), "ENOSPC");
  },
});

Deno.test("folders that cannot be written", () => {
  const said = (error: unknown) => (unwritable(error, "out") as Error).message;
  match(said(new Deno.errors.PermissionDenied("no")), /^out: its permissions forbid writing there/);
  match(said(Object.assign(new Error("read-only"), { code: "EROFS" })), /permissions forbid/);
  const other = new Error("another");
  equal(unwritable(other, "out"), other);
  match(said(new Deno.errors.NotFound("mkdir")), /^out: this folder cannot be made/);
});

Deno.test(
  { name: "without the permission to write", permissions: { read: true, write: false, sys: true, env: true } },
  async () => {
    await refused(
      sampleBuild("/tmp/mixlab-never", documents),
      /Deno may not write there; run with --allow-read --allow-write/,
    );
  },
);
