import { deepEqual, equal, notDeepEqual, ok } from "../assert.ts";
import fc from "fast-check";
import { mixture } from "../../lib/mixture/mixture.ts";
import { chiSquare } from "../numerics/chi_square.ts";
import { LENGTHS, rowOf, SHARES, start, telling } from "./samplers.ts";

Deno.test("sampler: a row is T + 1 consecutive tokens of its domain, cut at a multiple of T", () => {
  const batches = start();
  for (let n = 0; n < 50; n++) {
    const batch = batches.next();
    equal(batch.step, n);
    equal(batch.rows, 10);
    equal(batch.mask_BT, undefined);
    equal(batch.tokens_BT1.length, 10 * 9);
    for (let r = 0; r < 10; r++) {
      const row = rowOf(batch, r), place = row[0] % 1e6;
      equal(Math.floor(row[0] / 1e6), batch.domains_B[r]);
      equal(place % 8, 0);
      deepEqual(row, Array.from({ length: 9 }, (_, t) => row[0] + t));
    }
  }
});

Deno.test("sampler: every slot exactly once an epoch, and every token but the first a target once", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 400 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom("fixed" as const, "fresh" as const),
      fc.nat(),
      (length, context, batch, phase, seed) => {
        fc.pre(length > context);
        const options = { context, batch, phase, seed, mixture: mixture({ web: 1 }) };
        const batches = start(options, telling({ web: length }));
        const epochs = new Map<number, number[]>();
        while (batches.state().domains[0].epoch < 4) {
          const plan = batches.plan(), read = batches.read(plan);
          plan.slots_B.forEach((slot, r) => {
            const starts = epochs.get(plan.epochs_B[r]) ?? [];
            epochs.set(plan.epochs_B[r], [...starts, rowOf(read, r)[0]]);
            ok(Number.isInteger(slot));
          });
        }
        for (let epoch = 0; epoch < 4; epoch++) {
          const starts = epochs.get(epoch)!.sort((a, b) => a - b), first = starts[0];
          ok(first < context && (phase === "fresh" && epoch > 0 || first === 0), `epoch ${epoch} starts at ${first}`);
          deepEqual(starts, starts.map((_, i) => first + i * context));
          equal(starts.length, Math.floor((length - 1 - first) / context), "not a slot is missing at the end");
        }
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("sampler: epochs have orders of their own, and another seed gives others", () => {
  const only = (seed: number) => {
    const batches = start({ batch: 12, seed, mixture: mixture({ books: 1 }) }); // 12 slots an epoch
    return [0, 1, 2].map(() => [...batches.plan().slots_B]);
  };
  const [a, b, c] = only(1);
  notDeepEqual(a, b);
  notDeepEqual(b, c);
  notDeepEqual(a, only(2)[0]);
  deepEqual([...a].sort((x, y) => x - y), Array.from({ length: 12 }, (_, i) => i));
});

Deno.test("sampler: a domain's order does not depend on the other domains", () => {
  const of = (lengths: Record<string, number>) => {
    const batches = start({ mixture: mixture({ code: 1 }) }, telling(lengths));
    return [0, 1, 2].flatMap(() => [...batches.plan().slots_B]);
  };
  deepEqual(of({ code: 3000 }), of({ web: 500, code: 3000, books: 20 }));
});

Deno.test("sampler: fresh phases use every cut", () => {
  const batches = start({ phase: "fresh", batch: 12, mixture: mixture({ books: 1 }) });
  const seen = new Int32Array(8);
  for (let n = 0; n < 2000; n++) {
    const batch = batches.next();
    for (let r = 0; r < batch.rows; r++) seen[rowOf(batch, r)[0] % 1e6 % 8]++;
  }
  const mean = seen.reduce((a, b) => a + b) / 8;
  ok(seen.every((count) => Math.abs(count / mean - 1) < 0.2), `${seen}`);
});

Deno.test("sampler: multinomial counts follow the mixture (chi-square)", () => {
  for (const seed of [1, 2, 3]) {
    const batches = start({ seed }), n = 4000, totals = new Float64Array(3);
    const ofFirst = new Float64Array(11), pairs = new Float64Array(9);
    let last = -1;
    for (let i = 0; i < n; i++) {
      const { counts_m, domains_B } = batches.plan();
      counts_m.forEach((count, j) => totals[j] += count);
      ofFirst[counts_m[0]]++;
      domains_B.forEach((domain) => {
        if (last >= 0) pairs[last * 3 + domain]++;
        last = domain;
      });
    }
    const p = Object.values(SHARES), draws = 10 * n;
    chiSquare(totals, p.map((share) => share * draws), `totals of seed ${seed}`);
    chiSquare(pairs, p.flatMap((a) => p.map((b) => a * b * (draws - 1))), `pairs of seed ${seed}`);
    // Counts of one domain a batch are binomial; the rare ends are put together.
    const binomial = (k: number) => {
      let c = 1;
      for (let i = 0; i < k; i++) c *= (10 - i) / (i + 1);
      return n * c * p[0] ** k * (1 - p[0]) ** (10 - k);
    };
    const expected = Array.from({ length: 11 }, (_, k) => binomial(k));
    const ends = (counts: ArrayLike<number>) => {
      const all = Array.from(counts);
      return [...all.slice(0, 8), all[8] + all[9] + all[10]];
    };
    chiSquare(ends(ofFirst), ends(expected), `counts of seed ${seed}`);
  }
});

Deno.test("sampler: exact batches are in proportion each, whatever the seed, and mixed inside", () => {
  const batches = start({ batches: "exact", batch: 20 }), placed = new Int32Array(60);
  for (let n = 0; n < 3000; n++) {
    const { counts_m, domains_B } = batches.plan();
    deepEqual([...counts_m], [8, 7, 5]);
    domains_B.forEach((domain, r) => placed[r * 3 + domain]++);
  }
  for (let r = 0; r < 20; r++) {
    // Rows of a batch are drawn without replacement, so each place alone is multinomial.
    chiSquare(placed.subarray(r * 3, r * 3 + 3), [1200, 1050, 750], `row ${r}`);
  }
});

Deno.test("sampler: the report counts tokens, epochs and shares", () => {
  const batches = start({ batches: "exact", batch: 20 });
  for (let n = 0; n < 30; n++) batches.next();
  const [web, code, books] = batches.report();
  deepEqual([web.sequences, code.sequences, books.sequences], [240, 210, 150]);
  deepEqual([web.tokens, code.tokens, books.tokens], [1920, 1680, 1200]);
  deepEqual([web.slots, code.slots, books.slots], [625, 154, 12]);
  deepEqual([web.epochs, code.epochs, books.epochs], [240 / 625, 1 + 56 / 154, 12.5]);
  deepEqual([web.share, code.share, books.share], [0.4, 0.35, 0.25]);
  equal(LENGTHS.books, 97); // 12 slots of 8, and the last target
});

Deno.test("sampler: a domain with as many tokens as a row has one slot", () => {
  const batches = start({ phase: "fresh", mixture: mixture({ a: 1 }) }, telling({ a: 9 })), batch = batches.next();
  for (let r = 0; r < 10; r++) deepEqual(rowOf(batch, r), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  equal(batches.report()[0].epochs, 10);
});

Deno.test("sampler: a seed's batches are the same in every version", () => {
  // Results name their seed, so these were written down from the first version.
  const multinomial = start().plan(), exact = start({ batches: "exact" }).plan();
  deepEqual([[...multinomial.domains_B], [...multinomial.slots_B]], [[2, 1, 0, 0, 0, 1, 1, 0, 0, 0], [
    7,
    54,
    362,
    429,
    382,
    7,
    16,
    241,
    578,
    213,
  ]]);
  deepEqual([[...exact.domains_B], [...exact.slots_B]], [[2, 0, 0, 1, 2, 1, 1, 1, 0, 0], [
    7,
    362,
    429,
    54,
    0,
    7,
    16,
    26,
    382,
    241,
  ]]);
});
