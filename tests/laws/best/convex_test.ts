import { deepEqual, equal, ok } from "../../assert.ts";
import fc from "fast-check";
import golden from "../../golden/best_mixture_scipy.json" with { type: "json" };
import { bestMixture, goalOf } from "../../../lib/laws/best/best_mixture.ts";
import { solveConvex } from "../../../lib/laws/best/convex.ts";
import { freeShares, nearestFeasible } from "../../../lib/laws/best/free_shares.ts";
import { type Goal, goalValue } from "../../../lib/laws/best/goal.ts";
import { byName } from "../../../lib/laws/best/names.ts";
import type { Objective } from "../../../lib/laws/best/objective.ts";
import { dirichlet } from "../../../lib/mixture/dirichlet.ts";
import { random } from "../../../lib/numerics/random.ts";
import { linear, logLinear, power } from "./laws.ts";

const named = (names: readonly string[], values: readonly number[]) => byName(names, values);

golden.problems.forEach((problem, i) => {
  const { kind, kl, c, V, weights, caps, prior, shares, value } = problem;
  const capped = caps.some((cap) => cap < 1) ? ", caps" : "";
  Deno.test(`best mixture: SciPy's answer, problem ${i + 1} (${kind}, KL ${kl}${capped})`, () => {
    const law = logLinear(c, V);
    const objective = (kind === "weighted" ? { kind, weights: named(law.targets, weights) } : { kind }) as Objective;
    const options = { objective, kl, prior: named(law.domains, prior), caps: named(law.domains, caps) };
    const best = bestMixture(law, options);
    ok(best.objective <= value + 1e-12, `${best.objective} > SciPy's ${value}`);
    ok(best.objective >= value - 1e-9, `${best.objective} is far below SciPy's ${value}`);
    shares.forEach((p, j) => ok(Math.abs(best.shares[j] - p) < 1e-7, `share ${j}: ${best.shares[j]}, SciPy ${p}`));
    ok(best.gap !== null && best.gap >= 0 && best.gap <= 1e-9, `gap ${best.gap}`);
    // from a start near the answer it is the same answer
    const again = bestMixture(law, { ...options, start: best.shares });
    ok(Math.abs(again.objective - best.objective) < 1e-12);
  });
});

const MAKERS = {
  "log-linear": (k: number, m: number, x: () => number) =>
    logLinear(list(k, () => 1 + x()), list(k, () => list(m, () => 4 * x() - 2.5))),
  // exponents that no data pin, as fits of Data Mixing Laws have them
  "log-linear with exponents near −20": (k: number, m: number, x: () => number) =>
    logLinear(list(k, () => 3 * x()), list(k, () => list(m, () => x() < 0.3 ? -20 - 5 * x() : x() - 0.5))),
  "steep log-linear": (k: number, m: number, x: () => number) =>
    logLinear(list(k, () => 3 * x()), list(k, () => list(m, () => 24 * x() - 12))),
  linear: (k: number, m: number, x: () => number) =>
    linear(list(k, () => 3 * x()), list(k, () => list(m, () => 2 * x() - 1))),
  "linear with ties": (k: number, m: number, x: () => number) =>
    linear(list(k, () => 1), list(k, () => list(m, () => Math.floor(2 * x())))),
  power: (k: number, m: number, x: () => number) =>
    power(list(k, () => list(m, () => 10 ** (-8 * x()))), list(k, () => list(m, () => 0.05 + 1.5 * x()))),
};

function list<T>(n: number, f: () => T): T[] {
  return Array.from({ length: n }, f);
}

/** A random goal: objective, pull, prior with a zero, caps or floors. */
function randomGoal(name: keyof typeof MAKERS, seed: number): Goal {
  const rng = random(seed), m = 2 + rng.below(10), k = 1 + rng.below(6);
  const law = MAKERS[name](k, m, rng.uniform), prior = dirichlet(rng, new Float64Array(m).fill(1));
  if (m > 3 && rng.uniform() < 0.5 && name !== "power") { // a power law is infinite without a domain
    prior[0] = 0;
    const sum = prior.reduce((a, b) => a + b);
    prior.forEach((q, j) => prior[j] = q / sum);
  }
  const lower = new Float64Array(m), upper = new Float64Array(m).fill(1), tight = rng.below(3);
  if (tight === 1) { for (let j = 0; j < m; j += 2) upper[j] = 0.3 + 0.7 * rng.uniform(); }
  if (tight === 2) {
    for (let j = 0; j < m; j++) {
      upper[j] = Math.min(1, 1.3 / (m - 1));
      lower[j] = j === 0 || rng.uniform() < 0.5 ? 0 : 0.2 / m;
    }
  }
  if (m === 2) upper.fill(1);
  const weights = rng.uniform() < 0.5 ? "worst" as const : dirichlet(rng, new Float64Array(k).fill(1));
  return { law, weights, kl: [0, 0.1, 1e-9][rng.below(3)], prior, box: { lower, upper } };
}

