/** Rank transfer on planted tables, against SciPy, and on our own two sizes. */
import { mean } from "simple-statistics";
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { parseTable, readTable, type RunTable } from "../../mod.ts";
import { rankAgreement, ranksFigure, rankTransfer, transferByRuns, transferByRunsFigure } from "../../analysis/mod.ts";
import { quality } from "../../lib/laws/quality.ts";
import { random } from "../../lib/numerics/random.ts";
import { mixtures } from "../cli/fit_process.ts";

const near = (got: number | null, wanted: number, within: number, what = "") =>
  ok(got !== null && Math.abs(got - wanted) <= within, `${what} wanted ${wanted} ± ${within}, got ${got}`);
const V: Readonly<Record<string, readonly number[]>> = { x: [-1.5, 0.2, -0.3], y: [0.1, -1.2, -0.4] };

/** Runs of a planted log-linear law; `scale` and `level` turn a small model into a larger one, which keeps the ranks. */
function runs(shares: readonly (readonly number[])[], { scale = 1, level = 2, noise = 0, seed = 5 } = {}): RunTable {
  const rng = random(seed);
  const rows = shares.map((p, n) =>
    [
      `r${n}`,
      ...p,
      ...Object.values(V).map((v) =>
        level + scale * Math.exp(p.reduce((sum, share, j) => sum + share * v[j], 0)) + noise * rng.normal()
      ),
    ].join()
  );
  return parseTable(["run,share:a,share:b,share:c,loss:x,loss:y", ...rows].join("\n"));
}

Deno.test("rank transfer: Spearman and Kendall are SciPy's, ties included", () => {
  const golden = JSON.parse(Deno.readTextFileSync(new URL("../golden/analysis/ranks_scipy.json", import.meta.url)));
  for (const { observed, predicted, spearman, kendall } of golden.pairs) {
    const found = rankAgreement(observed, predicted, { replicates: 0 });
    near(found.spearman, spearman, 1e-12, "Spearman");
    near(found.kendall, kendall, 1e-12, "Kendall");
    equal(found.runs, observed.length);
    // The measure by which laws are judged everywhere else.
    near(quality(observed, predicted).spearman, spearman, 1e-12, "quality");
  }
});

Deno.test("rank transfer: what does not vary has no rank", () => {
  const { spearman, kendall, interval, bias } = rankAgreement([2, 2, 2], [1, 2, 3], { replicates: 10 });
  deepEqual([spearman, kendall, interval, bias], [null, null, null, 0]);
});

Deno.test("rank transfer: regret is what the choice loses, bias the difference in level", () => {
  const observed = [2.5, 2.0, 2.2, 3.0, 2.8], predicted = [3.0, 3.3, 3.1, 3.9, 2.9];
  const one = rankAgreement(observed, predicted, { top: 2, replicates: 0 });
  near(one.regretTop1, 0.8, 1e-12);
  near(one.regretTop, 0.5, 1e-12);
  near(rankAgreement(observed, predicted, { top: 4, replicates: 0 }).regretTop, 0, 0);
  near(rankAgreement(observed, predicted, { top: 99, replicates: 0 }).regretTop, 0, 0, "more than there are");
  near(one.bias, 0.74, 1e-12);
});

Deno.test("rank transfer: intervals hold the correlation of the world that runs are drawn from, and follow the seed", () => {
  // Two correlated normal numbers: Spearman is 6/π asin(r/2).
  const r = 0.8, truth = 6 / Math.PI * Math.asin(r / 2), rng = random(3);
  let held = 0, width = 0;
  for (let trial = 0; trial < 100; trial++) {
    const y = Array.from({ length: 80 }, () => rng.normal()),
      f = y.map((v) => r * v + Math.sqrt(1 - r * r) * rng.normal());
    const { interval } = rankAgreement(y, f, { replicates: 200, seed: trial });
    held += interval![0] <= truth && truth <= interval![1] ? 1 : 0;
    width += (interval![1] - interval![0]) / 100;
  }
  ok(held >= 88 && held <= 99, `held in ${held} of 100`);
  ok(width < 0.25, `${width}`);
  const y = [1, 2, 3, 4, 5, 6], f = [1, 3, 2, 4, 6, 5];
  deepEqual(rankAgreement(y, f, { seed: 4 }), rankAgreement(y, f, { seed: 4 }));
  ok(rankAgreement(y, f, { seed: 4 }).interval![0] !== rankAgreement(y, f, { seed: 5 }).interval![0]);
});

