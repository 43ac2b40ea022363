import { deepEqual, equal, match, ok, rejects } from "../../assert.ts";
import fc from "fast-check";
import { isInputError } from "../../../lib/errors.ts";
import { readFolders } from "../../../lib/corpus/readers/folders.ts";
import { readJsonl } from "../../../lib/corpus/readers/jsonl.ts";
import { readPile } from "../../../lib/corpus/readers/pile.ts";
import { readRedPajama } from "../../../lib/corpus/readers/redpajama.ts";
import { readSlimPajamaJsonl } from "../../../lib/corpus/readers/slimpajama_jsonl.ts";
import { concat, gz, readWith, test, utf8, withFiles, zst } from "./reading.ts";

const pile = (text: string, name: string) => `${JSON.stringify({ text, meta: { pile_set_name: name } })}\n`;
const slim = (text: string, name: string) => `${JSON.stringify({ text, meta: { redpajama_set_name: name } })}\n`;

test("The Pile: numbered files are train, val and test are themselves, in order of code points", async () => {
  const files = {
    "val.jsonl.zst": zst(pile("v", "ArXiv")),
    "test.jsonl.zst": zst(pile("t", "Github")),
    "train/01.jsonl.zst": concat(zst(pile("c", "Pile-CC")), zst(pile("d", "Wikipedia (en)"))),
    "train/00.jsonl.zst": zst(pile("a\u2028“b”", "ArXiv")),
    "train/more.jsonl": pile("e", "Pile-CC"),
    "other.jsonl": pile("f", "Pile-CC"),
    ".hidden.jsonl": "broken",
    "SHA256SUMS.txt": "not of the format",
  };
  await withFiles(files, async (folder) => {
    const where = (name: string, line = 1) => `${folder}/${name}:${line}`;
    deepEqual(await Array.fromAsync(readPile(folder)), [
      { source: "Pile-CC", text: "f", where: where("other.jsonl") },
      { source: "Github", text: "t", split: "test", where: where("test.jsonl.zst") },
      { source: "ArXiv", text: "a\u2028“b”", split: "train", where: where("train/00.jsonl.zst") },
      { source: "Pile-CC", text: "c", split: "train", where: where("train/01.jsonl.zst") },
      { source: "Wikipedia (en)", text: "d", split: "train", where: where("train/01.jsonl.zst", 2) },
      { source: "Pile-CC", text: "e", split: "train", where: where("train/more.jsonl") },
      { source: "ArXiv", text: "v", split: "val", where: where("val.jsonl.zst") },
    ]);
    equal((await Array.fromAsync(readPile(`${folder}/val.jsonl.zst`)))[0].split, "val");
  });
});

test("SlimPajama: the split is the folder's, or the file name's", async () => {
  const files = {
    "train/chunk1/example_train_0.jsonl.zst": zst(slim("a", "RedPajamaArXiv")),
    "validation/chunk1/example_holdout_0.jsonl.zst": zst(slim("b", "RedPajamaC4")),
    "test/chunk1/example_holdout_0.jsonl.zst": zst(slim("c", "RedPajamaBook")),
    "example_train_1.jsonl.zst": zst(slim("d", "RedPajamaGithub")),
    "example_holdout_1.jsonl.zst": zst(slim("e", "RedPajamaGithub")),
  };
  await withFiles(files, async (folder) => {
    const documents = await Array.fromAsync(readSlimPajamaJsonl(folder));
    deepEqual(documents.map(({ source, text, split }) => [source, text, split]), [
      ["RedPajamaGithub", "e", undefined],
      ["RedPajamaGithub", "d", "train"],
      ["RedPajamaBook", "c", "test"],
      ["RedPajamaArXiv", "a", "train"],
      ["RedPajamaC4", "b", "val"],
    ]);
  });
});

