/** Step and size laws of whole tables. */
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { fitPowerTable } from "../../lib/laws/power/power_table.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { near } from "./tables.ts";

const STEPS = [100, 200, 400, 800];
const loss = (run: number, i: number, step: number) => 1 + run + 0.5 * i + (60 / step) ** (0.4 + 0.1 * run);
const rows = (steps: readonly number[]) =>
  [0, 1, 2].flatMap((run) =>
    [0, 1].flatMap((seed) =>
      steps.map((step) =>
        [`m${run}`, seed, step, 512 * step, 0.2 + 0.2 * run, 0.8 - 0.2 * run, loss(run, 0, step), loss(run, 1, step)]
          .join(",")
      )
    )
  );
const HEADER = "run,seed,step,tokens,share:a,share:b,loss:a,loss:b";
const table = (steps = STEPS) => parseTable([HEADER, ...rows(steps)].join("\n"));

Deno.test("power table: one law a run, seed and target; planted losses come back at any step", () => {
  const laws = fitPowerTable(table(), { along: "steps", tie: "targets" });
  equal(laws.fits.length, 3 * 2 * 2);
  const later = laws.predict(5000);
  deepEqual(later.runs.map(({ id, seed, step, tokens }) => [id, seed, step, tokens])[3], ["m1", 1, 5000, 512 * 5000]);
  deepEqual(later.domains, ["a", "b"]);
  later.runs.forEach(({ id }, r) =>
    [0, 1].forEach((i) => near(later.losses.data[2 * r + i], loss(Number(id[1]), i, 5000), 1e-8))
  );
  match(later.source, /as predicted at 5000 updates/);
  match(later.notes[0], /predicted by power laws/);
  deepEqual([...later.shares.data.subarray(0, 2)], [0.2, 0.8]);
});

Deno.test("power table: what shares an exponent, and the range that is fitted", () => {
  const count = (tie: "none" | "targets" | "all") => {
    const { fits } = fitPowerTable(table(), { along: "steps", tie });
    return [new Set(fits.map(({ alpha }) => alpha)).size > 1, fits[0].sharing];
  };
  deepEqual(count("none"), [true, 1]);
  deepEqual(count("targets"), [true, 2]);
  deepEqual(count("all"), [false, 12]);
  const part = fitPowerTable(table([...STEPS, 1600]), { along: "steps", from: 200, to: 800 });
  deepEqual(part.fits[0].range, { from: 200, to: 800 });
  equal(part.rows[0].length, 3);
});

Deno.test("power table: rows in any order, along tokens too", () => {
  const mixed = parseTable([HEADER, ...rows(STEPS).toReversed()].join("\n"));
  const laws = fitPowerTable(mixed, { along: "tokens", tie: "targets" });
  deepEqual(laws.rows[0].map((n) => mixed.runs[n].step), STEPS);
  const later = laws.predict(512 * 3000);
  deepEqual([later.runs[0].tokens, later.runs[0].step], [512 * 3000, 3000]);
  const run = Number(later.runs[0].id[1]);
  near(later.losses.data[0], loss(run, 0, 3000), 1e-8);
});

Deno.test("power table: along sizes, by the column or by the model's name", () => {
  const N = { s: 1e6, m: 3e6, l: 1e7 }, at = (p: number, n: number) => 1 + p + (1e5 / n) ** 0.4;
  const text = (column: boolean) =>
    [
      `run,step,model_size${column ? ",parameters" : ""},share:a,share:b,loss:a`,
      ...[0.2, 0.7].flatMap((p, r) =>
        Object.entries(N).map(([name, n]) => [r, 100, name, ...(column ? [n] : []), p, 1 - p, at(p, n)].join(","))
      ),
    ].join("\n");
  for (const [column, sizes] of [[true, undefined], [false, N]] as const) {
    const laws = fitPowerTable(parseTable(text(column)), { along: "parameters", tie: "all", ...(sizes && { sizes }) });
    equal(laws.runs.length, 2);
    const large = laws.predict(1e9);
    deepEqual(large.runs[1], { id: "1", step: 100, parameters: 1e9, labels: {} });
    near(large.losses.data[1], at(0.7, 1e9), 1e-8);
  }
  throws(() => fitPowerTable(parseTable(text(false)), { along: "parameters" }), /run 0, s: wanted its parameters/);
});

Deno.test("power table: bad tables and options are refused in words", () => {
  const bad = (lines: string[], message: RegExp, options = {}) =>
    throws(
      () => fitPowerTable(parseTable([HEADER, ...lines].join("\n")), { along: "steps", ...options }),
      (e) => isInputError(e) && message.test(e.message),
    );
  bad(rows(STEPS), /no row has steps from 1000 to 2000/, { from: 1000, to: 2000 });
  bad(rows(STEPS), /wanted from ≤ to/, { from: 2, to: 1 });
  bad(rows(STEPS.slice(0, 2)), /wanted at least 3 different x, got 2/);
  bad(["1,0,100,1,0.5,0.5,2,2", "1,0,200,2,0.6,0.4,2,2"], /wanted the same shares at every x, got 0.6 and 0.5 of a/);
  bad(["1,0,,1,0.5,0.5,2,2"], /run 1, seed 0: wanted its step, a number > 0 \(column step\), got "none"/);
  bad(rows(STEPS), /along: wanted "steps", "tokens" or "parameters", got "epochs"/, { along: "epochs" });
  bad(rows(STEPS), /tie: wanted "none", "targets" or "all", got "some"/, { tie: "some" });
  const two = parseTable(["run,step,x,share:a,share:b,loss:a", "1,5,u,0.5,0.5,2", "1,5,v,0.5,0.5,3"].join("\n"));
  ok(isInputError(new RangeError()) === false);
  throws(
    () => fitPowerTable({ ...two, runs: two.runs.map((run) => ({ ...run, labels: {} })) }, { along: "steps" }),
    /wanted one row at each x, got two at 5/,
  );
});
