import { equal, ok } from "../assert.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { decodeText } from "../../lib/text/read_text.ts";
import { refuses, rejects } from "./errors.ts";

const HEAD = "run,share:arxiv,share:web,loss:arxiv\n";
const parse = (rows: string) => parseTable(HEAD + rows, { name: "tables.csv" });

Deno.test("cells that are no numbers", () => {
  refuses(
    () => parse("1,0.5,0.5,3\n2,abc,0.5,3\n"),
    SyntaxError,
    'tables.csv:3:3: share:arxiv is "abc"; wanted a number ≥ 0',
  );
  refuses(() => parse("1,-0.5,1.5,3\n"), RangeError, "tables.csv:2:3: share:arxiv is -0.5; wanted a number ≥ 0");
  refuses(() => parse("1,0.5,0.5,-3\n"), RangeError, "tables.csv:2:11: loss:arxiv is -3; wanted a loss ≥ 0");
  refuses(
    () => parse("1,0.5,0.5,1e308\n"),
    RangeError,
    "tables.csv:2:11: loss:arxiv is 1e308; wanted a loss of at most",
  );
  for (const cell of ["0x10", "Infinity", "inf", "1e999", "1_000", "3.5.1", "0,5".replace(",", ";"), "½", "1e"]) {
    refuses(() => parse(`1,0.5,0.5,${cell}\n`), SyntaxError, `tables.csv:2:11: loss:arxiv is "${cell}"; wanted`);
  }
  refuses(() => parse('1,0.5,"0,5",3\n'), SyntaxError, 'tables.csv:2:7: share:web is "0,5"; wanted a number');
});

Deno.test("missing cells are named", () => {
  refuses(() => parse("1,,0.5,3\n"), SyntaxError, "tables.csv:2:3: share:arxiv is missing; wanted a number ≥ 0");
  refuses(
    () => parse("1,0.5,0.5,\n"),
    SyntaxError,
    "tables.csv:2:11: loss:arxiv is missing; wanted a number ≥ 0; leave",
  );
  refuses(() => parse("1,0.5,0.5,NaN\n"), SyntaxError, 'tables.csv:2:11: loss:arxiv is missing ("NaN")');
  refuses(() => parse(",0.5,0.5,3\n"), SyntaxError, "tables.csv:2:1: run is missing; wanted the run's name");
});

Deno.test("rows that do not sum to 1", () => {
  refuses(
    () => parse("1,0.5,0.5,3\n2,0.4,0.3,3\n"),
    RangeError,
    "tables.csv:3:3: the shares of this row sum to 0.7; wanted 1 ± 0.01",
  );
  refuses(() => parse("1,40,60,3\n"), RangeError, /sum to 100; wanted 1 ± 0.01; divide percentages by 100$/);
  refuses(() => parse("1,1e308,1e308,3\n"), RangeError, "tables.csv:2:3: the shares of this row sum to Infinity");
});

Deno.test("ragged rows, unclosed quotes, repeated names", () => {
  refuses(() => parse("1,0.5,0.5\n"), SyntaxError, "tables.csv:2:7: this row has 3 cells; wanted 4, as the header has");
  refuses(() => parse("1,0.5,0.5,3,4\n"), SyntaxError, "tables.csv:2:13: this row has 5 cells; wanted 4");
  refuses(() => parse('1,0.5,0.5,3\n2,"0.5,0.5,3\n3,0.5,0.5,3\n'), SyntaxError, "tables.csv:3:3: this quote is never");
  refuses(() => parse('1,0.5,0.5,3\n2,0"5,0.5,3\n'), SyntaxError, "tables.csv:3:3: a quote inside this cell");
  refuses(() => parse('1,0.5,0.5,3\n2,"0"5,0.5,3\n'), SyntaxError, "tables.csv:3:3: a quote inside this cell");
  refuses(() => parse('"a\nb",0.5,0.5,x\n'), SyntaxError, 'tables.csv:3:12: loss:arxiv is "x"');
  refuses(
    () => parseTable("run,share:a,share:a,loss:x\n"),
    SyntaxError,
    'table:1:13: column 3 has the name of column 2: "share:a"',
  );
});

Deno.test("two columns of one domain or target", () => {
  refuses(
    () => parseTable("run,share:a,loss:x,agg_x\n1,1,2,3\n", { targets: ["loss:x", "agg_x"] }),
    RangeError,
    'table:1:20: agg_x and loss:x are both target "x"; name the columns to use with --targets',
  );
  refuses(
    () => parseTable("run,a,loss:x\n1,1,2\n", { domains: ["a"], targets: ["a"] }),
    RangeError,
    "table:1:5: a cannot be both a domain and a target",
  );
});

Deno.test("runs that stand twice, looked for after the filter", () => {
  const text =
    "run,seed,step,size,share:a,loss:x\n1,0,5,70M,1,3\n1,1,5,70M,1,3\n1,0,6,70M,1,3\n1,0,5,1B,1,3\n1,0,5,70M,1,4\n";
  refuses(
    () => parseTable(text, { name: "t.csv" }),
    RangeError,
    "t.csv:6:1: this row has the same run, seed, step and labels as t.csv:2:1; remove one, or add a column",
  );
  equal(parseTable(text, { where: "loss:x=3" }).runs.length, 4);
});

