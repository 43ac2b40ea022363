import { deepEqual, equal, ok } from "../../assert.ts";
import { kindOf, Pace, timeLeft } from "../../../lib/sweep/local/pace.ts";
import type { SweepRun } from "../../../lib/sweep/plan.ts";

const near = (value: number, wanted: number, most: number) => ok(Math.abs(value - wanted) <= most, `${value}`);
let next = 0;
const run = (steps: number, model = "tiny", more: Partial<SweepRun> = {}): SweepRun => ({
  ...{ key: String(next++), id: "1", shares: [1], seed: 0, steps, startStep: 0, labels: { model }, learner: { model } },
  ...more,
});

Deno.test("runs of a kind have one learner; schedules are no part of it", () => {
  equal(kindOf(run(5)), kindOf(run(9, "tiny", { learner: { "schedule-steps": 100, model: "tiny" } })));
  ok(kindOf(run(5)) !== kindOf(run(5, "small")));
});

Deno.test("time of a run: from those as long, else start and time a step, else in proportion; unknown of another model", () => {
  const pace = new Pace();
  equal(pace.seconds(run(100)), undefined);
  pace.finished(run(100), 20);
  equal(pace.seconds(run(200)), 40);
  equal(pace.seconds(run(200, "small")), undefined);
  pace.finished(run(100), 24);
  equal(pace.seconds(run(100)), 22);
  pace.finished(run(300), 62); // 2 s to start, 0.2 s a step
  near(pace.seconds(run(200))!, 42, 1e-12);
  near(pace.seconds(run(1000))!, 202, 1e-12);
  pace.finished(run(100, "small"), 90);
  equal(pace.seconds(run(50, "small")), 45);
  // A line that falls, or begins before 0, is noise.
  const odd = new Pace();
  odd.finished(run(100), 30);
  odd.finished(run(200), 20);
  near(odd.seconds(run(300))!, 50, 1e-12);
});

Deno.test("time left: shared among the workers, not below the longest chain; runs under way tell before any has ended", () => {
  const pace = new Pace(), waiting = [run(100), run(100), run(100)], big = run(100, "small");
  const left = (...[pace, open]: Parameters<typeof timeLeft>) => timeLeft(pace, open).seconds;
  deepEqual(timeLeft(pace, { waiting, underway: [], workers: 2 }), { seconds: undefined, untold: ["tiny"] });
  const early = { run: run(100), seconds: 5, made: 0.01, left: 0.99 };
  equal(left(pace, { waiting, underway: [early], workers: 2 }), undefined);
  const half = { run: run(100), seconds: 5, made: 0.5, left: 0.5 }; // 10 s a run
  equal(left(pace, { waiting, underway: [half], workers: 2 }), 17.5);
  // One that went on from its checkpoint at three quarters: 2 s for an eighth are 16 s for all.
  equal(
    left(pace, { waiting: [], underway: [{ run: run(100), seconds: 2, made: 0.125, left: 0.125 }], workers: 2 }),
    2,
  );
  pace.finished(run(100), 10);
  const some = timeLeft(pace, { waiting: [...waiting, big], underway: [], workers: 2 });
  deepEqual(some, { seconds: 15, untold: ["small"] }); // however long a small one takes
  pace.finished(run(100, "small"), 80);
  equal(left(pace, { waiting: [...waiting, big], underway: [], workers: 2 }), 80);
  equal(left(pace, { waiting: [...waiting, big], underway: [], workers: 1 }), 110);
  const parent = run(100), child = run(50, "tiny", { parent: parent.key });
  equal(left(pace, { waiting: [parent, child], underway: [], workers: 8 }), 15);
  deepEqual(left(pace, { waiting: [], underway: [], workers: 2 }), 0);
});

Deno.test("the longer of two runs: by steps before anything is known, then by time, of unknown models at the others' pace", () => {
  const pace = new Pace(), lengths = (...runs: SweepRun[]) => runs.map((run) => pace.length(run));
  deepEqual(lengths(run(100), run(20, "small")), [100, 20]);
  pace.finished(run(100), 1000);
  deepEqual(lengths(run(50), run(100, "small"), run(20, "small")), [500, 1000, 200]);
  pace.finished(run(100, "small"), 5000);
  deepEqual(lengths(run(50), run(20, "small")), [500, 1000]);
});