for (const name of Object.keys(MAKERS) as (keyof typeof MAKERS)[]) {
  Deno.test(`exact solver: ${name}: within the bounds, gap at rounding, and the gap bounds random mixtures`, () => {
    fc.assert(
      fc.property(fc.nat(1e9), (seed) => {
        const goal = randomGoal(name, seed), { lower, upper } = goal.box, rng = random(seed + 1);
        const { shares, value, gap } = solveConvex(goal);
        const sum = shares.reduce((a, b) => a + b, 0);
        ok(Math.abs(sum - 1) < 1e-12, `sum ${sum}`);
        shares.forEach((p, j) =>
          ok(p >= lower[j] && p <= upper[j] + 1e-15, `share ${j}: ${p} of ${lower[j]} … ${upper[j]}`)
        );
        if (goal.kl > 0) shares.forEach((p, j) => ok(goal.prior[j] > 0 || p === 0));
        ok(gap >= 0 && gap <= 1e-11 * (1 + Math.abs(value)), `gap ${gap} at ${value}`);
        equal(value, goalValue(goal, shares));
        const free = freeShares(goal);
        for (let i = 0; i < 20; i++) {
          const other = nearestFeasible(free, dirichlet(rng, new Float64Array(shares.length).fill(0.5)));
          const there = goalValue(goal, other);
          ok(there >= value - gap - 1e-12 * (1 + Math.abs(value)), `${there} is below the bound ${value - gap}`);
        }
      }),
      { numRuns: 150, seed: 1 },
    );
  });
}

Deno.test("exact solver: a bad mixture has a gap that bounds what is lost", () => {
  fc.assert(
    fc.property(fc.nat(1e9), (seed) => {
      const goal = randomGoal("log-linear", seed), best = solveConvex(goal);
      const early = solveConvex(goal, { maxIterations: 3 }); // stopped on the way
      ok(early.value - early.gap <= best.value + 1e-12, `${early.value} − ${early.gap} is above ${best.value}`);
      ok(early.gap >= 0);
    }),
    { numRuns: 150, seed: 2 },
  );
});

Deno.test("exact solver: a linear law ends at a vertex, exactly", () => {
  const best = bestMixture(linear([1, 2], [[1, 0.5, 2], [1, 0.25, 3]]));
  deepEqual([...best.shares], [0, 1, 0]);
  equal(best.gap, 0);
  deepEqual(best.atZero, ["a", "c"]);
  const capped = bestMixture(linear([1, 2], [[1, 0.5, 2], [1, 0.25, 3]]), { caps: { b: 0.6 } });
  deepEqual([...capped.shares], [0.4, 0.6, 0]);
  deepEqual(capped.atCap, ["b"]);
});

Deno.test("exact solver: the worst target, where two losses meet", () => {
  // 2 − p and 1 + p meet at p = 1/2
  const best = bestMixture(linear([2, 1], [[-1, 0], [1, 0]]), { objective: { kind: "worst" } });
  ok(Math.abs(best.shares[0] - 0.5) < 1e-12);
  ok(Math.abs(best.objective - 1.5) < 1e-12);
  ok(Math.abs(best.multipliers!.A - 0.5) < 1e-9);
  ok(best.gap! <= 1e-12);
});

Deno.test("exact solver: a strong pull gives the prior, and a pull alone is exact", () => {
  const prior = { a: 0.5, b: 0.3, c: 0.2 };
  const best = bestMixture(linear([1], [[0, 0, 0]]), { kl: 1, prior });
  Object.values(prior).forEach((q, j) => ok(Math.abs(best.shares[j] - q) < 1e-9));
  // minimise a·p + λ KL: p_j ∝ q_j exp(−a_j / λ)
  const tilted = bestMixture(linear([1], [[0.1, 0.2, 0.4]]), { kl: 0.2, prior });
  const raw = [0.5 * Math.exp(-0.5), 0.3 * Math.exp(-1), 0.2 * Math.exp(-2)], sum = raw[0] + raw[1] + raw[2];
  raw.forEach((x, j) => ok(Math.abs(tilted.shares[j] - x / sum) < 1e-9));
});

Deno.test("exact solver: bounds that leave one mixture give it, with gap 0", () => {
  const law = logLinear([1, 2], [[-1, 0, 1], [0, -1, 0.5]]);
  const best = bestMixture(law, { caps: { a: 0.5, b: 0.3, c: 0.2 } });
  deepEqual([...best.shares].map((p) => Number(p.toFixed(12))), [0.5, 0.3, 0.2]);
  equal(best.gap, 0);
  const floors = bestMixture(law, { floors: { a: 0.5, b: 0.3, c: 0.2 } });
  deepEqual([...floors.shares].map((p) => Number(p.toFixed(12))), [0.5, 0.3, 0.2]);
});

Deno.test("exact solver: fast enough for bootstrap, 17 domains and 13 targets", () => {
  const rng = random(5), law = MAKERS["log-linear"](13, 17, rng.uniform), goal = goalOf(law);
  for (let i = 0; i < 100; i++) solveConvex(goal);
  const begun = performance.now();
  for (let i = 0; i < 50; i++) solveConvex(goal);
  const each = (performance.now() - begun) / 50;
  ok(each < 10, `${each} ms each`); // about 0.5 ms alone on one core; wide room for busy machines
});
