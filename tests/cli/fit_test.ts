/** The command `deno task fit`: what it answers. */
import { fileURLToPath } from "node:url";
import { deepEqual, equal, match, ok } from "../assert.ts";
import { needsReference } from "../reference.ts";
import { withFiles } from "../tables/files.ts";
import {
  csv,
  differences,
  type Document,
  DOMAINS,
  fitJson,
  fitText,
  leastOnGrid,
  mixtures,
  nulls,
  PLANTED,
  planted,
  table,
} from "./fit_process.ts";

const RUNS = csv(table(mixtures(14, 1)));
const NOISY = csv(table(mixtures(14, 1), planted, 0.01));
const near = (got: number, wanted: number, within: number, what = "") =>
  ok(Math.abs(got - wanted) <= within, `${what} wanted ${wanted} ± ${within}, got ${got}`);
/** c + exp(Σ v p) from the parameters that a document reports. */
const reported = (document: Document, target: string, p: readonly number[]) => {
  const { c, vertex } = document.perTarget[target];
  return c + Math.exp(document.domains.reduce((sum: number, d: string, j: number) => sum + p[j] * vertex[d], 0));
};
const meanOf = (document: Document) => (p: readonly number[]) =>
  document.targets.reduce((sum: number, t: string) => sum + reported(document, t, p), 0) / document.targets.length;
const sharesOf = (mixture: Record<string, number>) => DOMAINS.map((d) => mixture[d]);

Deno.test("fit: without a table Mixlab's own sweep of three domains", () =>
  withFiles({}, async (folder) => {
    const own = fileURLToPath(new URL("../../data/three_domains.csv", import.meta.url));
    const { source, seconds: _, inputs: __, ...document } = await fitJson(folder, "--bootstrap", "20");
    equal(source, "data/three_domains.csv");
    const { source: ___, seconds: ____, inputs: _____, ...same } = await fitJson(folder, own, "--bootstrap", "20");
    deepEqual(document, same);
    equal(document.synthetic, false);
    equal(document.runs, 72);
    equal([...Deno.readDirSync(folder)].length, 0, "nothing is written without --out");
  }));

Deno.test("fit: a synthetic table says so", () =>
  withFiles({}, async (folder) => {
    const planted = fileURLToPath(new URL("planted_law_synthetic.csv", import.meta.url));
    match(await fitText(folder, planted, "--bootstrap", "20"), /^SYNTHETIC DATA /);
    const document = await fitJson(folder, planted, "--bootstrap", "20");
    equal(document.synthetic, true);
    equal(document.targets.length, 5);
  }));

Deno.test("fit: a table that was measured is not called synthetic; help needs no table", () =>
  withFiles({ "runs.csv": NOISY }, async (folder) => {
    ok(!/synthetic/i.test(await fitText(folder, "runs.csv", "--bootstrap", "20")));
    equal((await fitJson(folder, "runs.csv", "--bootstrap", "0")).synthetic, false);
    for (const help of ["--help", "-h"]) match(await fitText(folder, help), /^Fits a mixing law [^]*Examples\n/);
  }));

Deno.test("fit: the JSON document holds what it promises, and null only where there is nothing to say", () =>
  withFiles({ "runs.csv": NOISY, "other.csv": csv(table(mixtures(9, 2))) }, async (folder) => {
    const args = ["runs.csv", "--predict", "other.csv", "--bootstrap", "40"];
    const document = await fitJson(folder, ...args, "--huber", "0.05");
    deepEqual(nulls(document), [".perTarget.*.seedSd"], "no mixture was run twice");
    equal(document.law, "log-linear");
    deepEqual(document.domains, DOMAINS);
    deepEqual(document.targets, Object.keys(PLANTED));
    equal(document.runs, 14);
    for (const [target, { c, v }] of Object.entries(PLANTED)) {
      const own = document.perTarget[target];
      near(own.c, c, 5 * own.standardErrors.c, `${target} c`);
      DOMAINS.forEach((d, j) => near(own.vertex[d], v[j], 5 * own.standardErrors.vertex[d], `${target} ${d}`));
      // All errors are far below δ, where Huber's loss is half the square.
      near(own.huber, own.mse / 2, 1e-12, "mean Huber");
      ok(own.mse > 0 && own.mae > 0 && own.looMae > own.mae, JSON.stringify(own));
      ok(own.r2 > 0.99 && own.r2 < 1 && own.looR2 < own.r2 && own.spearman > 0.9);
      const elsewhere = document.predict[target];
      ok(elsewhere.spearman > 0.95 && elsewhere.mae < 0.01 && elsewhere.regretTop1 >= 0, JSON.stringify(elsewhere));
    }
    const { best } = document, shares = sharesOf(best.mixture);
    near(shares.reduce((a, b) => a + b), 1, 1e-12);
    near(best.objective, meanOf(document)(shares), 1e-12);
    const least = leastOnGrid(meanOf(document));
    ok(best.gap >= 0 && best.gap < 1e-9 && best.objective <= least.value, `${best.objective}, ${least.value}`);
    DOMAINS.forEach((d, j) => {
      near(shares[j], least.shares[j], 0.02, d);
      ok(best.intervals[d][0] <= shares[j] && shares[j] <= best.intervals[d][1], d);
    });
    for (const probability of [best.probabilityBeatsPrior, best.probabilityBeatsBestRun]) {
      ok(probability >= 0.5 && probability <= 1, `${probability}`);
    }
    ok(Array.isArray(document.warnings));
    ok(document.seconds > 0 && document.seconds < 60);

    const plain = await fitJson(folder, ...args);
    deepEqual(nulls(plain), [".huberDelta", ".perTarget.*.huber", ".perTarget.*.seedSd"]);
  }));

