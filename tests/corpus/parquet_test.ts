import { deepEqual, equal, ok, rejects } from "../assert.ts";
import fc from "fast-check";
import { isInputError } from "../../lib/errors.ts";
import type { SourceDocument, SourceProblem } from "../../lib/corpus/document.ts";
import { type ParquetOptions, readParquet } from "../../lib/corpus/readers/parquet.ts";

const folder = new URL("../golden/corpus/", import.meta.url).pathname;
type Row = { text: string; name: string };
const golden: Record<string, Row[]> = JSON.parse(await Deno.readTextFile(`${folder}columnar.json`));
const withoutMark = (text: string) => text.replace(/^\uFEFF/, "");

function read(path: string, options?: ParquetOptions): Promise<SourceDocument[]> {
  return Array.fromAsync(readParquet(folder + path, options));
}

function same(documents: readonly SourceDocument[], rows: readonly Row[]): void {
  deepEqual(documents.map(({ text, source }) => [text, source]), rows.map((r) => [withoutMark(r.text), r.name]));
}

Deno.test("readParquet reads SlimPajama's layout: shards in order, splits by name, domains from meta", async () => {
  const documents = await read("slimpajama"), shards = Object.keys(golden).filter((k) => k.startsWith("slimpajama/"));
  const expected = shards.sort().flatMap((shard) =>
    golden[shard].map((row, i) => ({
      source: row.name,
      text: withoutMark(row.text),
      where: `${folder}${shard}:row ${i}`,
      split: shard.includes("test") ? "test" : "train",
    }))
  );
  equal(documents.length, 80);
  deepEqual(documents, expected);
});

Deno.test("a byte order mark in front of a text is left out, one inside stays", async () => {
  equal((await read("parquet/plain.parquet"))[0].text, "with a byte order mark\uFEFF");
});

const variants = [
  ...["none", "snappy", "gzip", "zstd", "plain", "v2", "v2_none", "delta_length", "delta_strings"],
  ...["checksums", "old"],
];
for (const variant of variants) {
  Deno.test(`readParquet reads what pyarrow writes: ${variant}`, async () => {
    same(await read(`parquet/${variant}.parquet`), golden.variants);
  });
}

Deno.test("columns that cannot be null are read", async () => {
  same(await read("parquet/required.parquet"), golden["parquet/required.parquet"]);
});

Deno.test("a file without rows has no documents", async () => {
  deepEqual(await read("parquet/empty.parquet"), []);
});

Deno.test("a compression that cannot be read is named with those that can", async () => {
  await rejects(read("parquet/lz4.parquet"), {
    name: "TypeError",
    message: /column "text": wanted pages compressed as UNCOMPRESSED, SNAPPY, GZIP, ZSTD, got LZ4/,
  });
});

Deno.test("missing texts and sources are reported, or the first is an error", async () => {
  const problems: SourceProblem[] = [];
  const documents = await read("parquet/nulls.parquet", { onProblem: (problem) => problems.push(problem) });
  deepEqual(documents.map(({ text, source }) => [text, source]), [["one", "A"]]);
  const at = (row: number) => `${folder}parquet/nulls.parquet:row ${row}`;
  deepEqual(problems, [
    { where: at(1), message: `"text" is missing (null)` },
    { where: at(2), message: `"meta.pile_set_name" is missing (null)` },
    { where: at(3), message: `"meta.pile_set_name" is missing (null)` },
  ]);
  await rejects(read("parquet/nulls.parquet"), { name: "SyntaxError", message: `${at(1)}: "text" is missing (null)` });
});

Deno.test("columns that are missing or hold no texts are named with those that are there", async () => {
  const columns = "content, tokens.list.element, n, bytes";
  const cases: [ParquetOptions, string][] = [
    [{}, `there is no column "text"; its columns are ${columns}; name the one to use with the option text`],
    [{ text: "contents" }, `there is no column "contents" (did you mean content?); its columns are ${columns}; `],
    [{ text: "n" }, `the column "n" does not hold one text a row; name another with the option text`],
    [{ text: "tokens.list.element" }, `the column "tokens.list.element" does not hold one text a row`],
    [{ text: "content", source: "meta.name" }, `there is no column "meta.name"; its columns are ${columns}; `],
    [
      { text: "content" },
      `no column is known to hold the domain; its columns are ${columns}; name one with the option`,
    ],
  ];
  for (const [options, message] of cases) {
    await rejects(read("parquet/other.parquet", options), (error: Error) => {
      ok(isInputError(error) && error instanceof TypeError, String(error));
      ok(error.message.startsWith(`${folder}parquet/other.parquet: ${message}`), error.message);
      return true;
    });
  }
  same(await read("parquet/other.parquet", { text: "content", domain: "mine" }), [{ text: "a", name: "mine" }]);
});

Deno.test("bytes that are not UTF-8 are reported, not read as something else", async () => {
  await rejects(read("parquet/other.parquet", { text: "bytes", domain: "mine" }), {
    name: "SyntaxError",
    message: `${folder}parquet/other.parquet:row 0: "bytes" is not UTF-8`,
  });
});

