import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { type SimulatedLearner, simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import type { SimulatedOptions } from "../../lib/methods/simulated/options.ts";
import type { GradientBatch, StepOptions, TokenBatch } from "../../lib/methods/learner.ts";
import { smoothedOneHots } from "../../lib/mixture/smoothed_one_hots.ts";
import { choleskyFactor } from "../../lib/numerics/cholesky.ts";
import { deepEqual, equal, notDeepEqual, ok, rejects, throws } from "../assert.ts";
import { WORLD } from "./fixtures.ts";

const EVEN = [1 / 3, 1 / 3, 1 / 3];
const learnerOf = (options: Partial<SimulatedOptions> = {}) =>
  simulatedLearner(WORLD, { seed: 3, context: 4, ...options });
const flat: StepOptions = { reweigh: ({ losses_BT }) => losses_BT.map(() => 1) };

Deno.test("simulatedLearner: n steps in one call or in n calls are the same steps, whatever kind they are", async () => {
  const combine: StepOptions = {
    combine: {
      target: { split: "val", rows: 2, shares: EVEN, separate: false },
      weigh: ({ gram }) => [0, 1, 2].map((j) => 1 + gram[j * 4 + 3]),
    },
  };
  for (const options of [{}, { batches: "exact" }, flat, combine] as StepOptions[]) {
    const one = learnerOf({ noise: 0.1 }), many = learnerOf({ noise: 0.1 });
    const report = await one.train([0.5, 0.3, 0.2], 7, options);
    let steps = 0;
    for (let n = 0; n < 7; n++) steps += (await many.train([0.5, 0.3, 0.2], 1, options)).steps;
    deepEqual(many.state(), one.state());
    equal(report.steps, steps);
    deepEqual(await many.evaluate("val"), await one.evaluate("val"));
  }
});

Deno.test("simulatedLearner: a learner restored from text goes on to the same bytes", async () => {
  const one = learnerOf({ noise: 0.1 }), other = learnerOf({ noise: 0.1 });
  await one.train(EVEN, 5, { batches: "exact" });
  other.restore(JSON.parse(JSON.stringify(one.state())));
  for (const learner of [one, other]) await learner.train([0.1, 0.2, 0.7], 5, { batches: "exact" });
  deepEqual(other.state(), one.state());
  deepEqual(await other.evaluate("test"), await one.evaluate("test"));
});

Deno.test("simulatedLearner: states of others are refused", async () => {
  const learner = learnerOf();
  await learner.train(EVEN, 2);
  const state = learner.state();
  throws(() => learner.restore(null), { name: "TypeError", message: "state: wanted an object, got null" });
  throws(() => learner.restore({ ...state, version: 3 }), /wanted format "mixlab\/simulated" of version 1/);
  throws(() => learner.restore({ ...state, seed: 4 }), /state: seed: wanted that of the learner, 3, got 4/);
  throws(
    () => learner.restore({ ...state, losses: [1, 2] }),
    /state: losses: wanted one of each of web, code, books, got 2/,
  );
  throws(() => learner.restore({ ...state, owed: [0, null, 0] }), /state: owed: code: wanted a number, got null/);
  throws(() => learner.restore({ ...state, step: 0.5 }), /state: step: wanted a whole number ≥ 0/);
  deepEqual(learner.state(), state); // what was refused changed nothing
});

Deno.test("simulatedLearner: what was drawn acts, and is reported", async () => {
  const world = linearWorld({
    ...{ domains: ["a", "b"], A_km: [[1, 0], [0, 1]], start_k: [100, 100] },
  });
  const learner = simulatedLearner(world, { seed: 1, batch: 4, context: 8 });
  const report = await learner.train([0.5, 0.5], 1);
  equal(report.rows[0] + report.rows[1], 4);
  deepEqual([...await learner.evaluate("val")], report.rows.map((n) => 100 - n / 4));
  deepEqual(report.targets, report.rows.map((n) => 8 * n));
  deepEqual(report.sums, report.rows.map((n) => 8 * n * 100));
  equal(report.tokens, 32);
});

Deno.test("simulatedLearner: rows fall to the domains by their shares; some batches lack one, none has one of share 0", async () => {
  const learner = learnerOf({ batch: 8 });
  let lacking = 0;
  const sums = [0, 0, 0];
  for (let n = 0; n < 2000; n++) {
    const { rows } = await learner.train([0.8, 0.2, 0], 1);
    if (rows[1] === 0) lacking++;
    rows.forEach((r, j) => sums[j] += r);
  }
  equal(sums[2], 0);
  // 16,000 rows: the standard error of the share is 0.0032; of the part 0.8⁸ = 0.168 of the batches it is 0.0084.
  ok(Math.abs(sums[1] / 16000 - 0.2) < 4 * 0.0032, `${sums}`);
  ok(Math.abs(lacking / 2000 - 0.8 ** 8) < 4 * 0.0084, `${lacking}`);
});

Deno.test("simulatedLearner: other seeds draw other batches", async () => {
  const rows = async (seed: number) => (await learnerOf({ seed }).train(EVEN, 20)).rows;
  notDeepEqual(await rows(0), await rows(1));
});

Deno.test("simulatedLearner: exact batches realise smoothed one-hot mixtures to a row, for 2, 3 and 7 domains", async () => {
  for (const m of [2, 3, 7]) {
    const names = Array.from({ length: m }, (_, j) => `d${j}`);
    const world = linearWorld({
      domains: names,
      A_km: names.map(() => names.map(() => 0)),
      start_k: names.map(() => 1),
    });
    for (const f of [0.75, 0.6]) {
      const one_hots = smoothedOneHots(m, f), learner = simulatedLearner(world, { seed: 0, batch: 8 });
      // Aioli's LearnParams: the mixtures in turn, lp_steps batches each, over several rounds.
      const asked = names.map(() => 0), got = names.map(() => 0), lpSteps = 5, B = 8;
      for (let round = 0; round < 4; round++) {
        for (const shares of one_hots) {
          const { rows } = await learner.train(shares, lpSteps, { batches: "exact" });
          rows.forEach((n, j) => {
            // Owed before and after are below a row each.
            ok(Math.abs(n - lpSteps * B * shares[j]) < 2, `m ${m}, f ${f}: ${n} rows for ${lpSteps * B * shares[j]}`);
            got[j] += n;
            asked[j] += lpSteps * B * shares[j];
          });
        }
      }
      got.forEach((n, j) => ok(Math.abs(n - asked[j]) <= 1, `m ${m}, f ${f}: ${n} rows for ${asked[j]}`));
    }
  }
});

Deno.test("simulatedLearner: expected shares act and are reported as they are", async () => {
  const learner = learnerOf({ expected: true, batch: 8 });
  const { rows } = await learner.train([0.5, 0.3, 0.2], 4);
  rows.forEach((n, j) => ok(Math.abs(n - 32 * [0.5, 0.3, 0.2][j]) < 1e-12));
  learner.state().given.forEach((sum, j) => ok(Math.abs(sum - 4 * [0.5, 0.3, 0.2][j]) < 1e-12));
});

Deno.test("simulatedLearner: noise is normal, by seed, split and step", async () => {
  const names = Array.from({ length: 2000 }, (_, i) => `t${i}`);
  const world = linearWorld({
    ...{ domains: ["a", "b"], targets: names, A_km: names.map(() => [0, 0]) },
    start_k: names.map(() => 3),
  });
  const learner = simulatedLearner(world, { seed: 0, noise: 0.1 });
  const first = await learner.evaluate("val");
  deepEqual(await learner.evaluate("val"), first);
  notDeepEqual(await learner.evaluate("test"), first);
  notDeepEqual(await simulatedLearner(world, { seed: 1, noise: 0.1 }).evaluate("val"), first);
  const mean = first.reduce((a, b) => a + b) / 2000,
    sd = Math.sqrt(first.reduce((s, x) => s + (x - mean) ** 2, 0) / 2000);
  ok(Math.abs(mean - 3) < 4 * 0.1 / Math.sqrt(2000), `${mean}`);
  ok(Math.abs(sd - 0.1) < 4 * 0.1 / Math.sqrt(4000), `${sd}`);
  // Within one standard deviation: 68.27 %.
  const within = first.filter((x) => Math.abs(x - 3) < 0.1).length / 2000;
  ok(Math.abs(within - 0.6827) < 4 * 0.0104, `${within}`);
  await learner.train([1, 0], 1);
  notDeepEqual(await learner.evaluate("val"), first);
});

Deno.test("simulatedLearner: reweigh sees rows, losses and reference, and its weights act", async () => {
  const learner = learnerOf({ reference: [1, 2, 3], learningRate: (step) => 0.1 / (1 + step) });
  const batches: TokenBatch[] = [];
  const reweigh = (batch: TokenBatch) => {
    batches.push(batch);
    const counts = [0, 0, 0];
    for (const j of Array.from(batch.domains_B)) counts[j]++;
    // Weights 1 : 2 : 1 of the domains, whatever their rows.
    return batch.losses_BT.map((_, n) => [1, 2, 1][batch.domains_B[n >> 2]] / counts[batch.domains_B[n >> 2]]);
  };
  const { rows } = await learner.train(EVEN, 1, { reweigh, batches: "exact" });
  const [{ step, learningRate, context, domains_B, losses_BT, reference_BT }] = batches;
  deepEqual([step, learningRate, context, [...Array.from(domains_B)]], [0, 0.1, 4, [0, 0, 0, 1, 1, 1, 2, 2]]);
  deepEqual(rows, [3, 3, 2]);
  deepEqual([...losses_BT], Array.from({ length: 32 }, (_, n) => [8, 7, 9][domains_B[n >> 2]]));
  deepEqual([...reference_BT!], Array.from({ length: 32 }, (_, n) => [1, 2, 3][domains_B[n >> 2]]));
  learner.state().given.forEach((sum, j) => ok(Math.abs(sum - [0.25, 0.5, 0.25][j]) < 1e-7)); // weights are float32
  await learner.train(EVEN, 1, { reweigh });
  deepEqual([batches[1].step, batches[1].learningRate], [1, 0.05]);
  equal((await trained(learnerOf(), flat)).reference_BT, undefined);
});

/** The first batch that `reweigh` saw. */
async function trained(learner: SimulatedLearner, { batches }: StepOptions): Promise<TokenBatch> {
  const seen: TokenBatch[] = [];
  await learner.train(EVEN, 1, {
    ...(batches && { batches }),
    reweigh: (batch) => (seen.push(batch), batch.losses_BT),
  });
  return seen[0];
}

Deno.test("simulatedLearner: tokens have noise of their own", async () => {
  const { losses_BT } = await trained(learnerOf({ noise: 0.05, batch: 64, context: 16 }), { batches: "exact" });
  const web = losses_BT.slice(0, 16 * 21), mean = web.reduce((a, b) => a + b) / web.length;
  ok(Math.abs(mean - 8) < 4 * 0.05 / Math.sqrt(web.length), `${mean}`);
  equal(new Set(web).size > 300, true);
});

Deno.test("simulatedLearner: gradients have the products that the world says, and are vectors", async () => {
  const seen: GradientBatch[] = [];
  const learner = learnerOf({ batch: 9 }), shares = [0.5, 0.25, 0.25];
  const weigh = (batch: GradientBatch) => (seen.push(batch), [1, 1, 2]);
  await learner.train(EVEN, 1, {
    batches: "exact",
    combine: { weigh, target: { split: "val", rows: 8, shares, separate: true } },
  });
  const [{ gram, targets, rows_m }] = seen, n = 6;
  deepEqual([targets, rows_m, gram.length], [3, [3, 3, 3], 36]);
  // (L_i − floor_i) G_ji of the world of the tests.
  const A_km = [[5.5 * 0.02, 5.5 * 0.001, 5.5 * 0.008], [6 * 0.004, 6 * 0.03, 6 * 0.002], [6 * 0.01, 0, 6 * 0.025]];
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) equal(gram[(3 + i) * n + j], A_km[i][j]);
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) equal(gram[a * n + b], gram[b * n + a]);
  // Positive semidefinite: with a little on the diagonal it has a Cholesky factor.
  ok(choleskyFactor(gram.map((x, at) => at % (n + 1) === 0 ? x + 1e-9 : x), n));
  learner.state().given.forEach((sum, j) => equal(sum, [0.25, 0.25, 0.5][j]));
});

