/** `deno task train`, run as a person would. */
import assert from "../../assert.ts";
import { inTrainFolder, TASK, trainJson, trainProcess } from "./process.ts";

const hold = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

Deno.test("a run: losses fall, its folder holds all of it, the same command shows it again", () =>
  inTrainFolder(async (folder) => {
    const { code, out, err } = await trainProcess(folder, "--config", "run.json");
    assert.equal(err, "");
    assert.equal(code, 0);
    assert.equal(/NaN|undefined|Infinity|\[object/.exec(out), null, out);
    const [, name] = /run: ([0-9a-f]{12}) in runs/.exec(out)!;
    const value = JSON.parse(await Deno.readTextFile(`${folder}/runs/${name}/result.json`)).value;
    for (const { domain, loss } of value.evaluations.end.domains) {
      const before = value.evaluations.start.domains.find((d: { domain: string }) => d.domain === domain).loss;
      assert.ok(loss < before - 0.5, `${domain}: ${before} to ${loss}`);
      assert.match(out, new RegExp(`${domain} +50\\.0 +${before.toFixed(3)} +${loss.toFixed(3)} `));
    }
    assert.deepEqual(value.evaluations.final.map(({ split }: { split: string }) => split), ["val", "test"]);
    const [, model] = /model: (\S+)/.exec(out)!;
    assert.ok((await Deno.stat(`${folder}/${model}/model.safetensors`)).isFile);
    const timing = (await Deno.readTextFile(`${folder}/runs/${name}/attempts/0001/timing.jsonl`)).split("\n");
    assert.match(timing[0], /"device":"[^"]+".*"mixlab":"\d/);

    const again = await trainProcess(folder, "--config", "run.json");
    assert.match(again.out, /this run is complete/);
    assert.ok(again.out.includes(out.slice(out.indexOf("finished after"), out.indexOf("Losses are"))), again.out);
    // The configuration that it keeps is a configuration of the same run, and flags make it another.
    const same = await trainJson(folder, "--config", `runs/${name}/config.json`);
    assert.equal(same.run, `runs/${name}`);
    assert.equal(same.seconds, null);
    const other = await trainJson(folder, "--config", `runs/${name}/config.json`, "--seed", "1");
    assert.notEqual(other.run, same.run);
    assert.notEqual(other.model, same.model);
    // How a run is kept makes no other one.
    assert.equal((await trainJson(folder, "--config", "run.json", "--keep", "3")).run, same.run);
  }));

Deno.test("interrupted, it saves and exits with 130; the same command and --resume go on to the same bytes", () =>
  inTrainFolder(async (folder) => {
    const options = [
      "--config",
      "run.json",
      "--steps",
      "9000",
      "--break-step",
      "3000",
      "--eval-every",
      "0",
      "--checkpoint-every",
      "400",
    ];
    const whole = await trainJson(folder, ...options, "--out", "whole");
    let stops = 0, last = { out: "", code: 130 };
    for (const args of [options, options, ["--resume", "RUN"]]) {
      const name = whole.run.replace("whole/", "");
      const child = new Deno.Command(Deno.execPath(), {
        args: [...TASK, ...args.map((arg) => arg.replace("RUN", `runs/${name}`))],
        ...{ cwd: folder, stdout: "piped", stderr: "piped" },
      }).spawn();
      const lines = `${folder}/runs/${name}/attempts/0001/metrics.jsonl`;
      const length = () => Deno.readTextFile(lines).then((text) => text.length, () => 0), before = await length();
      if (args === options) {
        while (await length() < before + 1500) await hold(5);
        child.kill(stops === 0 ? "SIGINT" : "SIGTERM");
      }
      const { code, stdout, stderr } = await child.output(), text = (b: Uint8Array) => new TextDecoder().decode(b);
      last = { code, out: text(stdout) };
      if (code !== 130) break;
      stops++;
      assert.match(text(stderr), /interrupted: saving a checkpoint/);
      assert.match(last.out, new RegExp(`stopped at step \\d+; go on with: deno task train --resume runs/${name}`));
    }
    assert.equal(stops, 2);
    assert.equal(last.code, 0);
    assert.match(last.out, /going on from step \d+/);
    const shown = await trainJson(folder, ...options);
    assert.deepEqual({ ...shown, run: 0, folder: 0 }, { ...whole, run: 0, folder: 0, seconds: null });
    const metrics = (run: string) => Deno.readTextFile(`${folder}/${run}/attempts/0001/metrics.jsonl`);
    assert.equal(await metrics(shown.run), await metrics(whole.run));
  }));

