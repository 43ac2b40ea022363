/** Aioli on planted learners: synthetic losses throughout. */
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import checks from "../golden/methods/aioli_derived_checks.json" with { type: "json" };
import { learnParams } from "../../lib/methods/aioli/learn_params.ts";
import { estimationError } from "../../lib/methods/aioli/estimation_error.ts";
import type { VisitOrder } from "../../lib/methods/aioli/visit_order.ts";
import { drive, type DriveState } from "../../lib/methods/drive.ts";
import type { Json } from "../../lib/methods/actions.ts";
import type { MethodSetting, Prepared } from "../../lib/methods/method.ts";
import { methodNamed } from "../../lib/methods/methods.ts";
import type { OptionValues } from "../../lib/methods/options.ts";
import { ruleNamed } from "../../lib/methods/rules.ts";
import { runMethod } from "../../lib/methods/run_method.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";
import { simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { simulatedRuns } from "../../lib/methods/simulated/runs.ts";
import { transferWorld } from "../../lib/methods/simulated/transfer_world.ts";
import type { SimulatedWorld } from "../../lib/methods/simulated/world.ts";
import { random } from "../../lib/numerics/random.ts";

const near = (got: number, wanted: number, tolerance: number) =>
  ok(Math.abs(got - wanted) <= tolerance, `wanted ${wanted}, got ${got}`);

const domains = ["arxiv", "book", "web"], targets = ["book", "web"];
const A_km = [[0.002, 0.03, 0.005], [-0.001, 0.004, 0.02]];
const planted = linearWorld({ domains, targets, A_km, start_k: [60, 70] });

async function runRule(
  options: OptionValues,
  world: SimulatedWorld,
  { steps = 100, seed = 1, noise = 0, batch = 8 } = {},
) {
  const learner = simulatedLearner(world, { seed, noise, batch });
  const context = {
    ...learner,
    domains: world.domains,
    targets: world.targets,
    steps,
    seed,
    valRows: world.targets.map(() => 9),
  };
  const rule = ruleNamed("aioli"), rounds: RoundRecord[] = [];
  rule.check(options, context);
  const { answer, state } = await drive(rule.run(options, context), learner, {
    onRound: (record) => rounds.push(record),
  });
  return { answer, rounds, state, learner };
}

Deno.test("LearnParams recovers the planted A exactly, one step of it at a time: 2 targets, 3 domains, any batch", async () => {
  // Batches of 7 cannot hold 0.5, 0.25, 0.25: W from the rows trained makes the system true all the same.
  for (const batch of [8, 7, 5]) {
    for (const order of ["intervals", "sweeps"]) {
      const { rounds } = await runRule(
        { oneHotFactor: 0.5, lpRounds: 2, lpSteps: 3, updateSteps: 50, order },
        planted,
        { batch },
      );
      equal(rounds.length, 2);
      for (const { A } of rounds) A!.forEach((row, i) => row.forEach((a, j) => near(a / 3, A_km[i][j], 1e-11)));
    }
  }
});

Deno.test("with the mixtures asked for in W the estimate is off where batches cannot realise them, and exact where they can", async () => {
  const off = async (batch: number) => {
    const options = { oneHotFactor: 0.5, lpRounds: 1, lpSteps: 1, updateSteps: 50, preset: "repo" };
    const { rounds } = await runRule(options, planted, { batch });
    return Math.max(...rounds[0].A!.flatMap((row, i) => row.map((a, j) => Math.abs(a - A_km[i][j]))));
  };
  ok(await off(8) < 1e-11);
  ok(await off(7) > 1e-3);
});

for (
  const [m, f, lpRounds, order] of [
    [2, 0.625, 4, "sweeps"],
    [3, 0.5, 4, "intervals"],
    [3, 0.9, 1, "sweeps"],
    [4, 0.5, 3, "intervals"],
  ] as [number, number, number, VisitOrder][]
) {
  Deno.test(`noisy evaluations: the error of A is the predicted one (m ${m}, f ${f}, ${lpRounds} rounds, ${order})`, async () => {
    const names = Array.from({ length: m }, (_, j) => `d${j}`), rng = random(m), runs = 400;
    const truth = names.map(() => names.map(() => rng.normal() / 100));
    const world = linearWorld({ domains: names, A_km: truth, start_k: names.map(() => 50) });
    for (const noise of [1e-4, 1e-2]) {
      let squares = 0;
      for (let seed = 0; seed < runs; seed++) {
        const options = { static: true, oneHotFactor: f, lpRounds, lpSteps: 1, order };
        const { rounds: [{ A }] } = await runRule(options, world, { steps: lpRounds * m + 1, seed, noise, batch: 40 });
        A!.forEach((row, i) => row.forEach((a, j) => squares += (a - truth[i][j]) ** 2));
      }
      const error = Math.sqrt(squares / (runs * m * m)),
        predicted = estimationError({ sigma: noise, m, f, lpRounds, order });
      near(error / predicted, 1, 0.06);
    }
  });
}

Deno.test("recursive updates go on tilting to the domain with the largest column sum, up to the bound; afresh they stay", async () => {
  const options = { oneHotFactor: 0.5, lpRounds: 1, lpSteps: 2, updateSteps: 10, eta: 0.3, ema: 0.25 };
  const recursive = await runRule(options, planted, { steps: 200 });
  const afresh = await runRule({ ...options, preset: "repo" }, planted, { steps: 200 });
  const book = (rounds: readonly RoundRecord[]) => rounds.map(({ mixture }) => mixture.book);
  const rising = book(recursive.rounds);
  ok(rising.every((p, t) => t === 0 || p > rising[t - 1]));
  ok(rising[19] > 0.6 && recursive.rounds[19].mixture.arxiv < 0.1);
  for (const p of book(afresh.rounds)) near(p, book(afresh.rounds)[0], 1e-9);
  for (const { rounds } of [recursive, afresh]) {
    for (const { tiltBound, mixture } of rounds) {
      near(tiltBound!, Math.exp(0.3), 1e-15);
      equal(Object.keys(mixture).join(), domains.join());
    }
  }
  // Σ_i Ā_ij of the planted A, shifted by its least entry 0.001.
  const sums = [0.003, 0.036, 0.027], ratio = Math.exp(0.3 * (sums[1] - sums[0]) / 0.066);
  near(afresh.rounds[0].mixture.book / afresh.rounds[0].mixture.arxiv, ratio, 1e-9);
  near(rising[19] / recursive.rounds[19].mixture.arxiv, ratio ** 20, 1e-6);
});

const settingOf = (world: SimulatedWorld, steps: number, more: Partial<MethodSetting> = {}): MethodSetting => ({
  ...{ domains: world.domains, targets: world.targets, steps, batch: 8, context: 64, seed: 4 },
  ...{ valRows: world.targets.map(() => 100), trainTokens: world.domains.map(() => 1e6), budget: "final", ...more },
});

Deno.test("in a world of transfer Aioli gives most to the domain that helps all, and ends below stratified", async () => {
  const names = ["math", "code", "noise"];
  const world = transferWorld({
    ...{ domains: names, graph_mk: [[0.01, 0.006, 0.004], [0.001, 0.004, 0.001], [0, 0, 0.002]] },
    ...{ floor_k: [1, 1, 3], start_k: [8, 8, 8] },
  });
  const setting = settingOf(world, 400), runs = () => simulatedRuns(world, { noise: 1e-3 });
  const aioli = await runMethod(
    methodNamed("aioli"),
    { updateSteps: 40, lpRounds: 2, lpSteps: 2, eta: 0.5 },
    setting,
    runs(),
  );
  const even = await runMethod(methodNamed("stratified"), {}, setting, runs());
  const mean = (losses: readonly number[]) => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  ok(aioli.mixture[0] > 0.4 && aioli.mixture[0] > aioli.mixture[1] && aioli.mixture[0] > aioli.mixture[2]);
  ok(mean(aioli.final.val) < mean(even.final.val) - 0.1, `${mean(aioli.final.val)} against ${mean(even.final.val)}`);
});

const COSTED: Readonly<Record<string, OptionValues>> = {
  "by default": {},
  "13 passes a round": { lpRounds: 4, lpSteps: 2, updateSteps: 60, preset: "repo" },
  static: { preset: "static" },
  diagonal: { preset: "diagonal", updateSteps: 60 },
  "with a mixture before it": { prior: { arxiv: 0.5, web: 0.5 }, priorSteps: 60, lpRounds: 1, lpSteps: 2 },
  "on top of another method": {
    priorMethod: "stratified",
    priorOptions: { batches: "exact" },
    priorSteps: 40,
    updateSteps: 40,
  },
};
const square = linearWorld({ domains, A_km: [[0.02, 0, 0.001], [0.003, 0.01, 0], [0, 0, 0.01]], start_k: [9, 9, 9] });

for (const [name, options] of Object.entries(COSTED)) {
  Deno.test(`cost tells beforehand what a run will have done: ${name}`, async () => {
    const setting = settingOf(square, 240), aioli = methodNamed("aioli");
    const cost = aioli.cost(options, setting),
      { final, preparation } = await runMethod(aioli, options, setting, simulatedRuns(square));
    deepEqual(preparation, []);
    equal(final.steps, cost.steps);
    equal(final.tokens, 240 * 8 * 64);
    // Each run is evaluated at its start and at its end besides.
    equal(final.evaluations, cost.evaluations + 2);
    const sum = (of: (record: RoundRecord) => number) => final.rounds.reduce((total, record) => total + of(record), 0);
    equal(sum(({ evaluations }) => evaluations), cost.evaluations);
    equal(sum(({ estimation }) => estimation.steps), cost.estimation!.steps);
    equal(cost.estimation!.share, cost.estimation!.steps / 240);
    const before = options.priorSteps as number ?? 0;
    equal(sum(({ steps }) => steps), 240 - before);
    equal(sum(({ tokens }) => tokens), (240 - before) * 8 * 64);
    final.rounds.forEach(({ round, step, steps, estimation }, t) => {
      deepEqual([round, step, steps], [t, before + t * steps, steps]);
      equal(estimation.share, estimation.steps / steps);
    });
    near(final.answer.mixture.reduce((total, p) => total + p, 0), 1, 1e-12);
  });
}

const REALISED = Object.values(checks.learnparams_realised_mixtures);
for (const [n, { m, eta, p_max, p_min }] of checks.aioli_ema_weight_bounds.configs.entries()) {
  Deno.test(`preset launcher-${m}: the estimation's share, and shares within the golden bounds in every round`, async () => {
    const names = Array.from({ length: m }, (_, j) => `d${j}`), options = { preset: `launcher-${m}` };
    const A_km = names.map((_, i) => names.map((_, j) => i === 0 && j === 0 ? 1e-3 : 0));
    const world = linearWorld({ domains: names, A_km, start_k: names.map(() => 9) }), setting = settingOf(world, 1000);
    const cost = methodNamed("aioli").cost(options, setting), { nominal_delta, nominal_steps_per_round } = REALISED[n];
    near(cost.estimation!.share, nominal_delta, 1e-15);
    deepEqual(cost.tiltBound, { update: Math.exp(eta), run: Math.exp(eta) });
    const { final } = await runMethod(methodNamed("aioli"), options, setting, simulatedRuns(world, { noise: 1e-3 }));
    ok(final.rounds.length >= 4);
    for (const { mixture, estimation } of final.rounds) {
      equal(estimation.steps, nominal_steps_per_round);
      ok(Object.values(mixture).every((p) => p <= p_max + 1e-12 && p >= p_min - 1e-12));
      ok(mixture.d0 !== mixture.d1);
    }
  });
}

Deno.test("three domains, four rounds of visits: 13 passes over val a round", () => {
  const { evaluations } = methodNamed("aioli").cost(COSTED["13 passes a round"], settingOf(square, 240));
  equal(evaluations, 4 * 13);
});

Deno.test("the diagonal ablation keeps what domains do for themselves, also for pure domains", async () => {
  for (const oneHotFactor of [0.5, 1]) {
    const { rounds: [{ A }] } = await runRule({ preset: "diagonal", oneHotFactor, updateSteps: 100 }, square, {
      batch: 8,
    });
    A!.forEach((row, i) => row.forEach((a, j) => i === j ? ok(a > 0) : equal(a, 0)));
    // At f = 1 nothing else is mixed in: exactly the planted diagonal, a visit of 2 steps.
    if (oneHotFactor === 1) near(A![0][0] / A![1][1], 2, 1e-9);
  }
});

Deno.test("a world in which nothing helps: equal scores, a note that says so, the mixture left alone", async () => {
  const still = linearWorld({ domains, A_km: domains.map(() => [0, 0, 0]), start_k: [5, 5, 5] });
  const { rounds } = await runRule({ updateSteps: 50 }, still);
  for (const { mixture, notes } of rounds) {
    for (const domain of domains) near(mixture[domain], 1 / 3, 1e-15);
    match(notes!.join(" "), /tells no domain from another/);
  }
});

Deno.test("proxy mixtures that are much alike are warned of", async () => {
  const { rounds, answer } = await runRule({ oneHotFactor: 0.4, updateSteps: 100 }, square, { batch: 40 });
  match(rounds[0].notes!.join(" "), /amplifies the noise of evaluations 10\.0 times/);
  near((answer.details as unknown as { rounds: { noiseGain: number }[] }).rounds[0].noiseGain, 10, 1e-9);
  const { rounds: [{ notes }] } = await runRule({ oneHotFactor: 0.5, updateSteps: 100 }, square);
  equal(notes, undefined);
});

Deno.test("stopped after any step, a run goes on to the same bytes: prior, visits and rounds", async () => {
  const aioli = methodNamed("aioli"), setting = settingOf(square, 60);
  const options = {
    prior: { arxiv: 1 },
    priorSteps: 4,
    updateSteps: 28,
    lpRounds: 2,
    lpSteps: 2,
    ema: 0.5,
    batches: "exact",
  };
  const prepared = aioli.prepare(options, setting).next([]).value as {
    rule: { rule: string; options: Record<string, Json> };
  };
  const rule = ruleNamed(prepared.rule.rule);
  const begin = () => rule.run(prepared.rule.options, setting),
    learn = () => simulatedLearner(square, { seed: 4, noise: 0.01 });
  const whole: { state: DriveState; at: string }[] = [], learner = learn();
  const end = await drive(begin(), learner, {
    saveEvery: 1,
    save: (state) => void whole.push({ state: JSON.parse(JSON.stringify(state)), at: JSON.stringify(learner.state()) }),
  });
  equal(whole.length, 60);
  for (const { state, at } of whole) {
    const other = learn();
    other.restore(JSON.parse(at));
    const again = await drive(begin(), other, { from: state });
    equal(JSON.stringify(again), JSON.stringify(end));
    equal(JSON.stringify(other.state()), JSON.stringify(learner.state()));
  }
});

Deno.test("defaults fit any number of domains and steps", () => {
  const aioli = methodNamed("aioli");
  for (const m of [2, 3, 4, 7, 12]) {
    const names = Array.from({ length: m }, (_, j) => `d${j}`);
    const setting = (steps: number): MethodSetting => ({
      ...{ domains: names, targets: names, steps, batch: 64, context: 8, seed: 0, budget: "final" },
      ...{ valRows: names.map(() => 9), trainTokens: names.map(() => 1e5) },
    });
    for (const steps of [m + 1, 60, 97, 500, 1000, 5000, 40_000]) {
      const { estimation, evaluations } = aioli.cost({}, setting(steps));
      ok(estimation!.share < 1 && estimation!.steps >= m && evaluations <= 1 + 200 * (1 + 4 * m));
      if (steps >= 500) ok(estimation!.share <= 0.288);
    }
    throws(() => aioli.check({}, setting(m)), /an estimation has .* wanted fewer than the/);
  }
  // What the launchers have, found from the steps alone.
  const three = aioli.cost({}, { ...settingOf(square, 5000) });
  deepEqual([three.evaluations, three.estimation!.share], [20 * 13, 0.288]);
});

const BAD: [OptionValues, Partial<MethodSetting>, RegExp][] = [
  [{ updateSteps: 70 }, {}, /updateSteps: wanted a number that divides the 240 steps .* got 70/],
  [{ updateSteps: 80, prior: { web: 1 }, priorSteps: 40 }, {}, /divides the 200 steps/],
  [{ updateSteps: 24, lpRounds: 4, lpSteps: 2 }, {}, /4 · 2 · 3 = 24 steps; wanted fewer than the 24 of a round/],
  [{ static: true, updateSteps: 60 }, {}, /wanted static or updateSteps, got both/],
  [{ oneHotFactor: 1 / 3 }, {}, /oneHotFactor: wanted a share above 1\/m = 0\.333333/],
  [{ oneHotFactor: 1.1 }, {}, /oneHotFactor: wanted a number > 0 and ≤ 1, got 1\.1/],
  [{ eta: 0 }, {}, /eta: wanted a number > 0, got 0/],
  [{ ema: 1 }, {}, /ema: wanted a number ≥ 0 and/],
  [{ prior: { web: 0.5 }, priorSteps: 40 }, {}, /prior sum to 0\.5; wanted 1/],
  [{ prior: { wep: 1 }, priorSteps: 40 }, {}, /prior: wanted domains out of arxiv, book, web, got "wep"/],
  [{ prior: { web: 1 } }, {}, /prior: wanted priorSteps beside it, got none/],
  [{ priorMethod: "stratified" }, {}, /priorMethod: wanted priorSteps beside it/],
  [{ priorSteps: 40 }, {}, /wanted a prior or a priorMethod for these 40 steps, got neither/],
  [{ prior: { web: 1 }, priorSteps: 0 }, {}, /priorSteps: wanted a whole number ≥ 1, got 0/],
  [{ prior: { web: 1 }, priorSteps: 240 }, {}, /priorSteps: wanted fewer than the 240 steps of the run, got 240/],
  [{ prior: { web: 1 }, priorMethod: "stratified", priorSteps: 40 }, {}, /a mixture or a method .* got both/],
  [{ priorOptions: {} }, {}, /priorOptions: wanted a priorMethod/],
  [{ priorMethod: "aioli", priorSteps: 40 }, {}, /wanted another method than aioli/],
  [{ priorMethod: "stratifed", priorSteps: 40 }, {}, /did you mean stratified/],
  [{ priorMethod: "stratified", priorSteps: 40, priorOptions: { eta: 1 } }, {}, /stratified: it has no option eta/],
  [{ lpRound: 2 }, {}, /it has no option lpRound; .*did you mean lpRounds/],
  [{ preset: "faithful" }, {}, /preset: wanted paper, repo, launcher-2, launcher-3, launcher-7, static, diagonal/],
  [{ preset: "diagonal" }, { targets: ["arxiv", "book"], valRows: [1, 1] }, /diagonal: .* "web" is not both/],
  [{}, { valRows: [9, 0, 9] }, /val: book has no validation split/],
  [{}, { domains: ["web"], trainTokens: [1e6] }, /domains: wanted at least two to mix, got web/],
  // Two rows for 0.8, 0.6 and 0.6 of the first mixture, 0.6, 0.8 and 0.6 of the second: both become 1, 1, 0.
  [
    { oneHotFactor: 0.4, lpRounds: 1, lpSteps: 1, updateSteps: 60 },
    { batch: 2 },
    /realised: in the 2 rows .* cannot be told apart; wanted more lpSteps, lpRounds, a larger batch/,
  ],
];

for (const [options, more, message] of BAD) {
  Deno.test(`bad input is refused before training: ${message.source}`, () => {
    const setting = settingOf(square, 240, more);
    throws(() => methodNamed("aioli").check(options, setting), message);
    throws(() => methodNamed("aioli").cost(options, setting), message);
  });
}

/** Options that a method needs; preparatory runs are made as short as the prior. */
const PRIORS: Readonly<Record<string, OptionValues>> = {
  fixed: { mixture: { arxiv: 0.2, book: 0.3, web: 0.5 } },
  "grid-search": { mixtures: [[0.6, 0.2, 0.2], [0.2, 0.6, 0.2], [0.2, 0.2, 0.6]] },
  "data-mixing-laws": { runs: 8 },
  "skill-it": { updateSteps: 20 },
  doge: {},
  doremi: { rounds: 2 },
};

for (const [name, priorOptions] of Object.entries(PRIORS)) {
  Deno.test(`Aioli on top of ${name}: its preparation first, then its rule, then Aioli; the cost is what was told`, async () => {
    const options = { priorMethod: name, priorSteps: 60, priorOptions, updateSteps: 60 }, aioli = methodNamed("aioli");
    for (const budget of ["final", "total"] as const) {
      const steps = budget === "final" ? 240 : 240 + spent(aioli.cost(options, settingOf(square, 240)).preparation);
      const setting = settingOf(square, steps, { budget }), cost = aioli.cost(options, setting);
      const { final, preparation, prepared } = await runMethod(
        aioli,
        options,
        setting,
        simulatedRuns(square, { noise: 0.001 }),
      );
      deepEqual([cost.steps, final.steps, final.rounds.at(-1)!.step], [240, 240, 180]);
      ok(preparation.reduce((sum, run) => sum + run.steps, 0) <= spent(cost.preparation));
      ok(preparation.length <= cost.preparation.reduce((sum, { runs }) => sum + runs, 0));
      if (name !== "doremi") equal(preparation.reduce((sum, run) => sum + run.steps, 0), spent(cost.preparation));
      equal(final.evaluations, cost.evaluations + 2);
      // The phase before Aioli is the other method's final run, cut to the prior's steps.
      const alone = methodNamed(name), own = { ...settingOf(square, 60), seed: setting.seed };
      const reuse: OptionValues = Object.hasOwn(alone.options, "reuse") ? { reuse: false } : {};
      const itself = await runMethod(
        alone,
        { ...priorOptions, ...reuse },
        own,
        simulatedRuns(square, { noise: 0.001 }),
      );
      deepEqual(final.trained.slice(0, itself.final.trained.length), itself.final.trained);
      const { phases } = prepared.rule.options as unknown as { phases: { rule: string; options: Json }[] };
      deepEqual({ rule: phases[0].rule, options: phases[0].options }, itself.prepared.rule);
    }
  });
}

function spent(preparation: readonly { readonly runs: number; readonly steps: number }[]): number {
  return preparation.reduce((sum, { runs, steps }) => sum + runs * steps, 0);
}

Deno.test("a prior's steps have the batches that the others outside of estimation have", () => {
  const options = { prior: { [square.domains[0]]: 0.6, [square.domains[1]]: 0.4 }, priorSteps: 20, batches: "exact" };
  const { value } = methodNamed("aioli").prepare(options, settingOf(square, 60)).next([]);
  const { rule: { options: { phases } } } = value as Prepared;
  deepEqual((phases as { options: { batches: string } }[]).map(({ options: { batches } }) => batches), [
    "exact",
    "exact",
  ]);
});

Deno.test("rounds whose rows do not tell the proxy mixtures apart say so, and go on with those asked for", async () => {
  const domains = ["a", "b"], world = linearWorld({ domains, A_km: [[0.01, 0.002], [0.001, 0.02]], start_k: [9, 9] });
  const learner = simulatedLearner(world, { seed: 0, batch: 2, context: 4 }), rounds: RoundRecord[] = [];
  const context = { ...learner, domains, targets: domains, steps: 600, seed: 0, valRows: [9, 9] };
  const options = { oneHotFactor: 0.6, lpRounds: 2, lpSteps: 2, updateSteps: 12 };
  ruleNamed("aioli").check(options, context);
  const { answer } = await drive(ruleNamed("aioli").run(options, context), learner, {
    onRound: (record) => rounds.push(record),
  });
  const alike = rounds.filter(({ notes = [] }) => notes.some((note) => note.includes("do not tell them apart")));
  ok(alike.length > 0 && alike.length < rounds.length, `${alike.length} of ${rounds.length}`);
  equal(JSON.stringify([answer, rounds]).includes("null"), false);
});

Deno.test("diagonal: mixtures without a row of their own domain are taken as asked for", () => {
  const settings = {
    m: 2,
    f: 0.75,
    lpRounds: 1,
    lpSteps: 1,
    realised: true,
    order: "sweeps",
    diagonal: [0, 1],
  } as const;
  const found = (own: number) => {
    const acting = learnParams(settings, random(0));
    let next = acting.next(null), loss = 9;
    while (!next.done) {
      if (next.value.do !== "train") next = acting.next([loss--, 9]);
      else {
        const other = next.value.shares[0] > 0.5 ? [own, 4 - own] : [4 - own, own];
        next = acting.next({ steps: 1, tokens: 16, rows: other, targets: [0, 0], sums: [0, 0] });
      }
    }
    return next.value;
  };
  const { apart, A_km, W_mm } = found(0);
  deepEqual([apart, W_mm, A_km], [false, [[0.75, 0.25], [0.25, 0.75]], [[1 / 0.75, 0], [0, 0]]]);
  deepEqual([found(2).apart, found(2).A_km[0][0]], [true, 2]);
});
