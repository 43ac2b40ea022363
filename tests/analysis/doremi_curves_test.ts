/** DoReMi's curves: hand-made curves, what is refused, the numbers of the paper's own tables, and the command. */
import { compareCurves } from "../../analysis/doremi_curves/compare_curves.ts";
import { compareOverSeeds } from "../../analysis/doremi_curves/compare_over_seeds.ts";
import { differencesOverSteps } from "../../analysis/doremi_curves/differences_over_steps.ts";
import { type EvaluationCurve, evaluationCurves } from "../../analysis/doremi_curves/evaluation_curves.ts";
import { meanAndWorst } from "../../analysis/doremi_curves/mean_and_worst.ts";
import { stepsToReach } from "../../analysis/doremi_curves/steps_to_reach.ts";
import { isInputError } from "../../lib/errors.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { deepEqual, equal, ok, throws } from "../assert.ts";

const refused = (run: () => unknown, message: RegExp) =>
  throws(run, (error) => isInputError(error) && message.test(error.message));
const near = (got: number, wanted: number, within = 1e-12) =>
  ok(Math.abs(got - wanted) <= within, `wanted ${wanted} ± ${within}, got ${got}`);

const STEPS = [100, 200, 300, 400];
const curve = (run: string, losses: number[][], seed?: number, steps = STEPS): EvaluationCurve => ({
  ...{ run, targets: ["web", "code"], steps, losses },
  ...(seed !== undefined && { seed }),
});
/** Ends with web 3, code 2: mean 2.5, worst 3. */
const BASELINE = [[4, 3], [3.5, 2.5], [3.2, 2.2], [3, 2]];
/** Web passes 3 a third of the way from 200 to 300, code never 2; the mean passes 2.5 halfway from 200 to 300. */
const RUN = [[3.6, 3], [3.2, 2.4], [2.6, 1.8 + 0.4], [2.5, 2.1]];

Deno.test("a goal is reached at the first evaluation that is there, or on the line to it, or never", () => {
  const losses = [5, 3, 2.5, 2.25];
  equal(stepsToReach(STEPS, losses, 2.75), 250);
  equal(stepsToReach(STEPS, losses, 2.75, { crossing: "first" }), 300);
  equal(stepsToReach(STEPS, losses, 2.5), 300);
  equal(stepsToReach(STEPS, losses, 2.25), 400);
  equal(stepsToReach(STEPS, losses, 2.2499), undefined);
  // There from the beginning: no line to it is known.
  equal(stepsToReach(STEPS, losses, 6), 100);
  // It counts when it is first there, whatever comes after.
  equal(stepsToReach(STEPS, [5, 2, 4, 2.25], 2.25, { crossing: "first" }), 200);
  near(stepsToReach(STEPS, [5, 2, 4, 2.25], 2.25)!, 100 + 100 * 2.75 / 3);
});

Deno.test("accuracy reaches its goal from below, as in DoReMi's 75k of 200k", () => {
  const steps = [50_000, 100_000, 150_000, 200_000];
  const reached = stepsToReach(steps, [10, 20, 25, 26.5], 15, { higher: true })!;
  equal(reached, 75_000);
  near(200_000 / reached, 8 / 3);
  equal(stepsToReach(steps, [10, 20, 25, 26.5], 27, { higher: true }), undefined);
  equal(stepsToReach(steps, [10, 20, 25, 26.5], 15), 50_000, "as a loss it is there at once");
});

Deno.test("mean and worst: every target alike; which is the worst may change", () => {
  deepEqual(meanAndWorst(curve("a", [[4, 3], [1, 2.5]], 0, [1, 2])), {
    ...{ mean: [3.5, 1.75], worst: [4, 2.5], worstTarget: ["web", "code"] },
  });
});

Deno.test("a run against its baseline: each quantity's end, step and factor", () => {
  const found = compareCurves(curve("doremi", RUN), curve("natural", BASELINE));
  equal(found.steps, 400);
  deepEqual(found.improved, ["web"]);
  near(found.targets.web.reached!, 200 + 100 * 0.2 / 0.6, 1e-9);
  near(found.targets.web.speedUp!, 400 / (200 + 100 / 3), 1e-12);
  deepEqual([found.targets.code.reached, found.targets.code.speedUp], [null, null]);
  near(found.targets.code.difference, 0.1);
  near(found.mean.reached!, 200 + 100 * 0.3 / 0.4, 1e-9);
  near(found.mean.difference, 2.3 - 2.5);
  equal(found.worst.goal, 3);
  const first = compareCurves(curve("doremi", RUN), curve("natural", BASELINE), { crossing: "first" });
  deepEqual([first.worst.reached, first.mean.reached], [300, 300]);
});