Deno.test("the second interrupt ends the process at once", async () => {
  const module = new URL("../../../lib/cli/train_interrupt.ts", import.meta.url).href;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { onInterrupt } from "${module}"; onInterrupt(console.log); setTimeout(() => {}, 60000); console.log("ready");`,
    ],
    ...{ stdout: "piped", stderr: "inherit" },
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await reader.read()).value!, /ready/);
  child.kill("SIGINT");
  assert.match((await reader.read()).value!, /saving a checkpoint; interrupt again/);
  child.kill("SIGINT");
  assert.equal((await child.status).code, 130);
  await reader.cancel();
});

Deno.test("broken off, and children on other mixtures under the parent's schedule", () =>
  inTrainFolder(async (folder) => {
    const parent = await trainJson(folder, "--config", "run.json", "--break-step", "10");
    assert.deepEqual([parent.outcome, parent.step, parent.evaluations.final], ["broken off", 10, []]);
    const child = await trainJson(folder, "--from", parent.run, "--mixture", "vowels=1", "--steps", "6");
    assert.deepEqual([child.startStep, child.step, child.outcome], [10, 16, "finished"]);
    assert.equal(child.parent.from, parent.folder);
    assert.deepEqual(child.configuration.mixture.domains, { vowels: 1 });
    for (const name of ["lr", "schedule", "schedule-steps", "warmup", "end-lr", "seed", "batch", "model"]) {
      assert.deepEqual(child.configuration[name], parent.configuration[name], name);
    }
    assert.deepEqual(child.evaluations.start, parent.evaluations.end);
    // A child that changes nothing is the run that was never broken off.
    const onward = await trainJson(folder, "--from", parent.folder),
      whole = await trainJson(folder, "--config", "run.json");
    assert.equal(onward.model, whole.model);
    const rolled = await trainJson(
      folder,
      "--from",
      parent.run,
      "--steps",
      "6",
      "--data",
      "roll-forward",
      "--seed",
      "5",
    );
    assert.equal(rolled.startStep, 10);
    // It resumes under the configuration that it keeps.
    const shown = await trainJson(folder, "--resume", child.run);
    assert.deepEqual(shown, { ...child, seconds: null });
  }));

Deno.test("--help tells every option, and what --json prints is one document", async () => {
  const { code, out } = await trainProcess(".", "--help");
  assert.equal(code, 0);
  const { SETTINGS } = await import("../../../lib/cli/train_settings.ts");
  for (const name of [...Object.keys(SETTINGS), "config", "out", "resume", "json"]) {
    assert.match(out, new RegExp(`^  --${name}\\b`, "m"));
  }
  assert.ok(out.split("\n").every((line) => line.length <= 120));
});

Deno.test("what cannot be meant is refused with exit code 2 and one line", () =>
  inTrainFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/misspelt.json`, `{\n  "steps": 3,\n  "stps": 4\n}`);
    await Deno.writeTextFile(`${folder}/text.json`, `{"steps": "3"}`);
    await Deno.writeTextFile(`${folder}/model.json`, `{\n  "model": {\n    "widht": 3}}`);
    await Deno.writeTextFile(`${folder}/few.json`, `{\n  "model": {"width": 8}}`);
    await Deno.writeTextFile(`${folder}/mixture.json`, `{\n  "mixture": {"domains": {"vowels": 2}}}`);
    const first = await trainJson(folder, "--config", "run.json", "--steps", "1");
    const resumed = ["--resume", first.run];
    const cases: [string[], RegExp][] = [
      [["--stepz", "3"], /unknown option --stepz, did you mean --steps\?/],
      [["--steps", "1.5"], /--steps: wanted a whole number ≥ 1, got 1.5/],
      [["--steps", "ten"], /--steps: wanted a whole number ≥ 1, got "ten"/],
      [["--warmup", "120%"], /--warmup: wanted a whole number of updates ≥ 0, or a part such as 5%/],
      [["--betas", "0.9"], /--betas: wanted two numbers/],
      [["--backend", "natve"], /did you mean native\?/],
      [["corpus"], /wanted options only, got corpus/],
      [["--threads", "1000"], /--threads: wanted a whole number from 1 to 256, got 1000/],
      [["--lr", "Infinity"], /--lr: wanted a finite number > 0, got Infinity/],
      [["--corpus", "corpus", "--betas", "0.9,1"], /betas: wanted numbers from 0 to below 1, got 1/],
      [["--corpus", "corpus", "--steps", "2", "--break-step", "3"], /break-step: wanted a whole number from 1 to 2/],
      [["--config", "run.json", "--context", "17"], /context: wanted a whole number from 1 to 16, got 17/],
      [["--corpus", "corpus", "--out", "run.json"], /wanted a folder, got a file/],
      [["--corpus", "/nowhere"], /\/nowhere: there is no such folder/],
      [["--corpus", "corpus", "--mixture", "vowls=1"], /vowels/],
      [["--corpus", "corpus", "--mixture", "evn"], /wanted a mixture file, even/],
      [["--corpus", "corpus", "--model", "tinny"], /did you mean tiny\?/],
      [["--corpus", "corpus", "--vocabulary", "100"], /corpus has 257 ids, the model 100/],
      [["--corpus", "corpus", "--micro-batch", "3", "--backend", "cpu"], /divisor of the batch/],
      [["--corpus", "corpus", "--backend", "cpu", "--threads", "2"], /threads: the backend cpu chooses its own/],
      [["--corpus", "corpus", "--data", "continue"], /data: it is for runs that begin --from another/],
      [["--from", "/nowhere"], /wanted a run directory/],
      [["--from", first.run, "--model", "tiny"], /leave --model and --initialisation out/],
      [["--from", first.run], /wanted --steps with --from/],
      [[...resumed, "--seed", "3"], /wanted no --seed/],
      [["--resume", "/nowhere"], /\/nowhere\/config.json/],
      [["--config", "misspelt.json"], /^mixlab: misspelt\.json:3:11: unknown setting "stps"; did you mean steps\?/],
      [["--config", "model.json"], /^mixlab: model\.json:3:14: unknown member of a model "widht"; did you mean width/],
      [
        ["--config", "few.json"],
        /^mixlab: few\.json:2:12: model: vocabularySize: wanted a finite number, got undefined/,
      ],
      [["--config", "mixture.json"], /^mixlab: mixture\.json:2:14: mixture: .*sum to 2/],
      [["--config", "text.json"], /^mixlab: text\.json:1:11: steps: wanted a whole number ≥ 1, got "3"/],
    ];
    for (const [args, wanted] of cases) {
      const { code, out, err } = await trainProcess(folder, ...args);
      assert.equal(code, 2, `${args.join(" ")}: ${out}${err}`);
      assert.match(err, wanted);
      assert.match(err, /^mixlab: [^\n]+\n$/, `${args.join(" ")} should say one line, said ${err}`);
    }
    // None of them left a run directory.
    assert.deepEqual(Array.from(Deno.readDirSync(`${folder}/runs`), ({ name }) => `runs/${name}`), [first.run]);
  }));

