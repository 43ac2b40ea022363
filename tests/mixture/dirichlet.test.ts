import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { random } from "../../lib/numerics/random.ts";

Deno.test("dirichlet: always shares, whatever the concentrations", () => {
  const concentration = fc.oneof(
    fc.constant(0),
    fc.double({ min: 0, max: 1e-300, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1e300, noNaN: true }),
  );
  const list = fc.array(concentration, { minLength: 1, maxLength: 8 }).filter((a) => a.some((v) => v > 0));
  fc.assert(fc.property(fc.nat(), list, (seed, alpha) => {
    const p = dirichlet(random(seed), alpha);
    ok(p.every((v, j) => v >= 0 && v <= 1 && (alpha[j] > 0 || v === 0)));
    ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-14);
  }));
});

Deno.test("dirichlet: means and variances", () => {
  const rng = random(4), n = 20000;
  for (const alpha of [[2, 1, 0.5], [0.02, 0.01, 0.03], [1e-320, 3e-320, 0]]) {
    const total = alpha.reduce((a, b) => a + b), mean = new Float64Array(3), square = new Float64Array(3);
    for (let i = 0; i < n; i++) dirichlet(rng, alpha).forEach((v, j) => (mean[j] += v / n, square[j] += v * v / n));
    alpha.forEach((a, j) => {
      const wanted = a / total, variance = wanted * (1 - wanted) / (total + 1);
      ok(Math.abs(mean[j] - wanted) <= 5 * Math.sqrt(variance / n), `mean ${mean[j]}, wanted ${wanted}`);
      ok(Math.abs(square[j] - mean[j] ** 2 - variance) < 0.01);
    });
  }
});

Deno.test("dirichlet: one domain, the same draw for a seed, and refusals", () => {
  deepEqual([...dirichlet(random(1), [0.3])], [1]);
  deepEqual(dirichlet(random(9), [1, 2, 3]), dirichlet(random(9), [1, 2, 3]));
  equal(dirichlet(random(9), [0, 2])[1], 1);
  for (const alpha of [[], [0, 0], [1, -1], [NaN, 1], [Infinity, 1]]) {
    throws(() => dirichlet(random(1), alpha), RangeError);
  }
});
