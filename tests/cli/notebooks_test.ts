import { deepEqual, equal, match, ok } from "../assert.ts";
import { exists } from "../exists.ts";
import type { JsonObject } from "../../lib/jupyter/json.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
// The permissions of the task.
const RUN = ["run", "--no-prompt", "--allow-read", "--allow-write", "--allow-env=HOME,MIXLAB_REFERENCE"];
const TASK = [...RUN, "--allow-net=127.0.0.1", "--allow-run", `${ROOT}lib/cli/notebooks.ts`];

/** A folder of the light half: notebooks import Mixlab by its name. */
async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.writeTextFile(`${folder}/deno.json`, `{ "imports": { "half": "./half.ts" } }`);
    await Deno.writeTextFile(`${folder}/half.ts`, "export const half = (x: number): number => x / 2;\n");
    await Deno.mkdir(`${folder}/reference/dml`, { recursive: true });
    await Deno.mkdir(`${folder}/reference/regmix`);
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function notebooks(folder: string, ...args: string[]) {
  const command = start(folder, args);
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout).replace(/, \d+\.\d s$/gm, ""), err: text(stderr) };
}

function start(folder: string, args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [...TASK, ...args],
    cwd: folder,
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1", MIXLAB_REFERENCE: `${folder}/reference` },
  });
}

