import { deepEqual, equal, ok, throws } from "../assert.ts";
import checks from "../golden/methods/aioli_derived_checks.json" with { type: "json" };
import { smoothedOneHots } from "../../lib/mixture/smoothed_one_hots.ts";
import { meanEffects } from "../../lib/methods/aioli/mean_effects.ts";
import { normaliseEffects } from "../../lib/methods/aioli/normalise_effects.ts";
import { realisedMixtures } from "../../lib/methods/aioli/realised_mixtures.ts";
import { noiseGain, smoothedEffects } from "../../lib/methods/aioli/smoothed_effects.ts";
import { solveEffects } from "../../lib/methods/aioli/solve_effects.ts";
import { domainScores, tiltShares } from "../../lib/methods/aioli/tilt_shares.ts";
import { tiltBounds } from "../../lib/methods/aioli/tilt_bounds.ts";
import { visitOrder } from "../../lib/methods/aioli/visit_order.ts";
import { random } from "../../lib/numerics/random.ts";

function near(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-14): void {
  equal(got.length, wanted.length);
  for (let i = 0; i < got.length; i++) {
    ok(Math.abs(got[i] - wanted[i]) <= tolerance, `${i}: wanted ${wanted[i]}, got ${got[i]}`);
  }
}

const { unit_vectors: vectors, aioli_ema_weight_bounds: bounds, learnparams_realised_mixtures: realised } = checks;

for (const [name, check] of [["m = 2", vectors.learnparams_m2], ["m = 3", vectors.learnparams_m3]] as const) {
  const { beta, one_hot_factor: f, A, A_normalised, eta, p } = check, m = beta.length;

  Deno.test(`LearnParams, ${name}: closed form and general solve give the golden A`, () => {
    near(smoothedEffects(beta, f).flat(), A.flat());
    near(solveEffects(beta, smoothedOneHots(m, f).map((q) => [...q])).flat(), A.flat());
  });

  Deno.test(`Aioli's update, ${name}: normalised A and the next shares, to the digits that are printed`, () => {
    const normal = normaliseEffects(A);
    equal(normal.told, true);
    near(normal.A_km.flat(), A_normalised.flat());
    near(tiltShares(new Array(m).fill(1), domainScores(A_normalised), eta), p);
    near(tiltShares(new Array(m).fill(1 / m), domainScores(A_normalised), eta), p);
    // Two updates with the same scores are one of twice the step size: the update is recursive.
    near(
      tiltShares(p, domainScores(A_normalised), eta),
      tiltShares(p.map(() => 1), domainScores(A_normalised), 2 * eta),
    );
  });
}

Deno.test("the running mean begins with the first estimate and weighs the old mean", () => {
  const first = meanEffects(undefined, [[0.8, 0.2]], 0.25);
  deepEqual(first, [[0.8, 0.2]]);
  near(meanEffects(first, [[0.4, 0.6]], 0.25)[0], [0.5, 0.5]);
  deepEqual(meanEffects(first, [[0.4, 0.6]], 0), [[0.4, 0.6]]);
});

Deno.test("without recursion shares stay within the golden bounds, and reach them when one domain has all of the score", () => {
  for (const { m, eta, p_max, p_min, max_ratio } of bounds.configs) {
    const { ratio, most, least } = tiltBounds(m, eta);
    near([ratio, most, least], [max_ratio, p_max, p_min]);
    const one_m = Array.from({ length: m }, (_, j) => j === 0 ? 1 : 0),
      shares_m = tiltShares(one_m.map(() => 1), one_m, eta);
    near([shares_m[0], shares_m[1]], [p_max, p_min]);
    const rng = random(m);
    for (let n = 0; n < 200; n++) {
      const A_km = one_m.map(() => one_m.map(() => rng.normal()));
      const some_m = tiltShares(one_m.map(() => 1), domainScores(normaliseEffects(A_km).A_km), eta);
      ok(some_m.every((p) => p <= p_max + 1e-12 && p >= p_min - 1e-12));
    }
  }
  near([tiltBounds(3, 0.1, 20).ratio], [Math.exp(2)], 1e-12);
});