Deno.test("fit: one seed, one answer; another changes intervals and what is said of them, nothing else", () =>
  withFiles({ "runs.csv": NOISY }, async (folder) => {
    const [first, again, other] = await Promise.all(
      ["3", "3", "4"].map((seed) => fitJson(folder, "runs.csv", "--bootstrap", "30", "--seed", seed)),
    );
    deepEqual(differences(first, again), [".seconds"]);
    const changed = differences(first, other);
    ok(changed.includes(".best.intervals.a.*"), changed.join(" "));
    const allowed = /^\.(seconds|options\.seed|verdict\.\*|best\.probability\w+|.*[iI]nterval(s|\.|$).*)$/;
    deepEqual(changed.filter((path) => !allowed.test(path)), []);
  }));

Deno.test("fit: --law auto takes the law that predicts mixtures left out best, and shows them all", () =>
  withFiles({ "runs.csv": NOISY, "few.csv": csv(table(mixtures(6, 1), planted, 0.01)) }, async (folder) => {
    const { law, comparison } = await fitJson(folder, "runs.csv", "--law", "auto", "--bootstrap", "0");
    equal(law, "log-linear");
    equal(comparison[0].law, law);
    const errors = comparison.filter((c: Document) => !c.leftOut).map((c: Document) => c.looMae);
    ok(errors.length >= 4, JSON.stringify(comparison));
    deepEqual(errors, errors.toSorted((a: number, b: number) => a - b));
    const text = await fitText(folder, "runs.csv", "--law", "auto", "--bootstrap", "0");
    for (const { law } of comparison) ok(text.includes(law), `${law} is not in the summary`);

    const few = await fitJson(folder, "few.csv", "--law", "auto", "--bootstrap", "0");
    const m1 = few.comparison.find((c: Document) => c.law === "m1");
    match(m1.leftOut, /m1 has 7 parameters .* the table has 6/);
    const shown = await fitText(folder, "few.csv", "--law", "auto", "--bootstrap", "0");
    match(shown, /m1[^]*7 parameters/);
  }));

Deno.test("fit: too few runs to leave one out: no leave-one-out error, no intervals, and a warning", () =>
  withFiles({ "three.csv": csv(table(mixtures(3, 1))) }, async (folder) => {
    const document = await fitJson(folder, "three.csv", "--law", "linear", "--bootstrap", "20");
    equal(document.perTarget.x.looMae, null);
    equal(document.best.intervals, null);
    equal(document.best.probabilityBeatsPrior, null);
    ok(document.warnings.some((w: Document) => w.code === "few-runs"), JSON.stringify(document.warnings));
    match(await fitText(folder, "three.csv", "--law", "linear"), /Warnings\n! 3 different mixtures for 3 parameters/);
  }));

Deno.test("fit: --mixture predicts by the law that is reported, from the line or a file", () =>
  withFiles({ "runs.csv": NOISY, "mixture.json": '{"domains": {"b": 0.3, "a": 0.2, "c": 0.5}}' }, async (folder) => {
    const given = await fitJson(folder, "runs.csv", "--mixture", "a=0.2,b=0.3,c=0.5", "--bootstrap", "0");
    for (const target of given.targets) {
      near(given.mixture.losses[target], reported(given, target, [0.2, 0.3, 0.5]), 1e-12, target);
    }
    const read = await fitJson(folder, "runs.csv", "--mixture", "mixture.json", "--bootstrap", "0");
    deepEqual(read.mixture, given.mixture);
    match(await fitText(folder, "runs.csv", "--mixture", "mixture.json"), /Predicted losses of the mixture/);
  }));