function write(path: string, ...cells: (readonly [string, ...string[]])[]): void {
  const notebook = {
    cells: cells.map(([source, ...tags], n) => ({
      cell_type: "code",
      execution_count: null,
      id: `c${n}`,
      metadata: { tags },
      outputs: [],
      source,
    })),
    metadata: { kernelspec: { display_name: "Deno", language: "typescript", name: "deno" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  Deno.writeTextFileSync(path, JSON.stringify(notebook));
}

const outputs = (path: string): JsonObject[][] =>
  JSON.parse(Deno.readTextFileSync(path)).cells.map((cell: { outputs: JsonObject[] }) => cell.outputs);

Deno.test("notebooks: outputs are written back, the same each time, and --check compares them", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.ipynb`;
    write(
      path,
      ['import { half } from "half";'],
      ["console.log(half(3), Deno.cwd());"],
      ["console.log(Math.random());", "varies"],
      ['console.log("closed");', "needs:dml"],
      ['console.log("open");', "needs:regmix"],
    );
    deepEqual(await notebooks(folder, "a.ipynb"), { code: 0, out: "a.ipynb: ok: 5 cells\n", err: "" });
    const lines = outputs(path).map((list) => list.flatMap(({ text }) => text));
    deepEqual([lines[0], lines[4]], [[], ["open\n"]]);
    match(String(lines[1]), /^1\.5 .*\n$/);
    match(String(lines[3]), /^\(Made from published tables without a licence: dml\. /);
    const first = Deno.readTextFileSync(path);
    await notebooks(folder, "a.ipynb");
    const without = (text: string) => text.replace(/"0\.\d+\\n"/, "");
    equal(without(Deno.readTextFileSync(path)), without(first));

    Deno.writeTextFileSync(`${folder}/b.ipynb`, first);
    Deno.writeTextFileSync(path, first.replace('"open\\n"', '"shut\\n"'));
    const checked = await notebooks(folder, "--check", "a.ipynb", "b.ipynb", "--out", "new");
    deepEqual(checked, {
      code: 1,
      out: "a.ipynb: FAILED: 5 cells\nb.ipynb: ok: 5 cells\n", // though the number of cell 3 is another one
      err: 'a.ipynb: cell 5: output 1: stdout, line 1: was "shut", is "open"\n',
    });
    equal(Deno.readTextFileSync(path).includes("shut"), true);
    deepEqual(outputs(`${folder}/new/a.ipynb`)[4].map(({ text }) => text), [["open\n"]]);
  }));

Deno.test("notebooks: a cell that fails is named with its error, nothing is written; the others are run", () =>
  withFolder(async (folder) => {
    write(`${folder}/1.ipynb`, ["const a = 1;"], ['function deep() { throw new RangeError("too\\nfar"); }\ndeep();']);
    write(`${folder}/2.ipynb`, ["console.log(2);"]);
    write(`${folder}/3.ipynb`, ["const b: string = 3;"]);
    const before = Deno.readTextFileSync(`${folder}/1.ipynb`);
    const { code, out, err } = await notebooks(folder, ".", "--jobs", "2");
    equal(code, 1);
    deepEqual(out.trim().split("\n").sort(), [
      "1.ipynb: FAILED: 2 cells",
      "2.ipynb: ok: 1 cell",
      "3.ipynb: FAILED: not run, its types do not hold",
    ]);
    match(err, /^3\.ipynb: cell 1, 1:7: TS2322: Type 'number' is not assignable to type 'string'\.\n/);
    match(err, /\n1\.ipynb: cell 2: RangeError: too\nfar\n(.*\n)* {4}at deep /);
    equal(Deno.readTextFileSync(`${folder}/1.ipynb`), before);
    deepEqual(outputs(`${folder}/2.ipynb`)[0].length, 1);
    deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((name) => /check|part/.test(name)), []);
    const types = await notebooks(folder, "--types-only", "2.ipynb");
    deepEqual(types, { code: 0, out: "1 notebook: types and format of all cells hold\n", err: "" });
    equal((await notebooks(folder, "--types-only", "3.ipynb")).code, 1);
    write(`${folder}/4.ipynb`, ["await new Promise((end) => setTimeout(end, 9000));"]);
    match(
      (await notebooks(folder, "--timeout", "3", "4.ipynb")).err,
      /cell 1: CellTimedOut: .* within 3 s; --timeout S gives/,
    );
  }));

Deno.test("notebooks: bad input is refused with 2", () =>
  withFolder(async (folder) => {
    write(`${folder}/a.ipynb`, ["1;", "needs:astrology"]);
    await Deno.mkdir(`${folder}/sub`);
    write(`${folder}/sub/a.ipynb`, ["1;"]);
    await Deno.writeTextFile(`${folder}/broken.ipynb`, '{\n "cells": [}');
    await Deno.mkdir(`${folder}/empty`);
    const refused = async (args: string[], words: RegExp) => {
      const { code, out, err } = await notebooks(folder, ...args);
      deepEqual([code, out], [2, ""], err);
      match(err, words);
    };
    await refused(
      ["a.ipynb"],
      /^mixlab: a\.ipynb: tag needs:astrology: published table: wanted a path below .*, got "astrology"/,
    );
    await refused(["broken.ipynb"], /^mixlab: broken\.ipynb:2:\d+: wanted a notebook in JSON/);
    await refused(["gone.ipynb"], /^mixlab: gone\.ipynb: there is no such file/);
    await refused(["half.ts"], /^mixlab: half\.ts: wanted a notebook, a file that ends in \.ipynb/);
    await refused(["empty"], /^mixlab: empty: there is no notebook/);
    await refused(["--jobs", "0", "a.ipynb"], /--jobs: wanted a whole number ≥ 1, got "0"/);
    await refused(["--timeout", "0", "a.ipynb"], /--timeout: wanted a number > 0, got "0"/);
    await refused(["sub", "--out", "half.ts"], /--out: wanted a folder, got half\.ts, which is a file/);
    await refused(["sub", "--out", "half.ts/x"], /--out: half\.ts\/x: wanted a folder, got a file/);
    await refused(["--types-only", "--check"], /--types-only runs nothing: drop it, or --check/);
    await refused(["--chek"], /did you mean --check\?/);
    await refused(
      ["a.ipynb", "sub/a.ipynb", "--out", "new"],
      /--out: a\.ipynb and sub\/a\.ipynb would both be written as a\.ipynb/,
    );
  }));

Deno.test("notebooks: interrupted, no kernel is left and the file is as it was", () =>
  withFolder(async (folder) => {
    write(`${folder}/a.ipynb`, ['Deno.writeTextFileSync("pid", String(Deno.pid));'], ["await new Promise(() => {});"]);
    const before = Deno.readTextFileSync(`${folder}/a.ipynb`), child = start(folder, ["a.ipynb"]).spawn();
    const err = new Response(child.stderr).text(), out = new Response(child.stdout).text();
    for (let tries = 0; !exists(`${folder}/pid`) && tries < 300; tries++) await new Promise((go) => setTimeout(go, 50));
    await new Promise((go) => setTimeout(go, 100));
    const kernel = Number(Deno.readTextFileSync(`${folder}/pid`));
    child.kill("SIGINT");
    equal((await child.status).code, 130);
    match(await err, /mixlab: interrupted; what was written is whole/);
    equal(await out, "");
    equal(Deno.readTextFileSync(`${folder}/a.ipynb`), before);
    ok(!exists(`/proc/${kernel}`), "the kernel lives");
  }));

Deno.test("notebooks: --help", () =>
  withFolder(async (folder) => {
    const { code, out } = await notebooks(folder, "--help");
    equal(code, 0);
    match(out, /deno task notebooks \[FILE…\]/);
    equal(out.split("\n").every((line) => line.length <= 120), true);
  }));
