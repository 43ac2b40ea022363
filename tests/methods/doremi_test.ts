/** DoReMi's formulae against golden vectors, and its problem without a model. */
import type { DoremiOptions } from "../../lib/methods/doremi/options.ts";
import { DOREMI_PRESETS } from "../../lib/methods/doremi/options.ts";
import { type ProxyState, startProxy, updateProxy } from "../../lib/methods/doremi/proxy_state.ts";
import { batchScores, type ExcessBatch } from "../../lib/methods/doremi/scores.ts";
import { importanceWeights, proxyTokenWeights } from "../../lib/methods/doremi/token_weights.ts";
import { toyConstants, toyDoremi, toyErrors } from "./doremi_toy.ts";
import { doremiWeights } from "../../lib/methods/doremi/weights.ts";
import assert from "../assert.ts";

const read = (name: string) =>
  JSON.parse(Deno.readTextFileSync(new URL(`../golden/methods/${name}.json`, import.meta.url)));
const golden = read("update_rules"), { unit_vectors } = read("aioli_derived_checks");

const BASE: DoremiOptions = {
  ...{ eta: 1, smoothing: 1e-3, clipExcess: "token", scoreOver: "tokens", objective: "domain-means" },
  ...{ absent: "zero", startScore: 0, averageStart: false },
};
const presetOf = (name: keyof typeof DOREMI_PRESETS): DoremiOptions => ({ ...BASE, ...DOREMI_PRESETS[name] });

function near(got: ArrayLike<number>, wanted: readonly number[], tolerance: number, at: string): void {
  assert.equal(got.length, wanted.length, at);
  wanted.forEach((value, i) => assert.ok(Math.abs(got[i] - value) <= tolerance, `${at}: ${i}: ${got[i]} for ${value}`));
}

/** A batch of one-token rows with these excess losses by domain, over a reference of 2 nats. */
function batchOf(
  excess: Readonly<Record<string, readonly number[]>>,
  names: string,
): ExcessBatch & { losses_BT: number[] } {
  const domains_B = [...names].flatMap((name, i) => (excess[name] ?? []).map(() => i));
  const losses_BT = [...names].flatMap((name) => excess[name] ?? []);
  return { context: 1, domains_B, losses_BT, reference_BT: losses_BT.map(() => 0) };
}

for (const preset of ["repo", "paper"] as const) {
  Deno.test(`scores, weights and running mean of ${preset} are the golden trajectory`, () => {
    const { domains, token_excess_per_step, trajectory } = golden[`doremi_${preset}`], even = [1 / 3, 1 / 3, 1 / 3];
    let state: ProxyState = startProxy(even, presetOf(preset));
    token_excess_per_step.forEach((excess: Record<string, number[]>, t: number) => {
      state = updateProxy(state, batchOf(excess, domains), even, presetOf(preset)).state;
      near(state.scores, trajectory[t].lam, 1e-10, `λ ${t}`);
      near(state.weights, trajectory[t].alpha, 1e-10, `α ${t}`);
      near(state.mean, trajectory[t].avg, 1e-10, `mean ${t}`);
    });
  });
}

Deno.test("a domain that the first batch lacks: repo gives it nearly all, paper does not collapse", () => {
  const m = 22, even = Array<number>(m).fill(1 / m);
  const batch: ExcessBatch = {
    ...{ context: 1, domains_B: even.slice(1).map((_, i) => i + 1) },
    ...{ losses_BT: even.slice(1).map(() => 2.3), reference_BT: even.slice(1).map(() => 2) },
  };
  const first = (preset: "repo" | "paper") =>
    updateProxy(startProxy(even, presetOf(preset)), batch, even, presetOf(preset)).state.weights[0];
  near([first("repo")], [golden.doremi_missing_domain_at_step1.weight_of_missing], 5e-7, "repo");
  const share = (1 - 1e-3) / (1 + 21 * Math.exp(0.3)) + 1e-3 / 22;
  near([first("paper")], [share], 1e-12, "paper");
  // Skipped, it keeps its weight.
  const skip = updateProxy(startProxy(even, BASE), batch, even, { ...BASE, absent: "skip" }).state.weights;
  near(skip, even, 1e-15, "skip");
});

