import { deepEqual, equal, ok, rejects, throws } from "../assert.ts";
import { fixedMethod } from "../../lib/methods/fixed_method.ts";
import type { MethodSetting } from "../../lib/methods/method.ts";
import type { OptionValues } from "../../lib/methods/options.ts";
import { runMethod } from "../../lib/methods/run_method.ts";
import { schedule, segmentsOf } from "../../lib/methods/schedule.ts";
import { scheduleMethod } from "../../lib/methods/schedule_method.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { simulatedRuns } from "../../lib/methods/simulated/runs.ts";

const domains = ["web", "code"];
const setting = (given: Partial<MethodSetting> = {}): MethodSetting => ({
  ...{ domains, targets: domains, steps: 30, batch: 8, context: 64, seed: 0, budget: "final" },
  ...{ valRows: [0, 0], trainTokens: [1e6, 1e6] },
  ...given,
});
/** Synthetic. */
const world = linearWorld({ domains, A_km: [[0.01, 0], [0, 0.02]], start_k: [5, 5] });
const runs = simulatedRuns(world, { expected: true });
const mixtures = [[0.5, 0.5], [1, 0], [0.25, 0.75]];

Deno.test("a schedule trains its segments in turn, each logged as a round", async () => {
  const { final, mixture, preparation } = await runMethod(
    scheduleMethod,
    { mixtures, segmentSteps: [10, 4, 16] },
    setting(),
    runs,
  );
  deepEqual(final.trained, mixtures.map((shares, s) => ({ steps: [10, 4, 16][s], shares })));
  deepEqual(final.rounds.map(({ round, step, steps, tokens }) => [round, step, steps, tokens]), [
    [0, 0, 10, 5120],
    [1, 10, 4, 2048],
    [2, 14, 16, 8192],
  ]);
  deepEqual(final.rounds[2].mixture, { web: 0.25, code: 0.75 });
  deepEqual(mixture, [(5 + 4 + 4) / 30, (5 + 0 + 12) / 30]);
  deepEqual(final.answer.mixture, mixture);
  ok(Math.abs(final.val[0] - (5 - 0.13)) < 1e-12 && Math.abs(final.val[1] - (5 - 0.34)) < 1e-12);
  deepEqual([preparation.length, scheduleMethod.cost({ mixtures }, setting())], [0, {
    preparation: [],
    steps: 30,
    evaluations: 0,
  }]);
});

Deno.test("segments are equal unless parts say otherwise, each end rounded to an update", () => {
  const lengths = (options: OptionValues, steps: number) =>
    segmentsOf({ mixtures, ...options }, { domains, steps }).map((segment) => segment.steps);
  deepEqual(lengths({}, 30), [10, 10, 10]);
  deepEqual(lengths({}, 31), [10, 11, 10]);
  deepEqual(lengths({ parts: [1, 2, 1] }, 40), [10, 20, 10]);
  deepEqual(lengths({ parts: [0.1, 0.2, 0.7] }, 10), [1, 2, 7]);
  for (let steps = 3; steps < 60; steps++) equal(lengths({}, steps).reduce((a, b) => a + b, 0), steps);
});

Deno.test("batches of a schedule can be exact", async () => {
  const options = { mixtures: [[0.75, 0.25], [0.25, 0.75]], batches: "exact" };
  const { final } = await runMethod(scheduleMethod, options, setting(), simulatedRuns(world));
  deepEqual(final.realised, [0.5, 0.5]);
  const drawn = await runMethod(
    scheduleMethod,
    { ...options, batches: "multinomial" },
    setting(),
    simulatedRuns(world),
  );
  ok(drawn.final.realised[0] !== 0.5);
});

Deno.test("a schedule that is not right is refused before anything is trained", () => {
  const refused = (options: OptionValues, wanted: RegExp, steps = 30) => {
    throws(() => scheduleMethod.check(options, setting({ steps })), wanted);
    throws(() => schedule.check(options, { ...setting({ steps }) }), wanted);
  };
  refused({}, /mixtures: wanted a row of shares for each segment, got none/);
  refused({ mixtures: [[0.5, 0.4]] }, /segment 1 sum to 0\.9; wanted 1/);
  refused({ mixtures: [[0.5, 0.5], [0.2, 0.3]] }, /segment 2 sum to 0\.5; wanted 1/);
  refused({ mixtures: [[0.5, 0.25, 0.25]] }, /segment 1: wanted 2 shares/);
  refused({ mixtures, segmentSteps: [10, 10] }, /segmentSteps: wanted 3, one a segment, got 2/);
  refused({ mixtures, segmentSteps: [10, 10, 9] }, /segmentSteps: wanted a sum of 30, the updates, got 29/);
  refused({ mixtures, segmentSteps: [10, 19.5, 0.5] }, /segment 2: wanted a whole number of updates ≥ 1, got 19\.5/);
  refused({ mixtures, parts: [1, 2] }, /parts: wanted 3, one a segment, got 2/);
  refused({ mixtures, parts: [1, 0, 2] }, /parts: wanted numbers > 0, got 0/);
  refused({ mixtures, parts: [1, 1, 1], segmentSteps: [10, 10, 10] }, /wanted segmentSteps or parts, got both/);
  refused({ mixtures }, /segment \d: wanted a whole number of updates ≥ 1, got 0 of 2/, 2);
  refused({ mixtures, eta: 1 }, /it has no option eta/);
});

Deno.test("a fixed mixture by name: domains that are not named have no share", async () => {
  const { final, mixture } = await runMethod(fixedMethod, { mixture: { code: 1 } }, setting(), runs);
  deepEqual(mixture, [0, 1]);
  deepEqual(final.trained, [{ steps: 30, shares: [0, 1] }]);
  const none = () => Promise.reject(new Error("a run was made"));
  const refused = (options: OptionValues, wanted: RegExp, given: Partial<MethodSetting> = {}) =>
    rejects(runMethod(fixedMethod, options, setting(given), none), wanted);
  await refused({}, /mixture: wanted 2 shares, one for each of web, code, got undefined/);
  await refused({ mixture: { web: 0.5, cod: 0.5 } }, /mixture: wanted domains out of web, code, got "cod"/);
  await refused({ mixture: { web: 0.5 } }, /mixture sum to 0\.5; wanted 1/);
  await refused({ mixture: { web: 1 } }, /wanted at least two to mix/, { domains: ["web"] });
});
