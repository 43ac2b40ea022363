import { deepEqual, equal, ok } from "../assert.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { rejects } from "./errors.ts";
import { withFiles } from "./files.ts";

/** Shares and losses of a run by name, so that neither the order of rows nor of columns is taken for granted. */
function look(table: RunTable, id: string): Record<string, number> {
  const i = table.runs.findIndex((run) => run.id === id), m = table.domains.length, k = table.targets.length;
  return Object.fromEntries([
    ...table.domains.map((domain, j) => [`p ${domain}`, table.shares.data[i * m + j]]),
    ...table.targets.map((target, j) => [`l ${target}`, table.losses.data[i * k + j]]),
  ]);
}

const OLMIX = {
  "ratios.csv":
    ",run,name,index,arxiv,code:C,wiki\n0,a1,x-0,0,0.5,0.25,0.25\n1,b2,x-1,1,0.0,0.3,0.7\n2,c3,x-2,2,1.0,0,0\n",
  "metrics.csv": ",run,name,index,mmlu:rc,c4/loss\n0,c3,x-2,2,0.5,3.5\n1,a1,x-0,0,1.5,2.5\n2,b2,x-1,1,1.25,2.25\n",
};

Deno.test("Olmix: ratios and metrics, joined on run, in either order", () =>
  withFiles(OLMIX, async (folder) => {
    const paths = [`${folder}/ratios.csv`, `${folder}/metrics.csv`];
    for (const order of [paths, [...paths].reverse()]) {
      const table = await readTable(order);
      deepEqual(table.domains, ["arxiv", "code:C", "wiki"]);
      deepEqual(table.targets, ["mmlu:rc", "c4/loss"]);
      deepEqual(look(table, "a1"), {
        "p arxiv": 0.5,
        "p code:C": 0.25,
        "p wiki": 0.25,
        "l mmlu:rc": 1.5,
        "l c4/loss": 2.5,
      });
      deepEqual(look(table, "c3"), { "p arxiv": 1, "p code:C": 0, "p wiki": 0, "l mmlu:rc": 0.5, "l c4/loss": 3.5 });
      deepEqual(table.runs[0].labels, { name: "x-2", index: "2" });
      equal(table.source, `${paths[0]} + ${paths[1]}`);
    }
    const some = await readTable(paths, {
      domains: ["wiki", "arxiv", "code:C"],
      targets: ["c4/loss"],
      where: "run!=b2",
    });
    deepEqual(look(some, "a1"), { "p wiki": 0.25, "p arxiv": 0.5, "p code:C": 0.25, "l c4/loss": 2.5 });
    deepEqual(some.runs.length, 2);
  }));

Deno.test("RegMix: published column names, joined on index", () =>
  withFiles({
    "mixture.csv": "index,train_the_pile_arxiv,train_the_pile_pile_cc\n1,0.25,0.747\n2,0.5,0.5\n",
    "loss.csv": "index,metric/the_pile_pile_cc_val_loss,metric/the_pile_arxiv_val_loss\n2,4.5,3.5\n1,5,6\n",
    "valid.csv": "index,valid_the_pile_unzip_pile_cc\n2.0,4.5\n1.0,5\n",
  }, async (folder) => {
    const table = await readTable([`${folder}/loss.csv`, `${folder}/mixture.csv`]);
    deepEqual([table.domains, table.targets], [["arxiv", "pile_cc"], ["pile_cc", "arxiv"]]);
    deepEqual(look(table, "2"), { "p arxiv": 0.5, "p pile_cc": 0.5, "l pile_cc": 4.5, "l arxiv": 3.5 });
    deepEqual(look(table, "1")["p arxiv"], 0.25 / 0.997);
    ok(
      table.notes.some((note) => /largest correction.*0\.00300 \(.*mixture\.csv:2\)$/.test(note)),
      String(table.notes),
    );
    const paths = [`${folder}/mixture.csv`, `${folder}/valid.csv`];
    const other = await readTable(paths, { where: "train_the_pile_pile_cc<0.6" });
    deepEqual([other.targets, other.runs.length], [["pile_cc"], 1], "7 and 7.0 are one index");
    await rejects(
      readTable(paths, { where: "pile_cc<0.6" }),
      RangeError,
      `${paths[0]} + ${
        paths[1]
      }: --where pile_cc could be valid_the_pile_unzip_pile_cc or train_the_pile_pile_cc; give`,
    );
  }));

Deno.test("a domain and a target of one name in a pair are told apart", () =>
  withFiles({
    "ratios.csv": "run,wiki,code\n1,0.25,0.75\n2,0.5,0.5\n",
    "metrics.csv": "run,code,wiki\n1,2,3\n2,4,5\n",
  }, async (folder) => {
    const paths = [`${folder}/ratios.csv`, `${folder}/metrics.csv`];
    const table = await readTable(paths, { domains: ["code", "wiki"], targets: ["wiki", "loss:code"] });
    deepEqual(look(table, "1"), { "p code": 0.75, "p wiki": 0.25, "l wiki": 3, "l code": 2 });
    deepEqual((await readTable(paths)).targets, ["code", "wiki"]);
    deepEqual((await readTable(paths, { where: "loss:wiki>4" })).runs.map((run) => run.id), ["2"]);
    deepEqual((await readTable(paths, { where: "share:wiki<0.3" })).runs.map((run) => run.id), ["1"]);
    await rejects(
      readTable(paths, { where: "wiki<0.3" }),
      RangeError,
      `${paths[0]} + ${paths[1]}: --where wiki could be loss:wiki or share:wiki; give the column's whole name`,
    );
  }));

