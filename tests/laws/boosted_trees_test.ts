/**
 * Boosted trees: against LightGBM itself (tests/golden/laws/boosted_trees_lightgbm.py), on RegMix's tables, and what holds of them
 * whatever the table.
 */
import { deepEqual, equal, match, notDeepEqual, ok, throws } from "../assert.ts";
import golden from "../golden/laws/boosted_trees_lightgbm.json" with { type: "json" };
import fc from "fast-check";
import { isInputError } from "../../lib/errors.ts";
import { bestMixture } from "../../lib/laws/best/best_mixture.ts";
import { paperAnswers } from "../../lib/laws/best/paper_answers.ts";
import { regMixSimulation } from "../../lib/laws/best/regmix_simulation.ts";
import { boostedTrees } from "../../lib/laws/boosted_trees.ts";
import { binBounds, binOf } from "../../lib/laws/boosted_trees/bins.ts";
import { parseTree, treeText } from "../../lib/laws/boosted_trees/tree.ts";
import { compareLaws } from "../../lib/laws/compare_laws.ts";
import { fitTable } from "../../lib/laws/fit_table.ts";
import type { FitOptions, FittedLawJSON } from "../../lib/laws/law.ts";
import { judgeOn } from "../../lib/laws/judge_on.ts";
import { lawFromParameters, loadLaw } from "../../lib/laws/load_law.ts";
import { quality } from "../../lib/laws/quality.ts";
import { dealMixtures } from "../../lib/laws/refit_law.ts";
import { lawNamed, laws } from "../../lib/laws/registry.ts";
import { bootstrap, leaveOneOut } from "../../lib/laws/resample.ts";
import { matrix, rowOf } from "../../lib/numerics/matrix.ts";
import { random } from "../../lib/numerics/random.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { needsReference } from "../reference.ts";
import { findNotFinite, near, planted, rowsOf, tableOf } from "./tables.ts";

/** Trees that are quick to grow. */
const QUICK = { rounds: 30, learningRate: 0.1, leafRuns: 5 };

/** How deep the trees of a target go: domain and bound of each split, from the root, left before right. */
function splitsOf({ trees }: FittedLawJSON, target: number, tree: number): [number, number][] {
  return trees!.trees[target].at(tree)!.split(" ").filter((word) => word.includes(":")).map((word) => {
    const [domain, bin] = word.split(":").map(Number);
    return [domain, trees!.bounds[domain][bin]];
  });
}

for (const { name, options, weighted, outlying, predicted, leaves, firstSplits, lastSplits } of golden.cases) {
  Deno.test(`boosted-trees, ${name}: the trees of LightGBM ${golden.lightgbm}`, () => {
    const losses = (outlying ? golden.outlying : golden.losses).map((loss) => [loss]);
    const fitted = boostedTrees.fit(tableOf(golden.shares, losses), {
      ...options as FitOptions,
      ...(weighted && { weights: Float64Array.from(golden.weights) }),
    });
    const json = fitted.toJSON();
    deepEqual(json.trees!.trees[0].map((text) => (text.split(" ").length + 1) / 2), leaves);
    for (const [tree, theirs] of [[0, firstSplits], [-1, lastSplits]] as [number, number[][]][]) {
      const ours = splitsOf(json, 0, tree);
      deepEqual(ours.map(([domain]) => domain), theirs.map(([domain]) => domain));
      ours.forEach(([, bound], s) => near(bound, theirs[s][1], 2e-12, `split ${s} of tree ${tree}`));
    }
    golden.test.forEach((shares, n) => {
      const [ours] = fitted.predict(shares);
      near(ours / predicted[n], 1, weighted ? 1e-9 : 1e-14, `mixture ${n}`);
    });
  });
}

/** Runs of a planted law with a step: below 30 % of a the loss is 1 higher. */
function stepped(seed: number, N: number, noise = 0): ReturnType<typeof tableOf> {
  const base = planted(seed, { N, m: 3, k: 1 }), rng = random(seed + 1);
  const losses = base.runs.map((_, n) => [(rowOf(base.shares, n)[0] < 0.3 ? 3 : 2) + noise * rng.normal()]);
  return tableOf(base.runs.map((_, n) => rowOf(base.shares, n)), losses);
}

