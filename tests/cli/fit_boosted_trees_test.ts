/** The command `deno task fit` with boosted trees: from a table to law.json, and from law.json to losses. */
import { deepEqual, equal, match, ok } from "../assert.ts";
import { withFiles } from "../tables/files.ts";
import { csv, fit, fitJson, fitText, mixtures, planted, table } from "./fit_process.ts";

const RUNS = csv(table(mixtures(60, 1), planted, 0.01));
const QUICK = ["--law", "regmix", "--rounds", "60", "--learning-rate", "0.1", "--leaf-runs", "5", "--leaves", "8"];

Deno.test("fit: boosted trees are fitted, saved and used again, and say how they were judged", () =>
  withFiles({ "runs.csv": RUNS }, async (folder) => {
    const document = await fitJson(folder, "runs.csv", ...QUICK, "--objective", "x", "--mixture", "a=0.5,b=0.3,c=0.2");
    deepEqual([document.law, document.folds, document.best.gap], ["boosted-trees", 10, null]);
    deepEqual([document.best.method, document.best.intervals], ["simulation", null]);
    match(document.best.proof, /100000 draws from Dirichlet\(prior\)/);
    ok(document.perTarget.x.looR2 > 0.8 && document.perTarget.x.looR2 < document.perTarget.x.r2);
    match(document.warnings.map((w: { message: string }) => w.message).join(" "), /such as --bootstrap 20/);

    const text = await fitText(folder, "runs.csv", ...QUICK, "--folds", "5", "--objective", "x", "--out", "out");
    match(text, /mixtures in 5 groups/);
    const { settings } = JSON.parse(await Deno.readTextFile(`${folder}/out/law.json`));
    deepEqual(settings, { rounds: 60, learningRate: 0.1, leaves: 8, leafRuns: 5 });
    const again = await fitJson(folder, "--load", "out/law.json", "--objective", "x", "--mixture", "a=0.5,b=0.3,c=0.2");
    deepEqual(again.mixture, document.mixture);
    deepEqual(again.best.mixture, document.best.mixture);
    match(await Deno.readTextFile(`${folder}/out/report.html`), /mixtures were left out in 5 groups/);
  }));

Deno.test("fit: boosted trees refuse what cannot be: too few runs, settings out of range, settings of a saved law", () =>
  withFiles({ "few.csv": csv(table(mixtures(39, 1))), "law.json": "{}" }, async (folder) => {
    const refused = async (message: RegExp, ...args: string[]) => {
      const { code, out, err } = await fit(folder, ...args);
      deepEqual([code, out], [2, ""]);
      match(err, message);
    };
    await refused(/needs 40 runs to split once; the table has 39/, "few.csv", "--law", "lightgbm");
    await refused(/--leaves/, "few.csv", ...QUICK.slice(0, -1), "1");
    await refused(
      /learningRate: wanted a number above 0, at most 1/,
      "few.csv",
      "--law",
      "regmix",
      "--learning-rate",
      "2",
    );
    await refused(/--folds/, "few.csv", "--folds", "1");
    await refused(/--rounds is for fitting/, "--load", "law.json", "--rounds", "5");
    equal((await fit(folder, "few.csv", "--law", "auto", "--bootstrap", "0")).code, 0);
  }));
