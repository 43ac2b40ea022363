import { equal, ok, throws } from "../assert.ts";
import { nelderMead } from "../../lib/numerics/nelder_mead.ts";
import golden from "../golden/scipy_numerics.json" with { type: "json" };

function rosenbrock(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i + 1 < v.length; i++) sum += 100 * (v[i + 1] - v[i] ** 2) ** 2 + (1 - v[i]) ** 2;
  return sum;
}

function softmaxLaw(v: Float64Array): number {
  const raw = v.map((a) => Math.exp(a - Math.max(...v))), total = raw.reduce((a, b) => a + b);
  const t = [[-1.0, 0.2, 0.1], [0.3, -2.0, 0.2], [0.1, 0.4, -0.5]];
  return t.reduce((sum, row) => sum + Math.exp(row.reduce((s, a, j) => s + a * raw[j] / total, 0)), 0) / 3;
}

for (const [name, objective] of Object.entries({ rosenbrock, softmax: softmaxLaw })) {
  Deno.test(`nelderMead: SciPy's path on ${name}`, () => {
    for (const wanted of golden.nelderMead[name as "rosenbrock" | "softmax"]) {
      const end = nelderMead(objective, wanted.start, { maxIterations: wanted.maxIterations ?? undefined });
      equal(end.iterations, wanted.iterations);
      equal(end.evaluations, wanted.evaluations);
      equal(end.converged, wanted.converged);
      wanted.x.forEach((v, j) => ok(Math.abs(end.x[j] - v) < 1e-9, `x[${j}]: SciPy ${v}, got ${end.x[j]}`));
      ok(Math.abs(end.value - wanted.value) < 1e-12);
    }
  });
}

Deno.test("nelderMead: values that are not finite are avoided, bad starts refused", () => {
  const end = nelderMead(([a]) => Math.sqrt(a - 1) + 1 / (a - 1), [4]);
  ok(end.converged && Math.abs(end.x[0] - (1 + 2 ** (2 / 3))) < 1e-3, String(end.x));
  throws(() => nelderMead(() => 0, []), RangeError);
  throws(() => nelderMead(() => 0, [NaN]), RangeError);
});
