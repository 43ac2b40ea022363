/** Gains over a baseline: by hand, against SciPy, from quoted cells, and on planted laws. */
import { gainsOf } from "../../analysis/gains/gains_of.ts";
import {
  costsTable,
  gainsTable,
  onTopTable,
  quotedGainsTable,
  targetsTable,
} from "../../analysis/gains/gains_tables.ts";
import { holm } from "../../analysis/gains/holm.ts";
import { onTop } from "../../analysis/gains/on_top.ts";
import { type PairedDifference, pairedDifference } from "../../analysis/gains/paired_difference.ts";
import { QUOTED_SIMILARITY_R2, QUOTED_TABLE_2, QUOTED_TABLE_3, tallyQuoted } from "../../analysis/gains/quoted.ts";
import { r2Of, similarityLine } from "../../analysis/gains/similarity_line.ts";
import { seedsNeeded } from "../../analysis/gains/seeds_needed.ts";
import { comparisonCommands } from "../../analysis/gains/comparison_commands.ts";
import { isInputError } from "../../lib/errors.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { deepEqual, equal, ok, throws } from "../assert.ts";
import golden from "../golden/analysis/gains_scipy.json" with { type: "json" };
import { needsReference } from "../reference.ts";

const near = (got: number, wanted: number, within = 1e-10) =>
  ok(Math.abs(got - wanted) <= within * Math.max(1, Math.abs(wanted)), `${got} is not ${wanted}`);

/** A row a method and seed, with the losses of `methods[name][seed]`. */
function table(methods: Readonly<Record<string, readonly (readonly number[])[]>>, targets = ["a", "b", "c"]) {
  const rows = Object.entries(methods).flatMap(([method, own]) =>
    own.map((losses, seed) => [method, seed, method, ...targets.map(() => 1 / targets.length), ...losses].join())
  );
  const header = ["run", "seed", "method", ...targets.map((t) => `share:${t}`), ...targets.map((t) => `loss:${t}`)];
  return parseTable([header.join(), ...rows].join("\n"));
}

Deno.test("gains: differences in perplexity and loss, over all targets and by target, are SciPy's paired t-tests", () => {
  const { methods, seeds, targets } = gainsOf(table(golden.losses));
  deepEqual([methods.map(({ method }) => method), seeds], [["near", "lower", "higher", "far"], [0, 1, 2, 3, 4]]);
  const same = (got: PairedDifference, wanted: { mean: number; interval: number[]; p: number }) => {
    near(got.mean, wanted.mean);
    got.interval!.forEach((end, i) => near(end, wanted.interval[i]));
    // Relative: a p-value of 10⁻¹⁵ is no 0.
    ok(Math.abs(got.p! - wanted.p) <= 1e-8 * wanted.p, `p ${got.p}, wanted ${wanted.p}`);
  };
  let least = 1;
  for (const { method, perplexity, loss, byTarget } of methods) {
    const name = method as "near" | "lower" | "higher" | "far";
    same(perplexity, golden.perplexity[name]);
    same(loss, golden.loss[name]);
    targets.forEach((_, i) => {
      same(byTarget[i].perplexity, golden.byTarget[i].perplexity[name]);
      same(byTarget[i].loss, golden.byTarget[i].loss[name]);
      least = Math.min(least, byTarget[i].loss.p!);
    });
  }
  ok(least < 1e-9 && least > 0, `the goldens hold a small p-value: ${least}`);
});

