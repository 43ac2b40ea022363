/** DoReMi, and LLM-Shearing's rule, on planted learners: nothing here is a measurement. */
import type { OptionValues } from "../../lib/methods/options.ts";
import type { MethodSetting } from "../../lib/methods/method.ts";
import { drive } from "../../lib/methods/drive.ts";
import { doremiMethod } from "../../lib/methods/doremi.ts";
import { doremiRule } from "../../lib/methods/doremi_rule.ts";
import { shearingRule } from "../../lib/methods/doremi_shearing.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";
import { runMethod } from "../../lib/methods/run_method.ts";
import type { RunSpec } from "../../lib/methods/run_spec.ts";
import { simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import { simulatedRuns } from "../../lib/methods/simulated/runs.ts";
import { deepEqual, equal, ok, throws } from "../assert.ts";
import { contextOf, DOMAINS, settingOf, WORLD } from "./fixtures.ts";
import { resumesEverywhere } from "./resumes.ts";

/** Losses of a reference: books are furthest below where the world begins (8, 7, 9). */
const REFERENCE = [7, 6.5, 6];
const learner = () => simulatedLearner(WORLD, { seed: 3, context: 16, noise: 0.05, reference: REFERENCE });

for (const preset of ["paper", "repo", "nanotron", "doge", "aioli"]) {
  Deno.test(`doremi ${preset}: stopped after any step it ends with the same bytes, and the largest excess gains`, async () => {
    const options = { preset, roundEvery: 5, ...(preset === "aioli" && { eta: 0.5 }) };
    await resumesEverywhere(doremiRule, options, 23, learner);
    const one = learner(), rounds: RoundRecord[] = [];
    const { answer: { mixture } } = await drive(doremiRule.run(options, contextOf(one, 20)), one, {
      onRound: (record) => rounds.push(record),
    });
    ok(mixture[2] > 1 / 3 && mixture[2] > mixture[0] && mixture[2] > mixture[1], `${mixture}`);
    ok(Math.abs(mixture.reduce((a, b) => a + b) - 1) < 1e-9);
    deepEqual(rounds.map(({ step }) => step), [0, 5, 10, 15]);
    deepEqual(Object.values(rounds[3].mixture), [...mixture]);
    // An excess acts upon its own domain alone.
    const { A } = rounds[0];
    A!.forEach((row, i) => row.forEach((effect, j) => i === j ? ok(effect >= 0) : equal(effect, 0)));
  });
}

Deno.test("a first batch that lacks a domain: paper goes on, repo gives that domain nearly all, as its code does", async () => {
  const first = async (preset: string) => {
    // Two rows a batch and three domains: one is always missing.
    const small = simulatedLearner(WORLD, { seed: 3, batch: 2, context: 16, reference: [7.7, 6.7, 8.7] });
    const rounds: RoundRecord[] = [];
    const { answer } = await drive(doremiRule.run({ preset, roundEvery: 1 }, contextOf(small, 30)), small, {
      onRound: (record) => rounds.push(record),
    });
    return { rounds, answer };
  };
  const repo = await first("repo"), paper = await first("paper");
  const missing = DOMAINS.filter((_, i) => repo.rounds[0].A![i][i] > 10);
  ok(missing.length > 0);
  ok(missing.reduce((sum, name) => sum + repo.rounds[0].weights![name], 0) > 0.99);
  for (const name of missing) ok(paper.rounds[0].weights![name] < 1 / 3);
  ok(Math.max(...paper.answer.mixture) < 0.7, `${paper.answer.mixture}`);
  ok(Math.max(...repo.answer.mixture) > 0.9, `${repo.answer.mixture}`);
});

Deno.test("shearing: stopped after any step it ends with the same bytes, and shares follow the distance to the targets", async () => {
  const options = { targetLosses: REFERENCE, updateSteps: 4 };
  await resumesEverywhere(shearingRule, options, 20, learner);
  const one = learner(), rounds: RoundRecord[] = [], context = contextOf(one, 20);
  await drive(shearingRule.run(options, context), one, { onRound: (record) => rounds.push(record) });
  deepEqual(rounds.map(({ evaluations }) => evaluations), [0, 1, 1, 1, 1]);
  equal(shearingRule.evaluations(options, context), 4);
  deepEqual(Object.values(rounds[0].mixture), [1 / 3, 1 / 3, 1 / 3]);
  ok(rounds[4].mixture.books > rounds[4].mixture.web && rounds[4].mixture.web > rounds[4].mixture.code);
  // One update by hand: p exp(Δ), 1e-4 of it even.
  const { losses, mixture } = rounds[1], tilts = DOMAINS.map((name, i) => Math.exp(losses![name] - REFERENCE[i]));
  const sum = tilts.reduce((a, b) => a + b, 0);
  DOMAINS.forEach((name, i) => ok(Math.abs(mixture[name] - ((1 - 1e-4) * tilts[i] / sum + 1e-4 / 3)) < 1e-12));
});

/** Runs the method, and holds its cost against what happened. */
async function costed(options: OptionValues, changes: Partial<MethodSetting> = {}) {
  const setting = settingOf(changes), specs: RunSpec[] = [], run = simulatedRuns(() => WORLD, { context: 16 });
  const result = await runMethod(doremiMethod, options, setting, (asked) => {
    specs.push(...asked);
    return run(asked);
  });
  const expected = doremiMethod.cost(options, setting);
  for (const { what, runs, steps } of expected.preparation) {
    const made = result.preparation.filter(({ name }) => name.startsWith(what));
    ok(made.length > 0 && made.length <= runs, `${what}: ${made.length} of ${runs}`);
    ok(made.every((outcome) => outcome.steps === steps));
  }
  equal(result.final.steps, expected.steps);
  equal(result.final.evaluations - 2, expected.evaluations);
  equal(result.preparation.length, specs.length - 1);
  return { result, specs, expected };
}

Deno.test("the method: reference, proxy, final run on the mean; its cost is what happens", async () => {
  const { result, specs, expected } = await costed({});
  deepEqual(specs.map(({ name, role, reference }) => [name, role, reference]), [
    ["reference/1", "preparation", undefined],
    ["proxy/1", "preparation", "reference/1"],
    ["final", "final", undefined],
  ]);
  deepEqual(expected.preparation.map(({ runs, steps }) => [runs, steps]), [[1, 60], [1, 60]]);
  deepEqual(specs[0].rule.options.shares, [1 / 3, 1 / 3, 1 / 3]);
  deepEqual([...result.mixture], [...result.preparation[1].answer.mixture]);
  deepEqual(specs[2].rule.options.shares, [...result.mixture]);
  equal(result.final.evaluations, 2);
});

Deno.test("the method: its own reference, lengths and models", async () => {
  const options = {
    ...{ reference: { web: 0.5, code: 0.25, books: 0.25 }, proxyModel: "tiny", referenceModel: "small" },
    ...{ proxySteps: 30, referenceSteps: 20 },
  };
  const { specs } = await costed(options);
  deepEqual(specs.map(({ steps, learner }) => [steps, learner]), [
    [20, { model: "small" }],
    [30, { model: "tiny" }],
    [60, undefined],
  ]);
  deepEqual(specs[0].rule.options.shares, [0.5, 0.25, 0.25]);
  const { expected } = await costed({}, { budget: "total" });
  deepEqual([expected.preparation.map(({ steps }) => steps), expected.steps], [[15, 15], 30]);
  const path = doremiMethod.prepare({ referenceRun: "runs/abc" }, settingOf());
  equal((path.next([]).value as readonly RunSpec[])[0].reference, "runs/abc");
});

Deno.test("rounds: the next reference is trained on the mean, until no weight moves by 1e-3", async () => {
  const many = await costed({ rounds: 3, proxySteps: 20 });
  deepEqual(many.specs.map(({ name }) => name), [
    ...["reference/1", "proxy/1", "reference/2", "proxy/2", "reference/3", "proxy/3", "final"],
  ]);
  deepEqual(many.specs[2].rule.options.shares, [...many.result.preparation[1].answer.mixture]);
  // With a tiny step the weights stay where they are, and one round is enough.
  const few = await costed({ rounds: 5, eta: 1e-6 });
  equal(few.result.preparation.length, 2);
  const { settled } = few.result.prepared.details as { settled: boolean };
  equal(settled, true);
  equal((many.result.prepared.details as { settled: boolean }).settled, false);
});

Deno.test("the method with preset shearing: a reference, then a final run that moves its shares", async () => {
  const { specs, result, expected } = await costed({ preset: "shearing", updateSteps: 15 });
  deepEqual(specs.map(({ name, rule }) => [name, rule.rule]), [["reference/1", "fixed"], ["final", "shearing"]]);
  equal(expected.evaluations, 3);
  deepEqual(specs[1].rule.options.targetLosses, [...result.preparation[0].val]);
  const own = await costed({ preset: "shearing", targetLosses: REFERENCE });
  equal(own.specs.length, 1);
});

Deno.test("what cannot be meant is refused before anything is trained", () => {
  const refused = (options: OptionValues, message: RegExp, changes: Partial<MethodSetting> = {}) =>
    throws(() => doremiMethod.check(options, settingOf(changes)), message);
  refused({ preset: "papr" }, /doremi: preset: wanted paper, repo, nanotron, doge, aioli, shearing, got "papr"/);
  refused({ eta: 0 }, /eta: wanted .*number > 0, got 0/);
  refused({ reference: { web: 0.5, cod: 0.5 } }, /reference: wanted domains out of web, code, books, got "cod"/);
  refused({ reference: { web: 0.5, code: 0.2 } }, /doremi: reference sum to 0.7/);
  refused({ sampling: { web: 0.5, code: 0.5 } }, /sampling: wanted every share above 0.*books/);
  refused({}, /domains: wanted at least two/, { domains: ["web"] });
  refused({ rounds: 40 }, /budget: 80 preparatory runs/, { budget: "total" });
  refused({ proxySteps: 40, referenceSteps: 20 }, /do not fit in 60 updates/, { budget: "total" });
  refused({ preset: "shearing" }, /code has no validation split/, { valRows: [9, 0, 9] });
  refused({ preset: "shearing", updateSteps: 7 }, /updateSteps: wanted a divisor of the 60 updates, got 7/);
  refused({ preset: "shearing", targetLosses: [1, 2] }, /targetLosses: wanted 3 losses, .* got 2/);
  refused({ preset: "shearing", rounds: 2 }, /rounds: it is for runs with a proxy/);
  refused({ preset: "shearing", clipExcess: "token" }, /clipExcess: wanted none, domain, got "token"/);
  refused({ updateSteps: 5 }, /updateSteps: it is for runs without a proxy/);
});
