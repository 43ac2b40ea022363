import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { leastSquares } from "../../lib/numerics/least_squares.ts";
import { random } from "../../lib/numerics/random.ts";
import golden from "../golden/scipy_numerics.json" with { type: "json" };

const near = (got: number, wanted: number, tolerance: number, what = "") =>
  ok(Math.abs(got - wanted) <= tolerance, `${what} wanted ${wanted}, got ${got}`);

const decay = (x: number, [c, k, t]: number[]) => c + k * Math.exp(t * x);
const decayJacobian = (x: number, [_, k, t]: number[]) => [1, Math.exp(t * x), k * x * Math.exp(t * x)];
const x = Array.from({ length: 12 }, (_, i) => i / 3);
const noise = random(2);
const y = x.map((v) => decay(v, [1, 2, -0.7]) + 0.01 * noise.normal());

Deno.test("leastSquares: Huber's loss agrees with SciPy", () => {
  const { x, y, delta, start, parameters, objective, standardErrors, bounded } = golden.huber;
  for (const jacobian of [decayJacobian, undefined]) {
    const fit = leastSquares({ model: decay, jacobian, x, y, start, loss: "huber", delta });
    ok(fit.converged, fit.reason);
    fit.parameters.forEach((b, j) => near(b, parameters[j], 1e-6 * Math.abs(parameters[j]), `parameter ${j}`));
    fit.standardErrors.forEach((e, j) => near(e!, standardErrors[j], 1e-5 * standardErrors[j], `error ${j}`));
    ok(fit.objective <= objective * (1 + 1e-12), `objective ${fit.objective}, SciPy ${objective}`);

    const held = leastSquares({
      model: decay,
      jacobian,
      x,
      y,
      start: [1, 1, -0.5],
      loss: "huber",
      delta,
      bounds: { lower: [-Infinity, -Infinity, bounded.lower2], upper: [Infinity, Infinity, 0] },
    });
    ok(held.converged, held.reason);
    held.parameters.forEach((b, j) => near(b, bounded.parameters[j], 1e-6, `parameter ${j}`));
    ok(held.objective <= bounded.objective * (1 + 1e-9));
    equal(held.parameters[2], bounded.lower2);
    equal(held.standardErrors[2], null);
    ok(held.standardErrors[0]! > 0);
  }
});

Deno.test("leastSquares: Huber with a large δ is least squares, and most rows may be outliers", () => {
  const plain = leastSquares({ model: decay, x, y, start: [1, 1, -1] });
  const huber = leastSquares({ model: decay, x, y, start: [1, 1, -1], loss: "huber", delta: 100 });
  plain.parameters.forEach((b, j) => near(huber.parameters[j], b, 1e-9));
  plain.standardErrors.forEach((e, j) => near(huber.standardErrors[j]!, e!, 1e-9));
  // The location of a sample with δ far below its spread is its median.
  const location = leastSquares({
    model: (_x: number, [b]) => b,
    x: [0, 0, 0, 0, 0],
    y: [1, 2, 4, 80, 1600],
    start: [0],
    loss: "huber",
    delta: 0.001,
  });
  ok(location.converged, location.reason);
  near(location.parameters[0], 4, 0.001);
});

Deno.test("leastSquares: weights are counts, and weight 0 leaves an observation out", () => {
  const doubled = leastSquares({ model: decay, x: [...x, x[3]], y: [...y, y[3]], start: [1, 1, -1] });
  const weighted = leastSquares({
    model: decay,
    x: [...x, 99],
    y: [...y, 1e6],
    start: [1, 1, -1],
    weights: [...x.map((_, i) => i === 3 ? 2 : 1), 0],
  });
  doubled.parameters.forEach((b, j) => near(weighted.parameters[j], b, 1e-10));
  near(weighted.rss, doubled.rss, 1e-14);
});