Deno.test("a baseline that was as low before its end is told: reaching that early says little", () => {
  const flat = curve("natural", [[4, 3], [3, 1.9], [3.2, 2.2], [3, 2]]);
  const { worst, targets } = compareCurves(curve("doremi", RUN), flat);
  deepEqual([worst.own, targets.web.own], [200, 200]);
  near(targets.code.own, 100 + 100 / 1.1, 1e-9);
  equal(compareCurves(curve("doremi", RUN), curve("natural", BASELINE)).worst.own, 400);
  const again = compareOverSeeds([curve("doremi", RUN, 0)], [{ ...flat, seed: 0 }]);
  deepEqual(again.worst.own, [200]);
});

Deno.test("the baseline against itself: no domain improved, no faster, everywhere", () => {
  const { mean, worst, targets, improved } = compareCurves(curve("again", BASELINE), curve("natural", BASELINE));
  for (const { difference, reached, speedUp } of [mean, worst, ...Object.values(targets)]) {
    deepEqual([difference, reached, speedUp], [0, 400, 1]);
  }
  deepEqual(improved, []);
});

Deno.test("over seeds: paired differences with Student's interval, factors with that of their logarithms", () => {
  // By seed the runs end 0.1 and 0.3 below their baselines: mean −0.2, s = 0.1 √2, t(0.975, 1) = 12.7062.
  const line = (end: number) => [[9, 9], [8, 8], [end + 1, end + 1], [end, end]];
  const baselines = [curve("natural", line(2), 0), curve("natural", line(3), 1)];
  const runs = [curve("doremi", line(2.7), 1), curve("doremi", line(1.9), 0)]; // in any order
  const { seeds, mean, improved, surelyImproved } = compareOverSeeds(runs, baselines);
  deepEqual(seeds, [0, 1]);
  near(mean.difference.mean, -0.2, 1e-9);
  near(mean.difference.interval![1] - mean.difference.mean, 12.706204736 * 0.1, 1e-8);
  deepEqual(improved, [["web", "code"], ["web", "code"]]);
  deepEqual(surelyImproved, [], "two seeds that differ so much do not tell");
  // 1 falls to 0.1 below it within the last 100 steps: after 390 and 370 of 400.
  near(mean.reached[0]!, 390, 1e-9);
  near(mean.reached[1]!, 370, 1e-9);
  const logs = [Math.log(400 / 390), Math.log(400 / 370)];
  near(mean.speedUp!.mean, Math.exp((logs[0] + logs[1]) / 2), 1e-12);
  near(
    Math.log(mean.speedUp!.interval![1] / mean.speedUp!.mean),
    12.706204736 * Math.abs(logs[1] - logs[0]) / 2,
    1e-8,
  );
});

Deno.test("over seeds: one that never arrives leaves no factor, and says so", () => {
  const slow = RUN.map(([web, code]) => [web + 1, code + 1]);
  const { worst, mean } = compareOverSeeds(
    [curve("doremi", RUN, 0), curve("doremi", slow, 1)],
    [curve("natural", BASELINE, 0), curve("natural", BASELINE, 1)],
  );
  equal(worst.speedUp, null);
  equal(worst.reached[1], null);
  ok(mean.reached[0]! < 300);
});

Deno.test("over seeds: a single one has no interval, equal ones have one of no width", () => {
  const single = compareOverSeeds([curve("doremi", RUN)], [curve("natural", BASELINE)]);
  deepEqual([single.seeds, single.mean.difference.interval], [[null], null]);
  const same = compareOverSeeds(
    [0, 1].map((seed) => curve("doremi", RUN, seed)),
    [0, 1].map((seed) => curve("natural", BASELINE, seed)),
  );
  deepEqual(same.surelyImproved, ["web"]);
  deepEqual(same.targets.web.difference, { mean: -0.5, interval: [-0.5, -0.5] });
});