Deno.test("simulatedLearner: one target gradient is the mean over the target rows; a domain without rows has none", async () => {
  const seen: GradientBatch[] = [];
  const weigh = (batch: GradientBatch) => (seen.push(batch), [1, 1, 1]);
  const target = { split: "val", rows: 4, shares: [0.5, 0, 0.5], separate: false } as const;
  const learner = learnerOf({ expected: true, batch: 8 });
  await learner.train([0.5, 0.5, 0], 1, { batches: "exact", combine: { weigh, target } });
  const [{ gram, targets, rows_m }] = seen;
  deepEqual([targets, rows_m, gram.length], [1, [4, 4, 0], 16]);
  ok(Math.abs(gram[3] - 0.5 * (5.5 * 0.02 + 6 * 0.01)) < 1e-15);
  deepEqual([gram[2 * 4 + 2], gram[2 * 4 + 3], gram[3 * 4 + 2]], [0, 0, 0]);
  deepEqual(learner.state().given, [0.5, 0.5, 0]);
  // Without expected it is the mean over rows that were drawn.
  const drawn = learnerOf({ batch: 8 });
  await drawn.train([0.5, 0.5, 0], 1, { batches: "exact", combine: { weigh, target } });
  const parts = [0, 1, 2, 3, 4].map((n) => n / 4 * 5.5 * 0.02 + (1 - n / 4) * 6 * 0.01);
  ok(parts.some((part) => Math.abs(part - seen[1].gram[3]) < 1e-15), `${seen[1].gram[3]}`);
  // And none where no target is asked for.
  await learner.train(EVEN, 1, { combine: { weigh } });
  deepEqual([seen[2].targets, seen[2].gram.length], [0, 9]);
});

