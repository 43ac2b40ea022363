/** `deno task sweep status`. */
import { deepEqual, equal, match, ok } from "../../assert.ts";
import { denoFiles } from "../../../lib/files/deno_files.ts";
import { recordFailure } from "../../../lib/sweep/failures.ts";
import { workerLock } from "../../../lib/sweep/run_one.ts";
import { statusDocument, statusText } from "../../../lib/cli/sweep_status_text.ts";
import { parseSweepPlan } from "../../../lib/sweep/parse_plan.ts";
import { sweepStatus } from "../../../lib/sweep/sweep_status.ts";
import { inFolder } from "./mix_process.ts";
import { sweep } from "./sweep_run_process.ts";

/** A plan of runs that nobody trains: status reads what lies there, and no corpus. */
function lay(folder: string, n: number): string[] {
  const keys = Array.from({ length: n }, (_, i) => i.toString(16).padStart(12, "0"));
  const runs = keys.map((key, i) => ({
    ...{ key, id: String(i + 1), shares: [0.5, 0.5], seed: 0, steps: 100, startStep: 0, labels: { model: "tiny" } },
  }));
  Deno.mkdirSync(`${folder}/s`, { recursive: true });
  Deno.writeTextFileSync(
    `${folder}/s/plan.json`,
    JSON.stringify({
      ...{ format: "mixlab/sweep", version: 1, mixlab: "0.1.0", runsIn: "runs", settings: {}, corpus: {} },
      ...{ domains: ["a", "b"], targets: ["a", "b"], batches: "exact", design: null, runs },
    }),
  );
  return keys;
}

function complete(folder: string, keys: readonly string[]): void {
  for (const key of keys) {
    Deno.mkdirSync(`${folder}/runs/${key}/attempts/0001`, { recursive: true });
    Deno.writeTextFileSync(`${folder}/runs/${key}/result.json`, "{}");
    Deno.writeTextFileSync(
      `${folder}/runs/${key}/attempts/0001/timing.jsonl`,
      '{"begun":"2026-01-01T00:00:00Z","step":0}\n{"ended":"2026-01-01T00:00:30Z","step":100}\n',
    );
  }
}

Deno.test("status: counts, time left, exit codes 0, 1 and 2; --failed and --json", () =>
  inFolder(async (folder) => {
    const keys = lay(folder, 5);
    const before = await sweep(folder, "status", "s");
    equal(before.code, 0, before.err);
    match(
      before.out,
      /^s: 0 of 5 runs complete: unfinished\n\nmodel +complete +waiting\ntiny +0 +5\n\ntime left: not known/,
    );
    complete(folder, keys.slice(0, 2));
    Deno.mkdirSync(`${folder}/runs/${keys[2]}/attempts/0001`, { recursive: true });
    Deno.writeTextFileSync(`${folder}/runs/${keys[2]}/attempts/0001/metrics.jsonl`, '{"kind":"train","step":40}\n');
    const stopped = await sweep(folder, "status", "s");
    match(
      stopped.out,
      /stopped +last line\n3, seed 0, tiny +step 40 of 100 +\d+ s ago\nNobody is seen to hold the lock/,
    );
    match(stopped.out, /time left: about 1 min 30 s with one run at a time, by 2 finished runs\n$/);
    recordFailure(`${folder}/s`, keys[3], { state: "TIMEOUT", reason: "its time was up", log: "s/slurm/001/7_3.out" });
    {
      using _lock = denoFiles.lock(workerLock(`${folder}/runs/${keys[2]}`));
      const { code, out, err } = await sweep(folder, "status", "s");
      deepEqual([code, err], [1, ""]);
      match(out, /^s: 2 of 5 runs complete: 1 failed\n/);
      match(out, /running +last line\n3, seed 0, tiny +step 40 of 100/);
      match(out, /failed: 4, seed 0, tiny: TIMEOUT: its time was up\n {2}log: s\/slurm\/001\/7_3\.out/);
    }
    const failed = await sweep(folder, "status", "s", "--failed");
    deepEqual([failed.code, failed.out], [
      1,
      "failed: 4, seed 0, tiny: TIMEOUT: its time was up\n  log: s/slurm/001/7_3.out\n",
    ]);
    const { code, out } = await sweep(folder, "status", "s", "--json"), document = JSON.parse(out);
    equal(code, 1);
    const { runs, standing, counts, secondsLeft, open } = document;
    deepEqual({ runs, standing, counts }, {
      ...{ runs: 5, standing: "1 failed" },
      counts: { complete: 2, running: 0, stopped: 1, waiting: 1, blocked: 0, failed: 1 },
    });
    equal(secondsLeft, 60);
    deepEqual(open.map((run: { id: string; state: string }) => [run.id, run.state]), [
      ...[["3", "stopped"], ["4", "failed"], ["5", "waiting"]],
    ]);
    Deno.removeSync(`${folder}/s/failed`, { recursive: true });
    complete(folder, keys);
    const done = await sweep(folder, "status", "s");
    deepEqual([done.code, done.out.split("\n")[0]], [0, "s: 5 of 5 runs complete: complete"]);
    for (
      const [args, message] of [[[], /wanted the folder/], [["s", "t"], /wanted one folder/], [
        ["t"],
        /t\/plan.json is not there/,
      ]] as const
    ) {
      const { code, err } = await sweep(folder, "status", ...args);
      equal(code, 2);
      match(err, message);
    }
  }));