test("RedPajama: the folder is the domain, whatever stands in meta", async () => {
  const files = {
    "c4/c4-train.00000-of-01024.jsonl": '{"text": "a", "meta": {"language": "en"}}\n',
    "common_crawl/2019-30/en_head_0000.json.gz.dedup.classifier.jsonl.zst": zst('{"text": "b", "meta": "x"}\n'),
    "book/book.jsonl.gz": gz('{"text": "c"}'),
    "stray.jsonl": '{"text": "d"}',
    "urls.txt": "https://example.org",
  };
  await withFiles(files, async (folder) => {
    const { documents, problems } = await readWith((options) => readRedPajama(folder, options));
    deepEqual(documents.map(({ source, text }) => [source, text]), [["book", "c"], ["c4", "a"], ["common_crawl", "b"]]);
    deepEqual(problems.map(({ where }) => where), [`${folder}/stray.jsonl`]);
    match(problems[0].message, /left out: wanted one folder a domain/);
    await rejects(Array.fromAsync(readRedPajama(folder)), { name: "SyntaxError", message: /stray\.jsonl: left out/ });
    await rejects(Array.fromAsync(readRedPajama(`${folder}/c4`)), {
      name: "TypeError",
      message: /one folder a domain/,
    });
  });
});

test("folders: JSON lines and texts, with splits named inside", async () => {
  const files = {
    "mail/a.jsonl.zst": zst('{"text": "1"}\n{"text": "2"}\n'),
    "mail/val.jsonl": '{"text": "3"}\n',
    "mail/test/deep/b.jsonl.gz": gz('{"text": "4"}\n'),
    "notes/train/x.txt": "\ufeffMilk\r\nBread\ufeff\n",
    "notes/train/y.txt.zst": zst("Déjà vu"),
    "notes/bad.txt": new Uint8Array([0x61, 0xff]),
    "notes/empty.txt": "",
  };
  await withFiles(files, async (folder) => {
    const { documents, problems } = await readWith((options) => readFolders(folder, options));
    deepEqual(documents.map(({ source, text, split }) => [source, text, split]), [
      ["mail", "1", undefined],
      ["mail", "2", undefined],
      ["mail", "4", "test"],
      ["mail", "3", "val"],
      ["notes", "", undefined],
      ["notes", "Milk\r\nBread\ufeff\n", "train"],
      ["notes", "Déjà vu", "train"],
    ]);
    deepEqual(problems, [{ where: `${folder}/notes/bad.txt`, message: "not UTF-8: byte 0xFF at byte 2 of the file" }]);
  });
});

test("JSON lines: text and source by name, else the file's name", async () => {
  const files = {
    "arxiv.jsonl": '{"text": "a"}\n',
    "val/c4.json.gz": gz('{"text": "b"}\n'),
    "web.ndjson": '{"text": "c", "meta": {"kind": "x"}}\r\n\r\n  \n{"text": "d"}',
  };
  await withFiles(files, async (folder) => {
    const { documents } = await readWith((options) => readJsonl(folder, options));
    deepEqual(documents.map(({ source, text, split }) => [source, text, split]), [
      ["arxiv", "a", undefined],
      ["c4", "b", "val"],
      ["web", "c", undefined],
      ["web", "d", undefined],
    ]);
    const { documents: named, problems } = await readWith((options) =>
      readJsonl(`${folder}/web.ndjson`, { ...options, source: "meta.kind" })
    );
    deepEqual(named.map(({ source }) => source), ["x"]);
    deepEqual(problems, [{ where: `${folder}/web.ndjson:4`, message: '"meta.kind" is missing' }]);
  });
});

