import { deepEqual, equal, ok, throws } from "../../assert.ts";
import { isInputError } from "../../../lib/errors.ts";
import { bestMixture, type BestMixtureOptions } from "../../../lib/laws/best/best_mixture.ts";
import type { FittedLaw } from "../../../lib/laws/law.ts";
import { matrix } from "../../../lib/numerics/matrix.ts";
import { linear, logLinear, power, valleys } from "./laws.ts";

const law = logLinear([1, 2], [[-1, 0, 1], [0, -2, 0.5]]);

Deno.test("best mixture: objective, loss, divergence and predictions agree", () => {
  const best = bestMixture(law, { kl: 0.1 });
  equal(best.method, "interior point");
  ok(Math.abs(best.objective - (best.loss + 0.1 * best.divergence)) < 1e-15);
  ok(Math.abs(best.loss - (best.predicted.A + best.predicted.B) / 2) < 1e-15);
  deepEqual(Object.values(best.mixture), [...best.shares]);
  ok(best.proof.startsWith("exact"));
});

Deno.test("best mixture: one target is the weighted mean with one weight; weights need not sum to 1", () => {
  const one = bestMixture(law, { objective: { kind: "target", target: "B" } });
  const same = bestMixture(law, { objective: { kind: "weighted", weights: { B: 17 } } });
  deepEqual([...one.shares], [...same.shares]);
  equal(one.loss, one.predicted.B);
});

Deno.test("best mixture: the pull is against the stated prior, and prior share 0 keeps a domain out", () => {
  const best = bestMixture(law, { kl: 0.2, prior: { a: 0.5, b: 0, c: 0.5 } });
  equal(best.shares[1], 0);
  ok(best.shares[2] > 0);
  // without a pull the prior does not bind
  ok(bestMixture(law, { prior: { a: 0.5, b: 0, c: 0.5 } }).shares[1] > 0);
});

Deno.test("best mixture: caps from tokens, epochs of every domain", () => {
  const tokens = { available: { a: 2e9, b: 1e9, c: 50e9 }, budget: 20e9, epochs: 4 };
  const best = bestMixture(law, { tokens });
  ok(best.shares[0] <= 0.4 && best.shares[1] <= 0.2);
  equal(best.mixture.b, 0.2);
  deepEqual(best.atCap.includes("b"), true);
  ok(Math.abs(best.epochs!.b - 4) < 1e-12);
  ok(Math.abs(best.epochs!.c - best.shares[2] * 20 / 50) < 1e-12);
  // the smaller of two caps holds
  equal(bestMixture(law, { tokens, caps: { b: 0.1 } }).mixture.b, 0.1);
  // a domain without tokens is left out, and has no epochs
  const none = bestMixture(law, { tokens: { ...tokens, available: { a: 20e9, b: 0, c: 50e9 } } });
  deepEqual([none.mixture.b, none.epochs!.b], [0, 0]);
});

Deno.test("best mixture: floors hold", () => {
  const best = bestMixture(linear([1], [[0, 1, 2]]), { floors: { b: 0.1, c: 0.2 } });
  [0.7, 0.1, 0.2].forEach((p, j) => ok(Math.abs(best.shares[j] - p) < 1e-15));
});

Deno.test("best mixture: a law with a pole at 0 keeps every share above 0", () => {
  const best = bestMixture(power([[1, 1e-6, 1]], [[0.3, 0.3, 0.3]]));
  ok(best.shares.every((p) => p > 0));
  ok(best.gap! <= 1e-9);
  throws(() => bestMixture(power([[1, 1, 1]], [[0.3, 0.3, 0.3]]), { caps: { b: 0 } }), /finite losses.*cap holds at 0/);
});

