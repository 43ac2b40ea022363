/** `deno task analyse gains`, the folders of `deno task mix`, and tables of rounds. */
import { gainsOf } from "../../analysis/gains/gains_of.ts";
import { readMixResults } from "../../analysis/gains/mix_results.ts";
import { readRounds, roundPanels } from "../../analysis/gains/rounds.ts";
import { isInputError } from "../../lib/errors.ts";
import { writeTable } from "../../lib/tables/write_table.ts";
import { deepEqual, equal, match, ok, rejects } from "../assert.ts";
import { withFiles } from "../tables/files.ts";
import { runAnalyse } from "./run_analyse.ts";

const analyse = (folder: string, ...args: string[]) => runAnalyse(folder, "gains", ...args);

const TABLE = `run,seed,method,share:a,share:b,loss:a,loss:b
s,0,stratified,0.5,0.5,3.0,2.0
s,1,stratified,0.5,0.5,3.1,2.1
x,0,doge,0.8,0.2,3.2,2.1
x,1,doge,0.7,0.3,3.3,2.25
y,0,doge+aioli,0.6,0.4,3.0,2.0
y,1,doge+aioli,0.6,0.4,3.05,2.1
`;

Deno.test("analyse gains: Mixlab's own comparisons, as text and as numbers", () =>
  withFiles({}, async (folder) => {
    const { code, out, err } = await analyse(folder);
    deepEqual([code, err], [0, ""]);
    for (const name of ["UNRESTRICTED", "RESTRICTED", "AIOLI ON TOP", "(quoted"]) ok(out.includes(name), name);
    equal(/NaN|undefined|Infinity|\[object/.exec(out), null);
    const numbers = await analyse(folder, "--json");
    const { settings } = JSON.parse(numbers.out);
    deepEqual(settings.map(({ setting }: { setting: string }) => setting), ["unrestricted", "restricted"]);
    deepEqual(settings.map(({ gains }: { gains: { seeds: number[] } }) => gains.seeds.length), [5, 5]);
  }));

Deno.test("analyse gains: one table, another baseline, files written; synthetic tables say so", () =>
  withFiles({ "runs.csv": TABLE }, async (folder) => {
    const { code, out, err } = await analyse(folder, "runs.csv", "--baseline", "doge", "--out", "out");
    deepEqual([code, err], [0, ""]);
    match(out, /of 1 method, 0 are better than doge/); // Aioli on top of doge is compared in a section of its own
    match(out, /Aioli on top lowers the mean of 1 of 1 methods/);
    const names = [...Deno.readDirSync(`${folder}/out/figures`)].map(({ name }) => name);
    equal(names.filter((name) => name.endsWith(".png")).length, 3); // all targets, by target, on top
    match(await Deno.readTextFile(`${folder}/out/report.html`), /Differences by domain/);
    ok(!/synthetic/i.test(out));
    const lines = TABLE.trim().split("\n").map((line, n) => `${line},${n === 0 ? "synthetic" : "true"}`);
    await Deno.writeTextFile(`${folder}/planted.csv`, lines.join("\n"));
    const planted = (await analyse(folder, "planted.csv")).out;
    match(planted, /SYNTHETIC: these losses were computed from a planted law/);
    equal(planted.match(/^SYNTHETIC\. /gm)!.length, 3, "each table of gains says so"); // no costs in this one
  }));

Deno.test("analyse gains: bad input ends with exit code 2 and says what is wrong", () =>
  withFiles({
    "runs.csv": TABLE,
    "short.csv": TABLE.replace(/[xy],1.*\n/g, ""),
    "high.csv": TABLE.replace("3.3,2.25", "800,2.25"),
  }, async (folder) => {
    const cases: [string[], RegExp][] = [
      [["runs.csv", "--baseline", "dog"], /baseline: wanted one of stratified, doge, got "dog"/],
      [["runs.csv", "--level", "2"], /level/],
      [["short.csv"], /doge lacks seed 1/],
      [["none.csv"], /none\.csv/],
      [["runs.csv", "--where", "seed=7"], /leaves no row/],
      [["runs.csv", "--rounds", "3"], /rounds/],
      [["runs.csv", "--where", "method=stratified"], /runs\.csv: wanted a method beside the baseline stratified/],
      [["high.csv"], /high\.csv: run .*: wanted losses of at most 300 nats per token, .*, got 800/],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await analyse(folder, ...args);
      deepEqual([code, out], [2, ""], args.join(" "));
      match(err, message);
      equal(err.includes("    at "), false, "no stack");
    }
  }));

const losses = (a: number, b: number) => ({ targets: { a: { loss: a }, b: { loss: b } } });
const answer = (method: string, seed: number, test: unknown, runs: number) => ({
  ...{ method, seed, mixture: { a: 0.25, b: 0.75 }, val: losses(1, 2), test },
  cost: { preparation: { runs, steps: 10 * runs, tokens: 640 * runs }, final: { runs: 1, steps: 20, tokens: 1280 } },
});
const result = (methods: unknown, results: unknown[], more = {}) =>
  JSON.stringify({ domains: ["a", "b"], targets: ["a", "b"], configuration: { methods }, results, ...more });
const round = (step: number, a: number, more = {}) =>
  JSON.stringify({
    ...{ method: "aioli", seed: 0, run: "final", kind: "round", round: step, step, steps: 1 },
    ...{ mixture: { a, b: 1 - a }, ...more },
  });

Deno.test("gains: folders of deno task mix become a table, named by what Aioli goes on from, and rounds", () =>
  withFiles({}, async (folder) => {
    const write = async (name: string, text: string, rounds: string[]) => {
      await Deno.mkdir(`${folder}/${name}`);
      await Deno.writeTextFile(`${folder}/${name}/result.json`, text);
      await Deno.writeTextFile(`${folder}/${name}/rounds.jsonl`, rounds.map((line) => `${line}\n`).join(""));
    };
    const both = [answer("stratified", 0, losses(3, 2), 0), answer("doge", 0, losses(2.5, 2), 1)];
    // Sixty rounds, of which every fifth is kept; weights go before the mixture of the batches.
    const many = Array.from({ length: 60 }, (_, n) => round(n, 0.5, { weights: { a: n / 60, b: 1 - n / 60 } }));
    await write("alone", result({ stratified: {}, doge: {} }, both), many);
    const over = result({ aioli: { priorMethod: "doge" } }, [answer("aioli", 0, losses(2.4, 2), 1)]);
    await write("over", over, [round(0, 0.5), round(10, 0.6)]);
    const at = (name: string) => `${folder}/${name}`;
    const { table, rounds } = await readMixResults({ short: [at("alone"), at("over")] });
    deepEqual(table.runs.map(({ id, labels }) => `${id} ${labels.split} ${labels.setting}`), [
      ...["stratified test short", "stratified val short", "doge test short", "doge val short"],
      ...["doge+aioli test short", "doge+aioli val short"],
    ]);
    equal(table.synthetic, undefined);
    deepEqual([...table.shares.data.slice(0, 2)], [0.25, 0.75]);
    const { methods: [doge] } = gainsOf(table);
    deepEqual(doge.extra, { runs: 1, steps: 10, tokens: 640 });
    equal(doge.loss.mean, -0.25);
    match(writeTable(table), /^run,seed,step,tokens,method,setting,split,extra_runs,extra_steps,extra_tokens,share:a,/);
    const [kept, few] = [rounds.filter(({ method }) => method === "aioli"), rounds.slice(-2)];
    deepEqual([kept.length, kept[1].step, kept[1].shares[0], kept[1].end], [12, 5, 5 / 60, 60]);
    deepEqual(few.map(({ method, step, end, shares }) => [method, step, end, shares[0]]), [
      ["doge+aioli", 0, 11, 0.5],
      ["doge+aioli", 10, 11, 0.6],
    ]);
    await write("planted", result({}, both, { synthetic: "SYNTHETIC: a planted world" }), []);
    equal((await readMixResults({ x: [at("planted")] })).table.synthetic, true);
    await write("other", JSON.stringify({ ...JSON.parse(over), domains: ["a", "c"], results: [] }), []);
    await write("broken", "{", []);
    for (
      const [names, message] of [
        [["alone", "other"], /other\/result\.json: wanted domains a, b and targets a, b, as the first folder has/],
        [["broken"], /broken\/result\.json: /],
        [["absent"], /absent\/result\.json/],
        [[], /settings: wanted at least one folder, got none/],
      ] as const
    ) {
      await rejects(readMixResults({ x: names.map(at) }), (e: Error) => isInputError(e) && message.test(e.message));
    }
  }));

const ROUNDS = "method,run,seed,step,end,share:web,share:code\n";

Deno.test("gains: tables of rounds", () =>
  withFiles({
    "rounds.csv": `${ROUNDS}aioli,final,0,0,20,0.5,0.5\naioli,final,0,10,20,0.6,0.4\ndoge,proxy,1,0,20,0.9,0.1\n`,
    "text.csv": `${ROUNDS}aioli,final,zero,0,20,0.5,0.5\n`,
    "sum.csv": `${ROUNDS}aioli,final,0,0,20,0.5,0.6\n`,
    "lacks.csv": "method,run,seed,step,share:web\naioli,final,0,0,1\n",
    "none.csv": "method,run,seed,step,end\naioli,final,0,0,20\n",
  }, async (folder) => {
    const { domains, rounds } = await readRounds(`${folder}/rounds.csv`);
    deepEqual(domains, ["web", "code"]);
    deepEqual(roundPanels(rounds).map(({ name, runs }) => [name, runs[0].label, runs[0].end]), [
      ["aioli", "seed 0", 20],
      ["doge: proxy", "seed 1", 20],
    ]);
    for (
      const [name, message] of [
        ["text", /text\.csv:2:13: seed: wanted a number, got "zero"/],
        ["sum", /sum\.csv:2:\d+: the shares/],
        ["lacks", /wanted a column end, got method, run, seed, step, share:web/],
        ["none", /wanted columns of shares/],
      ] as const
    ) {
      await rejects(readRounds(`${folder}/${name}.csv`), (e: Error) => isInputError(e) && message.test(e.message));
    }
  }));