test("every line that cannot be used is named, and only those", async () => {
  const lines: [string, RegExp | undefined][] = [
    [pile("first", "A").trim(), undefined],
    ['{"text": "cut', /^not JSON: .*position/],
    ["", undefined],
    ["[1, 2]", /^wanted a JSON object, got a list$/],
    ["null", /^wanted a JSON object, got null$/],
    ["17", /^wanted a JSON object, got 17$/],
    ['{"meta": {"pile_set_name": "A"}}', /^"text" is missing$/],
    ['{"text": 5, "meta": {"pile_set_name": "A"}}', /^"text" wants a text, got 5$/],
    ['{"text": null, "meta": {"pile_set_name": "A"}}', /^"text" wants a text, got null$/],
    ['{"text": ["x"], "meta": {"pile_set_name": "A"}}', /^"text" wants a text, got a list$/],
    ['{"text": "x"}', /^"meta.pile_set_name" is missing$/],
    ['{"text": "x", "meta": "A"}', /^"meta.pile_set_name" is missing$/],
    ['{"text": "x", "meta": {"pile_set_name": ""}}', /^"meta.pile_set_name" is empty$/],
    ['{"text": "x", "meta": {"pile_set_name": {}}}', /^"meta.pile_set_name" wants a text, got an object$/],
    ['{"text": "\\ud800 x", "meta": {"pile_set_name": "A"}}', /^"text" holds half a surrogate pair/],
    ['{"__proto__": {"text": "x"}, "meta": {"pile_set_name": "A"}}', /^"text" is missing$/],
    [pile("last", "B").trim(), undefined],
  ];
  const bad = concat(utf8(lines.map(([line]) => line).join("\n")), utf8('\n{"text": "'), new Uint8Array([0xe9]));
  await withFiles({ "a.jsonl.zst": zst(bad) }, async (folder) => {
    const { documents, problems } = await readWith((options) => readPile(folder, options));
    deepEqual(documents.map(({ text }) => text), ["first", "last"]);
    const wanted = lines.flatMap(([, message], i) => message === undefined ? [] : [{ line: i + 1, message }]);
    equal(problems.length, wanted.length + 1);
    for (const [i, { line, message }] of wanted.entries()) {
      equal(problems[i].where, `${folder}/a.jsonl.zst:${line}`);
      match(problems[i].message, message);
    }
    match(problems.at(-1)!.message, /^not UTF-8: byte 0xE9 at byte 11 of the line$/);
    // Without onProblem the first one is an error, and what came before it is not lost.
    const texts: string[] = [];
    await rejects(async () => {
      for await (const { text } of readPile(folder)) texts.push(text);
    }, { name: "SyntaxError", message: new RegExp(`^${folder}/a.jsonl.zst:2: not JSON`) });
    deepEqual(texts, ["first"]);
  });
});

test("byte order marks are dropped before the file, a line and a text, and kept elsewhere", async () => {
  const line = (text: string) => JSON.stringify({ text });
  const file = `\ufeff${line("\ufeffone")}\n\ufeff${line("two\ufeff")}\n${line("\ufeff\ufeffthree")}\n\ufeff\n`;
  await withFiles({ "a.jsonl": file }, async (folder) => {
    const texts = (await Array.fromAsync(readJsonl(folder))).map(({ text }) => text);
    deepEqual(texts, ["one", "two\ufeff", "\ufeffthree"]);
  });
});

test("a line of 30 MB is one document", async () => {
  const text = "A long novel’s page. ".repeat(1_400_000);
  const lines = [pile("before", "A"), pile(text, "Books3"), pile("after", "A")].join("");
  await withFiles({ "00.jsonl.zst": zst(lines), "01.jsonl": lines }, async (folder) => {
    const documents = await Array.fromAsync(readPile(folder));
    deepEqual(documents.map((document) => document.text.length), [6, text.length, 5, 6, text.length, 5]);
    ok(documents[1].text === text && documents[4].text === text);
  });
});

test("a damaged or cut-off file is an error also where problems are collected", async () => {
  const lines = Array.from({ length: 2000 }, (_, i) => pile(`Document ${i * i}.`, "A")).join("");
  const whole = zst(lines);
  await withFiles({ "00.jsonl.zst": whole.subarray(0, whole.length - 20) }, async (folder) => {
    const texts: string[] = [];
    await rejects(async () => {
      for await (const { text } of readPile(folder, { onProblem: () => {} })) texts.push(text);
    }, { name: "SyntaxError", message: /00\.jsonl\.zst: byte \d+: the zstd file is cut off inside frame 1/ });
    deepEqual(texts, Array.from({ length: texts.length }, (_, i) => `Document ${i * i}.`));
  });
});

test("unfinished downloads, other compressions and copies are named, links are followed", async () => {
  const files = {
    "00.jsonl": pile("a", "A"),
    "00.jsonl.zst": zst(pile("a", "A")),
    "01.jsonl.zst.part": "half",
    "02.jsonl.xz": "xz",
    "blobs/3f": zst(pile("linked", "A")),
    "README.md": "text",
  };
  await withFiles(files, async (folder) => {
    await Deno.mkdir(`${folder}/links`);
    await Deno.symlink("../blobs/3f", `${folder}/links/03.jsonl.zst`);
    await Deno.symlink("..", `${folder}/links/circle`);
    const { documents, problems } = await readWith((options) => readPile(folder, options));
    deepEqual(documents.map(({ text }) => text), ["a", "linked"]);
    deepEqual(problems.map(({ where }) => where.slice(folder.length + 1)).sort(), [
      "00.jsonl.zst",
      "01.jsonl.zst.part",
      "02.jsonl.xz",
    ]);
  });
});

