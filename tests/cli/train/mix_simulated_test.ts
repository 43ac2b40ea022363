/** `deno task mix` on planted laws, run as a person would. */
import { methodFlags, OWN, shownFlag } from "../../../lib/cli/mix_arguments.ts";
import { MIX_SETTINGS } from "../../../lib/cli/mix_settings.ts";
import { lawFromParameters } from "../../../lib/laws/load_law.ts";
import { averagePerplexity } from "../../../lib/methods/average_perplexity.ts";
import { compareMethods } from "../../../lib/methods/compare.ts";
import { methods } from "../../../lib/methods/methods.ts";
import { readMixture } from "../../../lib/mixture/read_mixture.ts";
import { readTable } from "../../../lib/tables/read_table.ts";
import { writeWeightsPickle } from "../../../lib/tables/weights_pickle.ts";
import assert from "../../assert.ts";
import { inFolder, mix, mixJson, mixText } from "./mix_process.ts";

const LINEAR = ["--simulate", "linear", "--steps", "200"];

Deno.test("a method on a planted world: plan, report and files agree, and everything says that it is synthetic", () =>
  inFolder(async (folder) => {
    const options = ["--method", "aioli", ...LINEAR, "--noise", "0.01", "--update-steps", "50", "--eta", "0.3"];
    const text = await mixText(folder, ...options);
    assert.match(text, /^SYNTHETIC: a planted linear world/);
    assert.match(text, /aioli +– +200 +200 +102 k +54 +24\.0 % +1\.350 ×, 3\.320 ×/);
    const document = await mixJson(folder, ...options, "--out", "out", "--mixture-formats", "doremi,regmix");
    const [{ mixture, test, cost, runs }] = document.results, [plan] = document.plan.methods;
    assert.match(document.synthetic, /^SYNTHETIC/);
    assert.ok(text.includes(`average test perplexity ${test.averagePerplexity.toFixed(3)}`), text);
    // What was planned is what it took.
    assert.deepEqual([plan.total.steps, plan.total.tokens], [cost.final.steps, cost.final.tokens]);
    assert.equal(plan.evaluations + 2, cost.evaluations);
    assert.equal(plan.estimation.steps, cost.estimation.steps);
    assert.equal(runs.length, 1);

    const written = document.written.map((path: string) => path.replace(/^out\//, ""));
    assert.deepEqual(written, [
      ...["config.json", "mixture.json", "mixture.doremi.json", "mixture.regmix.yaml", "result.json", "rounds.jsonl"],
      ...["runs.csv", ...["json", "svg", "png", "html"].map((end) => `figures/shares_over_steps.${end}`)],
    ]);
    for (const name of ["mixture.json", "mixture.doremi.json", "mixture.regmix.yaml"]) {
      const read = (await readMixture(`${folder}/out/${name}`)).mixture;
      for (const [domain, share] of Object.entries(mixture)) {
        assert.ok(Math.abs(read.share(domain) - (share as number)) < 1e-9, name);
      }
    }
    const rounds = (await Deno.readTextFile(`${folder}/out/rounds.jsonl`)).trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assert.deepEqual(
      rounds.map(({ method, seed, run, round }) => [method, seed, run, round]),
      [0, 1, 2, 3].map(
        (round) => ["aioli", 0, "final", round],
      ),
    );
    const table = await readTable([`${folder}/out/runs.csv`]);
    assert.equal(table.synthetic, true);
    assert.deepEqual([table.runs.length, table.runs[0].labels.rule, table.runs[0].step], [1, "aioli", 200]);
    assert.match(await Deno.readTextFile(`${folder}/out/figures/shares_over_steps.svg`), /synthetic data/);

    // The configuration that it keeps gives the same result, to the byte.
    const again = await mixJson(folder, "--config", "out/config.json", "--out", "again");
    assert.deepEqual(again.results, document.results);
    const bytes = (where: string) => Deno.readTextFile(`${folder}/${where}/result.json`);
    assert.equal(await bytes("again"), await bytes("out"));
    // Flags go over the file.
    const other = await mixJson(folder, "--config", "out/config.json", "--out", "other", "--eta", "0.9");
    assert.notDeepEqual(other.results[0].mixture, mixture);
    assert.equal(other.configuration.methods.aioli.eta, 0.9);
    assert.equal(other.configuration.methods.aioli.updateSteps, 50);
  }));

Deno.test("a comparison: the table is that of the losses, paired by seed, stratified first", () =>
  inFolder(async (folder) => {
    const options = [
      ...["--compare", "aioli,doremi,fixed", "--mixture", "arxiv=0.2,books=0.2,web=0.6"],
      ...["--simulate", "transfer", "--steps", "200", "--noise", "0.01", "--seeds", "0,1,2", "--out", "out"],
    ];
    const document = await mixJson(folder, ...options);
    const names = ["stratified", "aioli", "doremi", "fixed"];
    assert.deepEqual(document.comparison.methods.map(({ method }: { method: string }) => method), names);
    assert.equal(document.results.length, 12);
    // deno-lint-ignore no-explicit-any
    const losses = ({ test }: any) => Object.values(test.targets).map(({ loss }: any) => loss as number);
    const again = compareMethods(
      // deno-lint-ignore no-explicit-any
      document.results.map((one: any) => ({ ...one, losses: losses(one), extra: one.cost.preparation })),
    );
    assert.deepEqual(document.comparison, JSON.parse(JSON.stringify(again)));
    const [, , doremi, fixed] = again.methods;
    assert.deepEqual(doremi.extra, { runs: 2, steps: 400, tokens: 400 * 8 * 64 });
    assert.equal(fixed.difference!.verdict, "worse");

    const text = await mixText(folder, ...options);
    assert.match(text, /SYNTHETIC/);
    const row = (name: string) => new RegExp(`^${name} .*$`, "gm");
    const cells = text.match(row("fixed"))!.at(-1)!.split(/ {2,}/);
    const { bySeed, mean, interval } = fixed.difference!;
    assert.deepEqual(
      cells,
      [
        ...["fixed", ...bySeed.map((d) => `+${d.toFixed(3)}`), `+${mean.toFixed(3)}`],
        ...[`${interval![0].toFixed(3)} to ${interval![1].toFixed(3)}`, "0 of 3", "worse", "–", "–", "–"],
      ],
    );
    const lines = (await Deno.readTextFile(`${folder}/out/comparison.csv`)).trim().split("\n").map((l) => l.split(","));
    assert.equal(lines.length, 13);
    const at = (name: string) => lines[0].indexOf(name);
    for (const [n, line] of lines.slice(1).entries()) {
      const { method, seed } = document.results[n], own = again.methods.find((one) => one.method === method)!;
      assert.deepEqual([line[0], line[1]], [method, `${seed}`]);
      assert.equal(Number(line[at("average_test_perplexity")]), averagePerplexity(losses(document.results[n])));
      assert.equal(line[at("difference")], own.difference ? `${own.difference.bySeed[seed]}` : "");
    }
    assert.equal((await readTable([`${folder}/out/runs.csv`], { where: "rule=fixed" })).runs.length, 3 * 4);
    assert.equal(Array.from(Deno.readDirSync(`${folder}/out/mixtures`)).length, 12);

    const single = await mixText(folder, ...options.map((arg) => arg === "0,1,2" ? "4" : arg));
    assert.match(single, /One seed: no interval, so nobody can tell/);
    assert.ok(!single.includes("cannot tell\n") && !single.includes("verdict"), single);
  }));

Deno.test("a total budget is shared out: all runs of a method together make the steps", () =>
  inFolder(async (folder) => {
    const document = await mixJson(folder, "--compare", "stratified,skill-it", ...LINEAR, "--budget", "total");
    const [stratified, skillIt] = document.results.map(({ cost }: { cost: Record<string, { steps: number }> }) => cost);
    assert.equal(stratified.final.steps, 200);
    assert.ok(skillIt.preparation.steps > 0 && skillIt.final.steps < 200);
    assert.ok(skillIt.preparation.steps + skillIt.final.steps <= 200);
  }));

Deno.test("one method under several seeds: its mean and interval", () =>
  inFolder(async (folder) => {
    const text = await mixText(folder, "--method", "stratified", ...LINEAR, "--noise", "0.1", "--seeds", "1,2,3");
    assert.match(text, /stratified: average test perplexity \d+\.\d+, 95 % interval over 3 seeds \d+\.\d+ to \d+\.\d+/);
  }));

Deno.test("a law as a surface: the final loss is what the law says of the realised shares", () =>
  inFolder(async (folder) => {
    const law = lawFromParameters("log-linear", ["web", "code"], [
      { target: "web", parameters: { c: 2.5, "v:web": -2, "v:code": 0.5 } },
      { target: "code", parameters: { c: 1.2, "v:web": 0.3, "v:code": -1 } },
    ]);
    await Deno.writeTextFile(`${folder}/law.json`, JSON.stringify(law));
    const document = await mixJson(folder, "--method", "stratified", "--simulate", "law.json", "--steps", "100");
    const [{ realised, test }] = document.results, { web, code } = test.targets;
    law.predict([realised.web, realised.code]).forEach((loss, i) => {
      assert.ok(Math.abs([web.loss, code.loss][i] - loss) < 1e-9);
    });
    assert.match(document.synthetic, /the log-linear law of law\.json as a surface/);
  }));

Deno.test("--plan prints the plan and runs nothing", () =>
  inFolder(async (folder) => {
    const text = await mixText(folder, "--method", "doremi", ...LINEAR, "--plan");
    assert.match(text, /doremi +reference 1 × 200, proxy 1 × 200 +200 +600 +307 k/);
    const plan = await mixJson(folder, "--method", "doremi", ...LINEAR, "--plan");
    assert.deepEqual(plan.total, { runs: 3, steps: 600, tokens: 600 * 8 * 64 });
    assert.deepEqual(Array.from(Deno.readDirSync(folder)), []);
  }));

Deno.test("matrices come as .json, as .npy and on the line; schedules are drawn as they were asked for", () =>
  inFolder(async (folder) => {
    const rows = [[0.2, 0.3, 0.5], [0.6, 0.2, 0.2]], line = JSON.stringify(rows);
    await Deno.writeTextFile(`${folder}/rows.json`, line);
    await Deno.writeFile(`${folder}/rows.npy`, npy(rows));
    const results = [];
    for (const given of [line, "rows.json", "rows.npy"]) {
      const { results: [one], configuration } = await mixJson(
        folder,
        "--method",
        "schedule",
        ...LINEAR,
        "--mixtures",
        given,
      );
      assert.deepEqual(configuration.methods.schedule.mixtures, rows);
      results.push(one);
    }
    assert.deepEqual(results[1], results[0]);
    assert.deepEqual(results[2], results[0]);
  }));

Deno.test("Aioli's pickled weights are a mixture, in the order of the domains", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/seed_0_doge_avg_dw.pkl`, writeWeightsPickle([0.5, 0.375, 0.125]));
    const { results: [one] } = await mixJson(
      folder,
      "--method",
      "fixed",
      ...LINEAR,
      "--mixture",
      "seed_0_doge_avg_dw.pkl",
    );
    assert.deepEqual(Object.values(one.mixture), [0.5, 0.375, 0.125]);
    await Deno.writeFile(`${folder}/two.pkl`, writeWeightsPickle([0.5, 0.5]));
    const { code, err } = await mix(folder, "--method", "fixed", ...LINEAR, "--mixture", "two.pkl");
    assert.deepEqual([code, /^mixlab: fixed: mixture: wanted 3 shares, .*got 2\n$/.test(err)], [2, true]);
  }));

/** A NumPy file of float64, as NEP 1 describes it. */
function npy(rows: number[][]): Uint8Array {
  const header =
    `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows.length}, ${rows[0].length}), }`.padEnd(117) + "\n";
  const bytes = new Uint8Array(10 + header.length + 8 * rows.flat().length), view = new DataView(bytes.buffer);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  view.setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 10);
  rows.flat().forEach((value, n) => view.setFloat64(10 + header.length + 8 * n, value, true));
  return bytes;
}

Deno.test("--help names every method, setting and option; no option hides another", async () => {
  const { code, out } = await mix(".", "--help");
  assert.equal(code, 0);
  for (const name of [...MIX_SETTINGS, ...Object.keys(OWN).filter((name) => name !== "help")]) {
    assert.match(out, new RegExp(`^ +--${name}\\b`, "m"));
  }
  for (const { name } of methods) assert.match(out, new RegExp(`^  ${name} +\\S`, "m"));
  const flags = methodFlags();
  for (const method of methods) {
    for (const name of Object.keys(method.options)) {
      const flag = shownFlag(method, name), entries = flags.get(flag)!;
      assert.ok(entries.some((one) => one.method === method && one.name === name), `${method.name}: ${flag}`);
      assert.ok(!Object.hasOwn(OWN, flag) && !(MIX_SETTINGS as readonly string[]).includes(flag), flag);
    }
  }
  const own = await mix(".", "--method", "doremi", "--help");
  for (const name of Object.keys(methods.find(({ name }) => name === "doremi")!.options)) {
    const flag = shownFlag(methods.find(({ name }) => name === "doremi")!, name);
    assert.match(own.out, new RegExp(`^  --(no-)?${flag}\\b`, "m"));
  }
  for (const text of [out, own.out]) assert.ok(text.split("\n").every((line) => line.length <= 124), text);
});

Deno.test("what cannot be meant is refused with exit code 2 and one line, and nothing is written", () =>
  inFolder(async (folder) => {
    const files: Record<string, unknown> = {
      "misspelt.json": { method: "aioli", stps: 3 },
      "methods.json": { method: "aioli", methods: { aiolo: {} } },
      "option.json": { method: "aioli", methods: { aioli: { ets: 1 } }, simulate: "linear", steps: 200 },
      "null.json": { method: "aioli", methods: { aioli: null } },
      "empty.json": { compare: [] },
      "seeds.json": { method: "aioli", seeds: [0, "a"] },
    };
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, JSON.stringify(content));
    }
    const aioli = ["--method", "aioli", ...LINEAR];
    const cases: [string[], RegExp][] = [
      // The list.
      [[...aioli, "--prior", "arxiv=0.5,books=0.2,web=0.2", "--prior-steps", "50"], /aioli: prior.*0\.9/],
      [[...aioli, "--prior", "arxiv=0.5,boks=0.5", "--prior-steps", "50"], /aioli: prior.*"boks"/],
      [["--method", "fixed", ...LINEAR, "--mixture", "arxiv=0.5,boks=0.5"], /fixed: mixture: .*got "boks"/],
      [[...aioli, "--update-steps", "70"], /aioli: .*update-?[sS]teps: .*70/],
      [[...aioli, "--update-steps", "50", "--lp-rounds", "10", "--lp-steps", "6"], /aioli: .*(180|50)/],
      [[...aioli, "--domains", "web"], /aioli: domains: wanted at least two to mix, got web/],
      // The line.
      [[], /wanted --method NAME or --compare/],
      [["aioli"], /wanted options only, got aioli; a method is named with --method/],
      [["--method", "aiolo"], /method: wanted stratified, .*; did you mean aioli\?/],
      [["--method", "aioli", "--compare", "doge"], /wanted one of them, got both/],
      [["--compare", "stratified"], /wanted methods to compare with stratified/],
      [["--compare", "doge,doge"], /"doge" stands twice/],
      [["--method", "aioli", "--etaa", "1"], /unknown option --etaa, did you mean --eta\?/],
      [["--method", "stratified", "--eta", "0.1"], /--eta: it is an option of .*aioli.*; stratified has none/],
      [["--method", "doge", "--lp-rounds", "4"], /--lp-rounds: it is an option of aioli; doge has none/],
      [["--compare", "aioli,skill-it", "--eta", "1"], /say of which method: .*--aioli\.eta/],
      [["--compare", "doge,skill-it", "--lp-rounds", "4"], /option of aioli; none of the methods compared has it/],
      [[...aioli, "--eta", "much"], /--eta: wanted a number, got "much"/],
      [[...aioli, "--eta", "-1"], /aioli: eta: wanted a number > 0.*got -1/],
      [[...aioli, "--lp-rounds", "1.5"], /lp-?[rR]ounds: wanted a whole number/],
      [[...aioli, "--preset", "repos"], /aioli: preset: wanted paper, repo.*got "repos"/],
      [[...aioli, "--static=1"], /--static takes no value/],
      [["--method", "schedule", ...LINEAR, "--mixtures", "[[1,0"], /--mixtures: wanted JSON/],
      [["--method", "schedule", ...LINEAR, "--mixtures", "rows.npy"], /cannot read rows\.npy/],
      [["--method", "fixed", ...LINEAR, "--mixture", "evn"], /--mixture: wanted a mixture file, even/],
      [["--method", "fixed", ...LINEAR, "--mixture", "natural"], /a simulated learner has no corpus; wanted even/],
      [[...aioli, "--seeds", "0,1,0"], /seeds: 0 stands twice/],
      [[...aioli, "--seeds", "0,x"], /--seeds: wanted a whole number/],
      [[...aioli, "--seeds", "0,1", "--seed", "2"], /--seed, --seeds: wanted one of them/],
      [[...aioli, "--budget", "half"], /budget: wanted final.* or total, got "half"/],
      [[...aioli, "--mixture-formats", "yaml"], /wanted mixlab, doremi, regmix, got "yaml"/],
      [["--method", "aioli", "--noise", "1"], /--noise needs --simulate beside it/],
      [[...aioli, "--noise", "-1"], /--noise: wanted a number ≥ 0/],
      [[...aioli, "--model", "tiny"], /model: a simulated learner has steps, batch/],
      [[...aioli, "--eval-every", "3"], /--eval-every: the method decides when it evaluates; leave it out/],
      [["--method", "aioli", "--simulate", "linaer"], /linaer: there is no such file/],
      [["--method", "aioli", "--simulate", "seeds.json"], /seeds\.json: no saved law/],
      // The file.
      [["--config", "misspelt.json"], /^mixlab: misspelt\.json:1:26: unknown setting "stps"; did you mean steps\?/],
      [["--config", "methods.json"], /methods: there is no method "aiolo"; did you mean aioli\?/],
      [["--config", "option.json"], /aioli: it has no option ets.*did you mean eta\?/],
      [["--config", "null.json"], /methods: aioli: wanted its options by name, got null/],
      [["--config", "empty.json"], /compare: wanted names of methods/],
      [["--config", "seeds.json"], /--seeds: wanted a whole number ≥ 0, got "a"/],
    ];
    for (const [args, wanted] of cases) {
      const { code, out, err } = await mix(folder, ...args);
      assert.equal(code, 2, `${args.join(" ")}: ${out}${err}`);
      assert.match(err, wanted);
      assert.match(err, /^mixlab: [^\n]+\n$/, `${args.join(" ")} should say one line, said ${err}`);
    }
    assert.deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name).sort(), Object.keys(files).sort());
  }));
