import { deepEqual, equal, match, ok, rejects, throws } from "../assert.ts";
import { lawFromParameters, loadLaw } from "../../lib/laws/load_law.ts";
import { bestMixture } from "../../lib/laws/best/best_mixture.ts";
import { dataMixingLaws } from "../../lib/methods/data_mixing_laws.ts";
import { gridSearch } from "../../lib/methods/grid_search.ts";
import type { Method, MethodSetting } from "../../lib/methods/method.ts";
import { methodNamed } from "../../lib/methods/methods.ts";
import type { OptionValues } from "../../lib/methods/options.ts";
import { runMethod } from "../../lib/methods/run_method.ts";
import type { RunSpec } from "../../lib/methods/run_spec.ts";
import { lawWorld } from "../../lib/methods/simulated/law_world.ts";
import { simulatedRuns } from "../../lib/methods/simulated/runs.ts";
import { stratified } from "../../lib/methods/stratified.ts";

const domains = ["web", "code", "maths"];
const setting = (given: Partial<MethodSetting> = {}): MethodSetting => {
  const names = given.domains ?? domains;
  return {
    ...{ domains: names, targets: names, steps: 40, batch: 8, context: 64, seed: 0, budget: "final" },
    ...{ valRows: names.map(() => 100), trainTokens: names.map(() => 1e6) },
    ...given,
  };
};
/** Synthetic: a law of three domains whose best mixture is far from even. */
const planted = lawFromParameters("log-linear", domains, [
  { target: "web", parameters: { c: 2, "v:web": -1.5, "v:code": 0.6, "v:maths": 0.5 } },
  { target: "code", parameters: { c: 1, "v:web": 0.7, "v:code": -0.4, "v:maths": 0.3 } },
  { target: "maths", parameters: { c: 1.4, "v:web": 0.2, "v:code": 0.1, "v:maths": -2.2 } },
]);
const world = lawWorld(planted, { start_k: [9, 9, 9], steps: 40 });
const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

Deno.test("data mixing laws find the planted optimum within 0.02 and beat even shares, noise and all", async () => {
  const runs = simulatedRuns(world, { expected: true, noise: 0.002 });
  const { mixture, prepared, final, preparation } = await runMethod(dataMixingLaws, {}, setting(), runs);
  const { shares } = bestMixture(planted);
  ok(Math.max(...shares.map((p) => Math.abs(p - 1 / 3))) > 0.1, "an optimum that even shares would not hit");
  mixture.forEach((p, j) => ok(Math.abs(p - shares[j]) < 0.02, `${domains[j]}: wanted ${shares[j]}, got ${p}`));
  const even = await runMethod(stratified, {}, setting(), runs);
  ok(mean(final.val) < mean(even.final.val) - 0.01);
  equal(preparation.length, 9);
  deepEqual(JSON.parse(JSON.stringify(prepared.details)), prepared.details); // plain JSON as it is
  // deno-lint-ignore no-explicit-any -- JSON
  const details = prepared.details as any;
  ok(details.best.gap >= 0 && details.best.gap < 1e-9, details.best.proof);
  ok(details.leaveOneOut.web.mae < 0.05 && details.leaveOneOut.web.mae > 0);
  deepEqual([...loadLaw(details.law).predict(mixture)], domains.map((name) => details.best.predicted[name]));
  equal(details.sweep.length, 9);
});

Deno.test("presets of data mixing laws: grid and Nelder-Mead answer near the exact optimum, the grid in 256ths", async () => {
  const found = async (preset: string) =>
    (await runMethod(dataMixingLaws, { preset, runs: 16 }, setting(), simulatedRuns(world, { expected: true })))
      .mixture;
  const [exact, grid, nelderMead] = [await found("paper"), await found("repo"), await found("aioli")];
  nelderMead.forEach((p, j) => ok(Math.abs(p - exact[j]) < 0.02, `${p} ${exact[j]}`));
  ok(grid.every((p) => Number.isInteger(p * 256)));
  ok(mean([...planted.predict(grid)]) >= mean([...planted.predict(exact)]) - 1e-9);
});

