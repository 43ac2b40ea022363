/** Methods compared, against SciPy and by hand. */
import { isInputError } from "../../lib/errors.ts";
import { averagePerplexity } from "../../lib/methods/average_perplexity.ts";
import { compareMethods, type JudgedRun } from "../../lib/methods/compare.ts";
import { studentInterval } from "../../lib/numerics/student_interval.ts";
import { deepEqual, equal, ok, throws } from "../assert.ts";
import golden from "../golden/methods/compare_scipy.json" with { type: "json" };

const near = (got: ArrayLike<number>, wanted: ArrayLike<number>) => {
  equal(got.length, wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    ok(Math.abs(got[i] - wanted[i]) <= 1e-10 * Math.max(1, Math.abs(wanted[i])), `${got[i]} is not ${wanted[i]}`);
  }
};

const RUNS: JudgedRun[] = Object.entries(golden.methods).flatMap(([method, { losses }]) =>
  losses.map((row, seed) => ({ method, seed: seed + 40, losses: row }))
);

Deno.test("compare: perplexities, paired differences and their intervals are SciPy's", () => {
  const { methods, seeds, baseline } = compareMethods(RUNS);
  deepEqual([baseline, seeds], ["stratified", [40, 41, 42, 43, 44]]);
  deepEqual(methods.map(({ method }) => method), ["stratified", "near", "lower", "higher"]);
  equal(methods[0].difference, null);
  for (const { method, perplexities, mean, interval, difference } of methods) {
    const wanted = golden.methods[method as "near" | "lower" | "higher"];
    near(perplexities, wanted.perplexities);
    near([mean, ...interval!], [wanted.mean, ...wanted.interval]);
    if (difference === null) continue;
    near(difference.bySeed, wanted.difference);
    near([difference.mean, ...difference.interval!], [wanted.differenceMean, ...wanted.differenceInterval]);
    equal(difference.wins, wanted.difference.filter((d) => d < 0).length);
    // The interval holds 0 exactly where the paired t-test does not reject at 5 %.
    const sign = wanted.differenceMean < 0 ? "better" : "worse";
    equal(difference.verdict, wanted.pvalue < 0.05 ? sign : "cannot tell");
  }
  const at80 = compareMethods(RUNS, { level: 0.8 }).methods[1].difference!;
  near(at80.interval!, golden.methods.near.differenceInterval80);
});

Deno.test("compare: runs are paired by seed, whatever their order", () => {
  const shuffled = RUNS.toSorted((a, b) => (a.seed * 7 + a.method.length) % 11 - (b.seed * 7 + b.method.length) % 11);
  const sorted = compareMethods(RUNS), other = compareMethods(shuffled);
  for (const { method, difference } of other.methods) {
    const same = sorted.methods.find((one) => one.method === method)!;
    for (const [s, seed] of other.seeds.entries()) {
      equal(difference?.bySeed[s], same.difference?.bySeed[sorted.seeds.indexOf(seed)]);
    }
  }
});

Deno.test("compare: one seed has a difference, but neither interval nor verdict", () => {
  const one = RUNS.filter(({ seed }) => seed === 40), [base, , lower] = compareMethods(one).methods;
  deepEqual([base.interval, lower.difference!.interval, lower.difference!.verdict], [null, null, null]);
  equal(lower.difference!.wins, 1);
  equal(lower.difference!.mean, lower.perplexities[0] - base.perplexities[0]);
});

Deno.test("compare: any method can be the baseline; costs are means over seeds", () => {
  const cost = (runs: number) => ({ extra: { runs, steps: 100 * runs, tokens: 6400 * runs } });
  const runs = [
    { method: "a", seed: 0, losses: [1], ...cost(2) },
    { method: "a", seed: 1, losses: [1], ...cost(4) },
    { method: "b", seed: 0, losses: [2] },
    { method: "b", seed: 1, losses: [2] },
  ];
  const { methods } = compareMethods(runs, { baseline: "b" });
  deepEqual(methods.map(({ method }) => method), ["b", "a"]);
  deepEqual(methods[1].extra, { runs: 3, steps: 300, tokens: 19200 });
  deepEqual(methods[0].extra, { runs: 0, steps: 0, tokens: 0 });
  // Equal differences leave an interval of no width: below 0, so better.
  equal(methods[1].difference!.verdict, "better");
});

Deno.test("compare: what cannot be compared is refused", () => {
  const cases: [() => unknown, RegExp][] = [
    [() => compareMethods([]), /baseline: wanted one of no methods, got "stratified"/],
    [() => compareMethods(RUNS, { baseline: "aioli" }), /wanted one of stratified, near, lower, higher, got "aioli"/],
    [() => compareMethods(RUNS.slice(0, -1)), /higher lacks seed 44/],
    [() => compareMethods(RUNS.slice(1)), /near has seed 40, the baseline has not/],
    [() => compareMethods([...RUNS, RUNS[7]]), /near has seed 42 twice/],
    [() => compareMethods([{ method: "stratified", seed: 0, losses: [NaN] }]), /losses\[0\]: wanted a finite number/],
    [() => averagePerplexity([]), /wanted one a target/],
    [() => averagePerplexity([2, 800]), /whose exponentials are numbers, all below 709, got 800/],
    [() => studentInterval([]), /wanted at least one number/],
    [() => studentInterval([1, 2], 1), /level: wanted a number between 0 and 1, got 1/],
  ];
  for (const [run, message] of cases) throws(run, (error) => isInputError(error) && message.test(error.message));
});