Deno.test("an A that tells nothing gives equal scores, and says so; never 0/0", () => {
  for (const A_km of [[[0, 0], [0, 0], [0, 0]], [[-0.3, -0.3 + 1e-16], [-0.3, -0.3], [-0.3, -0.3]]]) {
    const { A_km: normal, told } = normaliseEffects(A_km);
    equal(told, false);
    near(domainScores(normal), [0.5, 0.5]);
  }
  // Constant and above 0: there is something to divide by, and the scores are equal all the same.
  near(domainScores(normaliseEffects([[2, 2], [2, 2]]).A_km), [0.5, 0.5]);
});

Deno.test("normalised effects are none below 0 with sum 1, whatever the shape", () => {
  const rng = random(3);
  for (const [k, m] of [[1, 2], [2, 5], [7, 3]]) {
    const A_km = Array.from({ length: k }, () => Array.from({ length: m }, () => rng.normal()));
    const all = normaliseEffects(A_km).A_km.flat();
    ok(all.every((a) => a >= 0));
    near([all.reduce((sum, a) => sum + a, 0)], [1], 1e-12);
  }
});

Deno.test("the noise gain is 4, 4 and 1.41 in the three launchers, and 1 for pure domains", () => {
  near([noiseGain(2, 0.625), noiseGain(3, 0.5), noiseGain(7, 0.75), noiseGain(5, 1)], [4, 4, 1 / (0.75 - 0.25 / 6), 1]);
  throws(() => noiseGain(4, 0.25), /f: wanted a share above 1\/m = 0\.25 and up to 1, got 0\.25/);
});

Deno.test("a solve with dependent mixtures is refused", () => {
  throws(() => solveEffects([[1, 1]], [[0.5, 0.5], [0.5, 0.5]]), /dependent, only 1 tell/);
  throws(() => solveEffects([[1, 1, 1]], [[1, 0], [0, 1]]), /wanted 2 numbers in every row of beta, got 3 in row 1/);
});

for (const dataset of ["arxiv_stackexchange", "arxiv_books_stackexchange"] as const) {
  const { lp_steps, mixtures } = realised[dataset];
  Deno.test(`exact batches of 8 realise the smoothed one-hots of ${dataset} exactly`, () => {
    const m = mixtures.length, f = mixtures[0].nominal[0];
    deepEqual(realisedMixtures(smoothedOneHots(m, f), lp_steps, 8), mixtures.map((one) => one.realised));
    deepEqual(realisedMixtures(smoothedOneHots(m, f), 1, 8), mixtures.map((one) => one.nominal));
  });
}

Deno.test("seven domains in batches of 8, where the repository's sampler realised another mixture: ours is off by less than a row", () => {
  const { lp_steps, mixtures } = realised["full (eta 1, update_steps 200)"], rows = 8 * lp_steps;
  const ours = realisedMixtures(smoothedOneHots(7, 0.75), lp_steps, 8);
  ours.forEach((shares_m, j) => {
    const { nominal, realised: theirs } = mixtures[j];
    // 6 rows of each batch are the own domain's; the other 2 are dealt in turn: 20 to 6 domains, 3 or 4 each.
    deepEqual(shares_m.map((p) => Math.round(p * rows)).sort(), [3, 3, 3, 3, 4, 4, 60]);
    equal(shares_m[j], 0.75);
    const off = (other: number[]) => Math.max(...other.map((p, l) => Math.abs(p - nominal[l])));
    ok(off(shares_m) * rows < 1 && off(theirs) > 0.04);
  });
});

Deno.test("visits: each mixture as often as wanted; sweeps visit all before any twice, intervals need not", () => {
  const sweeps = visitOrder(3, 40, "sweeps", random(1)), intervals = visitOrder(3, 40, "intervals", random(1));
  for (const order of [sweeps, intervals]) for (const j of [0, 1, 2]) equal(order.filter((l) => l === j).length, 40);
  const whole = (order: number[]) =>
    Array.from({ length: 40 }, (_, n) => new Set(order.slice(3 * n, 3 * n + 3)).size === 3).filter(Boolean).length;
  equal(whole(sweeps), 40);
  ok(whole(intervals) < 20);
  notSame(sweeps.slice(0, 3), sweeps);
});

/** Sweeps differ among themselves. */
function notSame(first: number[], all: number[]): void {
  ok(all.some((j, n) => j !== first[n % 3]));
}
