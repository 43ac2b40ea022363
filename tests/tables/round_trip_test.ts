import fc from "fast-check";
import { deepEqual, equal, ok } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { matrix } from "../../lib/numerics/matrix.ts";
import { parseDmlLog } from "../../lib/tables/dml_log.ts";
import { parsePickle } from "../../lib/tables/pickle.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { decodeText } from "../../lib/text/read_text.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { writeTable } from "../../lib/tables/write_table.ts";
import { refuses } from "./errors.ts";

/** What a parser may do with any input: give finite numbers, or say what is wrong with the input. */
function finiteOrRefused(parse: () => Partial<RunTable>): void {
  let table: Partial<RunTable>;
  try {
    table = parse();
  } catch (error) {
    ok(isInputError(error), `a fault, not an input error: ${error}`);
    return;
  }
  for (const m of [table.shares, table.losses, table.startLosses]) {
    for (const value of m?.data ?? []) ok(Number.isFinite(value) && value >= 0, String(value));
  }
  const m = table.domains!.length;
  for (let i = 0; i < table.runs!.length; i++) {
    const sum = table.shares!.data.subarray(i * m, (i + 1) * m).reduce((a, b) => a + b, 0);
    ok(Math.abs(sum - 1) < 1e-11, String(sum));
  }
}

const cell = fc.oneof(
  fc.constantFrom(
    "0.5",
    "0.25",
    "1",
    "0",
    "-0",
    "3e-1",
    "",
    "nan",
    "abc",
    '"',
    ",",
    "\n",
    "1e400",
    " 0.5 ",
    "é",
    "\u0000",
  ),
  fc.double().map(String),
  fc.string(),
);

Deno.test("any text parses to finite numbers or is refused as input", () => {
  const prefix = fc.constantFrom(
    "",
    "run,share:a,share:b,loss:x\n",
    "index,r_a,r_b,r_sum,loss_x\n",
    "\ufeffrun,p_a,loss_\n",
  );
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }).map((cells) => cells.join(",")), {
    maxLength: 5,
  });
  const options = fc.record({
    where: fc.option(fc.oneof(fc.string(), fc.constantFrom("a<0.5", "run=1|2", "b!=")), { nil: undefined }),
    domains: fc.option(fc.array(fc.constantFrom("a", "b", "run", "toString", "__proto__")), { nil: undefined }),
    tolerance: fc.option(fc.double(), { nil: undefined }),
  });
  fc.assert(
    fc.property(prefix, rows, options, (head, lines, options) => {
      finiteOrRefused(() => parseTable(head + lines.join("\n"), options));
    }),
    { numRuns: 3000, seed: 1 },
  );
});

Deno.test("any bytes are text or refused; any text is a log or refused; any bytes are a pickle or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      let text: string | undefined;
      try {
        text = decodeText(bytes, "f");
      } catch (error) {
        ok(isInputError(error), String(error));
      }
      equal(text, new TextDecoder().decode(bytes).includes("\ufffd") && text === undefined ? undefined : text);
      try {
        parsePickle(bytes, "f");
      } catch (error) {
        ok(isInputError(error), String(error));
      }
    }),
    { numRuns: 3000, seed: 2 },
  );
  const line = fc.tuple(
    fc.constantFrom("/c/70M_1-0.5-0.5/10", "/c/70M_x_2-0.5-0.25-0.25/10", "/c/base", ""),
    fc.constantFrom("/d/v.valid.A.bin", "/d/B.bin", "."),
    cell,
  ).map((parts) => parts.join("\t"));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      try {
        parseDmlLog(lines.join("\n"), "log");
      } catch (error) {
        ok(isInputError(error), String(error));
      }
    }),
    { numRuns: 500, seed: 3 },
  );
});

const name = fc.string({ minLength: 1, maxLength: 8 }).map((text) => text.trim()).filter((text) => text !== "");
const count = fc.option(fc.nat(), { nil: undefined });
const positive = fc.double({ min: 0, max: 1e6, noNaN: true }).map((x) => x === 0 ? 0 : x);

/** Tables of every shape: odd names, absent parts, segments, losses of any size. */
const tables = fc.record({
  domains: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
  targets: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
  n: fc.integer({ min: 1, max: 4 }),
  label: fc.option(
    name.filter((text) => !/^(run|run_id|index|seed|step|tokens|parameters|parent|start_step|synthetic)$/.test(text)),
    { nil: undefined },
  ),
  segments: fc.boolean(),
  synthetic: fc.boolean(),
  numbers: fc.array(positive, { minLength: 40, maxLength: 40 }),
  counts: fc.array(count, { minLength: 16, maxLength: 16 }),
  texts: fc.array(name, { minLength: 8, maxLength: 8 }),
}).map(({ domains, targets, n, label, segments, synthetic, numbers, counts, texts }): RunTable => {
  const shares = matrix(n, domains.length), m = domains.length, k = targets.length;
  for (let i = 0; i < n; i++) {
    const row = domains.map((_, j) => numbers[(i * m + j) % 16] + 1e-3), sum = row.reduce((a, b) => a + b, 0);
    row.forEach((p, j) => shares.data[i * m + j] = p / sum);
  }
  const losses = (from: number) => matrix(n, k, Array.from({ length: n * k }, (_, i) => numbers[from + i % 12]));
  return {
    source: "table",
    domains,
    targets,
    shares,
    losses: losses(16),
    ...(segments && { startLosses: losses(28) }),
    runs: Array.from({ length: n }, (_, i) => ({
      id: `${texts[i]}${i}`,
      ...(counts[4 * i] !== undefined && { seed: counts[4 * i] }),
      ...(counts[4 * i + 1] !== undefined && { tokens: counts[4 * i + 1] }),
      ...(counts[4 * i + 2] !== undefined && { parameters: counts[4 * i + 2] }),
      ...(counts[4 * i + 3] !== undefined &&
        { step: counts[4 * i + 3]! + 1, startStep: counts[4 * i + 3], parent: texts[4 + i] }),
      labels: label === undefined ? {} : { [label]: texts[7 - i] },
    })),
    notes: [],
    largestCorrection: 0,
    ...(synthetic && { synthetic: true }),
  };
});

Deno.test("what is written is read back, to the last bit", () => {
  let written = 0;
  fc.assert(
    fc.property(tables, (table) => {
      let text: string;
      try {
        text = writeTable(table);
      } catch (error) {
        ok(isInputError(error), String(error));
        return;
      }
      written += 1;
      const { targetPlaces, ...read } = parseTable(text);
      deepEqual(read, table);
      // Where a column stands is a property of the text.
      equal(targetPlaces?.length, table.targets.length);
      equal(writeTable(read), text);
    }),
    { numRuns: 1000, seed: 4 },
  );
  ok(written > 900, `only ${written} of 1000 could be written`);
});

Deno.test("tables that could not be read back are not written", () => {
  const table = (labels: Record<string, string>, id = "1") => ({
    ...parseTable("run,share:a,loss:x\n1,1,3\n"),
    runs: [{ id, labels }],
  });
  refuses(() => writeTable(table({ step: "1" })), RangeError, 'writeTable: the label "step" has the name of another');
  refuses(() => writeTable(table({ "share:b": "1" })), RangeError, 'writeTable: the label "share:b" has the name');
  refuses(() => writeTable(table({ note: " x" })), RangeError, "writeTable: wanted names and labels without spaces");
  refuses(() => writeTable(table({}, "")), RangeError, "writeTable: run 1 has no name");
});
