import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { largestRemainder } from "../../lib/mixture/largest_remainder.ts";
import { simplexLattice } from "../../lib/mixture/simplex_lattice.ts";
import { oneHotFactor, smoothedOneHots } from "../../lib/mixture/smoothed_one_hots.ts";
import { random } from "../../lib/numerics/random.ts";

Deno.test("largestRemainder: n in all, never 1 or more away, and no exchange of a row comes nearer", () => {
  const size = fc.oneof(fc.nat(50), fc.nat(2 ** 31 - 1));
  fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 25 }), size, (seed, m, n) => {
    const shares = dirichlet(random(seed), new Array(m).fill([0.05, 0.5, 5][seed % 3]));
    const counts = largestRemainder(shares, n), slack = 1e-8 + n * 1e-15;
    equal(counts.reduce((a, b) => a + b, 0), n);
    const owed = shares.map((p, i) => n * p - counts[i]);
    ok(counts.every((count, i) => count >= 0 && Math.abs(owed[i]) < 1 + slack));
    ok(Math.max(...owed) - Math.min(...owed) <= 1 + 2 * slack);
  }));
});

Deno.test("largestRemainder: the smoothed one-hot mixtures of m = 2, 3 and 7 in a batch of 8", () => {
  const counts = (m: number, f: number) => smoothedOneHots(m, f).map((p) => [...largestRemainder(p, 8)]);
  deepEqual(counts(2, 0.625), [[5, 3], [3, 5]]);
  deepEqual(counts(3, 0.5), [[4, 2, 2], [2, 4, 2], [2, 2, 4]]);
  const seven = counts(7, 0.75);
  seven.forEach((row, j) => {
    equal(row[j], 6);
    deepEqual(row.toSorted(), [0, 0, 0, 0, 1, 1, 6]);
  });
});

Deno.test("largestRemainder: rows and shares out of range are refused", () => {
  for (const n of [-1, 0.5, NaN, 2 ** 31]) throws(() => largestRemainder([1], n), RangeError);
  throws(() => largestRemainder([1], "3" as unknown as number), TypeError);
  throws(() => largestRemainder([0.5, 0.6], 3), {
    name: "RangeError",
    message: /largestRemainder: the shares sum to 1.1/,
  });
  throws(() => largestRemainder([1.5, -0.5], 3), RangeError);
  throws(() => largestRemainder([], 3), RangeError);
});

Deno.test("smoothedOneHots: f on the diagonal, columns and rows with sum 1; the paper's form is the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20 }), fc.double({ min: 0, max: 0.99, noNaN: true }), (m, epsilon) => {
      const f = oneHotFactor(m, epsilon), rows = smoothedOneHots(m, f);
      rows.forEach((p, j) => {
        equal(p[j], f);
        p.forEach((share, i) => {
          ok(Math.abs(share - ((i === j ? 1 - epsilon : 0) + epsilon / m)) < 1e-12, `(1 − ε) 1_j + ε/m`);
          equal(share, rows[i][j]);
        });
        ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-12);
      });
    }),
  );
  deepEqual(smoothedOneHots(2, 1).map((p) => [...p]), [[1, 0], [0, 1]]);
});

Deno.test("smoothedOneHots: factors that teach nothing, and other bad ones, are refused", () => {
  for (const [m, f] of [[1, 1], [2, 0.5], [4, 0.2], [3, 1.1], [3, NaN], [2.5, 0.9]]) {
    throws(() => smoothedOneHots(m, f), RangeError, `${m} ${f}`);
  }
  throws(() => smoothedOneHots(2, "1" as unknown as number), TypeError);
  for (const epsilon of [-0.1, 1, NaN]) throws(() => oneHotFactor(3, epsilon), RangeError);
  throws(() => oneHotFactor(3, null as unknown as number), TypeError);
});

Deno.test("simplexLattice: every mixture of the lattice once, in order", () => {
  const choose = (n: number, k: number): number => k === 0 ? 1 : choose(n - 1, k - 1) * n / k;
  for (const [m, parts] of [[1, 1], [2, 10], [3, 10], [4, 6], [7, 3]]) {
    for (const interior of [false, true]) {
      if (interior && parts < m) continue;
      const rows = simplexLattice(m, parts, { interior });
      equal(rows.length, Math.round(interior ? choose(parts - 1, m - 1) : choose(parts + m - 1, m - 1)));
      const texts = rows.map((p) => Array.from(p, (share) => String(Math.round(share * parts)).padStart(3)).join());
      deepEqual(texts, [...new Set(texts)].sort());
      for (const p of rows) {
        equal(p.reduce((sum, share) => sum + Math.round(share * parts), 0), parts);
        ok(p.every((share) => Math.abs(share * parts - Math.round(share * parts)) < 1e-9 && (!interior || share > 0)));
      }
    }
  }
});

Deno.test("simplexLattice: lattices that are empty or too large are refused", () => {
  throws(() => simplexLattice(3, 2, { interior: true }), { name: "RangeError", message: /at least 3 for 3 domains/ });
  throws(() => simplexLattice(20, 20), { name: "RangeError", message: /at most 1000000 mixtures/ });
  for (const [m, parts] of [[0, 1], [2, 0], [1.5, 2], [2, NaN]]) throws(() => simplexLattice(m, parts), RangeError);
  throws(() => simplexLattice("2" as unknown as number, 2), TypeError);
  throws(() => simplexLattice(2, 2, { interior: 1 as unknown as boolean }), TypeError);
});