Deno.test("best mixture: laws of segments need start losses and use them", () => {
  const segments: FittedLaw = {
    ...linear([0], [[-1, -2]]),
    segments: true,
    predict: (p, at) => Float64Array.of(at!.startLosses![0] - p[0] - 2 * p[1]),
  };
  throws(() => bestMixture(segments), /start of a segment; give at.startLosses/);
  const best = bestMixture(segments, { at: { startLosses: [5] } });
  deepEqual([...best.shares, best.loss, best.gap], [0, 1, 3, 0]);
});

const BAD: [string, BestMixtureOptions, typeof RangeError | typeof TypeError, RegExp][] = [
  [
    "caps that sum to less than 1",
    { caps: { a: 0.2, b: 0.3, c: 0.1 } },
    RangeError,
    /sum to at least 1, got 0\.6 .*0\.4 is missing/,
  ],
  [
    "too few tokens",
    { tokens: { available: { a: 1, b: 2, c: 3 }, budget: 10, epochs: 1 } },
    RangeError,
    /0\.4 is missing \(4 tokens of the budget\); allow more epochs/,
  ],
  [
    "caps without room over the prior",
    { kl: 1, prior: { a: 0.5, b: 0, c: 0.5 }, caps: { a: 0.2, c: 0.2 } },
    RangeError,
    /over the domains of the prior/,
  ],
  ["unknown domain in caps", { caps: { aa: 0.2 } }, RangeError, /no domain "aa"; did you mean "a"/],
  ["unknown domain in the prior", { prior: { a: 0.5, b: 0.25, x: 0.25 } }, RangeError, /no domain "x"/],
  ["a prior without a domain", { prior: { a: 0.5, b: 0.5 } }, RangeError, /got none for c/],
  ["a prior of counts", { prior: { a: 5, b: 5, c: 10 } }, RangeError, /divide counts by their sum/],
  [
    "a negative prior",
    { prior: { a: -0.5, b: 0.5, c: 1 } },
    RangeError,
    /prior\.a: wanted a finite number ≥ 0, got -0\.5/,
  ],
  ["negative kl", { kl: -1 }, RangeError, /kl: .*got -1/],
  ["NaN as kl", { kl: NaN }, RangeError, /kl: .*got NaN/],
  ["text as kl", { kl: "1" as unknown as number }, TypeError, /kl: .*got "1"/],
  ["NaN as cap", { caps: { a: NaN } }, RangeError, /caps\.a: .*got NaN/],
  ["a cap above 1", { caps: { a: 30 } }, RangeError, /caps\.a: wanted a share from 0 to 1, got 30/],
  ["text as cap", { caps: { a: "x" as unknown as number } }, TypeError, /caps\.a: wanted a number, got "x"/],
  ["a list as caps", { caps: [0.2] as unknown as Record<string, number> }, TypeError, /caps: wanted an object/],
  [
    "a floor above its cap",
    { caps: { a: 0.2 }, floors: { a: 0.3 } },
    RangeError,
    /floors\.a: wanted at most the cap 0\.2/,
  ],
  ["floors above 1", { floors: { a: 0.6, b: 0.6 } }, RangeError, /floors: .*got 1\.2/],
  [
    "a floor where the prior is 0",
    { kl: 1, prior: { a: 1, b: 0, c: 0 }, floors: { b: 0.1 } },
    RangeError,
    /floors\.b: wanted 0/,
  ],
  ["no budget", { tokens: { available: { a: 1, b: 2, c: 3 }, budget: 0 } }, RangeError, /tokens\.budget/],
  [
    "tokens of a domain missing",
    { tokens: { available: { a: 1, b: 2 }, budget: 1 } },
    RangeError,
    /tokens\.available: .*none for c/,
  ],
  ["unknown target", { objective: { kind: "target", target: "C" } }, RangeError, /no target "C"; did you mean/],
  [
    "unknown target weight",
    { objective: { kind: "weighted", weights: { AA: 1 } } },
    RangeError,
    /no target "AA"; did you mean "A"/,
  ],
  [
    "weights of 0",
    { objective: { kind: "weighted", weights: { A: 0 } } },
    RangeError,
    /at least one target weight > 0/,
  ],
  ["unknown objective", { objective: { kind: "best" } as unknown as { kind: "mean" } }, TypeError, /got "best"/],
  ["a start of the wrong length", { start: [1] }, RangeError, /start: wanted 3 finite shares/],
];

