import { deepEqual, equal, ok } from "../assert.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { refuses } from "./errors.ts";

Deno.test("a wide table: prefixes are gone, other columns are labels", () => {
  const table = parseTable(
    "run,seed,step,tokens,parameters,model_size,share:a,share:b,loss:x,loss:y\n" +
      "one,0,10,1e9,70000000,70M,0.25,0.75,3,4\none,1,10,1e9,70000000,70M,0.5,0.5,5,6\n",
  );
  deepEqual(table.domains, ["a", "b"]);
  deepEqual(table.targets, ["x", "y"]);
  deepEqual([...table.shares.data], [0.25, 0.75, 0.5, 0.5]);
  deepEqual([...table.losses.data], [3, 4, 5, 6]);
  deepEqual(table.runs[1], {
    id: "one",
    seed: 1,
    step: 10,
    tokens: 1e9,
    parameters: 7e7,
    labels: { model_size: "70M" },
  });
  equal(table.startLosses, undefined);
  equal(table.synthetic, undefined);
  deepEqual(table.notes, []);
});

Deno.test("every prefix of shares and losses is found", () => {
  for (const share of ["share:", "p_", "w_", "r_"]) {
    for (const loss of ["loss:", "loss_", "agg_"]) {
      const table = parseTable(`run_id,${share}a,${share}b,${loss}x\n1,0.5,0.5,3\n`);
      deepEqual([table.domains, table.targets, table.runs[0].id], [["a", "b"], ["x"], "1"]);
    }
  }
});

Deno.test("columns named in the options come in that order, with or without prefix", () => {
  const text = "index,p_a,p_b,w_a,w_b,loss_x,loss_y,agg_z\n1,0.25,0.75,0.5,0.5,3,,5\n";
  refuses(() => parseTable(text), RangeError, "table: p_a, p_b and w_a, w_b could all be shares; name");
  refuses(() => parseTable(text, { domains: ["a", "b"] }), RangeError, "table: --domains a could be p_a or w_a");
  refuses(
    () => parseTable(text, { domains: ["w_b", "w_a"] }),
    RangeError,
    "table: loss_x, loss_y and agg_z could all be losses; name the columns to use with --targets",
  );
  const table = parseTable(text, { domains: ["w_b", "p_a"], targets: ["z", "loss_x"], tolerance: 0.3 });
  deepEqual(table.domains, ["b", "a"]);
  deepEqual(table.targets, ["z", "x"]);
  deepEqual([...table.losses.data], [5, 3]);
  deepEqual(table.runs[0].labels, {}, "shares and losses that were not chosen are no labels");
  equal(table.largestCorrection, 0.25);
});

Deno.test("beside share: and loss: columns, other prefixes are labels", () => {
  const table = parseTable("run,w_decay,p_note,share:a,share:b,loss_scale,loss:x\n1,0.1,hi,0.5,0.5,static,3\n");
  deepEqual(table.runs[0].labels, { w_decay: "0.1", p_note: "hi", loss_scale: "static" });
});

Deno.test("losses at the start of segments", () => {
  const text = "run,step,start_step,parent,share:a,share:b,loss:x,loss_start:x\n" +
    "1,20,10,base,0.5,0.5,3,3.5\n2,20,10,base,0.25,0.75,3.25,3.5\nbase,10,,,0.5,0.5,3.5,\n";
  refuses(() => parseTable(text), SyntaxError, "table:4:23: loss_start:x is missing; wanted a number ≥ 0; leave");
  const table = parseTable(text, { where: "start_step!=" });
  deepEqual([...table.startLosses!.data], [3.5, 3.5]);
  deepEqual(table.runs[0], { id: "1", step: 20, parent: "base", startStep: 10, labels: {} });
  equal(parseTable(text, { where: "start_step=" }).startLosses, undefined);
  equal(parseTable("run,r_a,r_b,loss_x,loss_start:x\n1,0.5,0.5,3,4\n").targets.length, 1, "loss_start: is no loss_");
  refuses(
    () => parseTable("run,share:a,loss:x,loss:y,loss_start:x\n1,1,3,4,5\n"),
    RangeError,
    "table: no column loss_start:y; wanted one for every target or none",
  );
  refuses(
    () => parseTable("run,share:a,loss:x,loss_start:z\n1,1,3,4\n"),
    RangeError,
    "table:1:20: loss_start:z has no",
  );
  refuses(
    () => parseTable("run,step,start_step,share:a,loss:x\n1,5,5,1,3\n"),
    RangeError,
    "table:2:5: start_step is 5; wanted a step before step 5",
  );
});