Deno.test("fit: --out writes a law that --load predicts with, to the bit, beside report and figures", () =>
  withFiles({ "runs.csv": NOISY, "other.csv": csv(table(mixtures(9, 2))) }, async (folder) => {
    const asked = ["--mixture", "a=0.2,b=0.3,c=0.5", "--predict", "other.csv"];
    const fitted = await fitJson(folder, "runs.csv", ...asked, "--bootstrap", "20", "--out", "deep/out");
    const names = [...Deno.readDirSync(`${folder}/deep/out`)].map(({ name }) => name).sort();
    deepEqual(names, ["answer.json", "figures", "law.json", "report.html"]);
    const read = (name: string) => Deno.readTextFileSync(`${folder}/deep/out/${name}`);
    deepEqual(
      differences(JSON.parse(read("answer.json")), fitted).filter((path) => !/^\.(seconds|inputs)$/.test(path)),
      [],
    );
    match(read("report.html"), /^<!doctype html>/i);
    const figures = [...Deno.readDirSync(`${folder}/deep/out/figures`)].map(({ name }) => name);
    for (const name of ["best_mixture", "predicted_against_observed"]) {
      for (const ending of ["json", "svg", "png"]) ok(figures.includes(`${name}.${ending}`), `${name}.${ending}`);
    }

    const loaded = await fitJson(folder, "--load", "deep/out/law.json", ...asked);
    deepEqual([loaded.law, loaded.domains, loaded.targets], [fitted.law, fitted.domains, fitted.targets]);
    deepEqual(loaded.mixture, fitted.mixture);
    deepEqual(loaded.predict, fitted.predict);
    deepEqual(loaded.best.mixture, fitted.best.mixture);
    match(await fitText(folder, "--load", "deep/out/law.json", ...asked), /^log-linear from deep\/out\/law\.json: /);
  }));

Deno.test("fit: --predict on a pair of files, and on losses in the opposite order", () => {
  const shares = mixtures(9, 2), upsideDown = (t: string, p: readonly number[]) => 9 - planted(t, p);
  const columns = (lines: string[], pick: (cells: string[]) => string[]) =>
    csv(lines.map((l) => pick(l.split(",")).join()));
  const other = table(shares);
  return withFiles({
    "runs.csv": RUNS,
    "other.csv": csv(other),
    "ratios.csv": columns(other, ([run, ...cells]) => [run, ...cells.slice(0, 3)]),
    "metrics.csv": columns([other[0], ...other.slice(1).reverse()], ([run, ...cells]) => [run, ...cells.slice(3)]),
    "reversed.csv": csv(table(shares, upsideDown)),
  }, async (folder) => {
    const judge = (files: string) => fitJson(folder, "runs.csv", "--bootstrap", "0", "--predict", files);
    const [whole, pair, reversed] = await Promise.all(
      ["other.csv", "ratios.csv,metrics.csv", "reversed.csv"].map(judge),
    );
    equal(pair.predictRuns, 9);
    for (const target of Object.keys(PLANTED)) {
      deepEqual([whole.predict[target].spearman, whole.predict[target].regretTop1], [1, 0]);
      ok(whole.predict[target].mae < 1e-4);
      near(pair.predict[target].mae, whole.predict[target].mae, 1e-12);
      equal(pair.predict[target].spearman, 1);
      // The run that the law likes best is the worst one there.
      const there = shares.map((p) => +upsideDown(target, p).toFixed(6));
      equal(reversed.predict[target].spearman, -1);
      near(reversed.predict[target].regretTop1, Math.max(...there) - Math.min(...there), 1e-12, target);
    }
  });
});

