import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { openRun } from "../../lib/train/run_directory.ts";
import { inFolder } from "../corpus/build_fixture.ts";
import { Died, failingFiles } from "../files/failing_files.ts";
import { powerCutFiles } from "../files/power_cut.ts";
import { namesIn, sampleCheckpoint } from "./checkpoints.ts";
import { lastingFiles, miniTraining, stepIn } from "./mini_training.ts";

const CONFIG = { steps: 10, mixture: { web: 0.5, code: 0.5 } };
const never = (reason: string) => {
  throw new Error(`not to be said: ${reason}`);
};
const quiet = { onRefused: never, onBusy: never };
/** Files that are not really synced. */
const files = failingFiles();

Deno.test("a run is named by its configuration, and its result is there when it is complete", () =>
  inFolder((parent) => {
    const run = openRun(parent, CONFIG);
    match(run.name, /^[0-9a-f]{12}$/);
    equal(run.folder, `${parent}/${run.name}`);
    deepEqual(namesIn(run.folder), ["attempts", "config.json"]);
    deepEqual(JSON.parse(Deno.readTextFileSync(`${run.folder}/config.json`)), CONFIG);
    equal(run.result, undefined);
    {
      using attempt = run.attempt(quiet);
      equal(attempt.resumed, undefined);
      attempt.metrics({ step: 1, loss: 3.5 });
      ok(attempt.publish({ loss: 3.5 }));
      ok(!attempt.publish({ loss: 4 }));
      deepEqual(namesIn(attempt.folder), ["checkpoints", "lock", "metrics.jsonl", "timing.jsonl"]);
    }
    deepEqual(namesIn(run.folder), ["attempts", "config.json", "result.json"]);
    const again = openRun(parent, { mixture: { code: 0.5, web: 0.5 }, steps: 10 });
    deepEqual(again.result, { attempt: "0001", value: { loss: 3.5 } });
    // What a kill left is swept, what a living process may be writing is not.
    for (const name of ["config.json.dead0000", "result.json.dead0000", "result.json.live0000"]) {
      Deno.writeTextFileSync(`${run.folder}/.${name}.part`, "half");
      if (/dead/.test(name)) Deno.utimeSync(`${run.folder}/.${name}.part`, 0, 0);
    }
    openRun(parent, CONFIG);
    deepEqual(namesIn(run.folder), [".result.json.live0000.part", "attempts", "config.json", "result.json"]);
    equal(openRun(parent, { ...CONFIG, steps: 11 }).result, undefined);
    equal(namesIn(parent).length, 2);
  }));

Deno.test("an attempt goes on from its latest checkpoint; what was logged after it is cut, half lines are gone", () =>
  inFolder((parent) => {
    const run = openRun(parent, CONFIG);
    {
      using attempt = run.attempt(quiet);
      attempt.metrics({ step: 1 });
      attempt.metrics({ step: 2 });
      attempt.save(sampleCheckpoint(2));
      attempt.metrics({ step: 2, evaluation: 1 }); // of the same step, but not yet logged when it was saved
      attempt.metrics({ step: 3 });
      attempt.timing({ step: 1 });
      throws(() => attempt.metrics({ step: 4, loss: NaN }), /metrics.loss: wanted a finite number, got NaN/);
      Deno.writeTextFileSync(`${attempt.folder}/metrics.jsonl`, '{"step":4,"lo', { append: true });
      Deno.writeTextFileSync(`${attempt.folder}/timing.jsonl`, '{"st', { append: true });
    }
    using attempt = run.attempt(quiet);
    equal(attempt.id, "0001");
    equal(attempt.resumed?.state.step, 2);
    equal(Deno.readTextFileSync(`${attempt.folder}/metrics.jsonl`), '{"step":1}\n{"step":2}\n');
    attempt.metrics({ step: 3 });
    attempt.timing({ step: 3 });
    equal(Deno.readTextFileSync(`${attempt.folder}/metrics.jsonl`), '{"step":1}\n{"step":2}\n{"step":3}\n');
    equal(Deno.readTextFileSync(`${attempt.folder}/timing.jsonl`), '{"step":1}\n{"step":3}\n');
  }));

Deno.test("metrics that were altered or cut below a checkpoint: it is refused, the one before is used", () =>
  inFolder((parent) => {
    const run = openRun(parent, CONFIG), path = `${run.folder}/attempts/0001/metrics.jsonl`;
    {
      using attempt = run.attempt(quiet);
      for (const step of [1, 2, 3]) {
        attempt.metrics({ step, loss: step + 0.5 });
        attempt.save(sampleCheckpoint(step));
      }
    }
    const resumed = () => {
      const said: string[] = [];
      using attempt = run.attempt({ onBusy: never, onRefused: (reason) => said.push(reason) });
      return [attempt.resumed?.state.step, said.map((reason) => reason.replace(/.*\/(step-|attempts)/, "$1"))];
    };
    const text = Deno.readTextFileSync(path);
    deepEqual(resumed(), [3, []]);
    Deno.writeTextFileSync(path, text.replace('"step":2', '"step":7'));
    const altered = "attempts/0001/metrics.jsonl was altered since it was saved";
    deepEqual(resumed(), [1, [altered, altered]]);
    equal(Deno.readTextFileSync(path), '{"step":1,"loss":1.5}\n');
    Deno.removeSync(path);
    equal(resumed()[0], undefined);
    equal(Deno.readTextFileSync(path), "");
  }));

