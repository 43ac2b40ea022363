import { deepEqual, equal, ok, rejects, throws } from "../assert.ts";
import rules from "../golden/methods/update_rules.json" with { type: "json" };
import checks from "../golden/methods/aioli_derived_checks.json" with { type: "json" };
import { needsReference } from "../reference.ts";
import { drive, type DriveState } from "../../lib/methods/drive.ts";
import type { MethodSetting } from "../../lib/methods/method.ts";
import type { OptionValues } from "../../lib/methods/options.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";
import { runMethod } from "../../lib/methods/run_method.ts";
import { simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import { simulatedRuns } from "../../lib/methods/simulated/runs.ts";
import { transferWorld } from "../../lib/methods/simulated/transfer_world.ts";
import { skillIt } from "../../lib/methods/skill_it.ts";
import { skillItPlan } from "../../lib/methods/skill_it_evaluations.ts";
import { skillItGraph } from "../../lib/methods/skill_it_graph.ts";
import { skillItMethod } from "../../lib/methods/skill_it_method.ts";
import { skillItUpdate } from "../../lib/methods/skill_it_update.ts";
import { stratified } from "../../lib/methods/stratified.ts";

function near(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-14): void {
  equal(got.length, wanted.length);
  for (let i = 0; i < got.length; i++) {
    ok(Math.abs(got[i] - wanted[i]) <= tolerance, `${i}: wanted ${wanted[i]}, got ${got[i]}`);
  }
}

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const golden = rules.skillit;
const sums = [0, 1, 2].map((i) => golden.loss_history.slice(-golden.window).reduce((sum, row) => sum + row[i], 0));

Deno.test("Skill-It's update to the digits that are printed: first shares, sums of the window, normalised by the first", () => {
  const { A, eta, loss_history: [first] } = golden;
  near(skillItUpdate(A, [1, 1, 1], eta), golden.p_initial, 5e-11);
  near(skillItUpdate(A, sums, eta), golden.p_next, 5e-11);
  near(skillItUpdate(A, sums.map((sum, i) => sum / first[i]), eta), golden.p_next_normalized_by_first, 5e-11);
  const { graph, eta: step, summed_losses, weights, p, initial_p } = checks.unit_vectors.skillit_m2;
  near(skillItUpdate(graph, summed_losses, step), p);
  near(skillItUpdate(graph, [1, 1], step), initial_p);
  near(skillItUpdate(graph, summed_losses, step), weights.map((w) => w / (weights[0] + weights[1])));
});

/** Answers a rule: evaluations from a list, steps with their count. Gives the mixtures and rounds. */
function answer(
  options: OptionValues,
  names: readonly string[],
  steps: number,
  losses: readonly (readonly number[])[],
  targets = names,
) {
  const context = { domains: names, targets, steps, batch: 8, context: 64, seed: 0, valRows: targets.map(() => 9) };
  skillIt.check(options, context);
  const acting = skillIt.run(options, context), rounds: RoundRecord[] = [], evaluated: number[] = [];
  let next = acting.next(null), done = 0, n = 0;
  while (!next.done) {
    const action = next.value;
    if (action.do === "round") {
      rounds.push(action.record);
      next = acting.next(null);
    } else if (action.do === "evaluate") {
      evaluated.push(done);
      next = acting.next(losses[n++]);
    } else {
      done += action.steps;
      const zeros = names.map(() => 0);
      next = acting.next({ steps: action.steps, tokens: action.steps * 512, rows: zeros, targets: zeros, sums: zeros });
    }
  }
  equal(done, steps);
  equal(skillIt.evaluations(options, context), evaluated.length);
  const shares = rounds.map(({ mixture }) => names.map((name) => mixture[name]));
  return { shares, rounds, evaluated, answer: next.value };
}

Deno.test("the rule itself gives the golden shares, whose window of 3 leaves the first of 4 evaluations out", () => {
  const graph = golden.A, names = ["a", "b", "c"], five = { graph, eta: golden.eta, updateSteps: 10 };
  const { shares, rounds, evaluated } = answer(five, names, 50, golden.loss_history);
  near(shares[0], golden.p_initial, 5e-11);
  near(shares[4], golden.p_next, 5e-11);
  // Before there are three evaluations, those that are there are summed.
  near(shares[1], skillItUpdate(graph, golden.loss_history[0], golden.eta));
  near(
    shares[2],
    skillItUpdate(graph, golden.loss_history[0].map((l, i) => l + golden.loss_history[1][i]), golden.eta),
  );
  deepEqual(evaluated, [10, 20, 30, 40]);
  deepEqual(rounds.map(({ step, steps, evaluations }) => [step, steps, evaluations]), [
    [0, 10, 1],
    [10, 10, 1],
    [20, 10, 1],
    [30, 10, 1],
    [40, 10, 0],
  ]);
  equal(rounds.reduce((sum, { tokens }) => sum + tokens, 0), 50 * 512);
  // A is diag(ℓ) Gᵀ: its columns summed over targets are the scores.
  near(rounds[4].A!.flat(), sums.flatMap((loss, i) => graph.map((row) => loss * row[i])));
  near(Object.values(rounds[4].losses!), sums.map((sum) => sum / 3));
  equal(rounds[0].losses, undefined);
  near(rounds[0].A!.flat(), [0, 1, 2].flatMap((i) => graph.map((row) => row[i])));
  near(
    answer({ ...five, window: 9 }, names, 50, golden.loss_history).shares[4],
    skillItUpdate(graph, [0, 1, 2].map((i) => golden.loss_history.reduce((sum, row) => sum + row[i], 0)), golden.eta),
  );
  // Normalised by the first evaluation of the run, which the window has left behind.
  const normal = answer({ ...five, normalizeLoss: true }, names, 50, golden.loss_history).shares[4];
  near(normal, golden.p_next_normalized_by_first, 5e-11);
});

Deno.test("the mixture that a run ends with is the mean over its steps", () => {
  const { shares, answer: { mixture } } = answer({ graph: [[1, 0], [0, 1]], updateSteps: 5 }, ["a", "b"], 15, [[1, 2], [
    1,
    9,
  ]]);
  near(mixture, [0, 1].map((j) => mean(shares.map((row) => row[j]))));
  near(shares[2], skillItUpdate([[1, 0], [0, 1]], [2, 11], 0.2));
});

Deno.test("evaluations: Aioli's launchers as the specification counts them, and none that no update looks at", () => {
  const plan = (given: Partial<Parameters<typeof skillItPlan>[0]>) =>
    skillItPlan({ steps: 5000, updateSteps: 500, window: 3, offset: 1, first: false, ...given }).evaluations;
  // Every 250 steps and one late: the first update, after 500, has those after 1 and 251; the second those after 251, 501, 751.
  deepEqual(plan({ checkpoints: 20 }).slice(0, 4), [1, 251, 501, 751]);
  equal(plan({ checkpoints: 20 }).at(-1), 4251);
  // Seven domains: every 2,000 of 40,000 steps, updates every 400; the first five see one evaluation.
  const seven = skillItPlan({ steps: 40_000, updateSteps: 400, window: 3, checkpoints: 20, offset: 1, first: false });
  deepEqual(seven.evaluations.filter((at) => at <= 2000), [1]);
  equal(seven.evaluations.length, 20);
  // LEGO: 120 checkpoints, of which each update looks at three.
  equal(plan({ steps: 6000, updateSteps: 1000, checkpoints: 120 }).length, 15);
  deepEqual(plan({ steps: 6000, updateSteps: 1000, checkpoints: 120 }).slice(0, 3), [851, 901, 951]);
  equal(plan({ steps: 6000, updateSteps: 1000, checkpoints: 120, first: true })[0], 1);
  deepEqual(plan({ updateSteps: 5000, checkpoints: 20 }), []);
  deepEqual(plan({ steps: 23, updateSteps: undefined, offset: 0, checkpoints: undefined }), [
    2,
    5,
    7,
    9,
    12,
    14,
    16,
    18,
    21,
  ]);
});

Deno.test("presets of the repositories: ones between different skills become a half, own ones stay", () => {
  const graph = [[1, 1, 0], [0, 1, 0], [0, 0.25, 1]], names = ["a", "b", "c"];
  const history = Array.from({ length: 30 }, () => [1, 1, 1]);
  const first = (preset: string) => answer({ graph, preset }, names, 40, history).shares[0];
  near(first("paper"), skillItUpdate(graph, [1, 1, 1], 0.2));
  for (const preset of ["repo", "aioli"]) {
    near(first(preset), skillItUpdate([[1, 0.5, 0], [0, 1, 0], [0, 0.25, 1]], [1, 1, 1], 0.2));
  }
  deepEqual(answer({ graph, preset: "repo" }, names, 40, history).evaluated, [1, 5, 9, 13, 17, 21, 25, 29, 33]);
  // The own effect is known by its name, not by its place.
  near(
    answer({ graph: [[1, 1]], halveOnes: true }, ["b"], 1, history, ["a", "b"]).rounds[0].A!.flat(),
    [0.5, 1],
  );
});

Deno.test("lone domains keep 1/m, the graph fades, the step size grows, priors and first shares are taken", () => {
  const names = ["a", "b", "c"], graph = [[1, 0.5, 0], [0, 1, 0], [0, 0, 1]];
  const history = [[4, 3, 2], [2, 2, 2], [1, 1, 1]], base = { graph, eta: 0.5, updateSteps: 10, window: 1 };
  const lone = answer({ ...base, ignoreLoneNodes: true }, names, 40, history).shares;
  lone.forEach((row) => near([row[2], row[0] + row[1]], [1 / 3, 2 / 3], 1e-12));
  near(lone[1].slice(0, 2), [...skillItUpdate([[1, 0.5], [0, 1]], [4, 3], 0.5)].map((p) => p * 2 / 3));
  const fading = answer({ ...base, dynamicLambda: true }, names, 40, history).shares;
  near(fading[1], skillItUpdate(graph, history[0], 0.5));
  near(fading[2], skillItUpdate([[1, 0.25, 0], [0, 1, 0], [0, 0, 1]], history[1], 0.5));
  near(fading[3], skillItUpdate([[1, 0.125, 0], [0, 1, 0], [0, 0, 1]], history[2], 0.5));
  const growing = answer({ ...base, etaSchedule: true }, names, 40, history).shares;
  near(growing[1], skillItUpdate(graph, history[0], 0.5));
  near(growing[3], skillItUpdate(graph, history[2], 0.5 * 9 / 3));
  const prior = { a: 0.7, b: 0.3 }, initial = { b: 0.2, c: 0.8 };
  const started = answer({ ...base, prior, initial }, names, 40, history).shares;
  near(started[0], [0, 0.2, 0.8]);
  near(started[1], skillItUpdate(graph, history[0], 0.5, [0.7, 0.3, 0]));
  equal(started[1][2], 0);
  const average = answer({ ...base, window: 2, averageWindow: true }, names, 40, history).shares;
  near(average[2], skillItUpdate(graph, [3, 2.5, 2], 0.5));
});

Deno.test("scores of any size make shares, and losses that are no numbers do not", () => {
  near(skillItUpdate([[1, 0], [0, 1]], [5000, 4000], 2), [1, 0]);
  near(skillItUpdate([[-1, -2], [-1, -2]], [3, 4], 0.2), [0.5, 0.5]);
  throws(() => skillItUpdate([[1, 0], [0, 1]], [NaN, 1], 0.2), /wanted finite losses, got NaN/);
});

Deno.test("the graph of one-hot runs: parts of the start losses, rows the domains trained on", () => {
  const run = (name: string, val: number[]) => ({ name, start: [10, 8], val });
  near(skillItGraph([run("graph/a", [4, 6]), run("graph/b", [9, 10])]).flat(), [0.6, 0.25, 0.1, -0.25]);
  throws(
    () => skillItGraph([{ name: "graph/a", start: [0, 1], val: [0, 0] }]),
    /graph\/a: wanted losses > 0 at the start/,
  );
});

needsReference(
  "rows of Aioli's graphs are the domains trained on: arxiv's row for two domains stands in that for three",
  (path) => {
    const graphs: Record<string, { groups: string[]; seed: number; matrix: number[][] }> = JSON.parse(
      Deno.readTextFileSync(path("aioli", "skillit_graphs.json")),
    );
    const all = Object.values(graphs),
      of = (m: number, seed: number) => all.find((one) => one.groups.length === m && one.seed === seed)!;
    for (const seed of [0, 1, 2, 3, 4]) {
      const two = of(2, seed), three = of(3, seed), at = two.groups.map((name) => three.groups.indexOf(name));
      deepEqual(two.matrix[0], at.map((i) => three.matrix[at[0]][i])); // bit for bit
      ok(two.matrix[1][0] !== three.matrix[at[0]][at[1]]); // and its column does not
      // Our first shares from it favour what its row sums favour.
      const sums = three.matrix.map((row) => row.reduce((a, b) => a + b, 0)),
        shares = skillItUpdate(three.matrix, [1, 1, 1], 0.2);
      equal(shares.indexOf(Math.max(...shares)), sums.indexOf(Math.max(...sums)));
    }
  },
);

// Synthetic worlds from here on.
const domains = ["base", "arithmetic", "algebra"];
const setting = (given: Partial<MethodSetting> = {}): MethodSetting => ({
  ...{ domains, targets: domains, steps: 200, batch: 8, context: 64, seed: 0, budget: "final" },
  ...{ valRows: [100, 100, 100], trainTokens: [1e6, 1e6, 1e6] },
  ...given,
});
/** Base text teaches all three; algebra is slow. */
const world = transferWorld({
  ...{ domains, graph_mk: [[0.02, 0.01, 0.004], [0, 0.015, 0.001], [0, 0, 0.006]] },
  start_k: [6, 6, 6],
});

Deno.test("on a planted transfer world Skill-It beats even shares, by a graph that it learnt", async () => {
  for (const [preset, eta] of [["paper", 0.2], ["paper", 1], ["repo", 0.2], ["aioli", 0.2]] as const) {
    const runs = simulatedRuns(world, { noise: 0.005 });
    const { final, prepared, preparation } = await runMethod(skillItMethod, { preset, eta }, setting(), runs);
    const even = await runMethod(stratified, {}, setting(), runs);
    ok(mean(final.test!) < mean(even.final.test!) - 0.01, `${preset} ${eta}: ${final.test} ${even.final.test}`);
    equal(preparation.length, 3);
    const { graph } = prepared.details as { graph: number[][] };
    // Base trains all; nothing else trains base: 1 − (1 − 0.02)^200, within the noise.
    near(graph[0], [0.02, 0.01, 0.004].map((part) => 1 - (1 - part) ** 200), 0.01);
    near([graph[1][0], graph[2][0], graph[2][1]], [0, 0, 0], 0.01);
    ok(final.rounds.length === 10 && final.rounds.every(({ mixture }) => mixture.base > 1 / 3));
  }
});

Deno.test("what Skill-It costs is what it said", async () => {
  const given = { graph: [[1, 0.5, 0], [0, 1, 0], [0, 0, 1]] };
  const each: [OptionValues, Partial<MethodSetting>][] = [
    [{}, {}],
    [given, {}],
    [{ preset: "aioli", updateSteps: 20 }, {}],
    [{ preset: "repo", normalizeLoss: true, graphSteps: 30 }, {}],
    [{}, { budget: "total" }],
    [{ ...given, updateSteps: 25 }, { budget: "total" }],
    [{ graphSteps: 20, updateSteps: 14 }, { budget: "total" }],
    [{ updateSteps: 200 }, {}],
  ];
  for (const [options, some] of each) {
    const asked = setting(some), expected = skillItMethod.cost(options, asked);
    const { preparation, final } = await runMethod(skillItMethod, options, asked, simulatedRuns(world));
    equal(preparation.length, expected.preparation.reduce((sum, { runs }) => sum + runs, 0));
    ok(preparation.every((run) => run.steps === expected.preparation[0].steps));
    equal(final.steps, expected.steps);
    equal(final.evaluations - 2, expected.evaluations);
    equal(final.rounds.reduce((sum, { evaluations }) => sum + evaluations, 0), expected.evaluations);
    if (asked.budget === "total") ok(preparation.reduce((sum, run) => sum + run.steps, final.steps) <= 200);
  }
});

Deno.test("Skill-It with other targets than domains: a graph of m rows and k columns", async () => {
  const targets = ["algebra", "geometry"],
    transfer = { graph_mk: [[0.004, 0.02], [0.001, 0], [0.006, 0]], start_k: [5, 6] };
  const runs = simulatedRuns(transferWorld({ domains, targets, ...transfer }));
  const asked = setting({ targets, valRows: [9, 9] });
  const { final, prepared } = await runMethod(skillItMethod, {}, asked, runs);
  deepEqual((prepared.details as { graph: number[][] }).graph.map((row) => row.length), [2, 2, 2]);
  deepEqual(final.rounds.map(({ A }) => [A!.length, A![0].length])[0], [2, 3]);
  ok(final.answer.mixture[0] > 1 / 3 && final.answer.mixture[1] < 1 / 3);
});

Deno.test("stopped at any step, Skill-It goes on to the same losses, rounds and answer", async () => {
  const options = { preset: "aioli", updateSteps: 8, window: 2, graph: [[0.9, 0.5, 0.2], [0, 0.8, 0.1], [0, 0, 0.6]] };
  const context = { ...setting({ steps: 40 }) };
  const begin = () => simulatedLearner(world, { seed: 3, noise: 0.01 });
  const whole = async () => {
    const learner = begin(), rounds: RoundRecord[] = [];
    const { answer, state } = await drive(skillIt.run(options, context), learner, {
      onRound: (record) => rounds.push(record),
    });
    return JSON.stringify([learner.state(), rounds, answer, state]);
  };
  const wanted = await whole();
  for (let stop = 1; stop < 40; stop++) {
    const first = begin(), rounds: RoundRecord[] = [], controller = new AbortController();
    const onRound = (record: RoundRecord) => void rounds.push(record);
    let saved: DriveState | undefined;
    await rejects(
      drive(skillIt.run(options, context), first, {
        onRound,
        save: (state) => void (saved = JSON.parse(JSON.stringify(state))),
        onStep: ({ step }) => step === stop && controller.abort(new Error("stopped")),
        signal: controller.signal,
      }),
      /stopped/,
    );
    const second = begin();
    second.restore(JSON.parse(JSON.stringify(first.state())));
    const { answer, state } = await drive(skillIt.run(options, context), second, { onRound, from: saved });
    equal(JSON.stringify([second.state(), rounds, answer, state]), wanted, `stopped after ${stop}`);
  }
});

Deno.test("Skill-It refuses bad input before anything is trained", async () => {
  const none = () => Promise.reject(new Error("a run was made"));
  const refused = (options: OptionValues, wanted: RegExp, given: Partial<MethodSetting> = {}) =>
    rejects(runMethod(skillItMethod, options, setting(given), none), wanted);
  await refused({ updateSteps: 30 }, /updateSteps: wanted a divisor of the run's 200 updates, got 30/);
  await refused(
    { graph: [[1, 0], [0, 1]] },
    /graph: wanted 3 rows, one for each domain trained on \(base, arithmetic, algebra\), of 3 numbers.* got 2 rows of 2/,
  );
  await refused({ graph: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], graphSteps: 5 }, /wanted a graph or graphSteps, got both/);
  await refused({ eta: 0 }, /eta: wanted a number > 0, got 0/);
  await refused({ window: 0 }, /window: wanted a whole number ≥ 1/);
  await refused(
    { checkpoints: 4, updateSteps: 20 },
    /checkpoints: wanted an evaluation before the first update after 20 steps, got the first one after 50/,
  );
  await refused({ checkpoints: 500 }, /checkpoints: wanted at most the run's 200 updates/);
  await refused({ evaluationOffset: 1 }, /evaluationOffset: wanted checkpoints beside it/);
  await refused(
    { checkpoints: 20, evaluationOffset: 10 },
    /evaluationOffset: wanted less than the 10 updates between them/,
  );
  await refused(
    { prior: { base: 0.5, geometry: 0.5 } },
    /prior: wanted domains out of base, arithmetic, algebra, got "geometry"/,
  );
  await refused({ prior: { base: 0.5 } }, /prior sum to 0\.5; wanted 1/);
  await refused({ preset: "code" }, /preset: wanted paper, repo, aioli, got "code"/);
  await refused({ ignoreLoneNodes: true }, /wanted the domains themselves as targets/, {
    targets: ["algebra"],
    valRows: [9],
  });
  await refused({}, /algebra has no validation split/, { valRows: [9, 9, 0] });
  await refused({}, /wanted at least two to mix/, { domains: ["base"] });
  await refused({}, /3 preparatory runs and a final run do not fit in 4 updates/, { budget: "total", steps: 4 });
});
