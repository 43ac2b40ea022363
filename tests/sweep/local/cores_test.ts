import { deepEqual, equal, throws } from "../../assert.ts";
import { usableCores, workersFor } from "../../../lib/sweep/local/cores.ts";
import type { SweepRun } from "../../../lib/sweep/plan.ts";
import { threadsOf } from "../../../lib/sweep/threads_of.ts";

const RUN: SweepRun = { key: "0", id: "1", shares: [1], seed: 0, steps: 1, startStep: 0, labels: {} };
const plan = (settings: SweepRun["learner"] & object, learner?: SweepRun["learner"]) => ({
  settings,
  runs: [RUN, { ...RUN, ...(learner && { learner }) }],
});

Deno.test("as many workers as the cores hold with the plan's threads, never more, and always one", () => {
  const of = (threads: number, cores: number) => workersFor(plan({ threads }), { cores }).workers;
  deepEqual([of(1, 2), of(2, 2), of(4, 2), of(2, 8), of(3, 8)], [2, 1, 1, 4, 2]);
  equal(workersFor(plan({}), { cores: 8 }).workers, 1); // the native backend takes all cores unless told otherwise
  equal(workersFor(plan({ threads: 1 }, { threads: 4 }), { cores: 8 }).workers, 2); // the run that takes most
  equal(workersFor(plan({ backend: "cpu" }), { cores: 8 }).workers, 8);
  equal(workersFor(plan({ backend: "tfjs-node" }), { cores: 8 }).workers, 1);
  equal(workersFor(plan({ backend: "webgpu" }), { cores: 8 }).workers, 1);
  equal(workersFor(plan({ backend: "webgpu" }), { cores: 8, workers: 2 }).workers, 2);
  equal(workersFor(plan({ threads: 4 }), { cores: 2, workers: 1 }).workers, 1);
  equal(threadsOf(plan({ backend: "wasm" }), 8), 1);
});

Deno.test("more workers than cores hold are refused", () => {
  throws(
    () => workersFor(plan({ threads: 2 }), { workers: 5, cores: 8 }),
    /RangeError: workers: 5 of 2 threads each want 10 cores, and this process may use 8; wanted at most 4/,
  );
  throws(
    () => workersFor(plan({ threads: 1 }), { workers: 1.5, cores: 8 }),
    /workers: wanted a whole number ≥ 1, got 1.5/,
  );
});

Deno.test({
  name: "cores are those of the affinity mask",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { stdout } = await new Deno.Command("taskset", {
      args: ["-c", "0", Deno.execPath(), "eval", "--no-config", "console.log(navigator.hardwareConcurrency)"],
    }).output();
    equal(new TextDecoder().decode(stdout).trim(), "1");
    equal(usableCores(), navigator.hardwareConcurrency);
  },
});
