/** `deno task analyse method-effects` on planted learners: synthetic losses throughout. */
import { join } from "node:path";
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { withFiles } from "../tables/files.ts";
import { similarityGains } from "../../analysis/method_effects/similarity_gains.ts";
import { effectCaveats, gainsSection } from "../../analysis/method_effects/method_effects_report.ts";
import { effectSumsFigure } from "../../analysis/method_effects/effect_sums_figure.ts";
import { similaritiesFigure } from "../../analysis/method_effects/similarities_figure.ts";
import { similarityGainFigure } from "../../analysis/method_effects/similarity_gain_figure.ts";
import { gainsOf } from "../../analysis/gains/gains_of.ts";
import { spreadOf } from "../../analysis/shared/spread.ts";
import { toSvg } from "../../lib/figures/to_svg.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { concatTables } from "../../lib/tables/concat_tables.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { writeTable } from "../../lib/tables/write_table.ts";
import { childrenOf, trajectory } from "./planted_effects.ts";
import { runAnalyse } from "./run_analyse.ts";

const domains = ["legal", "python", "scripture"];
const A_km = [[0.02, 0.001, 0.004], [0.006, 0.03, 0.002], [0.003, 0.004, 0.016]];
const world = linearWorld({ domains, A_km, start_k: [9, 8, 7] });
const doge = { target: "separate", batches: "exact" }, noise = 1e-4;

/** The files that the command takes: two methods, two seeds. */
async function files(): Promise<Record<string, string>> {
  const tables = [], trajectories = [];
  for (const [method, options] of Object.entries({ aioli: { updateSteps: 50 }, doge })) {
    for (const seed of [0, 1]) {
      const { found, learner } = await trajectory(method, world, options, { seed, noise });
      const labels = { method }, children = await childrenOf(learner, world, { steps: 10, seed, noise, labels });
      const runs = children.runs.map((run) => ({ ...run, id: `${method}>${run.id}` }));
      tables.push({ ...children, runs });
      trajectories.push({ ...found, seed, parent: "p" });
    }
  }
  const head = { format: "mixlab/method-effects", version: 1, domains, targets: domains, steps: 100, breakAt: 100 };
  return { "children.csv": writeTable(concatTables(tables)), "rounds.json": JSON.stringify({ ...head, trajectories }) };
}
const FILES = await files();
const GAINS = `run,seed,method,share:legal,share:python,share:scripture,loss:legal,loss:python,loss:scripture
s,0,stratified,0.3,0.3,0.4,3,2,2
s,1,stratified,0.3,0.3,0.4,3.1,2,2
a,0,aioli,0.3,0.3,0.4,2.9,2,2
a,1,aioli,0.3,0.3,0.4,3,2,2
d,0,doge,0.3,0.3,0.4,3.2,2,2
d,1,doge,0.3,0.3,0.4,3.3,2,2
`;

Deno.test("analyse method-effects: its numbers, as one JSON document", () =>
  withFiles({ ...FILES, "gains.csv": GAINS }, async (folder) => {
    const ask = ["method-effects", "children.csv", "rounds.json", "--json", "--gains", "gains.csv"];
    const { code, out, err } = await runAnalyse(folder, ...ask);
    equal(err, "");
    equal(code, 0);
    const { trajectories, methods, synthetic, gains } = JSON.parse(out);
    equal(synthetic, true);
    deepEqual(methods.map(({ method }: { method: string }) => method), ["aioli", "doge"]);
    for (const { optimal, children, similarityInterval, similarity } of trajectories) {
      equal(children, 9);
      optimal.A_km.forEach((row: number[], i: number) =>
        row.forEach((a, j) => ok(Math.abs(a - 10 * A_km[i][j]) < 2e-3, `${a}`))
      );
      ok(similarity.similarity > 0.99 && similarityInterval[0] <= similarity.similarity, JSON.stringify(similarity));
    }
    deepEqual(gains.points.map(({ gain }: { gain: number }) => gain > 0), [true, false]);
    equal(gains.line, null); // two methods always lie on a line
  }));

