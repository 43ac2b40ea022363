import type { RunSpec } from "../../lib/methods/run_spec.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { simulatedRuns } from "../../lib/methods/simulated/runs.ts";
import { journalOutcome } from "../../lib/methods/run_outcome.ts";
import { deepEqual, equal, notDeepEqual, ok, rejects } from "../assert.ts";
import { DOMAINS, WORLD } from "./fixtures.ts";

function spec(name: string, changes: Partial<RunSpec> = {}): RunSpec {
  const rule = { rule: "fixed", options: { shares: [0.5, 0.25, 0.25], batches: "exact" } };
  return { name, role: "preparation", steps: 12, seed: 0, rule, ...changes };
}

Deno.test("simulatedRuns: an outcome says what was trained, realised, evaluated and found", async () => {
  const [outcome] = await simulatedRuns(WORLD, { context: 4 })([spec("one")]);
  const { start, val, test, ...rest } = outcome;
  deepEqual(rest, {
    ...{ name: "one", role: "preparation", steps: 12, tokens: 12 * 8 * 4, evaluations: 2, rounds: [] },
    ...{ trained: [{ steps: 12, shares: [0.5, 0.25, 0.25] }], realised: [0.5, 0.25, 0.25] },
    answer: { mixture: [0.5, 0.25, 0.25] },
  });
  deepEqual(start, [8, 7, 9]);
  deepEqual(val, test);
  // 12 steps of (L − floor) (1 − Σ_j G_ji p_j).
  ok(Math.abs(val[1] - (1 + 6 * (1 - (0.5 * 0.004 + 0.25 * 0.03 + 0.25 * 0.002)) ** 12)) < 1e-12);
});

Deno.test("simulatedRuns: the same specs give the same bytes, whatever else ran; other seeds other ones", async () => {
  const noisy = { noise: 0.01, context: 4 }, many = simulatedRuns(WORLD, noisy);
  const multinomial = { rule: "fixed", options: { shares: [0.5, 0.25, 0.25] } };
  const [, one] = await many([spec("zero", { seed: 9 }), spec("one", { rule: multinomial })]);
  const [alone] = await simulatedRuns(WORLD, noisy)([spec("one", { rule: multinomial })]);
  equal(JSON.stringify(one), JSON.stringify(alone));
  const [other] = await many([spec("one", { rule: multinomial, seed: 1 })]);
  notDeepEqual(other.realised, one.realised);
  notDeepEqual(other.start, one.start);
  notDeepEqual(one.val, one.test); // noise of their own
});

Deno.test("simulatedRuns: rounds and evaluations of the rule are told", async () => {
  const mixtures = [[1, 0, 0], [0, 1, 0]], rule = { rule: "schedule", options: { mixtures, batches: "exact" } };
  const [outcome] = await simulatedRuns(WORLD, { context: 4 })([spec("one", { rule })]);
  deepEqual(outcome.trained, mixtures.map((shares) => ({ steps: 6, shares })));
  deepEqual(outcome.realised, [0.5, 0.5, 0]);
  deepEqual(outcome.rounds.map(({ round, step }) => [round, step]), [[0, 0], [1, 6]]);
});

Deno.test("journalOutcome: neighbours with the same shares are one, and passes over val are counted", () => {
  const report = { steps: 2, tokens: 8, rows: [3, 1], targets: [6, 2], sums: [1, 1] };
  const asked = (shares: number[]) => ({ do: "train", shares, steps: 2, batches: "exact" });
  const { trained, realised, evaluations, steps, tokens } = journalOutcome({
    journal: [
      { asked: asked([0.75, 0.25]), came: report },
      { asked: { do: "evaluate", split: "val" }, came: [1] },
      { asked: { ...asked([0.75, 0.25]), do: "reweigh", state: 0 }, came: { report, state: 1 } },
      { asked: { do: "evaluate", split: "test" }, came: [1] },
      { asked: asked([0.5, 0.5]), came: { ...report, rows: [2, 2] } },
      {
        asked: { ...asked([1, 0]), steps: 0 },
        came: { steps: 0, tokens: 0, rows: [0, 0], targets: [0, 0], sums: [0, 0] },
      },
    ],
  }, 2);
  deepEqual(trained, [{ steps: 4, shares: [0.75, 0.25] }, { steps: 2, shares: [0.5, 0.5] }]);
  deepEqual([realised, evaluations, steps, tokens], [[8 / 12, 4 / 12], 1, 6, 24]);
});

Deno.test("simulatedRuns: a reference is the end of a run of an earlier call", async () => {
  // Nothing is learnt here; the reference knows books better by 1 nat, which the proxy of DoReMi finds.
  const still = (start_k: number[]) => linearWorld({ domains: DOMAINS, A_km: DOMAINS.map(() => [0, 0, 0]), start_k });
  const runMany = simulatedRuns(({ name }) => still(name === "one" ? [9, 8, 6] : [9, 8, 7]));
  await rejects(runMany([spec("two", { reference: "one" })]), {
    name: "RangeError",
    message: 'run two: reference: wanted a run made before it (there is none), got "one"',
  });
  // In one call they could be made in any order.
  await rejects(runMany([spec("one"), spec("two", { reference: "one" })]), /made before it \(there is none\)/);
  await runMany([spec("one")]);
  const rule = { rule: "doremi", options: { batches: "exact" } };
  const [two] = await runMany([spec("two", { reference: "one", rule })]);
  deepEqual((two.answer.details as { scores: number[] }).scores, [0, 0, 1]);
  await rejects(runMany([spec("three", { reference: "on" })]), /wanted a run made before it \(one, two\), got "on"/);
});

Deno.test("simulatedRuns: a name stands once in a call", async () => {
  await rejects(simulatedRuns(WORLD)([spec("one"), spec("one")]), /runs: the name "one" stands twice/);
});

Deno.test("simulatedRuns: settings of single runs; others are for a world that is a function of the run", async () => {
  const [small] = await simulatedRuns(WORLD)([spec("one", { learner: { batch: 4, context: 2 } })]);
  equal(small.tokens, 12 * 4 * 2);
  await rejects(simulatedRuns(WORLD)([spec("one", { learner: { model: "tiny" } })]), {
    name: "RangeError",
    message: /^run one: learner: a simulated learner has no setting model; wanted batch, context, noise, learningRate/,
  });
  const slow = linearWorld({ domains: DOMAINS, A_km: DOMAINS.map(() => [0.01, 0.01, 0.01]), start_k: [9, 8, 7] });
  const runMany = simulatedRuns(({ learner }) => learner?.model === "tiny" ? slow : WORLD);
  const [tiny, whole] = await runMany([spec("one", { learner: { model: "tiny" } }), spec("two")]);
  deepEqual([tiny.start, whole.start], [[9, 8, 7], [8, 7, 9]]);
});

Deno.test("simulatedRuns: a rule's options are checked before it trains", async () => {
  const rule = { rule: "fixed", options: { shares: [0.5, 0.25, 0.5] } };
  await rejects(simulatedRuns(WORLD)([spec("one", { rule })]), /fixed: shares sum to 1.25/);
  await rejects(simulatedRuns(WORLD)([spec("one", { rule: { rule: "fixd", options: {} } })]), /did you mean fixed/);
});