Deno.test("gains: by hand", () => {
  // Perplexities 4 and 2 against 2 and 2: differences of the averages 1, 0, 2.
  const rows = [[4, 2], [2, 2], [6, 2]].map((row) => row.map(Math.log));
  const { methods: [one], baseline } = gainsOf(
    table({ stratified: Array(3).fill([2, 2].map(Math.log)), one: rows }, ["a", "b"]),
  );
  near(baseline.averagePerplexity, 2);
  near(baseline.averageLoss, Math.log(2));
  baseline.perplexityByTarget.forEach((perplexity) => near(perplexity, 2));
  one.perplexity.bySeed.forEach((d, s) => near(d, [1, 0, 2][s]));
  near(one.perplexity.mean, 1);
  near(one.gain, -1);
  // s = 1, t_{0.975, 2} = 4.302653: 1 ± 4.302653 / √3.
  near(one.perplexity.interval![1], 1 + 4.302652729749464 / Math.sqrt(3));
  deepEqual([one.perplexity.verdict, one.perplexity.wins, one.byTarget[1].loss.mean], ["cannot tell", 0, 0]);
  near(one.byTarget[0].loss.mean, Math.log(2 * 1 * 3) / 3);
  deepEqual(gainsOf(table({ stratified: [[2]], one: [[1]] }, ["a"])).tally, null);
});

