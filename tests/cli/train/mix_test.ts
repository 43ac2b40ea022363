/** `deno task mix` on language models, run as a person would. */
import { readMixture } from "../../../lib/mixture/read_mixture.ts";
import assert from "../../assert.ts";
import { inMixFolder, MIX, mix, mixJson, mixText } from "./mix_process.ts";
import { trainProcess } from "./process.ts";

const hold = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const names = (folder: string) => {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
  } catch {
    return [];
  }
};
const CONFIG = ["--config", "mix.json"];

Deno.test("a comparison on language models: losses fall, runs are shared and found again, the mixture trains another model", () =>
  inMixFolder(async (folder) => {
    const options = [
      ...CONFIG,
      ...["--compare", "stratified,doremi,aioli", "--aioli.update-steps", "24", "--lp-rounds", "1", "--lp-steps", "2"],
    ];
    const plan = await mixJson(folder, ...options, "--plan");
    assert.deepEqual(names(`${folder}/runs`), []);
    const document = await mixJson(folder, ...options);
    assert.equal(document.synthetic, undefined);
    for (const { start, test, cost, method } of document.results) {
      assert.ok(test.averageLoss < start.averageLoss - 0.3, `${method}: ${start.averageLoss} to ${test.averageLoss}`);
      const planned = plan.methods.find(({ name }: { name: string }) => name === method).total;
      assert.equal(cost.preparation.runs + 1, planned.runs);
      assert.equal(cost.preparation.steps + cost.final.steps, planned.steps);
      // Rows of this corpus have no padding.
      assert.equal(cost.preparation.tokens + cost.final.tokens, planned.tokens);
    }
    // DoReMi's reference is the stratified run: trained once.
    const runs = document.results.flatMap(({ runs }: { runs: { folder: string }[] }) =>
      runs.map(({ folder }) => folder)
    );
    assert.equal(runs.length, 5);
    assert.equal(new Set(runs).size, 4);
    const folders = names(`${folder}/runs`).filter((name) => !name.startsWith("mix-"));
    assert.deepEqual(folders, [...new Set(runs as string[])].map((run) => run.replace("runs/", "")).sort());

    const times = folders.map((name) => Deno.statSync(`${folder}/runs/${name}/result.json`).mtime);
    const again = await mix(folder, ...options);
    assert.equal(again.code, 0, again.err);
    assert.equal(again.out.match(/this run is complete/g)?.length, 5);
    assert.deepEqual(folders.map((name) => Deno.statSync(`${folder}/runs/${name}/result.json`).mtime), times);
    assert.match(again.out, /stratified +\d+\.\d{3}/);
    const same = await mixJson(folder, "--config", `${document.folder}/config.json`);
    assert.equal(same.folder, document.folder);
    assert.deepEqual(same.results, document.results);

    const mixture = `${document.folder}/mixtures/doremi-seed-0.json`;
    const { domains } = (await readMixture(`${folder}/${mixture}`)).mixture;
    assert.deepEqual([...domains], ["digits", "marks", "vowels"]);
    const trained = await trainProcess(folder, ...CONFIG, "--mixture", mixture, "--steps", "2", "--out", "trained");
    assert.equal(trained.code, 0, trained.err);
  }));

Deno.test("interrupted, it exits with 130; the same command goes on to the same result", () =>
  inMixFolder(async (folder) => {
    const options = [
      ...CONFIG,
      "--method",
      "aioli",
      "--steps",
      "3000",
      "--update-steps",
      "1000",
      "--checkpoint-every",
      "100",
    ];
    const whole = await mixJson(folder, ...options, "--runs-in", "whole", "--out", "first");
    const child = new Deno.Command(Deno.execPath(), {
      args: [...MIX, ...options, "--out", "second"],
      ...{ cwd: folder, stdout: "piped", stderr: "piped", env: { NO_COLOR: "1" } },
    }).spawn();
    const begun = () =>
      names(`${folder}/runs`).some((name) => names(`${folder}/runs/${name}/attempts/0001/checkpoints`).length > 0);
    while (!begun()) await hold(5);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await child.output(), text = (b: Uint8Array) => new TextDecoder().decode(b);
    assert.equal(code, 130, text(stdout) + text(stderr));
    assert.match(text(stderr), /interrupted: saving a checkpoint/);
    assert.match(text(stdout), /stopped; the same command goes on from here/);
    assert.deepEqual(names(`${folder}/second`), []);
    const rest = await mix(folder, ...options, "--out", "second");
    assert.equal(rest.code, 0, rest.err);
    assert.match(rest.out, /goes on from step \d+/);
    const result = async (where: string) => {
      const read = JSON.parse(await Deno.readTextFile(`${folder}/${where}/result.json`));
      return JSON.stringify(read).replaceAll('"whole/', '"runs/');
    };
    assert.equal(await result("second"), await result("first"));
    assert.equal(whole.results[0].runs[0].steps, 3000);
    const { tokenizer } = JSON.parse(await Deno.readTextFile(`${folder}/first/mixture.json`));
    assert.equal(tokenizer, JSON.parse(await Deno.readTextFile(`${folder}/corpus/index.json`)).tokenizer.name);
    for (const name of ["rounds.jsonl", "mixture.json", "runs.csv"]) {
      assert.equal(
        await Deno.readTextFile(`${folder}/second/${name}`),
        await Deno.readTextFile(`${folder}/first/${name}`),
      );
    }
  }));

