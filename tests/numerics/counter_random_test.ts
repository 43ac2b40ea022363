import { deepEqual, equal, notEqual, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { counterRandom } from "../../lib/numerics/counter_random.ts";
import { permutation } from "../../lib/numerics/permutation.ts";
import { threefry2x32 } from "../../lib/numerics/threefry.ts";
import { chiSquare } from "./chi_square.ts";

Deno.test("threefry: the known answers of Random123 (kat_vectors, threefry2x32 with 20 rounds)", () => {
  const out = new Uint32Array(2);
  const answer = (c0: number, c1: number, k0: number, k1: number) => {
    threefry2x32(k0, k1, c0, c1, out);
    return [...out];
  };
  deepEqual(answer(0, 0, 0, 0), [0x6b200159, 0x99ba4efe]);
  const ones = 0xffffffff;
  deepEqual(answer(ones, ones, ones, ones), [0x1cb996fc, 0xbb002be7]);
  deepEqual(answer(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344), [0xc4923a9c, 0x483df7a0]);
});

Deno.test("counterRandom: uniform in one, two and three dimensions", () => {
  const rng = counterRandom(42), cells = 32, one = new Int32Array(cells), two = new Int32Array(cells * cells);
  const three = new Int32Array(512), n = 1 << 17;
  const at = (i: number, size: number) => Math.floor(rng.uniform(i) * size);
  for (let i = 0; i < n; i++) {
    one[at(i, cells)]++;
    two[at(i, cells) * cells + at(i + 1, cells)]++;
    three[at(i, 8) * 64 + at(i + 1, 8) * 8 + at(i + 2, 8)]++;
  }
  for (const [counts, what] of [[one, "one"], [two, "pairs"], [three, "triples"]] as const) {
    chiSquare(counts, new Float64Array(counts.length).fill(n / counts.length), what);
  }
});

Deno.test("counterRandom: streams, seeds and numbers beyond 32 bits are unrelated", () => {
  const seen = new Set<number>();
  for (const seed of [0, 1, 2 ** 32, 2 ** 53 - 1]) {
    const rng = counterRandom(seed);
    const streams = [rng, rng.stream(0), rng.stream(1), rng.stream(2 ** 32), rng.stream("0"), rng.stream("1")];
    streams.push(rng.stream(""), rng.stream("\0"), rng.stream("abcd"), rng.stream("abcd\0"), rng.stream("abcde"));
    streams.push(rng.stream("a").stream("b"), rng.stream("ab"), rng.stream("b").stream("a"));
    for (const stream of streams) for (const n of [0, 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52]) seen.add(stream.uniform(n));
  }
  equal(seen.size, 4 * 14 * 5);
  // Pairs of the same number in two neighbouring streams fall everywhere alike.
  const root = counterRandom(3), counts = new Int32Array(256);
  for (let i = 0; i < 20000; i++) {
    counts[Math.floor(root.stream(i).uniform(0) * 16) * 16 + Math.floor(root.stream(i + 1).uniform(0) * 16)]++;
  }
  chiSquare(counts, new Float64Array(256).fill(20000 / 256), "streams");
});

Deno.test("counterRandom: the same numbers in every version, whatever the order they are asked in", () => {
  const rng = counterRandom(7).stream("web");
  const forth = [0, 1, 2].map((n) => rng.uniform(n)), back = [2, 1, 0].map((n) => rng.uniform(n)).reverse();
  deepEqual(forth, back);
  // Part of the interface (results name their seed): written down from the first version.
  deepEqual([0, 1, 2].map((n) => rng.bits(n)), [2620803453, 965521922, 3865165848]);
  deepEqual([0, 1, 2].map(permutation(1000, rng)), [41, 488, 247]);
  deepEqual([0, 1, 2].map(permutation(10, rng)), [3, 5, 6]);
  throws(() => counterRandom(-1), RangeError);
  throws(() => counterRandom(0.5), RangeError);
  throws(() => counterRandom("1" as unknown as number), TypeError);
});

Deno.test("permutation: every number below n exactly once", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(), (n, seed) => {
    const order = permutation(n, counterRandom(seed)), seen = new Uint8Array(n);
    for (let i = 0; i < n; i++) seen[order(i)]++;
    return seen.every((times) => times === 1);
  }));
  for (const n of [1, 2, 255, 256, 257, 511, 512, 513, 65536, 65537, 200_003]) {
    const order = permutation(n, counterRandom(n)), seen = new Uint8Array(n);
    for (let i = 0; i < n; i++) seen[order(i)]++;
    ok(seen.every((times) => times === 1), `${n}`);
  }
});

Deno.test("permutation: numbers above 32 bits stay below n and do not meet", () => {
  for (const n of [2 ** 33 + 5, 2 ** 53 - 1]) {
    const order = permutation(n, counterRandom(1)), seen = new Set<number>();
    for (let i = 0; i < 2000; i++) {
      const x = order(n - 1 - i);
      ok(Number.isSafeInteger(x) && x >= 0 && x < n);
      seen.add(x);
    }
    equal(seen.size, 2000);
  }
  throws(() => permutation(0, counterRandom(1)), RangeError);
});

Deno.test("permutation: small sets get every order equally often, over streams", () => {
  for (const [n, orders] of [[2, 2], [3, 6], [4, 24], [5, 120]]) {
    const counts = new Map<string, number>(), root = counterRandom(n), trials = 60 * orders + 6000;
    for (let s = 0; s < trials; s++) {
      const order = permutation(n, root.stream(s)), key = Array.from({ length: n }, (_, i) => order(i)).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    equal(counts.size, orders);
    chiSquare([...counts.values()], new Float64Array(orders).fill(trials / orders), `orders of ${n}`);
  }
});

Deno.test("permutation: where each number goes, and what follows it, is even", () => {
  for (const n of [13, 40, 257, 300]) {
    const root = counterRandom(n),
      trials = n < 100 ? 8000 : 3000,
      place = new Int32Array(n * n),
      step = new Int32Array(n);
    for (let s = 0; s < trials; s++) {
      const order = permutation(n, root.stream(s));
      for (let i = 0; i < n; i++) place[i * n + order(i)]++;
      step[(order(s % (n - 1) + 1) - order(s % (n - 1)) + n) % n]++;
    }
    // Rows and columns are fixed, so the statistic has (n − 1)² degrees of freedom out of n² − 1: scaled to those.
    const scale = Math.sqrt((n * n - 1) / (n - 1) ** 2), even = trials / n;
    chiSquare(
      Array.from(place, (c) => even + (c - even) * scale),
      new Float64Array(n * n).fill(even),
      `places of ${n}`,
    );
    chiSquare(step.subarray(1), new Float64Array(n - 1).fill(trials / (n - 1)), `steps of ${n}`);
  }
});

Deno.test("permutation: one order of many has no memory", () => {
  const n = 100_000, order = permutation(n, counterRandom(9)), pairs = new Int32Array(400);
  for (let i = 0; i + 1 < n; i++) {
    pairs[Math.floor(order(i) / n * 20) * 20 + Math.floor(order(i + 1) / n * 20)]++;
  }
  chiSquare(pairs, new Float64Array(400).fill((n - 1) / 400), "neighbours");
  notEqual(order(0), permutation(n, counterRandom(10))(0));
});