Deno.test("gains: several methods at once weaken verdicts, and do no more (Holm)", () => {
  deepEqual(holm([0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
  deepEqual(holm([0.6, 0.7]), [1, 1]);
  deepEqual(holm([]), []);
  // The rule as Holm states it: reject in order while p_(i) ≤ α / (n − i + 1).
  const p = [0.2, 0.001, 0.0126, 0.04, 0.011];
  for (const alpha of [0.01, 0.05, 0.051, 0.06, 0.2]) {
    const sorted = p.toSorted((a, b) => a - b), stop = sorted.findIndex((value, i) => value > alpha / (p.length - i));
    const rejected = new Set(sorted.slice(0, stop < 0 ? p.length : stop));
    deepEqual(holm(p).map((value) => value <= alpha + 1e-12), p.map((value) => rejected.has(value)), `α = ${alpha}`);
  }
  // One method of three would be better alone; among three its p-value of 0.03 becomes 0.09.
  const base = [[1], [1], [1], [1], [1]], noise = (size: number) => [-2, 2, 0, 1, -1].map((e) => [1 + size * e]);
  const shifted = [-0.3, -0.02, -0.15, -0.12, -0.2].map((d) => [1 + d]);
  const { methods, tally } = gainsOf(table({ stratified: base, shifted, x: noise(0.1), y: noise(0.2) }, ["a"]));
  deepEqual(tally, { better: 1, worse: 0, cannotTell: 2 });
  const [one] = methods;
  ok(one.perplexity.p! > 0.05 / 3 && one.perplexity.p! < 0.05, `${one.perplexity.p}`);
  near(one.adjustedP!, 3 * one.perplexity.p!);
  deepEqual([one.perplexity.verdict, one.adjustedVerdict], ["better", "cannot tell"]);
});

Deno.test("gains: equal differences leave no doubt, none at all no difference", () => {
  deepEqual(pairedDifference([1, 2], [2, 3]), {
    ...{ bySeed: [-1, -1], mean: -1, interval: [-1, -1], p: 0, wins: 2, verdict: "better" },
  });
  deepEqual(pairedDifference([1, 2], [1, 2]), {
    ...{ bySeed: [0, 0], mean: 0, interval: [0, 0], p: 1, wins: 0, verdict: "cannot tell" },
  });
  throws(() => pairedDifference([1], [1, 2]), /base: wanted 1 numbers, as there are values, got 2/);
});

const COSTS = `run,seed,method,setting,split,extra_runs,extra_steps,extra_tokens,share:a,share:b,loss:a,loss:b
s,0,stratified,long,test,0,0,0,0.5,0.5,3.0,2.0
s,1,stratified,long,test,0,0,0,0.5,0.5,3.1,2.1
s,0,stratified,long,val,0,0,0,0.5,0.5,1.0,1.0
s,1,stratified,long,val,0,0,0,0.5,0.5,1.1,1.1
d,0,doge,long,test,1,100,1000000,0.8,0.2,2.9,2.0
d,1,doge,long,test,1,100,3000000,0.6,0.4,3.0,2.1
d,0,doge,long,val,1,100,1000000,0.8,0.2,1.2,1.0
d,1,doge,long,val,1,100,3000000,0.6,0.4,1.3,1.1
d,0,doge,short,test,1,50,500000,0.8,0.2,3.3,2.1
d,1,doge,short,test,1,50,500000,0.6,0.4,3.4,2.3
e,0,doge+aioli,short,test,1,50,500000,0.6,0.4,3.1,2.1
e,1,doge+aioli,short,test,1,50,500000,0.6,0.4,3.2,2.2
`;

Deno.test("gains: costs, settings, splits, and mixtures found", () => {
  const costly = parseTable(COSTS), long = gainsOf(costly, { setting: "long" }), [doge] = long.methods;
  deepEqual(doge.extra, { runs: 1, steps: 100, tokens: 2000000 });
  near(doge.gainPerMillionTokens!, doge.gain / 2);
  ok(doge.gain > 0 && gainsOf(costly, { setting: "long", split: "val" }).methods[0].gain < 0);
  doge.shares.forEach((share, j) => near(share, [0.7, 0.3][j]));
  // With another baseline the same runs say the opposite.
  const turned = gainsOf(costly, { setting: "long", baseline: "doge" }).methods[0];
  near(turned.gain, -doge.gain);
  deepEqual([turned.method, turned.extra!.tokens, turned.gainPerMillionTokens], ["stratified", 0, null]);
  deepEqual(costsTable(long).rows[0].slice(0, 4), ["doge", 1, 100, 2000000]);
  // Without columns of costs nothing is known of them.
  const plain = gainsOf(table({ stratified: [[1]], x: [[2]] }, ["a"])).methods[0];
  deepEqual([plain.extra, plain.gainPerMillionTokens], [null, null]);
});

Deno.test("gains: Aioli on top of a method, against the method alone", () => {
  const pairs = onTop(parseTable(COSTS), { setting: "short" }),
    ppl = (a: number, b: number) => (Math.exp(a) + Math.exp(b)) / 2;
  equal(pairs.length, 1);
  const [{ method, alone, together, perplexity }] = pairs;
  near(alone, (ppl(3.3, 2.1) + ppl(3.4, 2.3)) / 2);
  near(together, (ppl(3.1, 2.1) + ppl(3.2, 2.2)) / 2);
  near(perplexity.mean, together - alone);
  deepEqual([method, perplexity.wins], ["doge", 2]);
  deepEqual(onTopTable(pairs).rows[0][0], "doge");
  deepEqual(onTop(parseTable(COSTS), { setting: "long" }), []);
});

Deno.test("gains: lines through similarities and gains are SciPy's", () => {
  for (const { similarities, gains, slope, intercept, r2 } of golden.lines) {
    const line = similarityLine(similarities, gains);
    near(line.slope, slope);
    near(line.intercept, intercept);
    near(line.r2, r2);
    equal(r2Of(similarities, gains), line.r2);
  }
  const bad: [() => unknown, RegExp][] = [
    [() => r2Of([1, 2], [1, 2]), /similarities: wanted at least 3/],
    [() => r2Of([1, 2, 3], [1, 2]), /gains: wanted 3 numbers, as there are similarities, got 2/],
    [() => r2Of([1, 1, 1], [1, 2, 3]), /similarities: wanted numbers that differ, got 3 times 1/],
    [() => r2Of([1, 2, 3], [0.1, 0.1, 0.1]), /gains: wanted numbers that differ/],
    [() => r2Of([1, NaN, 3], [1, 2, 3]), /similarities\[1\]: wanted a finite number, got NaN/],
  ];
  for (const [act, message] of bad) throws(act, (e) => isInputError(e) && message.test(e.message));
});

Deno.test("gains: seeds that it takes to tell a difference from 0", () => {
  const bySeed = [0.3, -0.1, 0.2, -0.4, 0.05];
  for (const [difference, level] of [[1, 0.95], [0.3, 0.95], [-0.1, 0.9], [0.002, 0.95]] as const) {
    const n = seedsNeeded(bySeed, difference, level);
    // Differences with the same standard deviation s, n and n − 1 of them: one interval is short enough, the other is not.
    const half = (count: number) => {
      const s = Math.sqrt(bySeed.reduce((sum, d) => sum + (d - 0.01) ** 2, 0) / 4), x = s * Math.sqrt((count - 1) / 2);
      const values = [-x, x, ...new Array<number>(count - 2).fill(0)];
      return pairedDifference(values, values.map(() => 0), level).interval![1];
    };
    ok(half(n) <= Math.abs(difference), `${n}`);
    ok(n === 2 || half(n - 1) > Math.abs(difference), `${n}`);
  }
  const bad: [() => unknown, RegExp][] = [
    [() => seedsNeeded([1], 1), /bySeed: wanted at least 2 differences, got 1/],
    [() => seedsNeeded([1, 1], 1), /wanted differences that differ/],
    [() => seedsNeeded(bySeed, 0), /difference: wanted a finite number other than 0, got 0/],
    [() => seedsNeeded(bySeed, 1e-9), /cannot be told from 0 with 1000000 seeds/],
  ];
  for (const [act, message] of bad) throws(act, (e) => isInputError(e) && message.test(e.message));
});

Deno.test("gains: the restricted commands spend at most half of the steps on preparation", () => {
  for (const steps of [1000, 400, 2000]) {
    const { restricted, folders } = comparisonCommands({ out: "o", steps });
    equal(restricted.length, folders.restricted.length);
    const [compare, ...onTop] = restricted.map((args) => args.join(" "));
    const number = (text: string, flag: string) => Number(new RegExp(`${flag}[ :"]+(\\d+)`).exec(text)![1]);
    equal(number(compare, "--steps"), steps / 2);
    const spent = {
      "skill-it": 3 * number(compare, "--graph-steps"),
      doge: number(compare, "--doge.proxy-steps"),
      doremi: 2 * number(compare, "--doremi.proxy-steps"),
      "grid-search": 9 * number(compare, "--grid-search.sweep-steps"),
      "data-mixing-laws": 9 * number(compare, "--data-mixing-laws.sweep-steps"),
    };
    for (const [method, updates] of Object.entries(spent)) {
      ok(updates <= steps / 2 && updates > 0.45 * steps, `${method}: ${updates}`);
    }
    for (const text of onTop) {
      const method = /--prior-method (\S+)/.exec(text)![1] as keyof typeof spent;
      const runs = { "skill-it": 3, doge: 1, doremi: 2, "grid-search": 9, "data-mixing-laws": 9 }[method];
      equal(runs * number(text, "Steps"), spent[method], method);
      equal(number(text, "--prior-steps"), steps / 4);
    }
  }
  const { unrestricted: [all], restricted } = comparisonCommands({ out: "o", model: "small", context: 64 });
  for (const args of [all, ...restricted]) ok(args.join(" ").includes("--model small --context 64"), args.join(" "));
  throws(() => comparisonCommands({ out: "o", steps: 10 }), /steps: wanted a multiple of 4 from 36 on, got 10/);
});

Deno.test("gains: what cannot be compared is refused", () => {
  const bad: [string, RegExp][] = [
    [COSTS.replaceAll("stratified", "even"), /baseline: wanted one of even, doge, doge\+aioli, got "stratified"/],
    [COSTS.replace("d,1,doge,long,test", "d,7,doge,long,test"), /doge has seed 7, the baseline has not/],
    [COSTS.replace("d,0,doge,long,test", "d,0,,long,test"), /run d: wanted a column method/],
    [COSTS.replace("1,100,1000000", "1,-100,1000000"), /extra_steps: wanted a number ≥ 0, got "-100"/],
    ["run,method,share:a,share:b,loss:a\n1,stratified,0.5,0.5,2\n", /run 1: wanted a column seed/],
  ];
  for (const [text, message] of bad) {
    const setting = text.includes("setting") && !text.includes("even") ? { setting: "long" } : {};
    throws(() => gainsOf(parseTable(text), setting), (e) => isInputError(e) && message.test(e.message), `${message}`);
  }
  throws(() => gainsOf(parseTable(COSTS), { setting: "medium" }), /setting: wanted one of long, short, got "medium"/);
  throws(() => gainsOf(parseTable(COSTS), { split: "train" }), /split: wanted one of test, val, got "train"/);
  const lone = COSTS.split("\n").filter((line) => !line.includes(",doge,short,")).join("\n");
  throws(() => onTop(parseTable(lone), { setting: "short" }), /doge\+aioli: wanted doge alone beside it, got none/);
  const other = COSTS.replace("e,1,doge+aioli", "e,4,doge+aioli");
  throws(() => onTop(parseTable(other), { setting: "short" }), /wanted each seed of doge \(0, 1\) once, got 0, 4/);
});

Deno.test("gains: the tables say what the numbers say", () => {
  const gains = gainsOf(parseTable(COSTS), { setting: "long" }), { rows, caption } = gainsTable(gains);
  equal(rows[0][1], gains.baseline.averagePerplexity.toFixed(3));
  equal(rows[1][0], "doge");
  ok(`${rows[1][2]}`.startsWith(gains.methods[0].perplexity.mean.toFixed(3).replace("-", "−")), `${rows[1][2]}`);
  ok(caption!.includes("2 seeds"));
  equal(targetsTable(gains).rows[0][3], "0.0000 (0.0000 to 0.0000)"); // target b is the same
});

Deno.test("gains: the paper's Table 2 as quoted: means over data sets and wins follow from its cells", () => {
  const rows = Object.fromEntries(quotedGainsTable().rows.map((row) => [row[0], row.slice(-3)]));
  deepEqual(rows, {
    stratified: [null, null, "0"],
    "grid-search": ["−0.1517", "4 of 6", "10"],
    "data-mixing-laws": ["+0.0482", "4 of 6", "10"],
    "skill-it": ["−0.2417", "5 of 6", "m"],
    doremi: ["+1.9978", "3 of 6", "2"],
    doge: ["+0.5535", "1 of 6", "1"],
    aioli: ["−0.2743", "6 of 6", "0"],
  });
  // The abstract: 0.27 better on 6 of 6; others up to 6.9 worse; 28 of 30 improved, by 12.012 at most.
  const { differences } = QUOTED_TABLE_2;
  equal(Math.max(...Object.values(differences).flat()).toFixed(1), "6.9");
  ok(
    QUOTED_TABLE_3.improved < QUOTED_TABLE_3.settings && QUOTED_TABLE_3.settings === 5 * QUOTED_TABLE_2.datasets.length,
  );
});

/** The notes' cells, as they stand beside this project. */
const NAMES = {
  GS: "grid-search",
  DML: "data-mixing-laws",
  "Skill-It": "skill-it",
  DoReMi: "doremi",
  DoGE: "doge",
  Aioli: "aioli",
} as const;

needsReference(
  "gains: Table 2 is quoted cell by cell as the notes have it",
  async (path) => {
    const notes = JSON.parse(await Deno.readTextFile(path("aioli/paper_tables.json")));
    const { table2_unrestricted: found, table3_restricted: third, similarity } = notes;
    const { differences, datasets, stratified } = QUOTED_TABLE_2;
    deepEqual([datasets, stratified], [found.datasets, found.stratified_absolute_ppl]);
    for (const [name, method] of Object.entries(NAMES)) {
      const own = differences[method], { mean, wins } = tallyQuoted(own);
      deepEqual([...own], found.delta[name], name);
      near(mean, found.arithmetic_check.mean_delta[name], 5.1e-5);
      deepEqual([wins, wins], [found.arithmetic_check.wins[name], found.n_better_than_stratified[name]]);
    }
    const { summary } = third;
    deepEqual([QUOTED_TABLE_3.settings, QUOTED_TABLE_3.improved, QUOTED_TABLE_3.meanImprovement], [
      summary.settings_total,
      summary.settings_improved_by_adding_aioli,
      summary.mean_improvement_ppl,
    ]);
    equal(QUOTED_TABLE_3.largestImprovement, summary.max_improvement_ppl);
    equal(similarity.fig3_r2_between_similarity_and_gain.value, QUOTED_SIMILARITY_R2);
  },
);