Deno.test("the proxy loss in both normalisations, and importance weights", () => {
  const { alpha, tokens, mean_loss, repo, paper, nonuniform_sampling_p, repo_importance_weights } =
    golden.doremi_proxy_loss;
  const domains_B = tokens.flatMap((n: number, i: number) => Array(n).fill(i));
  // Tokens of a domain differ by a little around their mean.
  const losses_BT = tokens.flatMap((n: number, i: number) =>
    Array.from({ length: n }, (_, t) => mean_loss[i] + 0.25 * (t - (n - 1) / 2))
  );
  const batch: ExcessBatch = { context: 1, domains_B, losses_BT, reference_BT: losses_BT.map(() => 0.5) };
  const loss = (objective: DoremiOptions["objective"], sampling: number[]) => {
    const options = { ...BASE, objective };
    const weights = proxyTokenWeights(batch, batchScores(batch, 3, options), alpha, sampling, options);
    return weights.reduce((sum, weight, n) => sum + weight * losses_BT[n], 0);
  };
  const even = [1 / 3, 1 / 3, 1 / 3];
  near([loss("self-normalised", even)], [repo], 2e-7, "repo");
  near([loss("domain-means", even)], [paper], 2e-7, "paper");
  near(importanceWeights(alpha, nonuniform_sampling_p), repo_importance_weights, 1e-10, "importance");
  const v = repo_importance_weights as number[], total = v.reduce((sum, w, i) => sum + w * tokens[i], 0);
  const wanted = v.reduce((sum, w, i) => sum + w * tokens[i] * mean_loss[i], 0) / total;
  near([loss("self-normalised", nonuniform_sampling_p)], [wanted], 1e-6, "self-normalised, uneven sampling");
});

Deno.test("Aioli's: excess clipped after the mean, for two domains", () => {
  const { mu, reweight_eps, prev, excess, next } = unit_vectors.doremi_m2, aioli = presetOf("aioli");
  assert.deepEqual([aioli.eta, aioli.smoothing], [mu, reweight_eps]);
  // Tokens of both signs whose means are the excess.
  const batch = batchOf({ A: [excess[0] - 1, excess[0] + 1], B: [excess[1] + 2, excess[1] - 2] }, "AB");
  const { state } = updateProxy(startProxy(prev, aioli), batch, prev, aioli);
  near(state.weights, next, 1e-12, "α");
  near(state.scores, [0.3, 0], 1e-12, "λ");
  near(
    doremiWeights(prev, excess.map((x: number) => Math.max(x, 0)), { eta: mu, smoothing: reweight_eps }),
    next,
    1e-12,
    "α",
  );
});

Deno.test("masked targets neither score nor weigh; nanotron divides by all positions and drops tokens that win", () => {
  const batch: ExcessBatch = {
    ...{ context: 4, domains_B: [0, 1], mask_BT: Uint8Array.of(1, 1, 0, 0, 1, 1, 1, 1) },
    ...{ losses_BT: [3, 1, 9, 9, 2.5, 2.5, 1, 1], reference_BT: [2, 2, 0, 0, 2, 2, 2, 2] },
  };
  const paper = batchScores(batch, 2, BASE), nanotron = batchScores(batch, 2, presetOf("nanotron"));
  assert.deepEqual([paper.scores_m, paper.targets_m], [[0.5, 0.25], [2, 4]]);
  assert.deepEqual(nanotron.scores_m, [0.25, 0.25]);
  assert.deepEqual(batchScores(batch, 2, { ...BASE, scoreOver: "sum" }).scores_m, [1, 1]);
  assert.deepEqual(batchScores(batch, 2, { ...BASE, clipExcess: "none" }).scores_m, [0, -0.25]);
  assert.deepEqual(batchScores(batch, 2, { ...BASE, clipExcess: "domain" }).scores_m, [0, 0]);
  const weights = (
    options: DoremiOptions,
  ) => [...proxyTokenWeights(batch, batchScores(batch, 2, options), [0.75, 0.25], [0.5, 0.5], options)];
  assert.deepEqual(weights(BASE), [0.375, 0.375, 0, 0, 0.0625, 0.0625, 0.0625, 0.0625]);
  assert.deepEqual(weights(presetOf("nanotron")), [0.1875, 0, 0, 0, 0.0625, 0.0625, 0, 0]);
  // The gradient of Σ α_i λ_i, clipped after the mean: domain 1 is behind nowhere as a whole.
  const whole: DoremiOptions = { ...BASE, objective: "clipped-excess", clipExcess: "domain" };
  const ahead = { ...batch, losses_BT: [3, 2, 9, 9, 2.5, 2.5, 1, 1] };
  const found = batchScores(ahead, 2, whole);
  assert.deepEqual([...proxyTokenWeights(ahead, found, [0.75, 0.25], [0.5, 0.5], whole)], [
    ...[0.375, 0.375, 0, 0],
    ...[0, 0, 0, 0],
  ]);
});