Deno.test("rank transfer: bad input is told by its name", () => {
  throws(() => rankAgreement([1, 2], [1, 2], { top: 0 }), /^RangeError: top: wanted a whole number ≥ 1, got 0/);
  throws(() => rankAgreement([1, 2], [1, 2], { replicates: -1 }), /replicates: wanted a whole number ≥ 0, got -1/);
  throws(() => rankAgreement([1, 2], [1]), /wanted as many predictions as observations/);
  throws(() => rankAgreement([1, NaN], [1, 2]), /wanted finite numbers/);
  const table = runs(mixtures(8, 1));
  throws(
    () => rankTransfer(table, table, { laws: ["linear-dynamic"] }),
    /laws: wanted laws of whole runs, got linear-dynamic/,
  );
  throws(() => rankTransfer(table, table, { laws: ["log-liner"] }), /Did you mean log-linear/);
  throws(
    () => transferByRuns(table, table, { counts: [9] }),
    /counts: wanted whole numbers from 1 to 8 mixtures, got 9/,
  );
  throws(() => transferByRuns(table, table, { counts: [2.5] }), /counts: wanted whole numbers/);
  throws(() => transferByRuns(table, table, { counts: [0] }), /counts: wanted whole numbers/);
  throws(() => transferByRuns(table, table, { subsets: 0 }), /subsets: wanted a whole number ≥ 1, got 0/);
});

Deno.test("rank transfer: the planted law of a small model ranks a larger one without a fault, off in level alone", () => {
  const small = runs(mixtures(14, 1)), large = runs(mixtures(20, 2), { scale: 0.7, level: 1.5 });
  const { laws: [logLinear, linear], seen, measured, without } = rankTransfer(small, large);
  deepEqual([seen, measured, without.map(({ law }) => law)], [0, null, ["boosted-trees"]]);
  for (const target of logLinear.targets) {
    near(target.agreement.spearman, 1, 0, target.target);
    near(target.agreement.regretTop1, 0, 0);
    equal(target.unseen, null);
    // A small model's law is too high by the difference of the two laws.
    near(target.agreement.bias, mean([...target.predicted]) - mean([...target.observed]), 1e-12);
    ok(target.agreement.bias > 0.5);
  }
  equal(logLinear.meanSpearman, 1);
  ok(linear.meanSpearman! < 1 && linear.meanSpearman! > 0.8, `${linear.meanSpearman}`);
  // The mean over targets is that of the losses.
  logLinear.mean.observed.forEach((loss, n) =>
    near(loss, mean(logLinear.targets.map(({ observed }) => observed[n])), 1e-12)
  );
});

Deno.test("rank transfer: noise of the small model spoils its measured ranks more than its law's", () => {
  const shares = mixtures(40, 3), large = runs(shares, { scale: 0.7 });
  const found = [0.01, 0.1, 0.4].map((noise) =>
    rankTransfer(runs(shares, { noise }), large, { laws: ["log-linear"], replicates: 0 })
  );
  const law = found.map(({ laws: [one] }) => one.meanSpearman!);
  const own = found.map(({ measured }) => mean(measured!.targets.map(({ agreement }) => agreement.spearman!)));
  ok(law[0] > law[1] && law[1] > law[2] && own[0] > own[1] && own[1] > own[2], `${law}; ${own}`);
  found.forEach((_, n) => ok(law[n] > own[n], `${law}; ${own}`));
});

Deno.test("rank transfer: unseen is a fit without the runs of the mixture", () => {
  const shares = mixtures(9, 4), small = runs(shares, { noise: 0.05 }), large = runs(shares, { noise: 0.05, seed: 8 });
  const { laws: [one], seen } = rankTransfer(small, large, { laws: ["linear"], replicates: 0 });
  equal(seen, 9);
  // Fitted by hand to the other eight, and asked for the ninth.
  const left = shares.map((p, n) => {
    const others = runs(shares, { noise: 0.05 });
    const rows = shares.map((_, i) => i).filter((i) => i !== n);
    const table = parseTable(
      ["run,share:a,share:b,share:c,loss:x", ...rows.map((i) => [i, ...shares[i], others.losses.data[2 * i]].join())]
        .join("\n"),
    );
    return rankTransfer(table, parseTable(`run,share:a,share:b,share:c,loss:x\n1,${p.join()},3\n`), {
      laws: ["linear"],
    })
      .laws[0].targets[0].predicted[0];
  });
  const wanted = rankAgreement(one.targets[0].observed, left, { replicates: 0 });
  near(one.targets[0].unseen!.spearman, wanted.spearman!, 1e-12);
  near(one.targets[0].unseen!.bias, wanted.bias, 1e-9);
  ok(one.targets[0].unseen!.bias !== one.targets[0].agreement.bias);
});