Deno.test("a pair with many steps a run takes the mixture of its run for each", () =>
  withFiles({
    "p.csv": "run,share:a,share:b\n1,0.5,0.5\n2,0.25,0.75\n",
    "l.csv": "run,step,loss:x\n2,10,4\n1,10,5\n2,20,3\n",
  }, async (folder) => {
    const table = await readTable([`${folder}/p.csv`, `${folder}/l.csv`]);
    deepEqual([...table.shares.data], [0.25, 0.75, 0.5, 0.5, 0.25, 0.75]);
    deepEqual(table.runs.map((run) => run.step), [10, 10, 20]);
  }));

Deno.test("pairs that do not fit are refused", () =>
  withFiles({
    ...OLMIX,
    "fewer.csv": "run,mmlu\na1,2\nzz,3\n",
    "twice.csv": "run,share:a,share:b\na1,0.5,0.5\na1,0.25,0.75\n",
    "losses.csv": "run,loss:x\na1,2\n",
    "other_key.csv": "run_id,loss:x\na1,2\n",
    "bad.csv": "run,name,index,arxiv,code:C,wiki\na1,x,0,0.5,0.25,0.25\nb2,x,1,0,oops,0.7\nc3,x,2,1,0,0\n",
    "nothing.csv": "run,x\na1,2\n",
  }, async (folder) => {
    const read = (...names: string[]) => readTable(names.map((name) => `${folder}/${name}`));
    await rejects(
      read("ratios.csv", "fewer.csv"),
      RangeError,
      `${folder}/ratios.csv + ${folder}/fewer.csv: joined on run, 1 of ${folder}/fewer.csv are absent from ` +
        `${folder}/ratios.csv: zz; 2 of ${folder}/ratios.csv are absent from ${folder}/fewer.csv: b2, c3`,
    );
    await rejects(
      read("twice.csv", "losses.csv"),
      RangeError,
      `${folder}/twice.csv:3:1: run a1 has a mixture already, at ${folder}/twice.csv:2:1; remove one`,
    );
    await rejects(
      read("twice.csv", "other_key.csv"),
      RangeError,
      /no column to join on; wanted run, run_id or index in both/,
    );
    await rejects(
      read("metrics.csv", "bad.csv"),
      SyntaxError,
      `${folder}/bad.csv:3:10: code:C is "oops"; wanted a number ≥ 0`,
    );
    await rejects(read("fewer.csv", "nothing.csv"), RangeError, /the rows of neither sum to 1, so which of them holds/);
    await rejects(read("ratios.csv", "ratios.csv"), RangeError, /the rows of both sum to 1/);
    await rejects(read("losses.csv"), RangeError, `${folder}/losses.csv: no columns of shares`);
  }));

Deno.test("whole tables without prefixes, named by the options", () =>
  withFiles({
    "one.csv": "run,wiki,code,bpb\n1,0.25,0.75,2\n",
    "two.csv": "run,bpb,code,wiki\n2,3,0.5,0.5\n",
    "mixed.csv": "run,share:wiki,share:code,bpb\n3,0.125,0.875,4\n",
  }, async (folder) => {
    const paths = ["one", "two", "mixed"].map((name) => `${folder}/${name}.csv`);
    const table = await readTable(paths, { domains: ["wiki", "code"], targets: ["bpb"] });
    deepEqual([...table.shares.data], [0.25, 0.75, 0.5, 0.5, 0.125, 0.875]);
    deepEqual([...table.losses.data], [2, 3, 4]);
  }));

Deno.test("whole tables are put one after the other by the names of their columns", () =>
  withFiles({
    "70M.csv": "run,size,share:a,share:b,loss:x,loss:y\n1,70M,0.25,0.75,1,2\n2,70M,0.5,0.5,3,4\n",
    "1B.csv": "run_id,r_b,r_a,loss_y,loss_x,size\n1,0.75,0.25,6,5,1B\n",
    "odd.csv": "run,share:a,share:c,loss:x,loss:y\n9,0.25,0.75,1,2\n",
  }, async (folder) => {
    const read = (names: string[], options = {}) => readTable(names.map((name) => `${folder}/${name}`), options);
    const table = await read(["70M.csv", "1B.csv"]);
    deepEqual([...table.shares.data], [0.25, 0.75, 0.5, 0.5, 0.25, 0.75]);
    deepEqual([...table.losses.data], [1, 2, 3, 4, 5, 6]);
    deepEqual(table.runs.map((run) => run.labels.size), ["70M", "70M", "1B"]);
    const filtered = await read(["70M.csv", "1B.csv"], { where: "size=1B" });
    deepEqual(filtered.domains, ["b", "a"]);
    deepEqual([...filtered.losses.data], [6, 5]);
    await rejects(read(["70M.csv", "1B.csv"], { where: "size=7B" }), RangeError, /leaves no row/);
    await rejects(
      read(["70M.csv", "odd.csv"]),
      RangeError,
      `${folder}/70M.csv and ${folder}/odd.csv: wanted the same domains, but "c" is only in ${folder}/odd.csv`,
    );
    await rejects(
      read(["70M.csv", "70M.csv"]),
      RangeError,
      `${folder}/70M.csv: run 1 stands in ${folder}/70M.csv too; remove one`,
    );
  }));
