/** The local executor, with workers that train nothing. */
import { deepEqual, equal, match, ok, rejects } from "../../assert.ts";
import { failureOf } from "../../../lib/sweep/failures.ts";
import { workerLock } from "../../../lib/sweep/run_one.ts";
import { denoFiles } from "../../../lib/files/deno_files.ts";
import type { LocalProgress } from "../../../lib/sweep/local/local_options.ts";
import { inFakeSweep, keyOf, mostAtOnce } from "./fake_sweep.ts";

Deno.test("children begin when their parent has ended, chains and long runs first, and as many at once as there are workers", () =>
  inFakeSweep([
    { id: "short 300" },
    { id: "parent 300", steps: 20 },
    { id: "child 300", parent: keyOf(1), steps: 5 },
    { id: "grandchild 50", parent: keyOf(2), steps: 5 },
    { id: "long 300", steps: 25 },
  ], async ({ execute, notes, plan, said, ended }) => {
    const report = await execute();
    deepEqual(report, { found: [], made: plan.runs.map(({ key }) => key), failed: [], blocked: [] });
    const all = notes(),
      at = (what: string, n: number) => all.find((note) => note.what === what && note.key === keyOf(n))!.at;
    ok(at("begins", 2) >= at("ends", 1) && at("begins", 3) >= at("ends", 2), JSON.stringify(all));
    deepEqual(all.filter(({ what }) => what === "begins").slice(0, 2).map(({ id }) => id).sort(), [
      "long 300",
      "parent 300",
    ]);
    equal(mostAtOnce(all), 2);
    deepEqual(ended.map(({ state, loss }) => [state, loss]), Array(5).fill(["complete", 1.5]));
    match(said[0], /^5 runs, 0 complete, 5 to be made by 2 workers of 1 thread on 2 cores; .*\/log$/);
    // A second call finds all.
    const again = await execute();
    deepEqual([again.found.length, again.made.length, notes().length], [5, 0, 10]);
  }));

Deno.test("a run that fails is not repeated, stops no other, and blocks those that go on from it", () =>
  inFakeSweep([
    { id: "fails" },
    { id: "child", parent: keyOf(0) },
    { id: "grandchild", parent: keyOf(1) },
    { id: "good" },
    { id: "refuses" },
    { id: "good again" },
  ], async ({ execute, folder, notes, ended }) => {
    const report = await execute({ workers: 1 });
    deepEqual(report.made, [keyOf(3), keyOf(5)]);
    deepEqual(report.failed, [keyOf(0), keyOf(4)]);
    deepEqual(report.blocked, [keyOf(1), keyOf(2)]);
    equal(notes().filter(({ id }) => id === "fails").length, 1);
    const log = `${folder}/log/${keyOf(0)}.log`;
    deepEqual(failureOf(folder, keyOf(0)), { state: "FAILED", reason: "the loss is not finite", log });
    const { state, reason } = failureOf(folder, keyOf(4))!;
    equal(state, "FAILED");
    equal(reason, "its worker ended with code 2; it said last: mixlab: this run cannot be made");
    deepEqual(ended.filter(({ state }) => state === "failed").map(({ again }) => again), [false, false]);
    // Attempts that were asked for are made, but not of what can never be made.
    await execute({ workers: 1, attempts: 3 });
    const begun = (name: string) => notes().filter(({ what, id }) => what === "begins" && id === name).length;
    deepEqual([begun("fails"), begun("refuses")], [4, 2]);
  }));