Deno.test("no reference: an error that says so", () => {
  assert.throws(
    () => batchScores({ context: 1, domains_B: [0], losses_BT: [1] }, 1, BASE),
    /doremi: wanted a learner with a reference/,
  );
});

Deno.test("the state stays of one size over 200,000 updates", () => {
  const even = [0.5, 0.5], batch = batchOf({ A: [0.01], B: [0.02] }, "AB");
  let state: ProxyState = startProxy(even, BASE), sum = 0;
  const size = JSON.stringify(state).length;
  for (let n = 0; n < 200_000; n++) {
    state = updateProxy(state, batch, even, BASE).state;
    sum += state.weights[0];
  }
  assert.ok(JSON.stringify(state).length < size + 200);
  assert.equal(state.count, 200_000);
  near([state.mean[0]], [sum / 200_000], 1e-12, "mean");
});

Deno.test("appendix D: its constants and expected errors", () => {
  const { H, Delta, err_uniform_n, err_realloc } = golden.doremi_appendix_d, { H_m, delta_m } = toyConstants();
  near(H_m, H, 5e-11, "H");
  near(delta_m, Delta, 5e-11, "Δ");
  const relative = (got: readonly number[], wanted: readonly number[], at: string) =>
    wanted.forEach((value, i) => near([got[i]], [value], 5e-6 * value, `${at} ${i}`));
  // 500 samples in even parts are 166, 167 and 167; moved: 200, 300 and none.
  relative(toyErrors([166, 167, 167]), err_uniform_n, "even");
  relative(toyErrors([200, 300, 0]), err_realloc, "moved");
});

Deno.test("appendix D: DoReMi moves samples from the third domain to the others, and every error falls", () => {
  const runs = 40, mean = [0, 0, 0];
  for (let seed = 0; seed < runs; seed++) {
    const { mixture } = toyDoremi({ seed });
    assert.ok(mixture[2] < 1e-3, `seed ${seed}: ${mixture}`);
    mixture.forEach((share, i) => mean[i] += share / runs);
  }
  // Single runs divide the samples of the first two unevenly; their mean is what the paper's table shows one run of.
  assert.ok(mean[0] > 0.35 && mean[1] > 0.35, `${mean}`);
  const even = toyErrors([166, 167, 167]), moved = toyErrors(mean.map((share) => Math.round(500 * share)));
  moved.forEach((error, i) => assert.ok(error < even[i], `domain ${i}: ${error} for ${even[i]}`));
});

Deno.test("appendix D: cut to 0 token by token, the second domain takes nearly all", () => {
  const mean = [0, 0, 0];
  for (let seed = 0; seed < 10; seed++) {
    toyDoremi({ seed, clipExcess: "token" }).mixture.forEach((share, i) => mean[i] += share / 10);
  }
  assert.ok(mean[1] > 0.75 && mean[0] < 0.2, `${mean}`);
});

Deno.test("scores that no exponent can hold give all to the largest, never NaN", () => {
  assert.deepEqual(doremiWeights([0.5, 0.5], [10, 20], { eta: 1e308, smoothing: 0 }), [0, 1]);
  assert.deepEqual(doremiWeights([0.5, 0.5], [20, 20], { eta: 1e308, smoothing: 0 }), [0.5, 0.5]);
});
