import { deepEqual, equal } from "../assert.ts";
import { isDmlLog, parseDmlLog } from "../../lib/tables/dml_log.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { refuses, rejects } from "./errors.ts";
import { withFiles } from "./files.ts";

// Made by hand in the form of the published logs: paths with doubled slashes, runs in any order, lines repeated.
const LOG = [
  "/home/me/models//pythia_70m_step20000\t/data/valid.domains//pythia-pile.valid.Pile-CC.bin\t3.6",
  "/home/me/ckpts/base2//70M_base2_3-0.5-0.5/20000\t/data//pythia-pile.valid.Pile-CC.bin\t3.25",
  "/home/me/ckpts/base2//70M_base2_1-0.25-0.75/20000/\t/data//starcoder.python.valid.bin\t1.5",
  "/home/me/ckpts/base2//70M_base2_3-0.5-0.5/20000\t/data//starcoder.python.valid.bin\t1.25",
  "/home/me/ckpts/base2//70M_base2_3-0.5-0.5/20000\t/data//starcoder.python.valid.bin\t1.25",
  "/home/me/ckpts/base2//70M_base2_1-0.25-0.75/20000\t/data//pythia-pile.valid.Pile-CC.bin\t3.125",
  "/home/me/ckpts/base2//70M_base2_1-0.25-0.75/22000\t/data//pythia-pile.valid.Pile-CC.bin\t3.0625",
  "",
].join("\n");

Deno.test("a log of Data Mixing Laws: runs, steps, shares in their order, targets", () =>
  withFiles({ "70M.txt": LOG }, async (folder) => {
    const path = `${folder}/70M.txt`;
    const table = await readTable(path, { domains: ["Github", "PileCC"], where: "python!=" });
    deepEqual(table.domains, ["Github", "PileCC"]);
    deepEqual(table.targets, ["Pile-CC", "python"]);
    deepEqual(table.runs, [
      { id: "3", step: 20000, labels: { model_size: "70M" } },
      { id: "1", step: 20000, labels: { model_size: "70M" } },
    ]);
    deepEqual([...table.shares.data], [0.5, 0.5, 0.25, 0.75]);
    deepEqual([...table.losses.data], [3.25, 1.25, 3.125, 1.5]);
    deepEqual(table.notes, [`${path}: left out pythia_70m_step20000: no shares in the name`]);
    await rejects(
      readTable(path),
      SyntaxError,
      `${path}:7:1: loss:python is missing; wanted a number ≥ 0; leave the row out`,
    );
    await rejects(readTable(path, { domains: ["a"] }), RangeError, `${path}:2:1: run 3 has 2 shares; wanted 1`);
    const unnamed = await readTable(path, { targets: ["Pile-CC"] });
    deepEqual([unnamed.domains, unnamed.runs.length], [["domain_1", "domain_2"], 3]);
  }));

Deno.test("names without a series, with more shares and with small ones", () => {
  const grid = parseDmlLog(
    "/c/1B_999-0.29296875-0.125-1e-05-0.58202125/90000 /d/p.valid.Github.bin 0.995\n" +
      "/c/70M_a_b_7-0-0-0-1/500 /d/p.valid.Github.bin 2\n",
    "log",
  );
  const row = (i: number) => Object.fromEntries(grid.columns.map((column) => [column.name, column.cell(i)]));
  deepEqual(row(0), {
    run: "999",
    step: "90000",
    model_size: "1B",
    series: "",
    "share:domain_1": "0.29296875",
    "share:domain_2": "0.125",
    "share:domain_3": "1e-05",
    "share:domain_4": "0.58202125",
    "loss:Github": "0.995",
  });
  deepEqual([row(1).run, row(1).series, row(1)["share:domain_4"]], ["7", "a_b", "1"]);
});

Deno.test("names without a size take that of the file", () => {
  const log = "/c/Github-Books3/8-0.25-0.75/60000/\t/d/p.valid.Github.bin\t1.25\n";
  const labels = (file: string) => {
    const grid = parseDmlLog(log, file);
    return grid.columns.filter((column) => column.name === "model_size").map((column) => column.cell(0));
  };
  deepEqual(labels("data/3Mix/410M.txt"), ["410M"]);
  deepEqual(labels("data/3Mix/log.txt"), []);
});

Deno.test("logs that cannot be read", () => {
  const good = "/c/70M_1-0.5-0.5/10\t/d/v.valid.A.bin\t3\n";
  refuses(() => parseDmlLog(good + "/c/x\t/d/y\n", "log"), SyntaxError, "log:2:1: wanted a checkpoint, a validation");
  refuses(
    () => parseDmlLog(good + "/c/70M_1-0.5-0.5/10\t/d/v.valid.A.bin\t4\n", "log"),
    RangeError,
    "log:2:1: the loss of A is 4 here and 3 in line 1, for the same checkpoint; remove one",
  );
  refuses(() => parseDmlLog("/c/base/10\t/d/A.bin\t3\n", "log"), RangeError, "log: no run whose name holds its shares");
  equal(isDmlLog(good), true);
  equal(isDmlLog("run,share:a,loss:x\n1,1,3\n"), false);
  equal(isDmlLog("a/b c/d x\n"), false);
  equal(isDmlLog(""), false);
});
