import { deepEqual, equal, throws } from "../assert.ts";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { seedSequence } from "../../lib/numerics/numpy/seed_sequence.ts";
import { numpyGenerator } from "../../lib/numerics/numpy/numpy_random.ts";
import { numpyRandomState } from "../../lib/numerics/numpy/numpy_random_state.ts";
import golden from "../golden/numerics/numpy_random.json" with { type: "json" };

function sha256(items: Uint32Array): string {
  return createHash("sha256").update(new Uint8Array(items.buffer)).digest("hex");
}

for (const g of golden.generator) {
  Deno.test(`numpyGenerator(${g.seed}) gives numpy's numbers, call after call`, () => {
    deepEqual([...seedSequence(g.seed, 10)], g.seed_sequence);
    const rng = numpyGenerator(g.seed);
    for (const [low, high, values] of g.integers as [number, number, number[]][]) {
      deepEqual(values.map(() => rng.integers(low, high)), values, `integers(${low}, ${high})`);
    }
    deepEqual(g.random.map(() => rng.random()), g.random);
    for (const [n, order] of g.permutations as [number, number[]][]) deepEqual([...rng.permutation(n)], order);
    for (const [n, hash] of g.long as [number, string][]) equal(sha256(rng.permutation(n)), hash, `permutation(${n})`);
  });
}

for (const g of golden.random_state) {
  Deno.test(`numpyRandomState(${g.seed}) gives numpy's numbers, call after call`, () => {
    const rng = numpyRandomState(g.seed);
    deepEqual(g.random.map(() => rng.random()), g.random);
    for (const [n, order] of g.permutations as [number, number[]][]) deepEqual([...rng.permutation(n)], order);
    for (const [n, hash] of g.long as [number, string][]) equal(sha256(rng.permutation(n)), hash, `permutation(${n})`);
  });
}

Deno.test("Hugging Face's shuffle(seed=42) is the generator's permutation", () => {
  for (const [n, hash] of Object.entries(golden.datasets_shuffle_42)) {
    equal(sha256(numpyGenerator(42).permutation(Number(n))), hash, `${n} rows`);
  }
});

Deno.test("permutations hold every number once, whatever the seed", () => {
  fc.assert(fc.property(fc.maxSafeNat(), fc.nat(300), (seed, n) => {
    const all = Array.from({ length: n }, (_, i) => i);
    deepEqual([...numpyGenerator(seed).permutation(n).sort()], all);
    deepEqual([...numpyRandomState(seed % 2 ** 32).permutation(n).sort()], all);
  }));
});

Deno.test("seeds and lengths out of range are refused", () => {
  for (const seed of [-1, 0.5, NaN, 2 ** 53]) throws(() => numpyGenerator(seed), RangeError);
  for (const seed of [-1, 0.5, NaN, 2 ** 32]) throws(() => numpyRandomState(seed), RangeError);
  throws(() => numpyGenerator("7" as unknown as number), { name: "TypeError", message: /a number as seed, got "7"/ });
  for (const n of [-1, 1.5, NaN, 2 ** 32]) {
    throws(() => numpyGenerator(0).permutation(n), RangeError);
    throws(() => numpyRandomState(0).permutation(n), RangeError);
  }
  throws(() => numpyGenerator(0).permutation("9" as unknown as number), TypeError);
  for (const [low, high] of [[0, 0], [3, 2], [0.5, 2], [0, NaN], [-(2 ** 53) + 1, 2]]) {
    throws(() => numpyGenerator(0).integers(low, high), RangeError);
  }
});