Deno.test("curves of a table: rows in any order, seeds apart", () => {
  const rows = ["b,0,200,0.5,0.5,3,2", "a,1,100,1,0,5,6", "b,0,100,0.5,0.5,4,3", "b,1,100,0.5,0.5,7,8"];
  const table = parseTable(`run,seed,step,share:web,share:code,loss:web,loss:code\n${rows.join("\n")}`);
  deepEqual(evaluationCurves(table), [
    { run: "b", seed: 0, targets: ["web", "code"], steps: [100, 200], losses: [[4, 3], [3, 2]] },
    { run: "a", seed: 1, targets: ["web", "code"], steps: [100], losses: [[5, 6]] },
    { run: "b", seed: 1, targets: ["web", "code"], steps: [100], losses: [[7, 8]] },
  ]);
});

Deno.test("what is no table of curves is refused", () => {
  const table = (header: string, ...rows: string[]) =>
    parseTable(`${header},share:web,share:code,loss:web\n${rows.map((row) => `${row},0.5,0.5,3`).join("\n")}`);
  refused(() => evaluationCurves(table("run,seed", "a,0")), /run a, seed 0: wanted a column step/);
  refused(
    () => evaluationCurves(table("run,step,model", "a,100,tiny", "a,100,small")),
    /run a: wanted rows of one kind, got "model=tiny" and "model=small"; choose with --where/,
  );
});

Deno.test("curves that do not belong together are refused", () => {
  const baseline = curve("natural", BASELINE, 0);
  refused(
    () => compareCurves(curve("doremi", RUN, 0, [100, 200, 300, 500]), baseline),
    /run doremi, seed 0: wanted it to end at the baseline's last step, 400, got 500/,
  );
  refused(
    () => compareCurves({ ...curve("doremi", RUN), targets: ["code", "web"] }, baseline),
    /run doremi: wanted the baseline's targets, web, code, got code, web/,
  );
  refused(
    () => differencesOverSteps(curve("doremi", RUN, 0, [50, 200, 300, 400]), baseline),
    /wanted the baseline's steps, 100, 200, 300, 400, got 50, 200, 300, 400/,
  );
  refused(
    () => compareOverSeeds([curve("doremi", RUN, 3)], [baseline]),
    /wanted a baseline of its seed, 3, got seeds 0/,
  );
  refused(
    () => compareOverSeeds([curve("doremi", RUN, 0)], []),
    /wanted a baseline of its seed, 0, got seeds of no run/,
  );
  refused(() => compareOverSeeds([], [baseline]), /runs: wanted at least one curve, got none/);
  refused(
    () => compareOverSeeds([curve("doremi", RUN, 0), curve("doremi", RUN, 0)], [baseline]),
    /wanted one curve a seed, got two of 0/,
  );
  refused(
    () =>
      compareOverSeeds([curve("doremi", RUN, 0), curve("doremi", RUN.slice(0, 3), 1, STEPS.slice(0, 3))], [
        baseline,
        curve("natural", BASELINE.slice(0, 3), 1, STEPS.slice(0, 3)),
      ]),
    /runs: wanted all to end at step 400, got 300/,
  );
});

Deno.test("curves and goals that are none are refused, with their place", () => {
  refused(() => meanAndWorst(curve("a", [[1, 2], [3, NaN]], 0, [1, 2])), /run a, seed 0: losses\[1\]\[1\]/);
  refused(() => meanAndWorst(curve("a", [[1, 2], [3, 4]], 0, [2, 2])), /steps\[1\]: wanted steps that rise/);
  refused(() => meanAndWorst(curve("a", [[1, 2]], 0, [1, 2])), /losses: wanted 2 rows, one a step, got 1/);
  refused(() => meanAndWorst(curve("a", [[1]], 0, [1])), /losses\[0\]: wanted 2 numbers, got 1/);
  refused(() => meanAndWorst(curve("a", [], 0, [])), /steps: wanted at least one evaluation/);
  refused(() => meanAndWorst({ run: "a", targets: [], steps: [1], losses: [[]] }), /targets: wanted at least one/);
  refused(() => stepsToReach([], [], 1), /steps: wanted at least one evaluation/);
  refused(() => stepsToReach([1, 2], [1], 1), /values: wanted 2, one a step, got 1/);
  refused(() => stepsToReach([2, 1], [1, 2], 1), /steps\[1\]: wanted steps that rise, got 1/);
  refused(() => stepsToReach([1, 2], [1, NaN], 1), /values\[1\]: wanted a finite number/);
  refused(() => stepsToReach([1, 2], [1, 2], NaN), /goal: wanted a finite number/);
  refused(
    () => stepsToReach([1, 2], [1, 2], 1, { crossing: "last" as "first" }),
    /crossing: wanted interpolated or first/,
  );
});