Deno.test("fit: caps, a prior with a KL weight and tokens limit the best mixture, as a grid search finds it", () =>
  withFiles({ "runs.csv": NOISY, "caps.json": '{"a": 0.3}' }, async (folder) => {
    const ask = (...args: string[]) => fitJson(folder, "runs.csv", "--bootstrap", "20", ...args);
    const judge = (
      document: Document,
      within: (p: readonly number[]) => boolean,
      penalty = (_: readonly number[]) => 0,
    ) => {
      const value = meanOf(document), shares = sharesOf(document.best.mixture);
      const least = leastOnGrid((p) => within(p.map((x) => x - 1e-9)) ? value(p) + penalty(p) : undefined, 200);
      ok(within(shares.map((x) => x - 1e-9)), JSON.stringify(document.best.mixture));
      near(document.best.objective, value(shares) + penalty(shares), 1e-9);
      ok(document.best.objective <= least.value + 1e-9, `${document.best.objective}, on the grid ${least.value}`);
      shares.forEach((p, j) => near(p, least.shares[j], 0.011, DOMAINS[j]));
      ok(document.best.gap < 1e-7, `${document.best.gap}`);
    };
    const [free, capped, fromFile, pulled, scarce] = await Promise.all([
      ask(),
      ask("--cap", "a=0.3"),
      ask("--cap", "caps.json"),
      ask("--kl", "0.05", "--prior", "a=0.1,b=0.2,c=0.7"),
      ask("--tokens", "a=1e9,b=2e9,c=5e9", "--budget", "1e10", "--epochs", "2.5"),
    ]);
    ok(free.best.mixture.a > 0.32, "the cap must matter for the test to say anything");
    judge(capped, ([a]) => a <= 0.3);
    equal(capped.best.mixture.a, 0.3);
    deepEqual(fromFile.best, capped.best);
    ok(capped.best.intervals.a[1] <= 0.3);
    const prior = [0.1, 0.2, 0.7];
    judge(pulled, () => true, (p) => 0.05 * p.reduce((sum, x, j) => sum + (x > 0 ? x * Math.log(x / prior[j]) : 0), 0));
    deepEqual(pulled.best.prior.mixture, { a: 0.1, b: 0.2, c: 0.7 });
    // 2.5 passes over 1e9 of the 1e10 tokens planned are a quarter, over 2e9 a half.
    judge(scarce, ([a, b]) => a <= 0.25 && b <= 0.5);
    near(scarce.best.epochs.a, scarce.best.mixture.a * 10, 1e-9);
    near(scarce.best.epochs.b, scarce.best.mixture.b * 5, 1e-9);
  }));

Deno.test("fit: objectives: a target, the worst, weights from a file", () =>
  withFiles({ "runs.csv": RUNS, "weights.json": '{"x": 3, "y": 1}' }, async (folder) => {
    const [x, worst, weighted] = await Promise.all(
      ["x", "worst", "weights.json"].map((o) => fitJson(folder, "runs.csv", "--bootstrap", "0", "--objective", o)),
    );
    const check = (document: Document, value: (p: readonly number[]) => number) => {
      const least = leastOnGrid(value);
      near(document.best.objective, value(sharesOf(document.best.mixture)), 1e-4);
      ok(document.best.objective <= least.value + 1e-4, `${document.best.objective}, on the grid ${least.value}`);
      ok(document.best.objective >= least.value - 0.01);
    };
    check(x, (p) => planted("x", p));
    check(worst, (p) => Math.max(planted("x", p), planted("y", p)));
    check(weighted, (p) => (3 * planted("x", p) + planted("y", p)) / 4);
  }));

Deno.test("fit: --critical finds the share at which a planted law keeps a loss", () => {
  const general = (p: number) => 2.8 + Math.exp(-1.7 - 3 * p);
  const lines = [0.1, 0.2, 0.35, 0.5, 0.7].map((p, n) =>
    [n, p, +(1 - p).toFixed(2), general(p).toFixed(7), (1 + p).toFixed(3)].join()
  );
  return withFiles({
    "runs.csv": csv(["run,share:general,share:special,loss:general,loss:special", ...lines]),
  }, async (folder) => {
    const args = ["runs.csv", "--objective", "general", "--bootstrap", "20", "--critical", "general"];
    const { critical } = await fitJson(folder, ...args, "--base-loss", String(general(0.3)));
    equal(critical.domain, "general");
    // With two domains the answer is the paper's two-step fit, whose c is one of 1,000; beside it the joint fit.
    near(critical.share, 0.3, 1e-3);
    near(critical.others.find((o: Document) => o.law === "log-linear").share, 0.3, 1e-5);
    ok(critical.interval[0] <= critical.share && critical.share <= critical.interval[1], critical.interval);
    near(critical.mixture.special, 1 - critical.share, 1e-12);
    match(await fitText(folder, ...args, "--base-loss", "2.85"), /Critical share of general/);
    const never = (await fitJson(folder, ...args, "--base-loss", "2.5")).critical;
    equal(never.share, null, "no share of anything reaches a loss below c");
    match(never.message, /\w/);
  });
});

needsReference(
  "fit: continued pretraining on Python keeps the Pile's loss at a share of 0.2862 to 0.2868",
  async (ref) => {
    const { critical, runs } = await fitJson(
      ".",
      ref("dml", "dml_ct.csv"),
      ...["--objective", ref("dml", "valid_weight.json"), "--where", "step=10000,r_Pile!=0.28515625"],
      ...["--critical", "Pile", "--base-loss", "2.873368"],
    );
    equal(runs, 4, "without the start row and the hold-out");
    ok(critical.share >= 0.2862 && critical.share <= 0.2868, `${critical.share}`);
    ok(critical.interval[0] < critical.share && critical.share < critical.interval[1]);
  },
);
