import { deepEqual, equal, ok, rejects } from "../assert.ts";
import fc from "fast-check";
import { isInputError } from "../../lib/errors.ts";
import type { SourceProblem } from "../../lib/corpus/document.ts";
import { readArrow } from "../../lib/corpus/readers/arrow.ts";
import { readTokenRows } from "../../lib/corpus/readers/token_rows.ts";

const folder = new URL("../golden/corpus/", import.meta.url).pathname, arrow = `${folder}arrow/`;
type Row = { text: string; name: string };
const golden = JSON.parse(await Deno.readTextFile(`${folder}columnar.json`));
const expected = (rows: Row[]) => rows.map(({ text, name }) => [text.replace(/^\uFEFF/, ""), name]);

Deno.test("readArrow reads what save_to_disk writes, file after file", async () => {
  const documents = await Array.fromAsync(readArrow(`${arrow}pile`));
  deepEqual(documents.map(({ text, source }) => [text, source]), expected(golden["arrow/pile"]));
  equal(documents[0].where, `${arrow}pile/data-00000-of-00002.arrow:row 0`);
  equal(documents[0].text, "with a byte order mark\uFEFF");
  ok(documents.every(({ split }) => split === undefined));
  equal(documents.at(-1)!.where.replace(/\d+$/, ""), `${arrow}pile/data-00001-of-00002.arrow:row `);
});

Deno.test("readArrow knows the splits of a DatasetDict and the names of its classes", async () => {
  const documents = await Array.fromAsync(readArrow(`${arrow}classes`));
  for (const split of ["train", "test"] as const) {
    const own = documents.filter((document) => document.split === split);
    deepEqual(own.map(({ text, source }) => [text, source]), expected(golden["arrow/classes"][split]));
  }
});

Deno.test("readArrow reads the file form of Arrow too", async () => {
  const documents = await Array.fromAsync(readArrow(`${arrow}file.arrow`));
  deepEqual(documents.map(({ text, source }) => [text, source]), expected(golden["arrow/file.arrow"]));
});

Deno.test("missing texts and sources are reported, also where the structure around them is null", async () => {
  const problems: SourceProblem[] = [];
  const documents = await Array.fromAsync(
    readArrow(`${arrow}nulls`, { onProblem: (problem) => problems.push(problem) }),
  );
  deepEqual(documents.map(({ text, source }) => [text, source]), [["one", "A"]]);
  deepEqual(problems.map(({ where, message }) => [where.replace(/.*:/, ""), message]), [
    ["row 1", `"text" is missing (null)`],
    ["row 2", `"meta.pile_set_name" is missing (null)`],
    ["row 3", `"meta.pile_set_name" is missing (null)`],
  ]);
  await rejects(Array.fromAsync(readArrow(`${arrow}nulls`)), {
    name: "SyntaxError",
    message: /row 1: "text" is missing/,
  });
});

Deno.test("columns that are missing or hold something else are named with those that are there", async () => {
  const cases: [string, Parameters<typeof readArrow>[1], RegExp][] = [
    ["tokens", {}, /no column "text"; its columns are attention_mask, input_ids, domain_id; name the one/],
    ["classes/train", { text: "score" }, /the column "score" does not hold texts; name another with the option text/],
    ["classes/train", { source: "flag" }, /the column "flag" does not hold texts or whole numbers/],
    [
      "classes/train",
      { source: "domains" },
      /no column "domains" \(did you mean domain\?\); its columns are id, domain/,
    ],
    ["pile", { source: "meta.name" }, /no column "meta.name".*its columns are text, meta.pile_set_name;/],
  ];
  for (const [path, options, message] of cases) {
    await rejects(Array.fromAsync(readArrow(arrow + path, options)), (error: Error) => {
      ok(isInputError(error) && error instanceof TypeError);
      ok(message.test(error.message), error.message);
      return true;
    });
  }
});

Deno.test("compressed batches are refused by name", async () => {
  await rejects(Array.fromAsync(readArrow(`${arrow}compressed.arrow`)), {
    name: "TypeError",
    message: /are compressed/,
  });
});

