import { deepEqual, equal, ok } from "../assert.ts";
import fc from "fast-check";
import { exactCounts } from "../../lib/corpus/sampler/exact_counts.ts";
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { random } from "../../lib/numerics/random.ts";

const first = (shares: number[], B: number) => [...exactCounts(shares, B, new Float64Array(shares.length)).counts_m];

Deno.test("exactCounts: largest remainders (Hamilton's method), worked by hand", () => {
  // 21 seats for 1.7857, 7.0, 12.2143: the first has the largest remainder.
  deepEqual(first([2.5 / 29.4, 9.8 / 29.4, 17.1 / 29.4], 21), [2, 7, 12]);
  deepEqual(first([0.5, 0.5], 3), [2, 1]);
  deepEqual(first([1, 0, 0], 5), [5, 0, 0]);
  deepEqual(first([0.7, 0.1, 0.1, 0.1], 10), [7, 1, 1, 1]);
});

Deno.test("exactCounts: the mixtures that break Aioli's sampler (specs/aioli.md, 3.3)", () => {
  // m = 7, f = 0.75, B = 8: Aioli takes [6, 1, 1, 1, 1, 1, −3], 11 sequences.
  const shares = [0.75, ...new Array(6).fill(0.25 / 6)];
  let carried: Float64Array<ArrayBufferLike> = new Float64Array(7);
  const totals = new Float64Array(7);
  for (let n = 0; n < 300; n++) {
    const { counts_m, carried_m } = exactCounts(shares, 8, carried);
    equal(counts_m[0], 6);
    equal(counts_m.reduce((a, b) => a + b), 8);
    counts_m.forEach((count, i) => totals[i] += count);
    carried = carried_m;
  }
  deepEqual([...totals], [1800, 100, 100, 100, 100, 100, 100]);
  // f B no whole number: m = 3, f = 0.6.
  deepEqual(first([0.6, 0.2, 0.2], 8), [5, 2, 1]);
});

Deno.test("exactCounts: never negative, never more than one from B p, always B, and long-run shares exact", () => {
  let worst = 0;
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 40 }), (seed, m, B) => {
      const rng = random(seed), shares = dirichlet(rng, new Array(m).fill([0.05, 0.5, 5][seed % 3]));
      let carried: Float64Array<ArrayBufferLike> = new Float64Array(m);
      for (let n = 0; n < 200; n++) {
        const { counts_m, carried_m } = exactCounts(shares, B, carried);
        equal(counts_m.reduce((a, b) => a + b, 0), B);
        counts_m.forEach((count, i) => ok(count >= 0 && Math.abs(count - B * shares[i]) < 1 + 1e-8));
        carried = carried_m;
        worst = Math.max(worst, ...carried.map(Math.abs));
      }
      return worst < 1.5;
    }),
    { seed: 1, numRuns: 300 },
  );
  ok(worst > 0.5, "the property was not put to the test");
});

Deno.test("exactCounts: owed sequences stay bounded when every batch has another mixture", () => {
  for (const m of [2, 7, 22]) {
    const rng = random(m);
    let carried: Float64Array<ArrayBufferLike> = new Float64Array(m), worst = 0;
    for (let n = 0; n < 20_000; n++) {
      const shares = dirichlet(rng, new Array(m).fill(0.3));
      carried = exactCounts(shares, 16, carried).carried_m;
      worst = Math.max(worst, ...carried.map(Math.abs));
    }
    ok(worst < 3, `m = ${m}: ${worst}`);
  }
});