test("files come in order of code points, not of UTF-16 units", async () => {
  const names = ["a", "a.b", "b", "\u{ff5e}", "\u{1f600}"]; // U+1F600 is written with units below U+FF5E
  const files = Object.fromEntries(names.map((name) => [`${name}.jsonl`, '{"text": "x"}']));
  await withFiles(files, async (folder) => {
    const sources = (await Array.fromAsync(readJsonl(folder))).map(({ source }) => source);
    deepEqual(sources, ["a.b", "a", "b", "\u{ff5e}", "\u{1f600}"]);
  });
});

test("a path with nothing to read is an error of the input", async () => {
  await withFiles({ "a.csv": "x", "empty/.keep": "" }, async (folder) => {
    for (const path of [`${folder}/none`, `${folder}/a.csv`, `${folder}/empty`, "", "a\0b"]) {
      for (const read of [readPile, readSlimPajamaJsonl, readRedPajama, readFolders, readJsonl]) {
        await rejects(Array.fromAsync(read(path)), (error) => error instanceof TypeError && isInputError(error));
      }
    }
  });
});

test("progress counts compressed bytes to the total", async () => {
  const lines = pile("word ".repeat(100_000), "A");
  await withFiles({ "00.jsonl.zst": zst(lines), "01.jsonl": lines, "val.jsonl.gz": gz(lines) }, async (folder) => {
    const calls: [number, number | undefined][] = [];
    await Array.fromAsync(readPile(folder, { onBytes: (done, total) => calls.push([done, total]) }));
    const sizes = [...Deno.readDirSync(folder)].map(({ name }) => Deno.statSync(`${folder}/${name}`).size);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    deepEqual(calls.at(-1), [total, total]);
    ok(calls.every(([done], i) => i === 0 || done > calls[i - 1][0]));
  });
});

test("leaving early leaves nothing open", async () => {
  const lines = Array.from({ length: 50_000 }, (_, i) => pile(`Document ${i * i}.`, "A")).join("");
  await withFiles({ "00.jsonl.zst": zst(lines), "01.jsonl.zst": zst(lines) }, async (folder) => {
    for await (const { text } of readPile(folder)) if (text === "Document 9.") break;
    const stream = readPile(folder);
    await stream.next();
    await stream.return(undefined);
    await rejects(async () => {
      for await (const _ of readPile(folder)) throw new Error("the caller's own");
    }, /the caller's own/);
  });
});

test("any lines: documents and problems add up, and texts come back as they were", async () => {
  const good = fc.string({ unit: "binary", maxLength: 40 }).map((text) => ({ line: pile(text, "A").trim(), text }));
  const bad = fc.oneof(fc.json(), fc.string({ unit: "binary", maxLength: 20 })).map((line) => ({
    line: line.replace(/[\r\n]/g, " "),
    text: undefined,
  }));
  const folder = await Deno.makeTempDir();
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(good, bad), { maxLength: 12 }), fc.boolean(), async (lines, crlf) => {
        await Deno.writeFile(
          `${folder}/00.jsonl.zst`,
          zst(lines.map(({ line }) => line + (crlf ? "\r\n" : "\n")).join("")),
        );
        const { documents, problems } = await readWith((options) => readPile(folder, options));
        const texts = lines.flatMap(({ text }) => text === undefined ? [] : [text.replace(/^\ufeff/, "")]);
        deepEqual(documents.map(({ text }) => text), texts);
        const blank = lines.filter(({ line }) => /^\ufeff?[ \t]*$/.test(line)).length;
        equal(documents.length + problems.length + blank, lines.length);
      }),
      { numRuns: 200 },
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("any bytes as a source: an end or an error of the input", async () => {
  const folder = await Deno.makeTempDir();
  const readers = [readPile, readSlimPajamaJsonl, readFolders, readJsonl];
  await Deno.mkdir(`${folder}/d`);
  try {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(3), fc.nat(4), async (bytes, which, kind) => {
        const name = ["a.jsonl", "a.jsonl.zst", "a.txt", "a.jsonl.gz", "a.txt.zst"][kind];
        const path = `${folder}/d/${name}`;
        await Deno.writeFile(path, kind === 1 || kind === 4 ? zst(bytes) : bytes);
        try {
          await readWith((options) => readers[which](folder, options));
        } catch (error) {
          ok(isInputError(error), String(error));
        } finally {
          await Deno.remove(path);
        }
      }),
      { numRuns: 300 },
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