Deno.test("a corpus that was changed, or another checkpoint in its place, is not the run's", () =>
  inTrainFolder(async (folder) => {
    const { run } = await trainJson(folder, "--config", "run.json", "--steps", "2");
    const index = `${folder}/corpus/index.json`, text = await Deno.readTextFile(index);
    await Deno.writeTextFile(index, text.replace("CC0-1.0", "CC0-1.1"));
    const { code, err } = await trainProcess(folder, "--config", `${run}/config.json`);
    assert.equal(code, 2);
    assert.match(err, /corpus-sha256: the corpus is not the one that this configuration was written with/);
  }));

Deno.test("the notice speaks only when the package is not there, of the version that the configuration pins", async () => {
  const folder = await Deno.makeTempDir(), root = new URL("../../..", import.meta.url).pathname;
  const notice = async (cache: string) => {
    const { stderr, code } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "--no-lock", "--allow-env", "--allow-read", `${root}lib/cli/train_notice.ts`],
      env: { DENO_DIR: cache },
    }).output();
    assert.equal(code, 0);
    return new TextDecoder().decode(stderr);
  };
  const { imports } = JSON.parse(await Deno.readTextFile(`${root}deno.train.json`));
  const version = imports["onnxruntime-node"].split("@").at(-1);
  assert.match(
    await notice(`${folder}/empty`),
    new RegExp(`^mixlab: fetching .* onnxruntime-node ${version} is \\d+ MB`),
  );
  for (const registry of ["registry.npmjs.org", "localhost_4873/api/npm"]) {
    const cache = `${folder}/${registry.length}`;
    await Deno.mkdir(`${cache}/npm/${registry}/onnxruntime-node/${version}`, { recursive: true });
    assert.equal(await notice(cache), "");
  }
  await Deno.mkdir(`${folder}/other/npm/registry.npmjs.org/onnxruntime-node/1.0.0`, { recursive: true });
  assert.match(await notice(`${folder}/other`), /fetching/);
  await Deno.remove(folder, { recursive: true });
});