Deno.test("analyse method-effects: text, page and figures; --where and --last choose", () =>
  withFiles(FILES, async (folder) => {
    const ask = ["method-effects", "children.csv", "rounds.json", "--replicates", "20"];
    const { code, out } = await runAnalyse(folder, ...ask, "--out", "out");
    equal(code, 0);
    match(out, /synthetic|SYNTHETIC/i);
    match(out, /aioli: similarity 0\.99\d|aioli: similarity 1\.000/);
    equal(/NaN|undefined|Infinity|\[object/.exec(out), null);
    const page = await Deno.readTextFile(join(folder, "out/report.html"));
    match(page, /Column sums by method/);
    deepEqual([...Deno.readDirSync(join(folder, "out/figures"))].filter(({ name }) => name.endsWith(".png")).length, 2);
    const one = await runAnalyse(folder, ...ask, "--json", "--where", "seed=1", "--last", "50");
    deepEqual(JSON.parse(one.out).trajectories.map(({ seed }: { seed: number }) => seed), [1, 1]);
    // One seed has no spread.
    match(
      (await runAnalyse(folder, ...ask, "--where", "seed=1")).out,
      /aioli: similarity \S+ \(one seed; cosine \S+, Spearman/,
    );
  }));

Deno.test("analyse method-effects: bad input is told in a line, with exit code 2", () =>
  withFiles({ ...FILES, "other.json": `{"format": "x"}`, "no.json": "{", "bare.json": "{}" }, async (folder) => {
    const refused = async (args: string[], words: RegExp) => {
      const { code, err } = await runAnalyse(folder, "method-effects", ...args);
      equal(code, 2, err);
      match(err, words);
      equal(err.trim().split("\n").length, 1, err);
    };
    await refused(["children.csv"], /wanted one \.json of rounds and a table of children or more, got 0 and 1/);
    await refused(["children.csv", "other.json"], /wanted format "mixlab\/method-effects" of version 1, got "x"/);
    await refused(["children.csv", "no.json"], /no\.json: wanted JSON/);
    await refused(["children.csv", "rounds.json", "--last", "0"], /last: wanted/);
    await refused(
      ["children.csv", "rounds.json", "--replicates", "1e9"],
      /replicates: wanted .* ≤ 100000, got 1000000000/,
    );
    await refused(["children.csv", "bare.json"], /wanted format "mixlab\/method-effects" of version 1, got none/);
    await refused(["children.csv", "rounds.json", "--where", "method=other"], /leaves no row/);
    const changed = (change: (file: Record<string, never>) => void) => {
      const file = JSON.parse(FILES["rounds.json"]);
      change(file);
      Deno.writeTextFileSync(join(folder, "changed.json"), JSON.stringify(file));
      return ["children.csv", "changed.json"];
    };
    // deno-lint-ignore no-explicit-any -- the file is spoilt on purpose
    const first = (file: any) => file.trajectories[0];
    await refused(
      changed((file) => first(file).rounds[0].A.pop()),
      /rounds\[0\]\.A: wanted 3 rows of 3 numbers, got 2/,
    );
    await refused(changed((file) => first(file).rounds[0].A[0][0] = "x"), /A\[0\]\[0\]: wanted a number, got "x"/);
    await refused(changed((file) => first(file).seed = 1), /aioli, seed 1 stands twice/);
    await refused(changed((file) => first(file).method = ""), /method: wanted a name, got ""/);
    await refused(changed((file) => first(file).rounds = []), /rounds: wanted at least one, got none/);
    await refused(
      changed((file) => (file.trajectories as unknown[]).shift()),
      /wanted a trajectory of "aioli", seed 0/,
    );
  }));

const alike = (method: string, ...values: number[]) => {
  const spread = values.length === 0 ? null : spreadOf(values);
  return {
    method,
    cosine: spread,
    spearman: spread,
    similarity: spread,
    untold: values.length === 0 ? 1 : 0,
    chance: null,
  };
};

Deno.test("similarity against gain: the line, what chance gives, and who is left out", () => {
  const rows = [["aioli", 2.9], ["doge", 3.2], ["doremi", 3.05], ["fixed", 3]].map(([method, loss]) =>
    `${method},0,${method},0.5,0.5,${loss},2`
  );
  const gains = gainsOf(parseTable(
    ["run,seed,method,share:a,share:b,loss:a,loss:b", "s,0,stratified,0.5,0.5,3,2", ...rows].join("\n"),
  ));
  const methods = [
    alike("aioli", 0.9, 1),
    alike("doge", 0.5),
    alike("doremi", 0.8),
    alike("skill-it", 1),
    alike("fixed"),
  ];
  const found = similarityGains(methods, gains);
  deepEqual(found.points.map(({ name }) => name), ["aioli", "doge", "doremi"]);
  deepEqual(found.without, ["skill-it", "fixed"]);
  deepEqual(found.points[0].similarityInterval, [0.9, 1]);
  equal(found.points[0].gain, (Math.exp(3) - Math.exp(2.9)) / 2);
  ok(found.line!.slope > 0 && found.line!.r2 > 0.8);
  equal(found.chance!.mean, 0.5);
  // Three points: t of one degree of freedom is 12.706.
  ok(Math.abs(found.chance!.atFivePercent - 12.7062 ** 2 / (12.7062 ** 2 + 1)) < 1e-6);
  match(gainsSection(found).paragraphs!.join(" "), /this says nothing either way/);
  equal(similarityGains([alike("aioli", 0.5), alike("doge", 0.5), alike("doremi", 0.5)], gains).line, null);
  match(gainsSection(similarityGains([], gains)).paragraphs!.join(" "), /With 0 methods there is no line/);
});

Deno.test("caveats name what two and three domains cannot tell", () => {
  match(effectCaveats(2)[0], /Spearman is 1 or −1/);
  match(effectCaveats(3)[0], /\(1, ½, −½, −1\)/);
  match(effectCaveats(4)[0], /takes few values, and/);
  ok([2, 3, 4].every((m) => effectCaveats(m).length === 4));
});

Deno.test("figures draw what they are given, gaps and one seed too, and refuse what is no number", async () => {
  const panel = { name: "doge", series: [{ name: "A", sums: [-0.5, 0.9] }, { name: "A*", sums: [0.6, 0.8] }] };
  match(await toSvg(effectSumsFigure({ domains: ["a", "b"], panels: [panel] })), /<svg/);
  throws(() => effectSumsFigure({ domains: ["a", "b", "c"], panels: [panel] }), /has 2 numbers; wanted 3/);
  throws(() => effectSumsFigure({ domains: ["a"], panels: [] }), /panels is empty/);
  const bare = similaritiesFigure({ methods: [{ name: "doge", seeds: [{ name: "seed 0" }] }] });
  deepEqual(bare.data.map(({ x }) => x), [[], []]);
  match(await toSvg(bare), /<svg/);
  throws(() => similaritiesFigure({ methods: [{ name: "doge", seeds: [{ name: "s", similarity: NaN }] }] }), /doge, s/);
  const points = [{ name: "a", similarity: 0.5, gain: 1 }];
  match(await toSvg(similarityGainFigure({ points, gainName: "gain" })), /<svg/);
  throws(
    () => similarityGainFigure({ points: [{ ...points[0], gain: Infinity }], gainName: "gain" }),
    /a\[1\] is Infin/,
  );
});