Deno.test("folders tell the domain where no column does; missing shards are reported", async () => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/prose/train`, { recursive: true });
    await Deno.copyFile(
      `${folder}parquet/other.parquet`,
      `${root}/prose/train/part-00002-of-00003.parquet`,
    );
    await Deno.mkdir(`${root}/code/data`, { recursive: true });
    await Deno.copyFile(`${folder}parquet/other.parquet`, `${root}/code/data/validation-00000-of-00001.parquet`);
    const problems: SourceProblem[] = [], seen: number[] = [];
    const documents = await Array.fromAsync(readParquet(root, {
      text: "content",
      onProblem: (problem) => problems.push(problem),
      onBytes: (done, total) => seen.push(done / total!),
    }));
    deepEqual(documents.map(({ source, split }) => [source, split]), [["code", "val"], ["prose", "train"]]);
    deepEqual(problems, [{
      where: `${root}/prose/train/part-*-of-00003`,
      message: "wanted 3 shards, got 1 (the first missing is 00000); download the others",
    }]);
    ok(seen.every((share, i) => share >= (seen[i - 1] ?? 0)) && seen.at(-1) === 1, String(seen));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("what is no parquet file is refused", async () => {
  const path = await Deno.makeTempFile({ suffix: ".parquet" });
  try {
    for (
      const bytes of ["", "PAR1", "PAR1PAR1", "PAR1\xff\xff\xff\x7fPAR1", "hello, this is a text", "PAR1 and no end"]
    ) {
      await Deno.writeFile(path, Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
      await rejects(Array.fromAsync(readParquet(path)), (error) => isInputError(error) && error instanceof SyntaxError);
    }
    await rejects(Array.fromAsync(readParquet(`${path}/x`)), isInputError);
    await rejects(Array.fromAsync(readParquet(folder + "arrow")), { message: /there is no file named \.parquet/ });
  } finally {
    await Deno.remove(path);
  }
});

/** Documents of altered bytes, or undefined when they are refused; any other error is a fault of the reader. */
async function readAltered(path: string, bytes: Uint8Array): Promise<SourceDocument[] | undefined> {
  await Deno.writeFile(path, bytes);
  try {
    return await Array.fromAsync(readParquet(path, { domain: "x" }));
  } catch (error) {
    ok(isInputError(error), `not an error for the user: ${(error as Error).stack}`);
    return undefined;
  }
}

Deno.test("a parquet file cut off anywhere is refused", async () => {
  const path = await Deno.makeTempFile({ suffix: ".parquet" });
  try {
    for (const variant of ["none", "zstd", "v2"]) {
      const whole = await Deno.readFile(`${folder}parquet/${variant}.parquet`);
      for (let length = 0; length < whole.length; length += 1 + length % 19) {
        equal(await readAltered(path, whole.subarray(0, length)), undefined, `${variant} cut to ${length} bytes`);
      }
    }
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("altered parquet files end in an error for the user or in whole texts, never in a hang", async () => {
  const path = await Deno.makeTempFile({ suffix: ".parquet" });
  const files = new Map<string, Uint8Array>();
  for (const variant of variants) files.set(variant, await Deno.readFile(`${folder}parquet/${variant}.parquet`));
  const change = fc.tuple(fc.nat(), fc.nat(255));
  let refused = 0, slowest = 0;
  try {
    const property = fc.asyncProperty(
      fc.constantFrom(...variants),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      async (
        variant,
        changes,
      ) => {
        const bytes = files.get(variant)!.slice();
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const before = performance.now(), documents = await readAltered(path, bytes);
        slowest = Math.max(slowest, performance.now() - before);
        if (documents === undefined) refused += 1;
        else {
          ok(documents.length <= 60, `${documents.length} documents out of 60`);
          for (const { text } of documents) ok(text.isWellFormed());
        }
      },
    );
    await fc.assert(property, { numRuns: Number(Deno.env.get("FUZZ_RUNS") ?? 1500) });
    ok(refused > 100, `only ${refused} were refused`);
    ok(slowest < 2000, `one took ${slowest} ms`);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("with page checksums every altered byte of a text is found", async () => {
  const path = await Deno.makeTempFile({ suffix: ".parquet" });
  const whole = await Deno.readFile(`${folder}parquet/checksums.parquet`);
  // The text column is the first and its pages stand first; the last of its texts ends well before byte 2,000 of them.
  const at = new TextDecoder("latin1").decode(whole).indexOf("loss");
  ok(at > 0 && at < 2000);
  try {
    for (let i = 0; i < 8; i++) {
      const bytes = whole.slice();
      bytes[at] ^= 1 << i;
      await Deno.writeFile(path, bytes);
      await rejects(Array.fromAsync(readParquet(path)), { message: /a page's checksum is wrong/ });
    }
  } finally {
    await Deno.remove(path);
  }
});