Deno.test("leastSquares: bounds hold at every evaluation, and fixed parameters stay", () => {
  const lower = [0.5, 0, -0.6], upper = [1.1, 2.5, 0];
  const inside = (b: number[]) => b.forEach((v, j) => ok(v >= lower[j] && v <= upper[j], `${v} at ${j}`));
  const fit = leastSquares({
    model: (x: number, b) => (inside(b), decay(x, b)),
    x,
    y,
    start: [1.1, 0, -0.1],
    bounds: { lower, upper },
  });
  ok(fit.converged, fit.reason);
  equal(fit.parameters[2], -0.6);
  // The same minimum as with that parameter taken out of the problem.
  const reduced = leastSquares({ model: (x: number, [c, k]) => decay(x, [c, k, -0.6]), x, y, start: [1, 1] });
  near(fit.parameters[0], reduced.parameters[0], 1e-9);
  near(fit.standardErrors[0]!, reduced.standardErrors[0]!, 1e-9);
  equal(fit.covariance!.data[8], 0);

  const fixed = leastSquares({
    model: decay,
    x,
    y,
    start: [1, 1, -0.6],
    bounds: { lower: [-9, -9, -0.6], upper: [9, 9, -0.6] },
  });
  ok(fixed.converged, fixed.reason);
  near(fixed.parameters[1], reduced.parameters[1], 1e-9);
  equal(fixed.standardErrors[2], null);

  const all = leastSquares({
    model: (x: number, [b]) => b * x,
    x: [1, 2],
    y: [3, 6],
    start: [1],
    bounds: { upper: [2] },
  });
  deepEqual([all.parameters[0], all.converged], [2, true]);
});

Deno.test("leastSquares: what the data do not determine is not called converged", () => {
  const sum = leastSquares({
    model: (x: number, [a, b]) => (a + b) * x,
    x: [1, 2, 3],
    y: [1, 2.1, 2.9],
    start: [0, 0],
  });
  equal(sum.converged, false);
  match(sum.reason, /determine only 1 of 2/);
  deepEqual(sum.standardErrors, [null, null]);
  equal(sum.covariance, null);
  equal(sum.condition, Infinity);
  ok(sum.parameters.every(Number.isFinite));

  const few = leastSquares({ model: decay, x: [0, 1], y: [3, 2], start: [1, 1, -1] });
  equal(few.converged, false);
  match(few.reason, /no standard errors/);

  const exact = leastSquares({ model: (x: number, [a, b]) => a + b * x, x: [0, 1], y: [3, 2], start: [1, 1] });
  equal(exact.converged, true);
  deepEqual(exact.standardErrors, [null, null]);
  match(exact.reason, /no standard errors/);
});

Deno.test("leastSquares: a minimum at infinity is not called converged", () => {
  // y is there from the first x on: b wants to go to +∞.
  const runaway = leastSquares({
    model: (x: number, [a, b]) => a * (1 - Math.exp(-b * x)),
    x: [1, 2, 3, 4],
    y: [5, 4.9, 5.1, 4.95],
    start: [4, 1],
  });
  // A straight line in disguise: exp(t x)/t with t → 0.
  const line = leastSquares({
    model: (x: number, [c, k, t]) => c + k * Math.exp(t * x),
    x: [0, 1, 2, 3, 4],
    y: [0, 1, 2, 3, 4],
    start: [0, 1, 0.5],
  });
  const hyperbola = leastSquares({
    model: (x: number, [a, b]) => a * b / (b + x),
    x: [0, 1, 2, 3],
    y: [1, 1.2, 1.1, 1.3].map((v, i) => v + (i % 2) * 0.2),
    start: [1, 1],
    bounds: { lower: [0, 0] },
  });
  // A peak far from the data: no parameter moves anything there.
  const far = leastSquares({
    model: (x: number, [a, b]) => a * Math.exp(-((x - b) ** 2)),
    x: [0, 1, 2, 3, 4],
    y: [0, 0.4, 1, 0.4, 0],
    start: [1, 1000],
  });
  for (const fit of [runaway, line, hyperbola, far]) {
    equal(fit.converged, false, JSON.stringify(fit.parameters) + fit.reason);
    ok(fit.parameters.every(Number.isFinite));
    ok(fit.standardErrors.every((e) => e === null));
  }

  const halted = leastSquares({ model: decay, x, y, start: [9, 9, -9], maxIterations: 2 });
  equal(halted.converged, false);
  match(halted.reason, /2 iterations/);
});

