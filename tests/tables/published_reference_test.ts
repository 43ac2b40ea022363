/** What is made from published files, against the published tables themselves. */
import assert from "../assert.ts";
import { AIOLI_COVERS } from "../../lib/tables/published/aioli_covers.ts";
import { AIOLI_GRAPHS } from "../../lib/tables/published/aioli_graphs.ts";
import { AIOLI_LAWS } from "../../lib/tables/published/aioli_laws.ts";
import { AIOLI_SPLITS } from "../../lib/tables/published/aioli_splits.ts";
import { DOREMI } from "../../lib/tables/published/doremi.ts";
import type { Recipe } from "../../lib/tables/published/recipe.ts";
import { REGMIX } from "../../lib/tables/published/regmix.ts";
import { sha256 } from "../../lib/text/sha256.ts";
import { readSources } from "../../lib/tables/published/source.ts";
import { needsReference } from "../reference.ts";
import { writePickle } from "./pickle_writer.ts";
import { bytesOf } from "./publisher.ts";

type Files = [string, Uint8Array<ArrayBuffer>][];

async function make(recipe: Recipe, files: Files): Promise<string> {
  const table = await recipe.make(new Map(files));
  return typeof table === "string" ? table : new TextDecoder().decode(table);
}

/** SHA-256 of the published files, by path. */
async function publishedHashes(): Promise<Map<string, string>> {
  const listed = await Deno.readTextFile(new URL("../../data/sources.json", import.meta.url));
  return new Map(readSources(listed, "sources.json").map((s) => [s.path, s.sha256]));
}

needsReference("RegMix tables come back byte for byte from files of the published form", async (ref) => {
  const hashes = await publishedHashes();
  for (const recipe of REGMIX.slice(0, 3)) {
    const table = await Deno.readTextFile(ref(...recipe.makes.split("/")));
    const [header, ...rows] = table.trimEnd().split("\n").map((line) => line.split(","));
    const m = header.filter((name) => name.startsWith("w_")).length;
    const text = (rows: string[][]) => bytesOf(rows.map((row) => row.join(",") + "\n").join(""));
    const mixtures = text([
      ["index", ...header.slice(1, m + 1).map((name) => `train_the_pile_${name.slice(2)}`)],
      ...rows.map((row) => row.slice(0, m + 1)),
    ]);
    // The share files can be rebuilt exactly; of the losses only six decimals are left, so digits are added.
    assert.equal(await sha256(mixtures), hashes.get(recipe.from[0]), recipe.from[0]);
    const losses = text([
      ["index", ...header.slice(m + 1).map((name) => `metric/the_pile_${name.slice(5)}_val_loss`)],
      ...rows.toReversed().map((row, i) => [
        row[0],
        ...row.slice(m + 1).map((x) => String(Number(x) + (i % 2 ? 4e-7 : -4e-7))),
      ]),
    ]);
    assert.equal(await make(recipe, [[recipe.from[0], mixtures], [recipe.from[1], losses]]), table, recipe.makes);
  }
});

needsReference(
  "DoReMi tables come back value for value, but for the columns that cannot be downloaded",
  async (ref) => {
    for (const recipe of DOREMI) {
      const table = (await Deno.readTextFile(ref(...recipe.makes.split("/")))).trimEnd().split("\n");
      const [header, ...rows] = table.map((line) => line.split(","));
      // The columns that have a file come first, in both tables.
      const columns = header.slice(1, recipe.from.length + 1);
      const files = recipe.from.map((name, j): Files[number] => {
        const weights = Object.fromEntries(rows.map((row) => [row[0], Number(row[j + 1])]));
        return [name, bytesOf(JSON.stringify({ train_domain_weights: weights }))];
      });
      const wanted = [["domain", ...columns], ...rows.map((row) => row.slice(0, recipe.from.length + 1))];
      assert.equal(await make(recipe, files), wanted.map((cells) => cells.join(",") + "\n").join(""), recipe.makes);
      assert.ok(recipe.lacks && header.slice(recipe.from.length + 1).length > 0);
    }
  },
);

