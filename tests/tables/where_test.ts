import { deepEqual } from "../assert.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { refuses } from "./errors.ts";

const TEXT = "run_id,step,size,note,r_a,r_b,loss_a,loss_x\n" +
  "1,30000,70M,,0.25,0.75,1,3\n" +
  "2,30000,160M,x,0.5,0.5,2,4\n" +
  "3,30000.0,70M,y,0.125,0.875,,5\n" +
  'base,0,70M,"u,v",1,0,bad,6\n';

const kept = (where: string) => parseTable(TEXT, { where, targets: ["loss_x"] }).runs.map((run) => run.id).join(" ");

Deno.test("conditions: numbers as numbers, text as text, alternatives, missing cells", () => {
  deepEqual(kept("step=30000"), "1 2 3");
  deepEqual(kept("step=3e4,size=70M"), "1 3");
  deepEqual(kept(" step = 30000 , size != 70M "), "2");
  deepEqual(kept("size=70M|160M"), "1 2 3 base");
  deepEqual(kept("run!=base|2"), "1 3");
  deepEqual(kept("run_id==base"), "base");
  deepEqual(kept("r_a<0.5"), "1 3");
  deepEqual(kept("b>=0.75"), "1 3");
  deepEqual(kept("step>29999,r_a<=0.25"), "1 3");
  deepEqual(kept("note="), "1");
  deepEqual(kept("note!="), "2 3 base");
  deepEqual(kept('note="u,v"'), "base");
  deepEqual(kept('"size"="160M"|"1B"'), "2");
  deepEqual(
    kept("run!=base,loss_a<10"),
    "1 2",
    "a missing cell meets no order, and rows gone before are not looked at",
  );
});

Deno.test("cells of rows that were filtered away do not matter", () => {
  refuses(() => parseTable(TEXT), SyntaxError, "table:4:29: loss_a is missing");
  deepEqual(parseTable(TEXT, { where: "loss_a!=,run!=base" }).runs.length, 2);
});

Deno.test("what the filter cannot mean is refused", () => {
  refuses(
    () => kept("sise=70M"),
    RangeError,
    'table: --where names "sise", which is no column (did you mean size?); the columns are run_id, step, size, note, r_a, r_b, loss_a, loss_x',
  );
  refuses(() => kept("a=1"), RangeError, "table: --where a could be r_a or loss_a; give the column's whole name");
  refuses(
    () => kept("size=70M,step=1"),
    RangeError,
    "table: --where size=70M,step=1 leaves no row: of 4 rows, size=70M leaves 3, step=1 leaves 0",
  );
  refuses(() => kept("size<160M"), RangeError, '--where size<160M: < compares numbers, and "160M" is none');
  refuses(() => kept("size<160"), RangeError, 'table:2:9: --where size<160 compares numbers, and "70M" is none');
  refuses(() => kept("step"), SyntaxError, "--where:1:5: wanted an operator");
  refuses(() => kept(""), SyntaxError, "--where:1:1: wanted an operator");
  refuses(() => kept("=3"), SyntaxError, "--where:1:1: wanted a column's name");
  refuses(() => kept("step=1,"), SyntaxError, "--where:1:8: wanted an operator");
  refuses(() => kept("step<1|2"), SyntaxError, "--where:1:7: wanted one value after <");
  refuses(() => kept('note="u'), SyntaxError, "--where:1:6: wanted a closing quote");
  refuses(() => kept('note="u"v'), SyntaxError, "--where:1:9: wanted a comma");
});