Deno.test("data mixing laws keep within the tokens there are", async () => {
  const runs = simulatedRuns(world, { expected: true }), budget = 40 * 8 * 64;
  const tokens = { trainTokens: [budget, 0.1 * budget / 2, budget] };
  const { mixture, prepared } = await runMethod(dataMixingLaws, { maxEpochs: 2 }, setting(tokens), runs);
  ok(Math.abs(mixture[1] - 0.1) < 1e-9, `${mixture}`);
  deepEqual((prepared.details as { best: { atCap: string[] } }).best.atCap, ["code"]);
});

Deno.test("grid search takes the best of the sweep, which is the final run and counts once", async () => {
  const runs = simulatedRuns(world, { noise: 0.01 });
  const { final, preparation, prepared, mixture } = await runMethod(gridSearch, {}, setting(), runs);
  equal(preparation.length, 8);
  ok(preparation.every((run) => mean(run.val) > mean(final.val)));
  equal(final.role, "final");
  equal(final.name, (prepared.details as { best: string }).best);
  deepEqual(final.trained, [{ steps: 40, shares: mixture }]);
  const again = await runMethod(gridSearch, { reuse: false }, setting(), runs);
  equal(again.preparation.length, 9);
  equal(again.final.name, "final");
  deepEqual(again.final.val, final.val); // the same mixture from the same seed: the same run
});

Deno.test("grid search by perplexity, by the worst target and by one target", async () => {
  const runs = simulatedRuns(world, { expected: true });
  const mixtures = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.3, 0.5, 0.2]];
  const chosen = async (options: Record<string, string>) =>
    (await runMethod(gridSearch, { mixtures, ...options }, setting(), runs)).mixture;
  const least = (value: (losses: number[]) => number) => {
    const values = mixtures.map((shares) => value([...planted.predict(shares)]));
    return mixtures[values.indexOf(Math.min(...values))];
  };
  deepEqual(await chosen({}), least(mean));
  deepEqual(await chosen({ objective: "perplexity" }), least((losses) => mean(losses.map(Math.exp))));
  deepEqual(await chosen({ objective: "worst" }), least((losses) => Math.max(...losses)));
  deepEqual(await chosen({ target: "maths" }), [0.1, 0.1, 0.8]);
  deepEqual(await chosen({ target: "web" }), [0.8, 0.1, 0.1]);
});

Deno.test("sweeps: interior tenths of two domains, another cover of three for each seed", () => {
  const two = ["a", "b"];
  const first = (given: Partial<MethodSetting>) =>
    gridSearch.prepare({}, setting(given)).next([]).value as readonly RunSpec[];
  const shares = (given: Partial<MethodSetting>) => first(given).map(({ rule }) => rule.options.shares as number[]);
  deepEqual(shares({ domains: two }).map(([p]) => p.toFixed(3)), [
    "0.100",
    "0.200",
    "0.300",
    "0.400",
    "0.500",
    "0.600",
    "0.700",
    "0.800",
    "0.900",
  ]);
  ok(shares({ domains: two }).every(([p, q]) => Math.abs(p + q - 1) < 1e-12));
  equal(shares({}).length, 9);
  equal(shares({ domains: ["a", "b", "c", "d", "e", "f", "g"] }).length, 10);
  ok(JSON.stringify(shares({ seed: 0 })) !== JSON.stringify(shares({ seed: 1 })));
  deepEqual(shares({ seed: 1 }), shares({ seed: 1 }));
});