Deno.test("seeds, steps and sizes that are no numbers", () => {
  refuses(
    () => parseTable("run,step,share:a,loss:x\n1,soon,1,3\n"),
    SyntaxError,
    'table:2:3: step is "soon"; wanted a number ≥ 0, or nothing',
  );
  refuses(
    () => parseTable("run,parameters,share:a,loss:x\n1,70M,1,3\n"),
    SyntaxError,
    'table:2:3: parameters is "70M"',
  );
  refuses(() => parseTable("run,seed,share:a,loss:x\n1,-1,1,3\n"), RangeError, 'table:2:3: seed is "-1"');
});

Deno.test("texts that are no tables", () => {
  for (const text of ["", "\n\n", "\ufeff"]) {
    refuses(() => parseTable(text), SyntaxError, "table:1:1: the file is empty; wanted a header and rows");
  }
  refuses(() => parseTable(HEAD), RangeError, "table: a header and no rows; wanted at least one run");
  refuses(
    () => parseTable("run,a,b\n1,2,3\n"),
    RangeError,
    "table: no columns of shares; wanted names that begin with one of share:, p_, w_, r_, or name them with --domains; " +
      "the columns are run, a, b",
  );
  refuses(() => parseTable("run,share:a\n1,1\n"), RangeError, "table: no columns of losses; wanted names that begin");
  refuses(
    () => parseTable("run,share:a,loss:x\n1,1,3\n", { domains: ["b"] }),
    RangeError,
    'table: --domains names "b", which is no column; the columns are run, share:a, loss:x',
  );
});

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("files that cannot be read as text", () =>
  withFolder(async (folder) => {
    const path = `${folder}/t.csv`;
    await rejects(readTable(path), TypeError, `${path}: there is no such file`);
    await rejects(readTable(folder), TypeError, `${folder}: wanted a file, or Aioli's output folder; got a directory`);
    await rejects(readTable([]), TypeError, "readTable: wanted at least one file, got none");
    await Deno.writeTextFile(path, "");
    await rejects(readTable(path), SyntaxError, `${path}:1:1: the file is empty`);
    await Deno.writeFile(path, Uint8Array.from(HEAD + "1,0.5,0.5,3\nAndré,0.5,0.5,3\n", (c) => c.charCodeAt(0)));
    await rejects(
      readTable(path),
      SyntaxError,
      `${path}:3:5: byte 0xE9 is not UTF-8; save the file as UTF-8 (it may be`,
    );
    await Deno.writeFile(path, new Uint8Array([0xff, 0xfe, 0x72, 0]));
    await rejects(readTable(path), SyntaxError, /:1:1: byte 0xFF is not UTF-8.*\(it looks like UTF-16\)$/);
  }));

Deno.test("the first byte that is not UTF-8 is found, wherever it stands", () => {
  const encode = (text: string) => [...new TextEncoder().encode(text)];
  for (
    const [bytes, place] of [
      [[0x80], "1:1: byte 0x80"],
      [[...encode("añb\r\n日本"), 0xc3, 0x28], "2:3: byte 0xC3"],
      [[...encode("x\ry"), 0xe2, 0x82], "2:2: byte 0xE2"],
      [[...encode("x\n"), 0xed, 0xa0, 0x80], "2:1: byte 0xED"],
      [[0xf0, 0x9f, 0x98], "1:1: byte 0xF0"],
    ] as [number[], string][]
  ) {
    refuses(() => decodeText(Uint8Array.from(bytes), "f"), SyntaxError, `f:${place} is not UTF-8`);
  }
  equal(decodeText(Uint8Array.from(encode("\ufeffaé")), "f"), "aé");
});

Deno.test("a line of 200 MB is refused at once, in little memory", () =>
  withFolder(async (folder) => {
    const path = `${folder}/long.csv`;
    using file = await Deno.open(path, { write: true, create: true });
    await file.write(new TextEncoder().encode(HEAD));
    const piece = new Uint8Array(1 << 20).fill(0x31);
    for (let i = 0; i < 200; i++) await file.write(piece);
    const before = Deno.memoryUsage().rss, started = performance.now();
    await rejects(
      readTable(path),
      RangeError,
      `${path}:2:1048577: this line is longer than 1 MiB; wanted a table with`,
    );
    ok(performance.now() - started < 1000, "slow");
    ok(Deno.memoryUsage().rss - before < 64 << 20, "took memory");
  }));

Deno.test("a file over 64 MiB is refused", () =>
  withFolder(async (folder) => {
    const path = `${folder}/large.csv`;
    using file = await Deno.open(path, { write: true, create: true });
    const piece = new TextEncoder().encode("1,0.5,0.5,3\n".repeat(1 << 16));
    for (let size = 0; size <= 64 << 20; size += piece.length) await file.write(piece);
    await rejects(readTable(path), RangeError, `${path}: wanted a file of at most 64 MiB`);
  }));
