/** Where runs stand, and how far a sweep is. */
import { deepEqual, equal, match, ok } from "../assert.ts";
import { denoFiles } from "../../lib/files/deno_files.ts";
import { random } from "../../lib/numerics/random.ts";
import { failureOf, failuresOf, forgetFailure, recordFailure } from "../../lib/sweep/failures.ts";
import type { SweepRun } from "../../lib/sweep/plan.ts";
import { isHeld, runStandings } from "../../lib/sweep/run_standings.ts";
import { workerLock } from "../../lib/sweep/run_one.ts";
import { sweepStatus } from "../../lib/sweep/sweep_status.ts";
import { inFolder } from "../learners/environment.ts";

const keyOf = (n: number) => n.toString(16).padStart(12, "0");

function runOf(n: number, more: Partial<SweepRun> = {}): SweepRun {
  const common = { shares: [0.5, 0.5], seed: 0, steps: 100, startStep: 0, labels: { model: "tiny" } };
  return { key: keyOf(n), id: `run ${n}`, ...common, ...more };
}

/** A run directory with an attempt that is at a step. */
function lay(
  runsIn: string,
  { key, startStep }: SweepRun,
  { step, begun = 0, ended, result }: { step?: number; begun?: number; ended?: number; result?: boolean } = {},
): string {
  const attempt = `${runsIn}/${key}/attempts/0001`, at = (ms: number) => new Date(ms).toISOString();
  Deno.mkdirSync(`${attempt}/checkpoints`, { recursive: true });
  const lines = step === undefined ? [] : [
    { kind: "evaluation", step: startStep, domains: [{ loss: 3 }] },
    { kind: "train", step: step - 1 },
    { kind: "train", step },
  ];
  Deno.writeTextFileSync(`${attempt}/metrics.jsonl`, lines.map((line) => JSON.stringify(line) + "\n").join(""));
  const timing = [{ begun: at(begun), step: startStep }, ...(ended === undefined ? [] : [{ ended: at(ended), step }])];
  Deno.writeTextFileSync(
    `${attempt}/timing.jsonl`,
    timing.map((line) => JSON.stringify(line) + "\n").join("") + '{"cut',
  );
  if (result) Deno.writeTextFileSync(`${runsIn}/${key}/result.json`, "{}");
  return `${runsIn}/${key}`;
}

Deno.test(
  "each state: complete, running, stopped, waiting, blocked, failed; a lock or a result is stronger than a failure",
  inFolder((folder) => {
    const runsIn = `${folder}/runs`;
    const runs = [
      ...[runOf(0), runOf(1), runOf(2), runOf(3), runOf(4), runOf(5), runOf(6)],
      runOf(7, { parent: keyOf(0), startStep: 100 }),
      runOf(8, { parent: keyOf(2), startStep: 100 }),
    ];
    lay(runsIn, runs[0], { step: 100, result: true });
    const held = lay(runsIn, runs[1], { step: 30 });
    lay(runsIn, runs[2], { step: 44 });
    lay(runsIn, runs[4], { step: 60 });
    const [first, again] = [lay(runsIn, runs[5], { step: 7 }), lay(runsIn, runs[6], { step: 100, result: true })];
    lay(runsIn, runs[7], { step: 150 });
    const failure = { state: "OUT_OF_MEMORY", reason: "it took more than 2 GB", log: "s/log/4.log" };
    for (const n of [4, 5, 6]) recordFailure(folder, keyOf(n), failure);
    using _one = denoFiles.lock(workerLock(held)), _other = denoFiles.lock(workerLock(first));
    Deno.writeTextFileSync(workerLock(again), "");
    const standings = runStandings({ runs, runsIn }, folder);
    deepEqual(standings.map(({ state, step }) => [state, step]), [
      ...[["complete", undefined], ["running", 30], ["stopped", 44], ["waiting", undefined], ["failed", 60]],
      ...[["running", 7], ["complete", undefined], ["stopped", 50], ["blocked", undefined]],
    ]);
    deepEqual(standings[4].failure, failure);
    ok(Math.abs(standings[2].lastSign! - Date.now()) < 60_000);
    equal(standings[3].lastSign, undefined);
    // Many may look whether a run is held; that holds it for nobody.
    deepEqual([isHeld(held), isHeld(held), isHeld(again), isHeld(`${folder}/nowhere`)], [true, true, false, false]);
    return Promise.resolve();
  }),
);

Deno.test(
  "failures: recorded, replaced, forgotten; a record that cannot be read says so",
  inFolder((folder) => {
    const key = keyOf(10);
    equal(failureOf(folder, key), undefined);
    deepEqual([...failuresOf(folder)], []);
    recordFailure(folder, key, { state: "FAILED", reason: "one" });
    recordFailure(folder, key, { state: "KILLED", reason: "two", log: "a.log" });
    deepEqual(failureOf(folder, key), { state: "KILLED", reason: "two", log: "a.log" });
    deepEqual([...failuresOf(folder)], [key]);
    for (const text of ["", "{", "null", "[]", "3", '{"state":"FAILED"}', '{"state":1,"reason":"x"}']) {
      Deno.writeTextFileSync(`${folder}/failed/${key}.json`, text);
      match(failureOf(folder, key)!.reason, /failed\/\w+\.json: the record of why it failed cannot be read/);
    }
    forgetFailure(folder, key);
    forgetFailure(folder, key);
    equal(failureOf(folder, key), undefined);
    return Promise.resolve();
  }),
);

