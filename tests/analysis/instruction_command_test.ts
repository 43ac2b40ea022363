/** `deno task analyse instruction` as a process, and our own tables. */
import { join } from "node:path";
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { withFiles } from "../tables/files.ts";
import { csv, mixtures, table } from "../cli/fit_process.ts";
import { parseTable, readTable } from "../../mod.ts";
import { instructionConfirmation, instructionLaw } from "../../analysis/mod.ts";
import { runAnalyse } from "./run_analyse.ts";

const ROOT = join(import.meta.dirname!, "../..");

const analyse = (folder: string, ...args: string[]) => runAnalyse(folder, "instruction", ...args);

Deno.test("analyse instruction: without a table our own static and broken-off runs", () =>
  withFiles({}, async (folder) => {
    const { code, out, err } = await analyse(folder, "--bootstrap", "10", "--json", "--no-published");
    deepEqual([code, err], [0, ""]);
    const { static: [fixed], dynamic: [{ steps: [step] }], published, quoted } = JSON.parse(out);
    deepEqual([fixed.runs, fixed.targets.length, step.parents.length, published], [24, 6, 5, undefined]);
    equal(quoted[0].value, 0.419);
    ok(fixed.average.inSample.r2 > fixed.average.outOfSample.r2);
    equal(step.gains.length, 5);
    ok(
      step.gains.every(({ gains }: { gains: number[] }) => gains.every((gain) => gain < 0)),
      "each task helps itself most",
    );
  }));

Deno.test("analyse instruction: our own tables say what the notebook says of them", async () => {
  const segments = await readTable([join(ROOT, "data/instruction_segments.csv")]);
  const [{ perFit: [loss, change, ratio], pooled }] = instructionLaw(segments).steps;
  const r2 = (of: { mean: number } | null) => of!.mean.toFixed(3);
  deepEqual([r2(loss.r2), r2(loss.looR2), r2(ratio.r2), r2(ratio.looR2)], ["0.878", "0.575", "0.907", "0.665"]);
  ok(Math.abs(loss.r2.mean - change.r2.mean) < 1e-9);
  const mean = (all: readonly (number | null)[]) =>
    all.reduce<number>((sum, one) => sum + one! / all.length, 0).toFixed(3);
  deepEqual(pooled.map(({ r2_k }) => mean(r2_k)), ["0.587", "0.648", "0.688"]);
  const { rows: [[, , , difference, interval]] } = instructionConfirmation(
    await readTable([join(ROOT, "data/instruction_confirm.csv")]),
  );
  deepEqual([difference, interval], [-0.0611, "-0.0974 to -0.0248"]);
  // Parents of data that is of use: every task's loss has fallen.
  const { runs, targets, losses, startLosses } = segments, k = targets.length;
  runs.forEach(({ parent }, n) => {
    if (parent !== undefined) return;
    targets.forEach((target, i) =>
      ok(losses.data[n * k + i] < startLosses!.data[n * k + i], `${runs[n].id}, ${target}`)
    );
  });
});

Deno.test("analyse instruction: report, figures and text of given tables; planted ones say that they are", () =>
  withFiles({ "runs.csv": csv(table(mixtures(12, 1))), "s.csv": SEGMENTS }, async (folder) => {
    const ask = ["runs.csv", "s.csv", "--bootstrap", "10", "--out", "out", "--no-published"];
    const { code, out, err } = await analyse(folder, ...ask);
    deepEqual([code, err], [0, ""]);
    match(out, /runs\.csv: R² of the static law 1\.000 in sample/);
    match(out, /Segments from step 10: R² 1\.000/);
    match(out, /Quoted, not computed here/);
    equal(/NaN|undefined|Infinity|\[object/.exec(out), null);
    match(Deno.readTextFileSync(`${folder}/out/report.html`), /^<!doctype html>/i);
    const planted = join(ROOT, "tests/cli/planted_law_synthetic.csv");
    match((await analyse(folder, planted, "--bootstrap", "0", "--no-published")).out, /SYNTHETIC|synthetic/);
  }));

/** Two parents of two tasks whose changes are linear. */
const SEGMENTS = csv([
  "run,parent,start_step,step,share:a,share:b,loss:a,loss:b,loss_start:a,loss_start:b",
  ...[[3, 2], [2.5, 2.25]].flatMap((start, n) => [
    [`p${n}`, "", 0, 10, 0.25 + n / 2, 0.75 - n / 2, ...start, 5, 5].join(),
    ...[0.125, 0.25, 0.5, 0.875].map((p, c) =>
      [`p${n}>${c}`, `p${n}`, 10, 20, p, 1 - p, start[0] - 0.5 * p, start[1] - 0.25 * (1 - p), ...start].join()
    ),
  ]),
]);

/** Runs of two sizes of model. */
const SIZES = csv(table(mixtures(12, 1)).map((line, n) => `${line},${n === 0 ? "parameters" : n < 7 ? 10 : 20}`));

Deno.test("analyse instruction: what is wrong is said, with exit code 2", () =>
  withFiles({ "s.csv": SEGMENTS, "few.csv": csv(table(mixtures(3, 1))), "sizes.csv": SIZES }, async (folder) => {
    const cases: [string[], RegExp][] = [
      [["none.csv"], /none\.csv/],
      [["few.csv"], /few\.csv|log-linear/],
      [["sizes.csv"], /sizes\.csv: wanted runs of one size of model \(parameters\), got /],
      [["s.csv", "--where", "run=p0>1|p1>1|p0|p1"], /children of p0/],
      [["s.csv", "--bootstrap", "-1"], /bootstrap/],
      [["s.csv", "--top", "3"], /--top/],
    ];
    for (const [args, wanted] of cases) {
      const { code, out, err } = await analyse(folder, ...args, "--no-published");
      equal(code, 2, `${args.join(" ")}: ${err}`);
      equal(out, "");
      match(err, wanted);
    }
  }));

Deno.test("instruction: a confirmation is paired by seed, and refuses what is not two mixtures", () => {
  const text = (rows: string[]) => parseTable(["run,seed,share:a,share:b,loss:a,loss:b", ...rows].join("\n"));
  // Seeds in another order: paired by seed, the difference is the same for each.
  const even = ["even,0,0.5,0.5,3,2", "even,1,0.5,0.5,4,3"],
    best = ["x,1,0.75,0.25,3.5,3.25", "x,0,0.75,0.25,2.5,2.25"];
  const { rows } = instructionConfirmation(text([...even, ...best]));
  deepEqual(rows.map((row) => row[3]), [-0.125, -0.5, 0.25]);
  equal(rows[1][4], "-0.5000 to -0.5000");
  throws(() => instructionConfirmation(text(best)), /wanted runs named even and of one other mixture, got x/);
  const later = parseTable(
    ["run,seed,step,share:a,share:b,loss:a,loss:b", "even,0,1,0.5,0.5,3,2", "x,0,1,1,0,2,2", "x,0,2,1,0,1,2"].join(
      "\n",
    ),
  );
  throws(() => instructionConfirmation(later), /wanted one run a mixture and seed, got more/);
  throws(() => instructionConfirmation(text([...even, best[0]])), /wanted the same seeds of even and x, got 0,1 and 1/);
});