Deno.test("leastSquares: places without values are walked around", () => {
  // sqrt and log have no values on one side; the step from the start leads there.
  const model = (x: number, [a, b]: number[]) => a * Math.log(b - x);
  const data = [0, 1, 2, 3, 4].map((x) => ({ x, y: model(x, [2, 4.05]) }));
  const fit = leastSquares({ model, x: data.map((d) => d.x), y: data.map((d) => d.y), start: [0.1, 40] });
  ok(fit.converged, fit.reason);
  near(fit.parameters[0], 2, 1e-7);
  near(fit.parameters[1], 4.05, 1e-7);
});

Deno.test("leastSquares: parameters of any scale, zero at the start and at the end", () => {
  const scale = [1e-9, 1e7, 1];
  const scaled = leastSquares({
    model: (x: number, b) => decay(x, b.map((v, j) => v / scale[j])),
    x,
    y,
    start: [0, 0, -1],
  });
  const plain = leastSquares({ model: decay, x, y, start: [1, 1, -1] });
  ok(scaled.converged, scaled.reason);
  plain.parameters.forEach((b, j) => near(scaled.parameters[j] / scale[j], b, 1e-7));
  const zero = leastSquares({ model: (x: number, [a, b]) => a + b * x, x: [-1, 0, 1], y: [1, -2, 1], start: [0, 0] });
  ok(zero.converged, zero.reason);
  near(zero.parameters[0], 0, 1e-12);
});

Deno.test("leastSquares: what is wrong with an argument is said", () => {
  const good = { model: decay, x, y, start: [1, 1, -1] };
  type Bad = Record<string, unknown>;
  const bad: [Bad, typeof TypeError | typeof RangeError, RegExp][] = [
    [{ y: y.slice(1) }, RangeError, /12 of x and 11 of y/],
    [{ y: [NaN, ...y.slice(1)] }, RangeError, /finite y\[0\], got NaN/],
    [{ y: ["3", ...y.slice(1)] }, TypeError, /number as y\[0\], got "3"/],
    [{ x: [], y: [] }, RangeError, /weight > 0, got none of 0/],
    [{ start: [] }, RangeError, /at least one parameter/],
    [{ start: [1, 1, Infinity] }, RangeError, /finite start\[2\]/],
    [{ start: undefined }, TypeError, /wanted start/],
    [{ model: 3 }, TypeError, /function as model/],
    [{ jacobian: "2-point" }, TypeError, /function as jacobian/],
    [{ jacobian: () => [1] }, RangeError, /3 derivatives from jacobian/],
    [{ loss: "cauchy" }, RangeError, /"linear" or "huber"/],
    [{ loss: "huber" }, RangeError, /delta > 0.*undefined/],
    [{ loss: "huber", delta: 0 }, RangeError, /delta > 0.*got 0/],
    [{ delta: 1 }, RangeError, /delta goes with loss "huber"/],
    [{ bounds: { lower: [0] } }, RangeError, /3 lower bounds/],
    [{ bounds: { lower: [2, 0, 0], upper: [1, 9, 9] } }, RangeError, /lower ≤ upper/],
    [{ bounds: { upper: [0, 9, 9] } }, RangeError, /start\[0\] within/],
    [{ bounds: { upper: [NaN, 9, 9] } }, RangeError, /bounds.upper\[0\], got NaN/],
    [{ bounds: { max: [1, 1, 1] } }, TypeError, /unknown option "max"/],
    [{ maxIterations: -1 }, RangeError, /maxIterations/],
    [{ weights: [1] }, RangeError, /12 weights/],
    [{ weights: y.map(() => -1) }, RangeError, /weights ≥ 0/],
    [{ weights: y.map(() => 0) }, RangeError, /weight > 0/],
    [{ los: "huber" }, TypeError, /unknown option "los"/],
    [{ model: () => NaN }, RangeError, /NaN at the start for observation 0/],
    [{ model: () => "3" }, TypeError, /number from model/],
  ];
  for (const [change, kind, message] of bad) {
    throws(
      () => leastSquares({ ...good, ...change } as typeof good),
      (error: Error) => error instanceof kind && message.test(error.message),
      JSON.stringify(change) + String(message),
    );
  }
});
