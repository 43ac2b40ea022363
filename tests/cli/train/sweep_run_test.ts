/** `deno task sweep run` on this machine. */
import { deepEqual, equal, match, ok } from "../../assert.ts";
import { type Document, inSweepFolder, planIn, sweep, sweepText } from "./sweep_run_process.ts";

const PLAN = ["plan", "--config", "sweep.json", "--design", "lattice", "--steps", "40", "--no-measure"];

Deno.test("makes what is missing; a run that diverges is told with its reason and log, and the others are made", () =>
  inSweepFolder(async (folder) => {
    await sweepText(folder, ...PLAN, "--parts", "3", "--out", "good");
    // The same runs with a learning rate under which nothing stays finite, as a model of the sweep beside the others.
    const odd = JSON.parse(Deno.readTextFileSync(`${folder}/sweep.json`)), lr = 1e30;
    Deno.writeTextFileSync(`${folder}/odd.json`, JSON.stringify({ ...odd, lr }));
    await sweepText(folder, ...PLAN.with(2, "odd.json"), "--parts", "2", "--out", "odd");
    const plan = planIn(`${folder}/good`), [bad] = planIn(`${folder}/odd`).runs;
    const runs = [{ ...bad, learner: { ...bad.learner, lr }, labels: { model: "odd" } }, ...plan.runs];
    Deno.mkdirSync(`${folder}/both`);
    Deno.writeTextFileSync(`${folder}/both/plan.json`, JSON.stringify({ ...plan, runs }));

    const { code, out, err } = await sweep(folder, "run", "both");
    equal(code, 1, err);
    match(
      out,
      /^3 runs, 0 complete, 3 to be made by \d+ workers? of 1 thread on \d+ cores?; what they say is in both\/log\n/,
    );
    const why = /: FAILED: step \d+: the loss is NaN .*/.source, log = `both/log/${bad.key}.log`;
    match(out, new RegExp(`\nfailed: 1, seed 0, odd${why} \\(${log}\\)\n2 of 3 complete, 2 of them now, 1 failed\n$`));
    match(Deno.readTextFileSync(`${folder}/${log}`), /run 1, seed 0 failed: /);
    equal(
      out.split("\n").filter((line) => /^[12], seed 0, own: loss \d\.\d{4}, \d+ s; \d of 3 complete/.test(line)).length,
      2,
    );

    const again = await sweep(folder, "run", "both", "--json");
    equal(again.code, 1, again.err);
    const told: Document = JSON.parse(again.out);
    deepEqual([told.runs, told.found, told.made, told.blocked, told.interrupted], [3, 2, [], [], false]);
    deepEqual([told.failed.length, told.failed[0].key, told.failed[0].state, told.failed[0].log], [
      1,
      bad.key,
      "FAILED",
      log,
    ]);

    const good = await sweepText(folder, "run", "good");
    equal(good, "all 2 runs are complete\n2 of 2 complete, 0 of them now\n");
  }));

Deno.test("what cannot be right is refused before anything runs", () =>
  inSweepFolder(async (folder) => {
    await sweepText(folder, ...PLAN, "--parts", "3", "--out", "s");
    const refused = async (pattern: RegExp, ...args: string[]) => {
      const { code, err } = await sweep(folder, "run", ...args);
      match(err, pattern);
      equal(code, 2);
    };
    await refused(/^mixlab: sweep run: wanted the folder of a sweep/);
    await refused(/workers: 500 of 1 thread each want 500 cores, .* wanted at most \d+\n$/, "s", "--workers", "500");
    await refused(/--partition: it is for --executor slurm; write --executor slurm beside it/, "s", "--partition", "a");
    await refused(/--workers: it is for --executor local; leave it out/, "s", "--executor", "slurm", "--workers", "1");
    await refused(/--executor: wanted local or slurm, got "lokal"/, "s", "--executor", "lokal");
    await refused(/--memory: wanted a number > 0, got "0"/, "s", "--memory", "0");
    Deno.renameSync(`${folder}/corpus`, `${folder}/elsewhere`);
    await refused(/corpus/, "s");
    ok(!Array.from(Deno.readDirSync(`${folder}/s`), ({ name }) => name).includes("log"));
    match(await sweepText(folder, "run", "--help"), /--workers N .*--partition NAME/s);
  }));
