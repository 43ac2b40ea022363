/** Nested laws: planted tables come back through every stage, own tables, and the command as a process. */
import { join } from "node:path";
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { nestedLaws } from "../../analysis/nested_laws/nested_laws.ts";
import { nestedAgainstMeasuredFigure, powerLawsFigure } from "../../analysis/nested_laws/nested_figures.ts";
import { isInputError } from "../../lib/errors.ts";
import { implicitDomains } from "../../lib/laws/implicit_domains.ts";
import { random } from "../../lib/numerics/random.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { near } from "../laws/tables.ts";
import { withFiles } from "../tables/files.ts";
import { runAnalyse } from "./run_analyse.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const SIZES = [1e6, 2e6, 5e6, 40e6], STEPS = [100, 200, 400, 800, 6400], SHARES = [0.1, 0.25, 0.4, 0.55, 0.7, 0.85];

/** Planted: floors follow a log-linear law; losses fall to them as powers of size and of updates. */
function losses(p: number, N: number, step: number): [number, number] {
  const fall = (2e5 / N) ** 0.4 + (30 / step) ** 0.8 * (1e6 / N) ** 0.4;
  return [1 + Math.exp(-2 * p) + fall, 1.5 + Math.exp(-1.5 * (1 - p)) + fall];
}

function csv({ sizes = SIZES, steps = STEPS, noise = 0, seed = 1 } = {}): string {
  const rng = random(seed);
  return [
    "run,seed,step,model,parameters,synthetic,share:a,share:b,loss:a,loss:b",
    ...SHARES.flatMap((p, r) =>
      sizes.flatMap((N) =>
        steps.map((step) =>
          [r, 0, step, `${N / 1e6}M`, N, true, p, 1 - p, ...losses(p, N, step).map((l) => l + noise * rng.normal())]
            .join()
        )
      )
    ),
  ].join("\n");
}

const stage = (nested: ReturnType<typeof nestedLaws>, name: string) => {
  const found = nested.stages.find((each) => each.stage === name);
  ok(found, `no stage ${name} among ${nested.stages.map((each) => each.stage).join("; ")}`);
  return found.errors.at(-1)!;
};

Deno.test("nested laws: planted losses come back through step, size and mixing law, and so does the best mixture", () => {
  const nested = nestedLaws(parseTable(csv()));
  deepEqual([nested.targetStep, nested.targetParameters, nested.left], [6400, 40e6, []]);
  equal(nested.stepLaws.length, 3, "the largest model is never fitted");
  for (const { stage, errors } of nested.stages) {
    if (stage.startsWith("last fitted loss")) continue; // no law's
    for (const { mae, target } of errors) ok(mae < 1e-6, `${stage}, ${target}: ${mae}`);
  }
  const direct = nestedLaws(parseTable(csv({ sizes: [40e6], steps: [6400] })));
  near(nested.best.mixture.a, direct.best.mixture.a, 1e-5);
  near(nested.bestOfMeasured!.mixture.a, direct.best.mixture.a, 1e-5);
  equal(nested.predicted.runs.every(({ step, parameters }) => step === 6400 && parameters === 40e6), true);
  nested.predicted.runs.forEach((_, r) =>
    losses(SHARES[r], 40e6, 6400).forEach((l, i) => near(nested.predicted.losses.data[2 * r + i], l, 1e-6))
  );
});

Deno.test("nested laws: what stands at the target is never fitted", () => {
  const table = parseTable(csv({ noise: 0.003 })), spoilt = structuredClone(table.losses);
  table.runs.forEach(({ step, parameters }, n) => {
    if (step !== 6400 && parameters !== 40e6) return;
    spoilt.data[2 * n] += 1;
    spoilt.data[2 * n + 1] += 2;
  });
  const [a, b] = [nestedLaws(table), nestedLaws({ ...table, losses: spoilt })];
  deepEqual(b.law.toJSON().theta, a.law.toJSON().theta);
  near(stage(b, "nested laws at the target").bias - stage(a, "nested laws at the target").bias, -1.5, 1e-9);
});