needsReference("Aioli law parameters come back byte for byte from pickles of the same shape", async (ref) => {
  const text = await Deno.readTextFile(ref("aioli", "law_results.json"));
  type Tree = number[] | { [key: string]: Tree };
  // Seeds were NumPy integers, steps and parents numbers: the writer gives each its kind.
  const key = (k: string) => /^\d$/.test(k) ? BigInt(k) : /^[\d.]+$/.test(k) ? Number(k) : k;
  const tree = (value: Tree): Parameters<typeof writePickle>[0] =>
    Array.isArray(value) ? value : new Map(Object.entries(value).map(([k, v]) => [key(k), tree(v)]));
  const files = Object.entries(JSON.parse(text) as Record<string, Tree>)
    .map(([path, value]): Files[number] => [path, writePickle(tree(value))]);
  assert.deepEqual(files.map(([path]) => path), AIOLI_LAWS[0].from);
  for (const recipe of AIOLI_LAWS) {
    assert.equal(await make(recipe, files), await Deno.readTextFile(ref(...recipe.makes.split("/"))), recipe.makes);
  }
  const broken = files.map(([path, bytes], i): Files[number] =>
    i === 0 ? [path, writePickle(new Map([[1500, new Map([[0n, [1, 2, 3]]])]]))] : [path, bytes]
  );
  await assert.rejects(make(AIOLI_LAWS[1], broken), /wanted the 1 parameters b, got 3/);
});

needsReference(
  "Aioli graphs, covers and splits come back byte for byte, the first two from the very files",
  async (ref) => {
    const listed = await Deno.readTextFile(new URL("../../data/sources.json", import.meta.url));
    const hashes = new Map(readSources(listed, "sources.json").map((s) => [s.path, s.sha256]));
    const wanted = (recipe: Recipe) => Deno.readTextFile(ref(...recipe.makes.split("/")));

    const graphs: { [name: string]: { matrix: number[][] } } = JSON.parse(await wanted(AIOLI_GRAPHS[0]));
    const npys = Object.entries(graphs).map(([name, { matrix }]): Files[number] => {
      const m = matrix.length;
      const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${m}, ${m}), }`.padEnd(117) + "\n";
      const bytes = new Uint8Array([
        0x93,
        ...bytesOf("NUMPY"),
        1,
        0,
        header.length,
        0,
        ...bytesOf(header),
        ...new Array(8 * m * m),
      ]);
      const view = new DataView(bytes.buffer);
      matrix.flat().forEach((x, i) => view.setFloat64(128 + 8 * i, x, true));
      return [`skillit_graphs/${name}`, bytes];
    });
    for (const [path, bytes] of npys) assert.equal(await sha256(bytes), hashes.get(path), path);
    for (const recipe of AIOLI_GRAPHS) assert.equal(await make(recipe, npys), await wanted(recipe), recipe.makes);

    const [covers] = AIOLI_COVERS;
    const rows = (await wanted(covers)).trimEnd().split("\r\n").slice(1).map((line) => line.split(","));
    const texts = covers.from.map((path): Files[number] => {
      const own = rows.filter((row) => path.endsWith(`/${row[4]}`));
      return [path, bytesOf(own.map((row) => row.slice(5).filter((cell) => cell !== "").join(",") + "\n").join(""))];
    });
    for (const [path, bytes] of texts) assert.equal(await sha256(bytes), hashes.get(path), path);
    assert.equal(await make(covers, texts), await wanted(covers));

    // The hashes of the pickles stand in the table: they are taken out, since pickles written here have others.
    const [splits] = AIOLI_SPLITS;
    const golden = JSON.parse(await wanted(splits)) as { splits: Record<string, Record<string, number[]>> };
    const pickles = splits.from.map((path, i): Files[number] => {
      const tasks = Object.values(golden.splits)[i];
      return [path, integers(tasks)];
    });
    const masked = (text: string) => text.replace(/"sha256": "[0-9a-f]{64}"/g, "");
    assert.equal(masked(await make(splits, pickles)), masked(await wanted(splits)));
  },
);

/** A pickle of lists of integers by task. */
function integers(tasks: Record<string, number[]>): Uint8Array<ArrayBuffer> {
  const parts = Object.entries(tasks).flatMap(([task, list]) => {
    const name = bytesOf(task);
    // X name ]( M.. e: text, an empty list, a mark, two bytes for each integer, append all
    return [0x58, name.length, 0, 0, 0, ...name, 0x5d, 0x28, ...list.flatMap((n) => [0x4d, n & 255, n >> 8]), 0x65];
  });
  return Uint8Array.from([0x80, 3, 0x7d, 0x28, ...parts, 0x75, 0x2e]);
}