Deno.test("bins: zeros apart, none too small, at most 255, and every share where its bounds say", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), fc.constantFrom(30, 300, 1500), (seed, N) => {
      const rng = random(seed), steps = 10 ** (1 + Math.floor(4 * rng.uniform()));
      const column = Float64Array.from(
        { length: N },
        () => Math.round(steps * Math.max(0, rng.uniform() - 0.2)) / steps,
      );
      const [bounds] = binBounds(matrix(N, 1, column)), counts = new Map<number, number>();
      ok(bounds.length < 255, `${bounds.length} bounds`);
      for (const p of column) {
        const bin = binOf(bounds, p);
        ok(bin === 0 || bounds[bin - 1] < p);
        ok(bin === bounds.length || p <= bounds[bin]);
        counts.set(bin, (counts.get(bin) ?? 0) + 1);
      }
      equal(counts.get(0) ?? 0, column.filter((p) => p === 0).length);
      const least = new Set(column).size <= 255 ? 3 : 1; // with more values bins are filled evenly
      for (let bin = 1; bin < bounds.length; bin++) ok(counts.get(bin)! >= least, `bin ${bin} of ${bounds.length}`);
    }),
    { numRuns: 60, seed: 3 },
  );
  equal(binBounds(matrix(50, 1))[0].length, 0, "a domain that no run has cannot be asked for");
  // equal but for rounding is equal
  const twice = Float64Array.from({ length: 40 }, (_, n) => n < 20 ? 0.1 : 0.1 + 1e-16 + 0.2 * (n % 2));
  deepEqual([...binBounds(matrix(40, 1, twice))[0].subarray(1)].map((b) => b.toFixed(3)), ["0.200"]);
});

Deno.test("every leaf keeps the fewest runs, no tree has more leaves than allowed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 30 }), (
      seed,
      leaves,
      leafRuns,
    ) => {
      const table = planted(seed, { N: 80, m: 3, k: 1, noise: 0.1 });
      const { trees } = boostedTrees.fit(table, { rounds: 3, leaves, leafRuns, learningRate: 0.5 }).toJSON();
      const { bounds } = trees!;
      for (const text of trees!.trees[0]) {
        const tree = parseTree(text, bounds.map((b) => b.length), "tree"), held = tree.value.map(() => 0);
        table.runs.forEach((_, n) => {
          let node = 0;
          while (node >= 0) {
            const j = tree.domain[node], goesLeft = rowOf(table.shares, n)[j] <= bounds[j][tree.bin[node]];
            node = goesLeft ? tree.left[node] : tree.right[node];
          }
          held[-1 - node]++;
        });
        ok(held.length >= 2 && held.length <= leaves, `${held.length} leaves`);
        ok(held.every((runs) => runs >= leafRuns), `${held.join(", ")} runs, at least ${leafRuns} wanted`);
      }
    }),
    { numRuns: 40, seed: 4 },
  );
});

Deno.test("a step is learned as a step; without noise what is left falls by the learning rate every round", () => {
  const rng = random(1), a = Array.from({ length: 100 }, (_, n) => n % 10 / 10);
  const shares = a.map((p) => [p, (1 - p) * rng.uniform()]).map(([p, q]) => [p, q, 1 - p - q]);
  const table = tableOf(shares, a.map((p) => [p < 0.3 ? 3 : 2]));
  const fitted = boostedTrees.fit(table, { leafRuns: 5, learningRate: 0.1, rounds: 100 }),
    start = fitted.perTarget[0].parameters.start;
  table.runs.forEach((_, n) => {
    const y = table.losses.data[n], left = (start - y) * 0.9 ** 100;
    near(fitted.predict(rowOf(table.shares, n))[0], y + left, 1e-6, `run ${n}`);
  });
  deepEqual([...fitted.gradient([0.2, 0.3, 0.5]).data], [0, 0, 0]);
  deepEqual([...fitted.hessian([0.2, 0.3, 0.5], [1]).data], new Array(9).fill(0));
  ok(Number.isNaN(fitted.predict([NaN, 0.5, 0.5])[0]));
  throws(() => fitted.predict([0.5, 0.5]), /wanted 3 numbers, one a domain, got 2/);
});