Deno.test("nested laws: noise shows in the errors, and intervals hold most later losses", () => {
  const nested = nestedLaws(parseTable(csv({ noise: 0.002 })), { tieSteps: "all" });
  const later = stage(nested, "step laws at update 6400, 1000000 parameters");
  ok(later.mae > 1e-4 && later.mae < 0.02, `${later.mae}`);
  const covered = nested.stages.flatMap(({ errors }) => errors.map(({ covered }) => covered)).filter((v) => v !== null);
  ok(covered.length >= 8 && covered.reduce((s, v) => s + v, 0) / covered.length > 0.8, covered.join());
  ok(later.mae < stage(nested, "last fitted loss for that at update 6400, 1000000 parameters").mae);
});

Deno.test("nested laws: stages for which there is too little are left out, in words", () => {
  const one = nestedLaws(parseTable(csv({ sizes: [1e6] })));
  deepEqual(one.left, ["size laws: not fitted: the table has one size of model"]);
  equal(one.sizeLaws, undefined);
  const two = nestedLaws(parseTable(csv({ sizes: [1e6, 40e6] })));
  match(two.left[0], /^size laws: not fitted: c, N0 and α are 3 numbers, and there is 1 size below the target/);
  near(stage(two, "losses at 1000000 parameters for those at 40000000").spearman!, 1, 1e-12);
  const still = nestedLaws(parseTable(csv({ steps: [800] })));
  match(still.left[0], /^step laws: not fitted: a run needs 3 updates before the target, and has 0 at most/);
  ok(still.sizeLaws);
  near(stage(still, "nested laws at the target").mae, 0, 1e-6);
  const chosen = nestedLaws(parseTable(csv()), { chooseByLast: 2 });
  match(chosen.left[0], /^step laws: not fitted: a run needs 5 updates before the target, and has 4 at most/);
  const asked = nestedLaws(parseTable(csv()), { stepLaws: false });
  match(asked.left[0], /^step laws: not asked for/);
  deepEqual(asked.stepLaws, []);
});

Deno.test("nested laws: a target beyond the table is predicted and not judged", () => {
  const nested = nestedLaws(parseTable(csv()), { targetStep: 100_000, targetParameters: 1e9, toStep: 800 });
  equal(nested.measured, undefined);
  equal(nested.lawOfMeasured, undefined);
  equal(nestedAgainstMeasuredFigure(nested), undefined);
  const truth = losses(SHARES[2], 1e9, 100_000)[0];
  ok(nested.stepLaws.every(({ fits }) => fits.every(({ range }) => range.to === 800)), "toStep");
  near(nested.predicted.losses.data[4], truth, 0.01);
});

Deno.test("nested laws: another mixing law, implicit domains too", () => {
  const table = parseTable(csv());
  equal(nestedLaws(table, { law: "linear" }).law.law, "linear");
  const implicit = nestedLaws(table, { law: implicitDomains({ hidden: 1, starts: 3 }) });
  near(implicit.best.mixture.a, nestedLaws(table).best.mixture.a, 1e-4);
});

