/** `deno task sweep collect`. */
import { deepEqual, equal, match, ok } from "../../assert.ts";
import { recordFailure } from "../../../lib/sweep/failures.ts";
import { fit } from "../../sweep/collect/fit_process.ts";
import { nativePlan } from "../../sweep/collect/native_sweep.ts";
import { inTrainFolder } from "./process.ts";
import { sweep } from "./sweep_run_process.ts";
import { exists } from "../../exists.ts";

const ASK = {
  mixtures: [{ id: "low", shares: [0.25, 0.75] }, { id: "even", shares: [0.5, 0.5] }, {
    id: "high",
    shares: [0.75, 0.25],
  }],
  ...{ seeds: [0], models: [{ name: "small", learner: {} }], steps: 12, evaluateAt: [6] },
};

Deno.test("collect: what is missing is named and nothing is written, or what is there; then the table that fit reads", () =>
  inTrainFolder(async (folder) => {
    const { runs } = await nativePlan(folder, ASK),
      collect = (...more: string[]) => sweep(folder, "collect", "sweep", ...more);
    const none = await collect("--allow-missing");
    deepEqual([none.code, none.out], [1, "sweep: none of 3 runs has a result: nothing was written\n"]);
    equal((await sweep(folder, "worker", "sweep", "1", "2")).code, 0);

    const partial = await collect();
    equal(partial.code, 1);
    match(
      partial.err,
      /^missing: high, seed 0, small: waiting: it was not begun \(log: none; run: .*\/runs\/[0-9a-f]{12}\)\n$/,
    );
    match(partial.out, /^sweep: 1 of 3 runs are missing: nothing was written; --allow-missing collects the 2/);
    equal(exists(`${folder}/sweep/runs.csv`), false);

    recordFailure(`${folder}/sweep`, runs[2].key, {
      state: "FAILED",
      reason: "the loss is NaN",
      log: "sweep/log/3.log",
    });
    const allowed = await collect("--allow-missing", "--json", "--out", "part.csv");
    equal(allowed.code, 0, allowed.err);
    match(
      allowed.err,
      /^missing: high, seed 0, small: failed: FAILED: the loss is NaN \(log: sweep\/log\/3\.log; run: /,
    );
    const { out, split, collected, rows, steps, missing, notes } = JSON.parse(allowed.out);
    deepEqual({ out, split, collected, rows, steps }, {
      out: "part.csv",
      split: "val",
      collected: 2,
      rows: 4,
      steps: [6, 12],
    });
    deepEqual(missing.map(({ id, state, reason, log }: Record<string, string>) => [id, state, reason, log]), [
      ["high", "failed", "FAILED: the loss is NaN", "sweep/log/3.log"],
    ]);
    match(notes[0], /^losses are nats per token on val, of 8 rows of a target/);
    equal(Deno.readTextFileSync(`${folder}/part.csv`).split("\n").length, 6);

    equal((await sweep(folder, "worker", "sweep", "3")).code, 0);
    const whole = await collect();
    deepEqual([whole.code, whole.err], [0, ""]);
    match(
      whole.out,
      /^sweep\/runs\.csv: 6 rows of 3 runs, 2 domains, 2 targets, steps 6, 12\nlosses are .*\nshares are those asked for/,
    );
    const text = Deno.readTextFileSync(`${folder}/sweep/runs.csv`);
    match(
      text,
      /^run,seed,step,tokens,parameters,model,share:digits,share:vowels,loss:digits,loss:vowels\nlow,0,6,384,/,
    );
    const fitted = await fit(folder, "sweep/runs.csv", "--law", "linear", "--where", "step=12", "--json");
    equal(fitted.code, 0, fitted.err);
    equal(JSON.parse(fitted.out).runs, 3);
    const line = /deno task fit (.*)$/m.exec(whole.out)![1].split(" ");
    equal((await fit(folder, ...line, "--law", "linear")).code, 0);

    const tests = await collect("--split", "test", "--out", "test.csv");
    equal(tests.code, 0, tests.err);
    match(tests.out, /nats per token on test/);
    equal(Deno.readTextFileSync(`${folder}/test.csv`).split("\n").length, 5);
    const bad = [[["--split", "train"], /--split: wanted val or test/], [["--steps", "7"], /after 7 updates/], [[
      "--steps",
      "x",
    ], /--steps/]] as const;
    for (const [args, message] of bad) {
      const { code, err } = await collect(...args);
      equal(code, 2);
      match(err, message);
    }
    const path = `${folder}/runs/${runs[0].key}/result.json`;
    Deno.writeTextFileSync(path, Deno.readTextFileSync(path).replace(/"val": \[\s*[^,]*/, '"val": [null'));
    const altered = await collect();
    equal(altered.code, 2);
    match(altered.err, new RegExp(`runs/${runs[0].key}/result\\.json: value\\.val\\[0\\]: wanted a number, got null`));
    ok(Deno.readTextFileSync(`${folder}/sweep/runs.csv`) === text);
  }));