for (const method of [gridSearch, dataMixingLaws]) {
  for (const budget of ["final", "total"] as const) {
    Deno.test(`${method.name}: what it costs is what it said, budget ${budget}`, async () => {
      const each: OptionValues[] = [{}, { sweepSteps: 7 }, { runs: 12 }];
      for (const options of each) {
        const asked = setting({ budget, steps: budget === "total" ? 600 : 40 });
        const { preparation: [expected], steps, evaluations } = method.cost(options, asked);
        const { preparation, final } = await runMethod(
          method,
          options,
          asked,
          simulatedRuns(world, { expected: true }),
        );
        equal(preparation.length, expected.runs);
        ok(preparation.every((run) => run.steps === expected.steps));
        equal(final.steps, steps);
        equal(evaluations, 0);
        if (budget === "total") ok(preparation.reduce((sum, run) => sum + run.steps, final.steps) <= 600);
      }
    });
  }

  Deno.test(`${method.name}: bad input is refused before anything is trained`, async () => {
    const none = () => Promise.reject(new Error("a run was made"));
    const refused = (
      options: OptionValues,
      wanted: RegExp,
      given: Partial<MethodSetting> = {},
    ) => rejects(runMethod(method, options, setting(given), none), wanted);
    await refused({ mixtures: [[0.5, 0.5, 0.1], [0.2, 0.2, 0.6]] }, /mixtures: row 1 sum to 1\.1; wanted 1/);
    await refused({ mixtures: [[0.5, 0.5], [0.5, 0.5]] }, /mixtures: row 1: wanted 3 shares/);
    await refused({ mixtures: [[0.5, 0.4, 0.1], [0.5, 0.4, 0.1]] }, /row 2 is row 1 again/);
    await refused({ mixtures: [[0.5, 0.4, 0.1]] }, /wanted at least two/);
    await refused({ mixtures: [[1, 0, 0], [0, 1, 0]], runs: 4 }, /wanted mixtures or runs, got both/);
    await refused({ target: "cod" }, /target: wanted one of web, code, maths, got "cod"; did you mean code\?/);
    await refused({ target: "code", objective: "worst" }, /wanted an objective or a target/);
    await refused({ lr: 1 }, /it has no option lr/);
    await refused({}, /budget: 9 preparatory runs and a final run do not fit in 12 updates/, {
      budget: "total",
      steps: 12,
    });
    await refused({}, /domains: wanted at least two to mix/, { domains: ["web"] });
    await refused({}, /code has no validation split/, { valRows: [9, 0, 9] });
  });
}

Deno.test("a law with more parameters than the sweep has mixtures is refused before anything is trained", () => {
  throws(
    () => dataMixingLaws.check({ runs: 3 }, setting()),
    /needs as many different mixtures; the table has 3; wanted more runs/,
  );
  throws(() => dataMixingLaws.check({ law: "linear-dynamic" }, setting()), /law of segments/);
  throws(() => dataMixingLaws.check({ law: "log-liner" }, setting()), /Did you mean log-linear/);
  throws(() => dataMixingLaws.check({ maxEpochs: 2, optimum: "nelder-mead" }, setting()), /keeps no cap/);
  match(dataMixingLaws.source, /2403\.16952/);
});

Deno.test("the best run of a sweep is no final run where Aioli goes on from its mixture: all nine are preparation", async () => {
  const options = { priorMethod: "grid-search", priorSteps: 20, updateSteps: 20, lpRounds: 1, lpSteps: 2 };
  const asked = setting({ steps: 40 }), aioli = methodNamed("aioli");
  const { preparation, final } = await runMethod(aioli, options, asked, simulatedRuns(world, { expected: true }));
  equal(preparation.length, 9);
  deepEqual(aioli.cost(options, asked).preparation, [{ what: "sweep", runs: 9, steps: 20 }]);
  equal(final.name, "final");
});

Deno.test("a preparatory run that is said to be final must have been made", async () => {
  const odd: Method = {
    ...stratified,
    // deno-lint-ignore require-yield -- it says so without a run
    *prepare(_, { domains }) {
      return { rule: { rule: "fixed", options: { shares: domains.map(() => 1 / 3) } }, steps: 5, final: "sweep/1" };
    },
  };
  await rejects(runMethod(odd, {}, setting(), simulatedRuns(world)), /sweep\/1 is said to be the final one/);
});