Deno.test("a run whose worker is killed is tried again at once; when it is lost again, the signal and its log are told", () =>
  inFakeSweep([{ id: "dies once" }, { id: "dies always" }, { id: "leaves" }, { id: "good" }], async (sweep) => {
    const { execute, folder, notes, ended } = sweep, report = await execute();
    deepEqual(report.made, [keyOf(0), keyOf(3)]);
    deepEqual(report.failed, [keyOf(1), keyOf(2)]);
    const begun = (id: string) => notes().filter((note) => note.what === "begins" && note.id === id).length;
    deepEqual([begun("dies once"), begun("dies always"), begun("leaves"), begun("good")], [2, 2, 2, 1]);
    const log = `${folder}/log/${keyOf(1)}.log`, { state, reason, log: told } = failureOf(folder, keyOf(1))!;
    deepEqual([state, told], ["KILLED", log]);
    match(reason, /^its worker was ended by SIGKILL \(out of memory.*\); it said last: the last words$/);
    equal(Deno.readTextFileSync(log), "the last words\nthe last words\n");
    match(failureOf(folder, keyOf(2))!.reason, /^its worker ended with code 0 and without a result/);
    deepEqual(ended.filter(({ run }) => run.id === "dies always").map(({ state, again }) => [state, again]), [
      ["killed", true],
      ["killed", false],
    ]);
    equal(failureOf(folder, keyOf(0)), undefined);
    // A worker that cannot be started is told of in the same way.
    const lost = await sweep.execute({ attempts: 1, workers: 1 });
    deepEqual(lost.failed, [keyOf(1), keyOf(2)]);
  }));

Deno.test("stopped, workers save checkpoints and end; nothing is called a failure, and a second call makes the rest", () =>
  inFakeSweep(
    [{ id: "waits" }, { id: "waits too" }, { id: "good" }],
    async ({ execute, notes, plan, folder, ended }) => {
      const stop = new AbortController();
      const report = await execute({ onProgress: (progress) => bothTrain(progress) && stop.abort() }, stop.signal);
      deepEqual(report, { found: [], made: [], failed: [], blocked: [] });
      deepEqual(notes().map(({ what }) => what), ["begins", "begins", "stops", "stops"]);
      for (const n of [0, 1]) equal(Deno.readTextFileSync(`${plan.runsIn}/${keyOf(n)}/checkpoint`), "stopped");
      equal(failureOf(folder, keyOf(0)), undefined);
      deepEqual(ended, []);
      deepEqual((await execute()).made, plan.runs.map(({ key }) => key));
    },
  ));

Deno.test("workers that do not stop are ended when that is asked for", () =>
  inFakeSweep([{ id: "deaf" }, { id: "deaf too" }], async ({ execute, folder }) => {
    const stop = new AbortController(), kill = new AbortController(), from = performance.now();
    const report = await execute({
      kill: kill.signal,
      onProgress(progress) {
        if (!bothTrain(progress) || stop.signal.aborted) return;
        stop.abort();
        setTimeout(() => kill.abort(), 300);
      },
    }, stop.signal);
    ok(performance.now() - from < 20_000);
    deepEqual([report.made, report.failed, failureOf(folder, keyOf(0))], [[], [], undefined]);
  }));

const bothTrain = ({ workers }: LocalProgress) =>
  workers.length === 2 && workers.every(({ phase }) => phase === "training");

Deno.test("memory that holds one worker runs one at a time; twice as much runs two", async () => {
  const runs = Array.from({ length: 4 }, (_, n) => ({ id: `good 200 ${n}` })), GB = 1e9;
  const most = async (available: number, more: object = {}) => {
    let at = 0, text = "";
    await inFakeSweep(runs, async ({ execute, notes, said }) => {
      await execute({
        expectMemory: () => GB,
        readMemory: (pids) =>
          Promise.resolve({
            // Each worker has taken a part of its peak, which is no longer available.
            available: available - 0.25 * GB * pids.length,
            processes: new Map(pids.map((pid) => [pid, { resident: 0.25 * GB, peak: GB }])),
          }),
        ...more,
      });
      at = mostAtOnce(notes());
      text = said.join("\n");
    });
    return { at, text };
  };
  const one = await most(1.5 * GB), two = await most(2.5 * GB), none = await most(0.5 * GB);
  equal(one.at, 1);
  match(one.text, /memory holds 1 of 2 workers: one more takes 1\.00 GB, and 0\.\d\d GB are left/);
  equal(two.at, 2);
  ok(!/memory/.test(two.text), two.text);
  equal(none.at, 1);
  match(none.text, /memory may not do: a worker takes 1\.00 GB, and 0\.50 GB are there for it/);
  // By hand, whatever the machine has.
  const unread = { readMemory: () => Promise.resolve(undefined) };
  equal((await most(NaN, { memory: 1.9 * GB, ...unread })).at, 1);
  equal((await most(NaN, { memory: 2 * GB, ...unread })).at, 2);
});