Deno.test("where nothing is left to gain no more trees are grown, and the fit says so", () => {
  const base = planted(2, { N: 50, k: 1 }), flat = { ...base, losses: matrix(50, 1, new Float64Array(50).fill(2.5)) };
  const [fit] = boostedTrees.fit(flat).perTarget;
  deepEqual([fit.iterations, fit.reason], [0, "no split gains anything after 0 rounds"]);
  equal(boostedTrees.fit(flat).predict([0.1, 0.2, 0.7])[0], 2.5);
  equal(boostedTrees.fit(base, QUICK).perTarget[0].reason, "all 30 rounds done");
});

Deno.test("weights: only their ratios count, and a run without weight is not there", () => {
  const table = planted(5, { N: 60, k: 2, noise: 0.05 }), rng = random(9);
  const weights = Float64Array.from(table.runs, (_, n) => n % 6 === 1 ? 0 : rng.exponential());
  const fitted = boostedTrees.fit(table, { ...QUICK, weights });
  const kept = table.runs.map((_, n) => n).filter((n) => weights[n] > 0);
  const alone = boostedTrees.fit(rowsOf(table, kept), { ...QUICK, weights: weights.filter((w) => w > 0) });
  deepEqual(alone.toJSON(), fitted.toJSON());
  const scaled = boostedTrees.fit(table, { ...QUICK, weights: weights.map((w) => 1024 * w) });
  deepEqual(scaled.toJSON(), fitted.toJSON());
  const even = boostedTrees.fit(table, QUICK);
  notDeepEqual(even.toJSON().trees, fitted.toJSON().trees);
  deepEqual(boostedTrees.fit(table, { ...QUICK, weights: new Float64Array(60).fill(0.1) }).toJSON(), even.toJSON());
});

Deno.test("too few runs to split once, and options out of range, are refused before any fit", () => {
  const table = planted(1, { N: 40 });
  equal(boostedTrees.obstacle(table), undefined);
  equal(boostedTrees.minimumRuns(3), 40);
  const without = new Float64Array(40).fill(1);
  without[7] = 0;
  match(boostedTrees.obstacle(table, { weights: without })!, /needs 40 runs to split once; the table has 39\./);
  equal(boostedTrees.obstacle(table, { weights: without, leafRuns: 19 }), undefined);
  throws(
    () => boostedTrees.fit(rowsOf(table, [0, 1, 2])),
    /at least 20 runs in a leaf.*the table has 3\. Make more runs/s,
  );
  for (
    const options of [
      { rounds: 0 },
      { rounds: 1.5 },
      { learningRate: 0 },
      { learningRate: 2 },
      { leaves: 1 },
      {
        leafRuns: 0,
      },
      { delta: 0 },
      { weights: new Float64Array(3) },
    ]
  ) {
    throws(() => boostedTrees.fit(table, options), isInputError);
  }
});

Deno.test("written and read it predicts the same bytes, and writes the same text", () => {
  const fitted = boostedTrees.fit(planted(3, { N: 90, k: 2 }), QUICK);
  const text = JSON.stringify(fitted), again = loadLaw(JSON.parse(text));
  equal(JSON.stringify(again), text);
  equal(findNotFinite(JSON.parse(text)), undefined);
  equal(again.stepwise, true);
  const rng = random(1);
  for (let i = 0; i < 200; i++) {
    const p = [rng.uniform(), rng.uniform(), rng.uniform()];
    deepEqual([...again.predict(p)], [...fitted.predict(p)]);
  }
  const one = fitted.only!(["B"]);
  deepEqual([one.targets, one.perTarget.map((fit) => fit.target)], [["B"], ["B"]]);
  equal(one.predict([0.2, 0.3, 0.5])[0], fitted.predict([0.2, 0.3, 0.5])[1]);
  throws(() => fitted.only!(["C"]), /wanted some of A, B, got "C"/);
  throws(() => lawFromParameters("boosted-trees", ["a"], []), /no parameters|parameters of its own/);
});