Deno.test("a column that is the sum of the shares is left out with a note", () => {
  const table = parseTable("run,r_a,r_b,r_sum,loss_x\n1,0.5,0.5,1,3\n2,0.25,0.75,1,3\n");
  deepEqual(table.domains, ["a", "b"]);
  deepEqual(table.notes, ["left out r_sum: it is the sum of the other shares"]);
  const unnamed = parseTable("run,r_a,r_b,r_all,loss_x\n1,0.5,0.5,1,3\n2,0.25,0.75,1,3\n");
  deepEqual(unnamed.domains, ["a", "b"]);
  deepEqual(unnamed.notes, ["left out r_all: it is the sum of the other shares"]);
  refuses(
    () => parseTable("run,r_a,r_b,r_sum,loss_x\n1,0.5,0.5,1,3\n2,0.25,0.75,0.9,3\n"),
    RangeError,
    "table:3:13: r_sum is 0.9, but the other shares sum to 1; correct it",
  );
  const domain = parseTable("run,share:a,share:total,loss:x\n1,0.5,0.5,3\n2,0.25,0.75,3\n");
  deepEqual(domain.domains, ["a", "total"], "a domain may be called total");
});

Deno.test("rows of shares are normalised, and the largest correction is told", () => {
  const table = parseTable("run,p_a,p_b,loss_x\n1,0.5,0.504,3\n2,0.5,0.5,3\n3,0.495,0.5,3\n", { name: "t.csv" });
  ok(Math.abs(table.largestCorrection - 0.005) < 1e-12);
  deepEqual(table.notes, ["largest correction of a row's sum of shares: 0.00500 (t.csv:4)"]);
  for (let i = 0; i < 3; i++) ok(Math.abs(table.shares.data[2 * i] + table.shares.data[2 * i + 1] - 1) < 1e-15);
  equal(parseTable("run,p_a,p_b,loss_x\n1,0.49,0.5,3\n").largestCorrection > 0.0099, true, "0.99 is within 0.01");
  refuses(
    () => parseTable("run,p_a,p_b,loss_x\n1,0.495,0.5,3\n", { tolerance: 0 }),
    RangeError,
    "table:2:3: the shares of this row sum to 0.995; wanted 1 ± 0",
  );
  refuses(() => parseTable("run,p_a,loss_x\n1,1,3\n", { tolerance: -1 }), RangeError, "tolerance: wanted");
});

Deno.test("runs without a name go by their row; the unnamed column of pandas is left out", () => {
  const table = parseTable(",p_a,p_b,loss_x\n0,0.5,0.5,3\n1,0.5,0.5,3\n");
  deepEqual(table.runs.map((run) => run.id), ["1", "2"]);
  deepEqual(table.notes, [
    "left out the unnamed first column of table (row numbers)",
    "no column run, run_id or index: runs go by the number of their row",
  ]);
});

Deno.test("synthetic tables say so", () => {
  equal(parseTable("run,synthetic,share:a,loss:x\n1,true,1,3\n").synthetic, true);
  equal(parseTable("run,synthetic,share:a,loss:x\n1,false,1,3\n").synthetic, undefined);
  refuses(
    () => parseTable("run,synthetic,share:a,loss:x\n1,maybe,1,3\n"),
    SyntaxError,
    'table:2:3: synthetic is "maybe"; wanted true or false',
  );
});

Deno.test("CRLF, CR, a byte order mark, quotes, blank lines and spaces are read", () => {
  const wanted = [0.25, 0.75];
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = ["\ufeffrun, share:a ,share:b,note,loss:x", "", '"1", 0.25,0.75,"a, ""b""",3', ""].join(end);
    const table = parseTable(text);
    deepEqual([...table.shares.data], wanted);
    deepEqual(table.domains, ["a", "b"]);
    deepEqual(table.runs[0].labels, { note: 'a, "b"' });
  }
  equal(parseTable("run,share:a,loss:x\n1,1,3").runs.length, 1, "no line end at the end");
});