Deno.test("rank transfer: runs of other mixtures keep the prediction of the whole fit", () => {
  const shares = mixtures(10, 4), small = runs(shares, { noise: 0.05 }), other = mixtures(6, 9);
  const { laws: [one], seen } = rankTransfer(small, runs([...other, shares[0]]), { laws: ["linear"], replicates: 0 });
  const alone = rankTransfer(small, runs([shares[0]]), { laws: ["linear"], replicates: 0 }).laws[0].targets[0];
  equal(seen, 1);
  // Only the last run's prediction moves, so that the bias moves by a seventh of what it moves alone.
  const moved = one.targets[0].unseen!.bias - one.targets[0].agreement.bias;
  near(moved, (alone.unseen!.bias - alone.agreement.bias) / 7, 1e-12);
  ok(moved !== 0);
});

Deno.test("rank transfer: by number of runs: more do better, subsets are of whole mixtures and by seed", () => {
  const shares = mixtures(32, 6), seeds = [1, 2].map((seed) => runs(shares, { noise: 0.15, seed }));
  const small: RunTable = parseTable(
    [
      "run,seed,share:a,share:b,share:c,loss:x,loss:y",
      ...seeds.flatMap((table, seed) =>
        shares.map((p, n) => [`r${n}`, seed, ...p, ...table.losses.data.slice(2 * n, 2 * n + 2)].join())
      ),
    ].join("\n"),
  );
  const large = runs(mixtures(40, 7), { scale: 0.8 });
  const [law] = transferByRuns(small, large, { laws: ["log-linear"], subsets: 6 });
  deepEqual(law.counts.map(({ mixtures, spearman }) => [mixtures, spearman.length]), [[4, 6], [8, 6], [16, 6], [
    32,
    1,
  ]]);
  ok(
    law.counts[0].mean! < law.counts[2].mean! && law.counts[2].mean! <= law.counts[3].mean! + 0.01,
    JSON.stringify(law),
  );
  near(law.counts[0].mean, mean(law.counts[0].spearman as number[]), 1e-15);
  const all = rankTransfer(small, large, { laws: ["log-linear"], replicates: 0 }).laws[0].meanSpearman!;
  near(law.counts[3].spearman[0], all, 1e-12, "all runs");
  deepEqual(transferByRuns(small, large, { laws: ["log-linear"], subsets: 6 }), [law]);
  ok(transferByRuns(small, large, { laws: ["log-linear"], seed: 1 })[0].counts[0].mean !== law.counts[0].mean);
  // 40 runs are the fewest for boosted trees; each mixture was run twice, so that 20 mixtures are enough and 16 too few.
  const [trees] = transferByRuns(small, large, { laws: ["boosted-trees"], counts: [16, 20], subsets: 1 });
  deepEqual(trees.counts.map(({ mixtures }) => mixtures), [20]);
});

Deno.test("rank transfer: figures show ranks, with the middle one for equal losses", () => {
  const small = runs(mixtures(8, 1)), large = runs([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]);
  const { targets } = rankTransfer(small, large, { laws: ["linear"], replicates: 0 }).laws[0];
  const [line, points] = ranksFigure(targets).data;
  deepEqual([line.x, line.y, points.x], [[1, 4], [1, 4], [1.5, 4, 3, 1.5]]);
  match(JSON.stringify(ranksFigure(targets, { synthetic: true }).layout.title), /synthetic data/);
  const none = [{ law: "linear", counts: [{ mixtures: 3, spearman: [null], mean: null }] }];
  throws(() => transferByRunsFigure(none), /RangeError/);
});

Deno.test("rank transfer: our own two sizes are ranked as data/README.md says", async () => {
  const path = new URL("../../data/two_sizes.csv", import.meta.url).pathname;
  const [small, large] = await Promise.all(
    ["tiny", "pythia-14m"].map((model) => readTable([path], { where: `model=${model}` })),
  );
  const { laws: [law], measured } = rankTransfer(small, large, { laws: ["log-linear"], replicates: 0 });
  const rounded = (all: readonly { agreement: { spearman: number | null } }[]) =>
    all.map(({ agreement }) => agreement.spearman!.toFixed(3));
  deepEqual(rounded(law.targets), ["0.995", "0.992", "0.978"]);
  deepEqual(rounded(measured!.targets), ["0.970", "0.995", "0.968"]);
  deepEqual(rounded([measured!.mean]), ["0.789"]);
});