Deno.test("law.json of trees: whatever is wrong in it is refused in words", () => {
  const sound = boostedTrees.fit(planted(3, { N: 60, k: 1 }), { ...QUICK, rounds: 2 }).toJSON();
  const { bounds, trees } = sound.trees!;
  const refused = (change: Partial<FittedLawJSON> | object, message: RegExp) => {
    throws(() => loadLaw({ ...sound, ...change }, "l.json"), isInputError);
    throws(() => loadLaw({ ...sound, ...change }, "l.json"), message);
  };
  refused({ trees: undefined }, /l\.json: trees\.bounds.*wanted 3 lists/);
  refused({ trees: { bounds, trees: [] } }, /trees\.trees \(one a target\): wanted 1 lists/);
  refused({ trees: { bounds: [[0.2, 0.1], [], []], trees } }, /trees\.bounds\[0\]: wanted at most 254 rising numbers/);
  refused({ theta: [[1, 2]] }, /theta\[0\]: wanted one finite number, the start, got "\[1,2\]"/);
  for (const text of ["", "0:0", "0:0 1", "0:0 1 2 3", "1", "9:0 1 2", "0:254 1 2", "0:0 x 2", "0:0 1 Infinity"]) {
    const change = { trees: { bounds, trees: [[text]] } };
    if (text === "1") equal(loadLaw({ ...sound, ...change }).predict([0.2, 0.3, 0.5])[0], sound.theta[0][0] + 1);
    else refused(change, /l\.json: trees\.trees\[0\]\[0\]: wanted/);
  }
  refused({ trees: { bounds, trees: [[7]] } }, /wanted a tree as text, got 7/);
  for (const text of trees[0]) equal(treeText(parseTree(text, bounds.map((b) => b.length), "tree")), text);
});

Deno.test("by name and by RegMix's; auto leaves it out and says why", () => {
  for (const name of ["boosted-trees", "regmix", "LightGBM"]) equal(lawNamed(name), boostedTrees);
  ok(laws.includes(boostedTrees));
  const { comparison } = compareLaws(planted(4, { N: 45, k: 1 }));
  const trees = comparison.find(({ law }) => law === "boosted-trees")!;
  deepEqual([trees.looMae, trees.parameters], [undefined, undefined]);
  match(trees.leftOut!, /takes too long; ask for it by its name/);
  const few = compareLaws(planted(4, { N: 30, k: 1 })).comparison.find(({ law }) => law === "boosted-trees")!;
  match(few.leftOut!, /the table has 30/);
});

Deno.test("best mixture: RegMix's simulation, within the limits, nothing proven", () => {
  const law = boostedTrees.fit(stepped(2, 120, 0.01), { ...QUICK, rounds: 60 }), prior = { a: 0.2, b: 0.3, c: 0.5 };
  const best = bestMixture(law, { prior, draws: 20_000, seed: 3 });
  deepEqual([best.method, best.gap, best.iterations], ["simulation", null, 20_000]);
  match(
    best.proof,
    /^not proven: the law is a step function; mean of the 26 best of 20000 draws from Dirichlet\(prior\)/,
  );
  deepEqual(regMixSimulation(law, { prior, draws: 20_000, top: 26, seed: 3 }).mixture, best.mixture);
  ok(best.mixture.a > 0.3 && best.objective < 2.05, `${best.mixture.a}, ${best.objective}`);
  notDeepEqual(bestMixture(law, { prior, draws: 20_000, seed: 4 }).mixture, best.mixture);
  const held = bestMixture(law, { prior, draws: 5000, caps: { a: 0.25, b: 0.4 }, floors: { b: 0.3 } });
  ok(held.mixture.a <= 0.25 && held.mixture.b >= 0.3 && held.mixture.b <= 0.4);
  near(held.mixture.a + held.mixture.b + held.mixture.c, 1, 1e-12);
  ok(held.objective > 2.9, "beyond the step nothing helps");
  const pulled = bestMixture(law, { prior, draws: 5000, kl: 50 });
  ok(pulled.divergence < 0.01 && pulled.objective > pulled.loss);
  const three = paperAnswers(law).find(({ name }) => name.includes("three domains"))!;
  match(three.note, /only for laws with slopes, which boosted-trees has not/);
});