Deno.test("domains and targets: some of the corpus's, others judged", () =>
  inMixFolder(async (folder) => {
    const options = ["--method", "stratified", "--domains", "vowels,digits", "--targets", "marks"];
    const { domains, targets, results: [{ mixture, val }] } = await mixJson(folder, ...CONFIG, ...options);
    assert.deepEqual([domains, targets], [["digits", "vowels"], ["marks"]]);
    assert.deepEqual(Object.keys(mixture), ["digits", "vowels"]);
    assert.deepEqual(Object.keys(val.targets), ["marks"]);
    const natural = await mixJson(folder, ...CONFIG, "--method", "fixed", "--mixture", "natural", "--plan");
    assert.equal(natural.total.runs, 1);
    assert.match(
      await mixText(folder, ...CONFIG, "--method", "fixed", "--mixture", "natural", "--plan"),
      /^corpus: digits/,
    );
  }));

Deno.test("bad input: one line, exit code 2, nothing trained", () =>
  inMixFolder(async (folder) => {
    const merged = await mixJson(
      folder,
      ...CONFIG,
      "--corpus",
      "merged",
      "--method",
      "stratified",
      "--runs-in",
      "elsewhere",
    );
    const [{ runs: [{ folder: reference }] }] = merged.results;
    const aioli = [...CONFIG, "--method", "aioli"];
    const cases: [string[], RegExp][] = [
      [[...aioli, "--prior", "digits=0.5,marks=0.3,vowels=0.1", "--prior-steps", "8"], /aioli: prior.*0\.9/],
      [[...aioli, "--domains", "vowels,digts"], /domains: wanted domains out of digits, marks, vowels, got "digts"/],
      [[...aioli, "--targets", "consonants"], /targets: wanted domains out of/],
      [[...aioli, "--update-steps", "7"], /aioli: .*7/],
      [[...aioli, "--update-steps", "12", "--lp-rounds", "2", "--lp-steps", "3"], /aioli: .*(18|12)/],
      [[...aioli, "--domains", "vowels"], /aioli: domains: wanted at least two to mix, got vowels/],
      [[...aioli, "--corpus", "unjudged"], /val: marks has no validation split/],
      [[...CONFIG, "--method", "doremi", "--reference-run", reference], /reference: .*trained with another tokenizer/],
      [[...CONFIG, "--method", "doremi", "--reference", "digits=0.5,marks=0.6"], /doremi: reference.*1\.1/],
      // In a comparison too, before the methods in front of it begin.
      [[...CONFIG, "--compare", "stratified,doremi", "--reference-run", reference], /trained with another tokenizer/],
      [[...CONFIG, "--method", "doremi", "--reference-run", "nowhere"], /reference: .*nowhere/],
      [[...aioli, "--model", "tinny"], /model: wanted a preset .*did you mean tiny\?/],
      [[...aioli, "--backend", "cpu", "--threads", "2"], /threads: the backend cpu chooses its own/],
      [[...aioli, "--corpus", "/nowhere"], /\/nowhere: there is no such folder/],
      [[...aioli, "--context", "17"], /context: wanted a whole number from 1 to 16, got 17/],
      [[...aioli, "--from", "elsewhere"], /--from: the runs of methods begin with new models/],
    ];
    for (const [args, wanted] of cases) {
      const { code, out, err } = await mix(folder, ...args);
      assert.equal(code, 2, `${args.join(" ")}: ${out}${err}`);
      assert.match(err, wanted);
      assert.match(err, /^mixlab: [^\n]+\n$/, `${args.join(" ")} should say one line, said ${err}`);
    }
    assert.deepEqual(names(`${folder}/runs`), []);
  }));

Deno.test("a run that diverges fails with exit code 1 and one line", () =>
  inMixFolder(async (folder) => {
    const { code, err } = await mix(folder, ...CONFIG, "--method", "stratified", "--lr", "1e30", "--clip", "0");
    assert.equal(code, 1);
    assert.match(err, /^mixlab: [^\n]+\n$/);
  }));