Deno.test("nested laws: bad tables and options are refused in words", () => {
  const table = parseTable(csv());
  for (
    const [options, message] of [
      [{ targetParameters: 1e6 }, /target parameters: wanted more than the smallest model's, 1000000, got 1000000/],
      [{ targetStep: 50 }, /nothing is measured at update 50, and a step law needs 3 updates before it, got 0/],
      [{ law: "log-liner" }, /Did you mean log-linear/],
      [{ delta: -1 }, /delta: wanted a Huber delta > 0/],
    ] as const
  ) {
    throws(() => nestedLaws(table, options), (e) => isInputError(e) && message.test(e.message), String(message));
  }
  const unsized = { ...table, runs: table.runs.map((run, n) => n === 0 ? { ...run, parameters: undefined } : run) };
  throws(() => nestedLaws(unsized), /run 0: wanted the parameters of its model, got none/);
});

Deno.test("nested laws, data/three_domains_steps.csv: three updates predict the fourth", async () => {
  const table = await readTable(join(ROOT, "data/three_domains_steps.csv")), nested = nestedLaws(table);
  const step = stage(nested, "step laws at update 1000"),
    last = stage(nested, "last fitted loss for that at update 1000");
  deepEqual([step.points, step.mae.toFixed(4), step.bias.toFixed(4)], [72, "0.0197", "-0.0182"]);
  equal(last.mae.toFixed(4), "0.0327");
  const at = stage(nested, "nested laws at the target"),
    own = stage(nested, "mixing law of the losses measured at the target");
  deepEqual([at.mae.toFixed(4), at.spearman!.toFixed(3)], ["0.0241", "0.821"]);
  deepEqual([own.mae.toFixed(4), own.spearman!.toFixed(3)], ["0.0189", "0.824"]);
  near(nested.best.mixture.legal, 0.458, 1e-3);
  near(nested.bestOfMeasured!.mixture.legal, 0.451, 1e-3);
  const figure = powerLawsFigure(table, nested.stepLaws[0], 1000);
  equal(figure.data.filter(({ name }) => String(name).endsWith("not fitted")).length, 9);
});

Deno.test("nested laws, data/two_sizes.csv: ranks carry over from the tiny model, levels do not", async () => {
  const nested = nestedLaws(await readTable(join(ROOT, "data/two_sizes.csv")));
  match(nested.left.join("\n"), /there is 1 size below the target/);
  const at = nested.stages.find(({ stage }) => stage === "nested laws at the target")!.errors;
  deepEqual(at.map(({ spearman }) => spearman!.toFixed(3)), ["0.995", "0.992", "0.978", "0.969"]);
  ok(at.every(({ bias }) => bias > 0.2));
});

const analyse = (folder: string, ...args: string[]) => runAnalyse(folder, "nested-laws", ...args);

Deno.test("analyse nested-laws: a report in words, a folder of files, and the numbers as one JSON document", () =>
  withFiles({ "planted.csv": csv({ noise: 0.002 }) }, async (folder) => {
    const { code, out, err } = await analyse(folder, "planted.csv", "--out", "found");
    deepEqual([code, err], [0, ""]);
    match(out, /^Nested laws\nSYNTHETIC: /);
    match(out, /best mixture for update 6400 of 40000000 parameters: a 0\.\d+, b 0\.\d+/);
    match(out, /Step laws: 12 curves from 100 to 800 updates, predicted at 6400, 8\.00 times further/);
    match(out, /Size laws: 12 curves from 1000000 to 5000000 parameters, predicted at 40000000, 8\.00 times further/);
    match(out, /WHAT THE PAPER FOUND\nQuoted, not computed here\./);
    equal(/NaN|undefined|Infinity|\[object/.exec(out), null, out);
    const figures = [...Deno.readDirSync(join(folder, "found/figures"))].filter(({ name }) => name.endsWith(".png"));
    equal(figures.length, 5, "three sizes over the updates, size laws, predicted against observed");
    const numbers = JSON.parse(await Deno.readTextFile(join(folder, "found/numbers.json")))["planted.csv"];
    equal(numbers.powerLaws.length, 3 * 12 + 12);
    equal(numbers.synthetic, true);
    near(numbers.powerLaws.at(-1).alpha, 0.4, 0.1);
    const json = await analyse(
      folder,
      "planted.csv",
      "--json",
      "--tie-steps",
      "all",
      "--law",
      "implicit-domains",
      "--hidden",
      "1",
    );
    deepEqual([json.code, json.err], [0, ""]);
    equal(JSON.parse(json.out)["planted.csv"].law, "implicit-domains");
  }));

Deno.test("analyse nested-laws: bad input is refused with a sentence and exit code 2", () =>
  withFiles({ "planted.csv": csv(), "one.csv": "run,share:a,share:b,loss:a\n1,0.5,0.5,2\n" }, async (folder) => {
    for (
      const [args, message] of [
        [["planted.csv", "--target-step", "-5"], /target.?[sS]tep: wanted a number > 0, got -5/],
        [["planted.csv", "--target-step", "50"], /nothing is measured at update 50/],
        [["planted.csv", "--tie-steps", "some"], /wanted none, targets, all/],
        [
          ["planted.csv", "--hidden", "3"],
          /hidden and seed are options of the law implicit-domains, got the law log-linear/,
        ],
        [["planted.csv", "--sizes", '{"x": -1}'], /sizes: x: wanted parameters > 0, got -1/],
        [["one.csv"], /log-linear has 3 parameters a target/],
        [["none.csv"], /none\.csv/],
        [["planted.csv", "planted.csv"], /wanted tables of different names, got planted\.csv twice/],
      ] as const
    ) {
      const { code, out, err } = await analyse(folder, ...args);
      deepEqual([code, out], [2, ""], err);
      match(err, message);
      equal(err.includes("    at "), false, err);
    }
    match((await analyse(folder, "--help")).out, /--target-parameters N/);
  }));