Deno.test("judged by leaving out groups of mixtures, refitted on request only; exact on request too", () => {
  const table = planted(6, { N: 60, k: 1, noise: 0.02 }), said: [number, number][] = [];
  const quick = fitTable(table, { ...QUICK, law: "regmix", best: {}, onRefit: (...counts) => said.push(counts) });
  deepEqual([quick.folds, quick.replicates.length, quick.best.intervals], [10, 0, null]);
  deepEqual(said, Array.from({ length: 10 }, (_, i) => [i + 1, 10]));
  ok(quick.warnings.some(({ code }) => code === "no-intervals"));
  ok(quick.average.outOfSample!.mae > quick.average.inSample.mae);
  ok(quick.average.outOfSample!.mae < 0.2);
  const sure = fitTable(table, { ...QUICK, law: "regmix", folds: 3, replicates: 4, seed: 1 });
  deepEqual([sure.folds, sure.replicates.length], [3, 4]);
  ok(!sure.warnings.some(({ code }) => code === "no-intervals"));
  const [low, high] = sure.best.intervals!.a;
  ok(low <= high && high - low < 1);

  const law = lawNamed("regmix"), fitted = law.fit(table, QUICK), out = leaveOneOut(law, table, fitted, QUICK)!;
  const rest = rowsOf(table, table.runs.map((_, n) => n).filter((n) => n !== 17));
  equal(out.data[17], law.fit(rest, QUICK).predict(rowOf(table.shares, 17))[0]);
  equal(
    leaveOneOut(law, rowsOf(table, [...Array(10).keys()]), law.fit(rowsOf(table, [...Array(10).keys()]), QUICK), QUICK),
    undefined,
  );
  const refits = bootstrap(law, table, fitted, { ...QUICK, replicates: 3, seed: 2 });
  const again = bootstrap(law, table, fitted, { ...QUICK, replicates: 3, seed: 2 });
  equal(JSON.stringify(again), JSON.stringify(refits));
  notDeepEqual(refits[0].toJSON(), refits[1].toJSON());
  throws(
    () => bootstrap(law, planted(1, { m: 4 }), fitted, { replicates: 1, seed: 1 }),
    /wanted a fit of boosted-trees/,
  );
});

Deno.test("leaving out in groups: every mixture once, with all its seeds", () => {
  const table = planted(3, { N: 25, k: 1 }), twice = rowsOf(table, [...Array(25).keys(), 3, 8]);
  const groups = dealMixtures(twice, 4, 1);
  deepEqual(groups.flat().sort((a, b) => a - b), [...Array(27).keys()]);
  ok(groups.some((rows) => rows.includes(3) && rows.includes(25)));
  ok(groups.some((rows) => rows.includes(8) && rows.includes(26)));
  deepEqual(dealMixtures(table, 99, 1).map((rows) => rows.length), new Array(25).fill(1));
  throws(() => dealMixtures(table, 1, 1), /folds: wanted a whole number of groups ≥ 2, got 1/);
  // a law with a quick refit may be judged so too
  const curve = fitTable(table, { law: "linear", folds: 5, replicates: 0 });
  equal(curve.folds, 5);
  ok(curve.average.outOfSample!.mae !== fitTable(table, { law: "linear", replicates: 0 }).average.outOfSample!.mae);
});

