/** DoGE on planted learners: nothing here is a measurement. */
import { dogeMethod } from "../../lib/methods/doge.ts";
import { dogeRule } from "../../lib/methods/doge_rule.ts";
import { drive } from "../../lib/methods/drive.ts";
import type { MethodSetting } from "../../lib/methods/method.ts";
import type { OptionValues } from "../../lib/methods/options.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";
import { runMethod } from "../../lib/methods/run_method.ts";
import type { RunSpec } from "../../lib/methods/run_spec.ts";
import { simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { simulatedRuns } from "../../lib/methods/simulated/runs.ts";
import { deepEqual, equal, ok, throws } from "../assert.ts";
import { contextOf, DOMAINS, settingOf, WORLD } from "./fixtures.ts";
import { resumesEverywhere } from "./resumes.ts";

/** Books help most, then web; code harms. */
const ALIGNED = linearWorld({
  ...{ domains: DOMAINS, targets: ["news", "mail"], start_k: [9, 9] },
  A_km: [[0.02, -0.01, 0.03], [0.01, -0.02, 0.03]],
});

for (const target of ["separate", "pooled"] as const) {
  Deno.test(`doge ${target}: weights follow the planted alignments out of domain, negative ones cut to 0`, async () => {
    const learner = simulatedLearner(ALIGNED, { seed: 1, learningRate: 0.05 }), rounds: RoundRecord[] = [];
    const options = { target, mu: 0.05, roundEvery: 10 }, context = contextOf(learner, 40);
    dogeRule.check(options, context);
    const { answer: { mixture } } = await drive(dogeRule.run(options, context), learner, {
      onRound: (record) => rounds.push(record),
    });
    ok(mixture[2] > mixture[0] && mixture[0] > mixture[1], `${mixture}`);
    // The domains' own gradients have norm 1: A is the learning rate times the planted effects.
    const scale = 0.05 / (1 + 1e-6), { A } = rounds[0];
    const near = (got: number, wanted: number) => ok(Math.abs(got - wanted) < 1e-12, `${got} for ${wanted}`);
    if (target === "separate") {
      [[0.02, -0.01, 0.03], [0.01, -0.02, 0.03]].forEach((row, i) => row.forEach((x, j) => near(A![i][j], scale * x)));
    } else {
      equal(A!.length, 1);
      near(A![0][2], scale * 0.03);
      ok(A![0][0] > 0.01 * scale && A![0][0] < 0.02 * scale);
    }
    // What a round can do to the ratio of two weights is bounded.
    for (const { tiltBound } of rounds) ok(Math.abs(tiltBound! / Math.exp(10 * 0.05 * 5 / 0.05) - 1) < 1e-9);
    const first = rounds[0].weights!;
    ok(first.books / first.code <= rounds[0].tiltBound!);
  });
}

for (const preset of ["paper", "repo", "aioli"]) {
  Deno.test(`doge ${preset}: stopped after any step it ends with the same bytes`, async () => {
    await resumesEverywhere(
      dogeRule,
      { preset, roundEvery: 5 },
      17,
      () => simulatedLearner(WORLD, { seed: 2, context: 16 }),
    );
  });
}

Deno.test("the method: proxy, then a final run on the mean; its cost is what happens", async () => {
  for (
    const [options, changes, steps] of [
      [{}, {}, [60, 60]],
      [{ preset: "repo", proxySteps: 20, proxyModel: "tiny" }, {}, [20, 60]],
      [{ preset: "aioli" }, { budget: "total" }, [30, 30]],
    ] as [OptionValues, Partial<MethodSetting>, number[]][]
  ) {
    const setting = settingOf(changes), specs: RunSpec[] = [], run = simulatedRuns(() => WORLD, { context: 16 });
    const { mixture, preparation, final } = await runMethod(dogeMethod, options, setting, (asked) => {
      specs.push(...asked);
      return run(asked);
    });
    const cost = dogeMethod.cost(options, setting);
    deepEqual(cost.preparation, [{ what: "proxy", runs: preparation.length, steps: preparation[0].steps }]);
    deepEqual([preparation[0].steps, final.steps], steps);
    equal(cost.steps, final.steps);
    equal(cost.evaluations, final.evaluations - 2);
    deepEqual(specs.map(({ name }) => name), ["proxy", "final"]);
    deepEqual(specs[0].learner, options.proxyModel === undefined ? undefined : { model: "tiny" });
    deepEqual([...mixture], [...preparation[0].answer.mixture]);
    deepEqual(final.trained.map(({ shares }) => shares), [mixture]);
  }
});

Deno.test("what the rule asks of the learner", () => {
  const asked = (options: OptionValues, context = contextOf(simulatedLearner(WORLD, { seed: 0 }), 100)) => {
    const { value } = dogeRule.run(options, context).next();
    if (value === undefined || !("do" in value) || value.do !== "combine") throw new Error("wanted a combination");
    return value;
  };
  const paper = asked({});
  deepEqual([paper.batches, paper.target, paper.clip, paper.steps], ["exact", undefined, Infinity, 1]);
  deepEqual(asked({ preset: "repo" }).target, {
    ...{ split: "train", rows: 3, shares: [1 / 3, 1 / 3, 1 / 3], separate: false },
  });
  const context = { ...contextOf(simulatedLearner(WORLD, { seed: 0 }), 100), valRows: [30, 10, 40] };
  const aioli = asked({ preset: "aioli" }, context);
  deepEqual([aioli.batches, aioli.target], ["multinomial", {
    ...{ split: "val", rows: 4, shares: [0.375, 0.125, 0.5], separate: false },
  }]);
  const apart = contextOf(simulatedLearner(ALIGNED, { seed: 0 }), 100);
  deepEqual(asked({}, apart).target, { split: "val", rows: 6, shares: [0.5, 0.5], separate: true });
  equal(asked({ maxGradNorm: 0 }).clip, undefined);
});

Deno.test("what cannot be meant is refused before anything is trained", () => {
  const refused = (options: OptionValues, message: RegExp, changes: Partial<MethodSetting> = {}) =>
    throws(() => dogeMethod.check(options, settingOf(changes)), message);
  refused({ preset: "ood" }, /doge: preset: wanted paper, repo, aioli, got "ood"/);
  refused({ mu: 0 }, /mu: wanted .*number > 0, got 0/);
  refused({ dwMin: 5 }, /dwMax: wanted a number > dwMin, which is 5, got 5/);
  refused({}, /batch: wanted at least 3 rows.*batches: multinomial/, { batch: 2 });
  dogeMethod.check({ batches: "multinomial" }, settingOf({ batch: 2 }));
  refused({}, /domains: wanted at least two/, { domains: ["web"] });
  refused({ preset: "aioli" }, /val: code has no validation split/, { valRows: [9, 0, 9] });
  refused({}, /val: news has no validation split/, { targets: ["news"], valRows: [0] });
  dogeMethod.check({}, settingOf({ valRows: [0, 0, 0] })); // a universal target needs none
  refused({ target: "universal" }, /target: universal is for targets that are the domains/, { targets: ["news"] });
  refused({ target: "separate", targetRows: 2 }, /targetRows: wanted at least 3/);
  refused({ proxySteps: 60 }, /do not fit in 60 updates/, { budget: "total" });
});