Deno.test("simulatedLearner: a step in which all weights are 0 teaches nothing, and counts", async () => {
  const learner = learnerOf();
  const { rows } = await learner.train(EVEN, 1, { reweigh: ({ losses_BT }) => losses_BT.fill(0), batches: "exact" });
  await learner.train(EVEN, 1, { combine: { weigh: () => [0, 0, 0] } });
  deepEqual([rows, learner.step, [...await learner.evaluate("val")]], [[3, 3, 2], 2, [8, 7, 9]]);
});

Deno.test("simulatedLearner: refuses what it cannot do", async () => {
  const learner = learnerOf();
  await rejects(learner.train([0.5, 0.5], 1), /train: wanted 3 shares, one a domain, got 2/);
  await rejects(learner.train([0.5, 0.5, 0.5], 1), /sum to 1.5/);
  await rejects(learner.train([-0.5, 1, 0.5], 1), /the share of web is -0.5/);
  await rejects(learner.train(EVEN, 0.5), /train: steps/);
  await rejects(
    learner.train(EVEN, 1, { reweigh: () => new Float32Array(3) }),
    /reweigh: wanted 32 weights, one a token, got 3/,
  );
  await rejects(
    learner.train(EVEN, 1, { reweigh: () => new Float32Array(32).fill(-1) }),
    /reweigh: the weight of .* is -/,
  );
  await rejects(
    learner.train(EVEN, 1, { combine: { weigh: () => [1] } }),
    /combine: wanted 3 weights, one a domain, got 1/,
  );
  await rejects(
    learner.train(EVEN, 1, { combine: { weigh: () => [NaN, NaN, NaN] } }),
    /combine: the weight of .* is NaN/,
  );
  const target = { split: "val", rows: 4, shares: [1], separate: true } as const;
  await rejects(
    learner.train(EVEN, 1, { combine: { weigh: () => EVEN, target } }),
    /wanted 3 shares, one a target, got 1/,
  );
  equal(learner.step, 0); // nothing of this was a step
  await rejects(learner.evaluate("train" as "val"), /evaluate: wanted val, test, got "train"/);
  await rejects(learner.evaluate("val", AbortSignal.abort(new Error("stop"))), /stop/);
  const options: [Partial<SimulatedOptions>, RegExp][] = [
    [{ seed: -1 }, /simulatedLearner: seed/],
    [{ batch: 0 }, /simulatedLearner: batch/],
    [{ context: 0.5 }, /simulatedLearner: context/],
    [{ noise: -1 }, /noise: wanted a finite number ≥ 0, got -1/],
    [{ noise: "0" as unknown as number }, /noise: wanted a number, got "0"/],
    [{ learningRate: NaN }, /learningRate: wanted a finite number ≥ 0, got NaN/],
    [{ reference: [1] }, /reference: wanted 3 numbers, one for each of web, code, books, got 1/],
    [{ expected: 1 as unknown as boolean }, /expected: wanted true or false, got 1/],
  ];
  for (const [option, message] of options) throws(() => learnerOf(option), message);
});