needsReference("RegMix: ranks on both tests, for all targets, as LightGBM's; the printed optimum", async (ref) => {
  const { per_metric, mean_lgbm_full1000, printed_optimum_pile_cc: printed, token_prior_17: prior } = JSON.parse(
    await Deno.readTextFile(ref("regmix", "regmix_reference.json")),
  );
  const train = await readTable(ref("regmix", "regmix_train_1M.csv"));
  const fitted = lawNamed("regmix").fit(train);
  for (const [size, least] of [["1M", 0.985], ["60M", 0.98]] as const) {
    const { targets, quality } = judgeOn(fitted, await readTable(ref("regmix", `regmix_test_${size}.csv`)));
    equal(targets.length, 13);
    ok(quality[targets.indexOf("pile_cc")].spearman! >= least, size);
    // the reference binned shares that do not quite sum to 1, and so other trees grew
    targets.forEach((target, i) =>
      near(quality[i].spearman!, per_metric[`loss_${target}`].lgbm_full1000[size].rho, 2.5e-3, `${size} ${target}`)
    );
    near(quality.reduce((s, q) => s + q.spearman! / 13, 0), mean_lgbm_full1000[size].rho, 5e-4, `mean ${size}`);
  }
  const objective = { kind: "target", target: "pile_cc" } as const;
  const { mixture } = bestMixture(fitted, { objective, prior });
  deepEqual(regMixSimulation(fitted, { objective, prior }).mixture, mixture);
  for (const domain of train.domains) near(mixture[domain], printed[domain], 0.02, domain);
});

needsReference(
  "RegMix: its linear regressions are the linear law over the shares as printed, and a rest",
  async (ref) => {
    const { per_metric } = JSON.parse(await Deno.readTextFile(ref("regmix", "regmix_reference.json")));
    const printed = async (file: string) => {
      const [head, ...rows] = (await Deno.readTextFile(ref("regmix", file))).trim().split("\n").map((l) =>
        l.split(",")
      );
      const columns = (prefix: string) => head.flatMap((name, c) => name.startsWith(prefix) ? [c] : []);
      const pick = (prefix: string) => rows.map((row) => columns(prefix).map((c) => Number(row[c])));
      return { shares: pick("w_"), losses: pick("loss_"), targets: columns("loss_").map((c) => head[c]) };
    };
    const train = await printed("regmix_train_1M.csv"), N = 512, m = 17, k = 13;
    const mean = train.shares[0].map((_, j) => train.shares.reduce((s, p) => s + p[j] / N, 0));
    const middle = train.targets.map((_, i) => train.losses.reduce((s, l) => s + l[i] / N, 0));
    const tableFrom = (shares: number[][], losses: number[][]): RunTable => ({
      ...tableOf(shares, losses, { targets: train.targets }),
      shares: matrix(shares.length, shares[0].length, shares.flat()), // not divided by their sum
    });
    // an intercept is one more domain, which takes what the printed shares leave over (−0.3 % to 0.4 %)
    const rest = (shares: number[]) => [...shares, 1 - shares.reduce((a, b) => a + b)];
    const ols = lawNamed("linear").fit(tableFrom(train.shares.map(rest), train.losses));
    // ridge with α = 1 is least squares with one more run a domain: share 1, loss 0, all else about its mean
    const ones = Array.from({ length: m }, (_, j) => Array.from({ length: m }, (_, i) => i === j ? 1 : 0));
    const ridge = lawNamed("linear").fit(tableFrom(
      [...train.shares.map((p) => p.map((x, j) => x - mean[j])), ...ones],
      [...train.losses.map((l) => l.map((y, i) => y - middle[i])), ...ones.map(() => new Array(k).fill(0))],
    ));
    for (const size of ["1M", "60M"]) {
      const test = await printed(`regmix_test_${size}.csv`);
      equal(test.shares.length, 256);
      train.targets.forEach((target, i) => {
        const observed = test.losses.map((l) => l[test.targets.indexOf(target)]);
        const plain = quality(observed, test.shares.map((p) => ols.predict(rest(p))[i]));
        const shrunk = quality(
          observed,
          test.shares.map((p) => ridge.predict(p.map((x, j) => x - mean[j]))[i] + middle[i]),
        );
        for (const [name, q] of [["ols", plain], ["ridge1", shrunk]] as const) {
          near(q.spearman!, per_metric[target][name][size].rho, 5.1e-5, `${name} ${size} ${target}`);
          near(q.mse, per_metric[target][name][size].mse, 1e-5, `${name} ${size} ${target}`);
        }
      });
    }
  },
);
