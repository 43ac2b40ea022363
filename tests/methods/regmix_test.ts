import { deepEqual, equal, ok, rejects } from "../assert.ts";
import { bestMixture } from "../../lib/laws/best/best_mixture.ts";
import { lawFromParameters, loadLaw } from "../../lib/laws/load_law.ts";
import type { MethodSetting } from "../../lib/methods/method.ts";
import type { OptionValues } from "../../lib/methods/options.ts";
import { regmix } from "../../lib/methods/regmix.ts";
import { runMethod } from "../../lib/methods/run_method.ts";
import type { RunSpec } from "../../lib/methods/run_spec.ts";
import { lawWorld } from "../../lib/methods/simulated/law_world.ts";
import { simulatedRuns } from "../../lib/methods/simulated/runs.ts";
import { stratified } from "../../lib/methods/stratified.ts";

const domains = ["web", "code", "maths"];
const setting = (given: Partial<MethodSetting> = {}): MethodSetting => ({
  ...{ domains, targets: domains, steps: 50, batch: 8, context: 64, seed: 0, budget: "final" },
  ...{ valRows: [9, 9, 9], trainTokens: [6e6, 3e6, 1e6] },
  ...given,
});
/** Synthetic: a law of three domains whose best mixture is far from even. */
const planted = lawFromParameters("log-linear", domains, [
  { target: "web", parameters: { c: 2, "v:web": -1.5, "v:code": 0.6, "v:maths": 0.5 } },
  { target: "code", parameters: { c: 1, "v:web": 0.7, "v:code": -0.4, "v:maths": 0.3 } },
  { target: "maths", parameters: { c: 1.4, "v:web": 0.2, "v:code": 0.1, "v:maths": -2.2 } },
]);
/** A proxy learns as fast as the final run here, in its few updates. */
const world = ({ steps }: RunSpec) => lawWorld(planted, { start_k: [9, 9, 9], steps });
const mean = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((a, b) => a + b, 0) / numbers.length;

Deno.test("RegMix with the law of the world averages draws about the planted optimum, and beats even shares", async () => {
  const runs = simulatedRuns(world, { expected: true, noise: 0.002 });
  const options = { preset: "repo", runs: 40, regression: "log-linear" };
  const { mixture, prepared, final, preparation } = await runMethod(regmix, options, setting(), runs);
  const { shares, objective } = bestMixture(planted);
  mixture.forEach((p, j) => ok(Math.abs(p - shares[j]) < 0.03, `${domains[j]}: wanted ${shares[j]}, got ${p}`));
  ok(mean(planted.predict(mixture)) < objective + 1e-3);
  const even = await runMethod(stratified, {}, setting(), runs);
  ok(mean(final.val) < mean(even.final.val) - 0.01);
  equal(preparation.length, 40);
  ok(preparation.every(({ steps }) => steps === 2)); // a 25th of 50
  // No small run has more than 15 epochs of maths there is at prior 0.1: no cap below 1 here; with 2 epochs there is.
  const capped = regmix.prepare({ ...options, maxEpochs: 2 }, setting()).next([]).value as readonly RunSpec[];
  ok(capped.every(({ rule }) => (rule.options.shares as number[])[2] <= 0.2 + 1e-9));
  deepEqual(JSON.parse(JSON.stringify(prepared.details)), prepared.details);
  const details = prepared.details as unknown as { law: unknown; simulation: { note: string; objective: number } };
  ok(/the 128 best of 100000 draws/.test(details.simulation.note));
  ok(Math.abs(mean(loadLaw(details.law).predict(mixture)) - details.simulation.objective) < 1e-12);
});

Deno.test("RegMix for one target fits that target alone and gives it its own domain", async () => {
  const options = { runs: 30, regression: "linear", target: "maths", draws: 5000, top: 50 };
  const { mixture, prepared } = await runMethod(regmix, options, setting(), simulatedRuns(world, { expected: true }));
  ok(mixture[2] > 0.6, `${mixture}`);
  deepEqual((prepared.details as unknown as { law: { targets: string[] } }).law.targets, ["maths"]);
});