Deno.test(
  "lines of progress and of times that a kill or a hand spoilt never stop the status",
  inFolder((folder) => {
    const runsIn = `${folder}/runs`, run = runOf(1), rng = random(3), at = lay(runsIn, run, { step: 30 });
    for (let n = 0; n < 200; n++) {
      for (const name of ["metrics.jsonl", "timing.jsonl"]) {
        const path = `${at}/attempts/0001/${name}`, bytes = Deno.readFileSync(path);
        if (bytes.length > 0) bytes[rng.below(bytes.length)] = rng.below(256);
        Deno.writeFileSync(path, bytes.subarray(0, 1 + rng.below(bytes.length + 1)));
      }
      const { standings: [{ state, step = 0 }] } = sweepStatus({ runs: [run], runsIn }, folder);
      ok(state === "stopped" || state === "waiting", state);
      ok(step >= 0 && step <= run.steps, String(step));
    }
    return Promise.resolve();
  }),
);

Deno.test(
  "status: counts by label, rates of running runs, time left by finished ones; failed runs and their children are not left",
  inFolder((folder) => {
    const runsIn = `${folder}/runs`, now = 1_000_000_000, labels = { model: "small" }, learner = { model: "small" };
    const tiny = [0, 1, 2, 3].map((n) => runOf(n)), small = [4, 5, 6].map((n) => runOf(n, { labels, learner }));
    const child = runOf(7, { labels, learner, parent: keyOf(5), startStep: 100, steps: 10 });
    const plan = { runs: [...tiny, ...small, child], runsIn };
    const left = () => sweepStatus(plan, folder, now).left;
    equal(left(), undefined);
    // Of tiny runs two took 20 s and 30 s; one of small took 200 s.
    lay(runsIn, tiny[0], { step: 100, begun: 0, ended: 20_000, result: true });
    // What runs of another size take is not told at the pace of these.
    const early = sweepStatus(plan, folder, now);
    deepEqual([early.left, early.untold], [60, ["small"]]);
    lay(runsIn, tiny[1], { step: 100, begun: 0, ended: 30_000, result: true });
    lay(runsIn, small[0], { step: 100, begun: 0, ended: 200_000, result: true });
    // One at a time: 2 × 25 s, 2 × 200 s, and a tenth of 200 s for the child.
    equal(left(), 50 + 400 + 20);
    recordFailure(folder, small[1].key, { state: "FAILED", reason: "the loss is NaN" });
    equal(left(), 50 + 200);
    const held = lay(runsIn, tiny[2], { step: 40, begun: now - 8_000 });
    using _lock = denoFiles.lock(workerLock(held));
    const { counts, groups, rates, left: rest, untold, measured } = sweepStatus(plan, folder, now);
    deepEqual(untold, []);
    deepEqual(counts, { complete: 3, running: 1, stopped: 0, waiting: 2, blocked: 1, failed: 1 });
    deepEqual(groups.map(({ labels: { model }, counts }) => [model, counts.complete, counts.failed]), [
      ...[["tiny", 2, 0], ["small", 1, 1]],
    ]);
    deepEqual([...rates], [[tiny[2].key, 5]]);
    ok(Math.abs(rest! - (25 * 0.6 + 25 + 200)) < 1e-9, String(rest));
    equal(measured, 3);
    return Promise.resolve();
  }),
);

Deno.test(
  "a plan of 1,000 runs, 500 of them complete, some begun and some failed: its status within a second",
  inFolder((folder) => {
    const runsIn = `${folder}/runs`, runs = Array.from({ length: 1000 }, (_, n) => runOf(n));
    for (const run of runs.slice(0, 500)) lay(runsIn, run, { step: 100, begun: 0, ended: 20_000, result: true });
    for (const run of runs.slice(500, 540)) lay(runsIn, run, { step: 20 });
    for (const run of runs.slice(540, 600)) recordFailure(folder, run.key, { state: "FAILED", reason: "x" });
    const seconds = [1, 2, 3].map(() => {
      const began = performance.now(), { counts } = sweepStatus({ runs, runsIn }, folder);
      deepEqual(counts, { complete: 500, running: 0, stopped: 40, waiting: 400, blocked: 0, failed: 60 });
      return (performance.now() - began) / 1000;
    });
    ok(Math.min(...seconds) < 0.5, `${seconds.map((s) => s.toFixed(3)).join(", ")} s`);
    return Promise.resolve();
  }),
);
