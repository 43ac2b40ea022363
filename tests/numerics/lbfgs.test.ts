import { equal, ok, throws } from "../assert.ts";
import { lbfgs } from "../../lib/numerics/lbfgs.ts";
import { wolfeSearch } from "../../lib/numerics/wolfe_search.ts";

function rosenbrock(v: Float64Array, g: Float64Array): number {
  let sum = 0;
  g.fill(0);
  for (let i = 0; i + 1 < v.length; i++) {
    const a = v[i + 1] - v[i] ** 2, b = 1 - v[i];
    sum += 100 * a * a + b * b;
    g[i] -= 400 * v[i] * a + 2 * b;
    g[i + 1] += 200 * a;
  }
  return sum;
}

Deno.test("lbfgs: minimum of Rosenbrock's function in 2 and 12 dimensions", () => {
  for (const n of [2, 12]) {
    const end = lbfgs(rosenbrock, Array.from({ length: n }, (_, i) => i % 2 ? 1 : -1.2));
    ok(end.converged, end.reason);
    end.x.forEach((v) => ok(Math.abs(v - 1) < 1e-6, `${end.x}`));
    ok(end.iterations < 40 * n);
  }
});

Deno.test("lbfgs: a quadratic of condition 1e6, a limit of iterations, no minimum, bad starts", () => {
  const scales = [1, 1e2, 1e4, 1e6];
  const quadratic = (v: Float64Array, g: Float64Array) =>
    v.reduce((sum, a, j) => {
      g[j] = scales[j] * (a - j);
      return sum + 0.5 * scales[j] * (a - j) ** 2;
    }, 0);
  const end = lbfgs(quadratic, [9, 9, 9, 9], { gradientTolerance: 1e-6 });
  ok(end.converged, end.reason);
  end.x.forEach((v, j) => ok(Math.abs(v - j) < 1e-5));
  equal(lbfgs(quadratic, [9, 9, 9, 9], { maxIterations: 2 }).converged, false);
  equal(lbfgs((v, g) => (g[0] = -1, -v[0]), [0], { maxIterations: 20 }).converged, false);
  throws(() => lbfgs(quadratic, [NaN, 0, 0, 0]), RangeError);
  throws(() => lbfgs(() => NaN, [1]), RangeError);
});

Deno.test("wolfeSearch: the point meets both strong Wolfe conditions", () => {
  for (const first of [1e-4, 0.1, 1, 30, 1e4]) {
    const f = (v: Float64Array, g: Float64Array) => {
      g[0] = 2 * v[0] + 3 * Math.cos(3 * v[0]);
      return v[0] ** 2 + Math.sin(3 * v[0]);
    };
    const g = new Float64Array(1), x = Float64Array.of(2.2), value = f(x, g), d = g.map((v) => -v);
    const slope = -g[0] * g[0], { point } = wolfeSearch(f, x, d, value, slope, first);
    ok(point && point.value <= value + 1e-4 * point.t * slope, `decrease from ${first}`);
    ok(Math.abs(point.slope) <= 0.9 * Math.abs(slope), `curvature from ${first}`);
  }
});