Deno.test("the status of 1,000 runs, 500 of them complete, takes the whole command under a second", () =>
  inFolder(async (folder) => {
    complete(folder, lay(folder, 1000).slice(0, 500));
    const seconds: number[] = [];
    for (let n = 0; n < 3; n++) {
      const began = performance.now(), { out } = await sweep(folder, "status", "s");
      seconds.push((performance.now() - began) / 1000);
      match(out, /^s: 500 of 1000 runs complete: unfinished/);
    }
    ok(Math.min(...seconds) < 1, `${seconds.map((s) => s.toFixed(2)).join(", ")} s`);
    console.log(`status of 1,000 runs: ${Math.min(...seconds).toFixed(2)} s`);
  }));

Deno.test("what Slurm says stands beside what is on disk: a run without a visible lock is seen to be in training", () =>
  inFolder((folder) => {
    const keys = lay(folder, 4), attempt = `${folder}/runs/${keys[0]}/attempts/0001`;
    Deno.mkdirSync(attempt, { recursive: true });
    Deno.writeTextFileSync(`${attempt}/metrics.jsonl`, '{"kind":"train","step":40}\n');
    const plan = parseSweepPlan(Deno.readTextFileSync(`${folder}/s/plan.json`));
    const status = sweepStatus({ ...plan, runsIn: `${folder}/runs` }, `${folder}/s`), now = Date.now();
    const of = (state: string, reason: string, node: string, n: number) =>
      [keys[n], { state, reason, node, job: `7_${n}`, log: `s/slurm/001/7_${n}.out` }] as const;
    const queue = new Map([
      of("RUNNING", "", "n1", 0),
      of("PENDING", "Resources", "", 1),
      of("PENDING", "Resources", "", 2),
    ]);
    const text = statusText({ folder: "s", status, failed: false, now }, queue);
    match(text, /stopped +last line +Slurm\n1, seed 0, tiny +step 40 of 100 +\d+ s ago +7_0 RUNNING on n1\n/);
    match(text, /\nSlurm: 1 RUNNING, 2 PENDING \(Resources\)\n/);
    const { open } = JSON.parse(JSON.stringify(statusDocument({ folder: "s", status, failed: false, now }, queue)));
    deepEqual(open.map(({ slurm }: { slurm?: { state: string } }) => slurm?.state), [
      ...["RUNNING", "PENDING", "PENDING", undefined],
    ]);
    return Promise.resolve();
  }));