Deno.test("two processes at once: each has an attempt, the first to finish gives the result", () =>
  inFolder((parent) => {
    const said: string[] = [], options = { onRefused: never, onBusy: (words: string) => said.push(words) };
    const run = openRun(parent, CONFIG);
    const first = run.attempt(options), second = run.attempt(options);
    deepEqual([first.id, second.id], ["0001", "0002"]);
    match(
      said.join(),
      new RegExp(`^\\S*attempts/0001: another process \\(process ${Deno.pid}, since .*\\) writes this`),
    );
    second.metrics({ step: 1 });
    second.save(sampleCheckpoint(1));
    ok(second.publish("second"));
    ok(!first.publish("first"));
    deepEqual(run.result, { attempt: "0002", value: "second" });
    for (const attempt of [first, second]) attempt[Symbol.dispose]();
    throws(() => first.metrics({ step: 2 }), /this attempt was closed/);
    // Of those that nobody writes, the one that is furthest.
    using third = run.attempt(quiet);
    equal(third.id, "0002");
    using fourth = run.attempt(options);
    equal(fourth.id, "0001");
  }));

Deno.test("the attempt of a process that was killed is taken over, that of a living one is not", () =>
  inFolder(async (parent) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "-c", "deno.train.json", "--allow-read", "--allow-write"].concat([
        new URL("run_holder.ts", import.meta.url).pathname,
        parent,
      ]),
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    equal(new TextDecoder().decode((await reader.read()).value), "0001\n");
    const run = openRun(parent, CONFIG), said: string[] = [];
    {
      using attempt = run.attempt({ onRefused: never, onBusy: (words) => said.push(words) });
      equal(attempt.id, "0002");
      match(said.join(), new RegExp(`process ${child.pid}, since`));
    }
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    using attempt = run.attempt(quiet);
    deepEqual([attempt.id, attempt.resumed?.state.step], ["0001", 5]);
    equal(Deno.readTextFileSync(`${attempt.folder}/metrics.jsonl`), '{"step":5}\n');
  }));

Deno.test("a configuration or result that was altered is refused", () =>
  inFolder((parent) => {
    const run = openRun(parent, CONFIG), config = `${run.folder}/config.json`, result = `${run.folder}/result.json`;
    const refuse = (call: () => unknown, message: RegExp) =>
      throws(call, (error) => isInputError(error) && message.test(error.message));
    Deno.writeTextFileSync(config, '{"steps": 11}');
    refuse(() => openRun(parent, CONFIG), /config.json: it was altered, or two configurations have one hash/);
    Deno.writeTextFileSync(config, '{"steps": ');
    refuse(() => openRun(parent, CONFIG), /config.json: this file was altered: /);
    Deno.writeTextFileSync(result, "{}");
    refuse(() => run.result, /result.json: wanted \{ attempt, value \}, got /);
    Deno.writeTextFileSync(`${parent}/file`, "");
    refuse(() => openRun(`${parent}/file`, CONFIG), /wanted a folder, got a file/);
    refuse(() => openRun(parent, { steps: NaN }), /configuration.steps: wanted a finite number, got NaN/);
  }));

const MINI = { steps: 5, every: 2 };

Deno.test("a run that fails at any call of the file system ends, in the end, with the bytes of one that never did", () =>
  inFolder((folder) => {
    const counting = failingFiles();
    equal(miniTraining(`${folder}/whole`, { ...MINI, files: counting }), MINI.steps);
    const whole = lastingFiles(`${folder}/whole`);
    deepEqual(Object.keys(whole).length, 4 * 2 + 3, Object.keys(whole).join());
    let resumed = 0;
    for (const how of ["died", "EIO", "full"]) {
      for (let at = 0; at < counting.calls; at += how === "died" ? 1 : 5) {
        const out = `${folder}/${how}${at}`, faulty = failingFiles({ at, how }), where = () => `${how}, ${faulty.last}`;
        try {
          miniTraining(out, { ...MINI, files: faulty });
          ok(how === "full", where());
        } catch (error) {
          if (how === "died") ok(error instanceof Died, where());
          else if (how === "EIO") equal((error as { code?: string }).code, "EIO", where());
          else match((error as Error).message, /the disk is full; free some space and run the same command again/);
        }
        const onRefused = (reason: string) => ok(false, `${where()}: ${reason}`);
        if (miniTraining(out, { ...MINI, files, onRefused }) < MINI.steps) resumed += 1;
        // An attempt that was begun and not yet locked may be left empty.
        deepEqual(lastingFiles(out), whole, where());
        Deno.removeSync(out, { recursive: true });
      }
    }
    ok(resumed > 100, `${resumed} resumed`);
  }));

Deno.test("a run whose power is cut ends with the same bytes", () =>
  inFolder((folder) => {
    const counting = failingFiles(), attic = `${folder}/attic`, out = `${folder}/out`;
    Deno.mkdirSync(`${folder}/whole`);
    miniTraining(`${folder}/whole`, { ...MINI, files: counting });
    const whole = lastingFiles(`${folder}/whole`);
    let lost = 0;
    for (const names of [true, false]) {
      for (const contents of ["kept", "cut", "zeros"] as const) {
        for (let at = 1; at < counting.calls; at += 5) {
          Deno.mkdirSync(attic);
          Deno.mkdirSync(out);
          const cut = powerCutFiles(failingFiles({ at }), attic);
          let last = 0;
          throws(() => miniTraining(out, { ...MINI, files: cut, onStep: (step) => last = step }), Died);
          cut.cut({ names, contents });
          const kept = stepIn(out, MINI);
          ok(kept >= last - 1 - MINI.every, `cut at step ${last}, kept ${kept}`);
          if (kept < last) lost += 1;
          const onRefused = (reason: string) => ok(false, reason);
          equal(miniTraining(out, { ...MINI, files, onRefused }), MINI.steps - kept);
          deepEqual(lastingFiles(out), whole, `call ${at}, names ${names}, contents ${contents}`);
          for (const path of [out, attic]) Deno.removeSync(path, { recursive: true });
        }
      }
    }
    ok(lost > 0);
  }));