Deno.test("only the files that state.json lists are read, and all of them have to be there", async () => {
  const copy = await Deno.makeTempDir();
  try {
    for await (const { name } of Deno.readDir(`${arrow}pile`)) {
      await Deno.copyFile(`${arrow}pile/${name}`, `${copy}/${name}`);
    }
    await Deno.copyFile(`${arrow}nulls/data-00000-of-00001.arrow`, `${copy}/cache-0123.arrow`);
    equal((await Array.fromAsync(readArrow(copy))).length, 50);
    await Deno.remove(`${copy}/data-00001-of-00002.arrow`);
    await rejects(Array.fromAsync(readArrow(copy)), {
      message: /state.json: the file "data-00001-of-00002.arrow" that it/,
    });
    await Deno.writeTextFile(`${copy}/state.json`, `{"_data_files": [{"filename": "../x.arrow"}]}`);
    await rejects(Array.fromAsync(readArrow(copy)), { message: /the file "..\/x.arrow" that it lists is not there/ });
    await Deno.writeTextFile(`${copy}/state.json`, `{"_data_files": [], "_indices_data_files": [{"filename": "i"}]}`);
    await rejects(Array.fromAsync(readArrow(copy)), { name: "TypeError", message: /flatten_indices/ });
    await Deno.writeTextFile(`${copy}/state.json`, "[");
    await rejects(Array.fromAsync(readArrow(copy)), { name: "SyntaxError", message: /state.json: not a JSON object/ });
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
});

Deno.test("readTokenRows reads DoReMi's folders: domains and splits by folder", async () => {
  const rows = await Array.fromAsync(readTokenRows(`${arrow}doremi`)), parts = golden["arrow/doremi"];
  deepEqual(rows.map(({ ids }) => [...ids]), Object.keys(parts).sort().flatMap((key) => parts[key]));
  deepEqual(rows.map(({ source }) => source), [...Array(12).fill("ArXiv"), ...Array(12).fill("Github")]);
  ok(rows.every(({ split }) => split === "train"));
  const named = await Array.fromAsync(readTokenRows(`${arrow}doremi`, { domains: ["a", "b"] }));
  deepEqual([named[0].source, named.at(-1)!.source], ["a", "b"]);
});

Deno.test("readTokenRows reads other widths of ids, empty rows and domains by number", async () => {
  const rows = await Array.fromAsync(readTokenRows(`${arrow}tokens`));
  deepEqual(rows.map(({ ids }) => [...ids]), golden["arrow/tokens"]);
  deepEqual(rows.map(({ source }) => source), ["1", "0", "1", "2"]);
  await rejects(Array.fromAsync(readTokenRows(`${arrow}tokens`, { domains: ["a", "b"] })), {
    name: "SyntaxError",
    message: /row 3: "domain_id" has no name in domains/,
  });
  await rejects(Array.fromAsync(readTokenRows(`${arrow}pile`)), { message: /there is no column "input_ids"/ });
});

/** What a reader makes of altered bytes; undefined when it refuses them. Any other error is a fault of the reader. */
async function readAltered<T>(path: string, bytes: Uint8Array, read: (path: string) => AsyncIterable<T>) {
  await Deno.writeFile(path, bytes);
  try {
    return await Array.fromAsync(read(path));
  } catch (error) {
    ok(isInputError(error), `not an error for the user: ${(error as Error).stack}`);
    return undefined;
  }
}

Deno.test("an Arrow file cut off anywhere is refused", async () => {
  const path = await Deno.makeTempFile({ suffix: ".arrow" });
  try {
    for (const name of ["pile/data-00000-of-00002.arrow", "file.arrow"]) {
      const whole = await Deno.readFile(arrow + name);
      // The file form repeats its places at its end; they are not needed, so what is cut there is no loss.
      const needed = name === "file.arrow" ? whole.length - 900 : whole.length;
      for (let length = 0; length < needed; length += 1 + length % 41) {
        equal(
          await readAltered(path, whole.subarray(0, length), readArrow),
          undefined,
          `${name} cut to ${length} bytes`,
        );
      }
    }
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("altered Arrow files end in an error for the user or in whole rows, never in a hang", async () => {
  const path = await Deno.makeTempFile({ suffix: ".arrow" });
  const names = ["pile/data-00000-of-00002", "classes/train/data-00000-of-00001", "tokens/data-00000-of-00001"];
  const files = await Promise.all(names.map((name) => Deno.readFile(`${arrow}${name}.arrow`)));
  const change = fc.tuple(fc.nat(), fc.nat(255));
  let refused = 0, slowest = 0;
  try {
    const property = fc.asyncProperty(
      fc.nat(2),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      async (which, changes) => {
        const bytes = files[which].slice();
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const before = performance.now();
        const result = which < 2
          ? await readAltered(path, bytes, (p) => readArrow(p, { domain: "x" }))
          : await readAltered(path, bytes, readTokenRows);
        slowest = Math.max(slowest, performance.now() - before);
        if (result === undefined) refused += 1;
        else ok(result.length <= 50 && result.every((row) => "ids" in row || row.text.isWellFormed()));
      },
    );
    await fc.assert(property, { numRuns: Number(Deno.env.get("FUZZ_RUNS") ?? 1500) });
    ok(refused > 100, `only ${refused} were refused`);
    ok(slowest < 2000, `one took ${slowest} ms`);
  } finally {
    await Deno.remove(path);
  }
});