for (const [name, options, kind, message] of BAD) {
  Deno.test(`best mixture refuses ${name}`, () => {
    throws(() => bestMixture(law, options), (error: unknown) => {
      ok(error instanceof kind, String(error));
      ok(isInputError(error));
      ok(message.test(error.message), error.message);
      return true;
    });
  });
}

Deno.test("best mixture: a law that is not convex has no gap and says so; the deepest valley is found", () => {
  const centers = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]], law = valleys(centers, [[1, 1.2, 0.9]]);
  const best = bestMixture(law, { seed: 3 });
  equal(best.gap, null);
  equal(best.method, "multi-start");
  ok(best.proof.startsWith("not proven"), best.proof);
  // no mixture of a fine grid is better
  let least = Infinity;
  for (let a = 0; a <= 200; a++) {
    for (let b = 0; a + b <= 200; b++) least = Math.min(least, law.predict([a / 200, b / 200, (200 - a - b) / 200])[0]);
  }
  ok(best.objective <= least + 1e-12, `${best.objective} > ${least}`);
  ok(Math.abs(best.shares[1] - 0.8) < 0.01);
  deepEqual([...bestMixture(law, { seed: 3 }).shares], [...best.shares]);
});

Deno.test("best mixture: not convex, worst target, caps and pull: no mixture of a fine grid is better", () => {
  const centers = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]];
  const law = valleys(centers, [[1, 0.7, 0.9], [0.5, 1.2, 0.8]]), options = { kl: 0.02, caps: { b: 0.5 } };
  const best = bestMixture(law, { ...options, objective: { kind: "worst" } });
  let least = Infinity;
  for (let a = 0; a <= 200; a++) {
    for (let b = 0; a + b <= 200 && b <= 100; b++) {
      const p = [a / 200, b / 200, (200 - a - b) / 200];
      const pull = p.reduce((sum, x) => x > 0 ? sum + x * Math.log(3 * x) : sum, 0);
      least = Math.min(least, Math.max(...law.predict(p)) + 0.02 * pull);
    }
  }
  ok(best.objective <= least + 1e-9, `${best.objective} > ${least}`);
  ok(best.shares[1] <= 0.5);
});

Deno.test("best mixture: under a convex law multi-start comes to the exact answer", () => {
  const convex = logLinear([1, 2, 1.5], [[-1, 0.3, 1, 0], [0.2, -2, 0.5, 0.1], [0, 0, -1, -1]]);
  for (const kind of ["mean", "worst"] as const) {
    const exact = bestMixture(convex, { objective: { kind }, kl: 0.01 });
    const found = bestMixture({ ...convex, convex: false }, { objective: { kind }, kl: 0.01, draws: 3 });
    ok(Math.abs(exact.objective - found.objective) < 1e-9, `${kind}: ${exact.objective}, ${found.objective}`);
  }
});

Deno.test("best mixture: the best run is one of the starts, and must be of the same domains", () => {
  const law = valleys([[0.9, 0.1]], [[1]]);
  const runs = {
    source: "test",
    domains: ["a", "x"],
    targets: ["A"],
    shares: matrix(1, 2, [0.9, 0.1]),
    losses: matrix(1, 1, [2]),
    runs: [{ id: "1", labels: {} }],
    notes: [],
    largestCorrection: 0,
  };
  throws(() => bestMixture(law, { runs }), /runs: wanted the domains and targets of the law/);
  ok(Math.abs(bestMixture(law, { runs: { ...runs, domains: ["a", "b"] } }).shares[0] - 0.9) < 1e-6);
});