Deno.test("what was measured takes the estimate's place", () =>
  inFakeSweep([0, 1, 2, 3, 4].map((n) => ({ id: `good 500 ${n}` })), async ({ execute, notes }) => {
    // Estimated, one fits; measured, they all do.
    await execute({
      expectMemory: () => 2e9,
      readMemory: (pids) =>
        Promise.resolve({ available: 3e9, processes: new Map(pids.map((pid) => [pid, { resident: 1e8, peak: 1e8 }])) }),
    });
    equal(mostAtOnce(notes()), 2);
  }));

Deno.test("runs that another process makes are waited for, and nothing is started for them", () =>
  inFakeSweep([{ id: "good" }, { id: "good too" }], async ({ execute, notes, plan, said }) => {
    const folder = `${plan.runsIn}/${keyOf(0)}`;
    Deno.mkdirSync(folder, { recursive: true });
    const lock = denoFiles.lock(workerLock(folder))!;
    let elsewhere = 0;
    const report = await execute({
      onProgress({ complete, elsewhere: n }) {
        if (complete !== 1 || n !== 1) return;
        elsewhere = n;
        Deno.writeTextFileSync(`${folder}/result.json`, JSON.stringify({ attempt: "0001", value: { val: [1] } }));
        lock[Symbol.dispose]();
      },
    });
    equal(elsewhere, 1);
    deepEqual(report.made, [keyOf(0), keyOf(1)]);
    deepEqual(notes().map(({ key }) => key), [keyOf(1), keyOf(1)]);
    ok(said.includes("waiting for runs that other processes are making: 1"), said.join("\n"));
  }));

Deno.test("threads of all workers that are more than the cores are refused, saying what fits", () =>
  inFakeSweep([{ id: "good" }], async ({ execute, folder }) => {
    await rejects(
      execute({ workers: 3 }),
      /RangeError: workers: 3 of 1 thread each want 3 cores.*use 2; wanted at most 2/,
    );
    await rejects(execute({ attempts: 0 }), /attempts: wanted a whole number ≥ 1, got 0/);
    await rejects(execute({ memory: 0 }), /memory: wanted bytes > 0, got 0/);
    equal(denoFiles.stat(`${folder}/times.jsonl`), undefined);
  }));

Deno.test("a result that cannot be read ends nothing: its run has failed, with its path, and the others are made", () =>
  inFakeSweep(
    [{ id: "spoils text" }, { id: "spoils kind" }, { id: "good" }],
    async ({ execute, folder, plan, ended }) => {
      const { made, failed } = await execute({ attempts: 3 });
      deepEqual([made, failed], [[keyOf(2)], [keyOf(0), keyOf(1)]]);
      const reason = (n: number) => failureOf(folder, keyOf(n))!.reason.replace(`${plan.runsIn}/${keyOf(n)}/`, "");
      match(
        reason(0),
        /^result\.json: this file was altered: .*JSON.*; move its folder away to have the run made again$/,
      );
      match(reason(1), /^result\.json: this file was altered: value\.val\[0\]: wanted a number, got "1"; move/);
      deepEqual(ended.filter(({ state }) => state === "failed").map(({ again }) => again), [false, false]);
    },
  ));

Deno.test("a folder that cannot be written is named, with what to do", () =>
  inFakeSweep([{ id: "good" }], async ({ execute, folder }) => {
    Deno.writeTextFileSync(`${folder}/log`, "in the way");
    await rejects(execute(), /TypeError: \S*\/log: wanted a folder, got a file there or above it/);
  }));