Deno.test("RegMix with boosted trees comes near the planted optimum", async () => {
  const options = { draws: 4000, proxySteps: 1 };
  const runs = simulatedRuns(world, { expected: true });
  const { mixture, prepared, preparation } = await runMethod(regmix, options, setting(), runs);
  ok(preparation.every(({ steps }) => steps === 1));
  const even = mean(planted.predict([1 / 3, 1 / 3, 1 / 3])), { objective } = bestMixture(planted);
  equal(preparation.length, 512);
  // Trees are steps: of what even shares lose, at least three quarters are won back.
  ok(mean(planted.predict(mixture)) < objective + (even - objective) / 4, `${mixture}`);
  const { leftOut } = prepared.details as unknown as { leftOut: Record<string, { spearman: number }> };
  ok(domains.every((target) => leftOut[target].spearman > 0.97), JSON.stringify(leftOut));
});

Deno.test("the proxy's model goes to the learner of the small runs, not of the final one", () => {
  const options = {
    runs: 20,
    regression: "linear",
    proxyModel: "regmix-1m",
    prior: { web: 0.5, code: 0.3, maths: 0.2 },
  };
  const specs = regmix.prepare(options, setting()).next([]).value as readonly RunSpec[];
  ok(specs.every(({ learner }) => learner?.model === "regmix-1m"));
  const own = regmix.prepare({ ...options, proxyModel: null }, setting()).next([]).value as readonly RunSpec[];
  ok(own.every(({ learner }) => learner === undefined));
  equal(new Set(specs.map(({ rule }) => JSON.stringify(rule.options.shares))).size, 20);
});

Deno.test("what RegMix costs is what it said", async () => {
  const each: [OptionValues, Partial<MethodSetting>][] = [[{}, {}], [{ proxySteps: 7 }, {}], [{}, {
    budget: "total",
    steps: 500,
  }]];
  for (const [some, given] of each) {
    const options = { runs: 20, regression: "linear", draws: 1000, top: 10, ...some }, asked = setting(given);
    const { preparation: [expected], steps } = regmix.cost(options, asked);
    const { preparation, final } = await runMethod(regmix, options, asked, simulatedRuns(world, { expected: true }));
    equal(preparation.length, expected.runs);
    ok(preparation.every((run) => run.steps === expected.steps));
    equal(final.steps, steps);
    if (asked.budget === "total") ok(preparation.reduce((sum, run) => sum + run.steps, final.steps) <= 500);
  }
});

Deno.test("RegMix refuses bad input before anything is trained", async () => {
  const none = () => Promise.reject(new Error("a run was made"));
  const refused = (options: OptionValues, wanted: RegExp, given: Partial<MethodSetting> = {}) =>
    rejects(runMethod(regmix, options, setting(given), none), wanted);
  await refused({ runs: 20, draws: 10, top: 20 }, /top: wanted at most the 10 draws, got 20/);
  await refused(
    { runs: 3, regression: "log-linear" },
    /regression: log-linear has 4 parameters.* the table has 3; wanted more runs/,
  );
  await refused({ regression: "forest" }, /law: wanted one of .*got "forest"/);
  await refused({ prior: { web: 0.5, code: 0.4 } }, /prior sum to 0\.9; wanted 1/);
  await refused({ prior: { web: 0.5, cod: 0.5 } }, /prior: wanted domains out of web, code, maths, got "cod"/);
  await refused({ target: "music" }, /target: wanted one of web, code, maths, got "music"/);
  await refused({ maxEpochs: 0.5 }, /maxEpochs: wanted a (finite )?number ≥ 1/);
  await refused({}, /512 preparatory runs and a final run do not fit in 600 updates/, { budget: "total", steps: 600 });
  await refused({}, /code has no validation split/, { valRows: [9, 0, 9] });
});
