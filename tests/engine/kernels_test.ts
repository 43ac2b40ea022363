import { deepEqual, equal, ok } from "../assert.ts";
import { kernels, MOST_PAGES } from "../../lib/engine/native/kernels/kernels.ts";
import { random } from "../../lib/numerics/random.ts";

/** A memory of whole pages, its numbers, and the kernels on it. */
function memory(pages: number) {
  const memory = new WebAssembly.Memory({ shared: true, initial: pages, maximum: pages });
  return { run: kernels(memory), numbers: new Float32Array(memory.buffer) };
}

/** Room for 1,024 numbers each, and one more so that no range is aligned. */
const P = 4, G = 4 * 1025, M = 4 * 2050, V = 4 * 3075;
const F = Math.fround;

/** Arguments of adamw after the addresses and the length: scale, β₁, 1 − β₁, β₂, 1 − β₂, keep, rate, root, ε. */
const SETTINGS = [0.5, 0.9, 0.1, 0.95, 0.05, 0.999, 1e-3, 1.25, 1e-8] as const;

function filled(seed: number) {
  const { run, numbers } = memory(1), rng = random(seed);
  for (let i = 0; i < 4100; i++) numbers[i] = rng.normal();
  for (let i = V / 4; i < V / 4 + 1024; i++) numbers[i] = Math.abs(numbers[i]);
  return { run, numbers };
}

Deno.test("adamw: every length from 0 to 20 does what its formula says, rounded to float32 at each step", () => {
  const [scale, beta1, rest1, beta2, rest2, keep, rate, root, epsilon] = SETTINGS.map(F);
  for (let n = 0; n <= 20; n++) {
    const { run, numbers } = filled(n), before = numbers.slice();
    run.adamw(P, G, M, V, n, ...SETTINGS);
    for (let i = 0; i < n; i++) {
      const g = F(before[G / 4 + i] * scale);
      const m = F(F(before[M / 4 + i] * beta1) + F(g * rest1));
      const v = F(F(before[V / 4 + i] * beta2) + F(F(g * g) * rest2));
      const step = F(F(m * rate) / F(F(F(Math.sqrt(v)) * root) + epsilon));
      before[P / 4 + i] = F(F(before[P / 4 + i] * keep) - step);
      before[M / 4 + i] = m;
      before[V / 4 + i] = v;
    }
    deepEqual(numbers, before); // nothing beyond the range is touched either
  }
});

Deno.test("adamw: the same bytes however the range is cut", () => {
  const whole = filled(1);
  whole.run.adamw(P, G, M, V, 1000, ...SETTINGS);
  for (const cut of [1, 3, 4, 17, 500, 999]) {
    const { run, numbers } = filled(1);
    run.adamw(P, G, M, V, cut, ...SETTINGS);
    const by = 4 * cut;
    run.adamw(P + by, G + by, M + by, V + by, 1000 - cut, ...SETTINGS);
    deepEqual(numbers, whole.numbers);
  }
});

Deno.test("adamw: moments below the normal numbers become 0, in lanes and in the rest; NaN stays", () => {
  const { run, numbers } = memory(1), n = 6;
  numbers.fill(1.2e-38, M / 4, M / 4 + n).fill(1.2e-38, V / 4, V / 4 + n);
  numbers[M / 4 + 1] = numbers[M / 4 + 5] = -1.2e-38;
  numbers[M / 4 + 2] = numbers[M / 4 + 4] = 1.4e-38; // 0.9 of it is normal
  numbers[M / 4 + 3] = NaN;
  run.adamw(P, G, M, V, n, ...SETTINGS);
  const kept = F(F(1.4e-38) * F(0.9));
  deepEqual([...numbers.subarray(M / 4, M / 4 + n)], [0, 0, kept, NaN, kept, 0]);
  deepEqual([...numbers.subarray(V / 4, V / 4 + n)], [0, 0, 0, 0, 0, 0]);
});

Deno.test("dot: near the sum in float64, at lengths around its strides", () => {
  const { run, numbers } = filled(2);
  for (const n of [0, 1, 3, 4, 15, 16, 63, 64, 65, 127, 128, 130, 1000]) {
    let exact = 0, size = 0;
    for (let i = 0; i < n; i++) {
      exact += numbers[P / 4 + i] * numbers[G / 4 + i];
      size += Math.abs(numbers[P / 4 + i] * numbers[G / 4 + i]);
    }
    ok(Math.abs(run.dot(P, G, n) - exact) <= 1e-7 * size, `${n}: ${run.dot(P, G, n)}, wanted ${exact}`);
  }
});

Deno.test("dot: a number that is not finite shows wherever it stands", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    for (let at = 0; at < 150; at++) {
      const { run, numbers } = memory(1);
      numbers.fill(1, 0, 150);
      numbers[at] = bad;
      ok(!Number.isFinite(run.dot(0, 0, 150)), `${bad} at ${at}`);
    }
  }
});

Deno.test("scale and axpy: every length from 0 to 20, rounded to float32", () => {
  for (let n = 0; n <= 20; n++) {
    const { run, numbers } = filled(n), wanted = numbers.slice();
    run.axpy(P, G, n, 0.3);
    run.scale(M, G, n, -0.7);
    for (let i = 0; i < n; i++) {
      wanted[P / 4 + i] = F(wanted[P / 4 + i] + F(wanted[G / 4 + i] * F(0.3)));
      wanted[M / 4 + i] = F(wanted[G / 4 + i] * F(-0.7));
    }
    deepEqual(numbers, wanted);
  }
});

Deno.test("kernels: they reach the end of the largest memory", () => {
  const { run, numbers } = memory(MOST_PAGES), n = 7, at = numbers.length - n, address = 4 * at;
  numbers.fill(2, at);
  run.axpy(address, address, n, 1);
  equal(run.dot(address, address, n), 16 * n);
  run.adamw(address, 0, 4096, 8192, n, ...SETTINGS); // gradient and moments are 0
  deepEqual([...numbers.subarray(at)], new Array(n).fill(F(4 * F(0.999))));
  equal(numbers[at - 1], 0);
});
