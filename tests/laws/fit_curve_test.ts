/** The fit of one curve against the general least squares, and fast refits against fits from scratch. */
import { ok } from "../assert.ts";
import fc from "fast-check";
import { hessianAt } from "../../lib/laws/curve_derivatives.ts";
import { type CurveProblem, robustSum } from "../../lib/laws/curve_problem.ts";
import { fitCurve } from "../../lib/laws/fit_curve.ts";
import { refitCurve } from "../../lib/laws/refit_curve.ts";
import { curveLaws } from "../../lib/laws/registry.ts";
import { huberLoss } from "../../lib/numerics/huber.ts";
import { leastSquares } from "../../lib/numerics/least_squares.ts";
import { columnOf, rowOf } from "../../lib/numerics/matrix.ts";
import { random } from "../../lib/numerics/random.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { near, planted } from "./tables.ts";

function problemOf(law: string, table: RunTable, target: number, more: Partial<CurveProblem> = {}): CurveProblem {
  return {
    curve: curveLaws.find(({ name }) => name === law)!.spec.curve(table.domains, table.targets[target], {
      offset: 0.01,
    }),
    shares: table.shares,
    y: columnOf(table.losses, target),
    weights: new Float64Array(table.runs.length).fill(1),
    delta: Infinity,
    ...more,
  };
}

function valuesOf({ curve, shares }: CurveProblem, theta: Float64Array): Float64Array {
  const values = new Float64Array(shares.rows);
  curve.evaluate(shares, theta, values);
  return values;
}

for (const law of ["log-linear", "linear", "m2", "m3"]) {
  for (const delta of [undefined, 0.01]) {
    Deno.test(`${law}${delta ? `, Huber ${delta}` : ""}: the same answer as leastSquares`, () => {
      for (const seed of [1, 2, 3]) {
        const table = planted(seed, { N: 24, m: 3, k: 1 }), rng = random(seed);
        const weights = Float64Array.from(table.runs, () => 0.5 + rng.uniform());
        const problem = problemOf(law, table, 0, { weights, delta: delta ?? Infinity }), { curve } = problem;
        const ours = fitCurve(problem);
        ok(ours.converged, ours.reason);
        // a little away from the answer: it has to come back
        const start = ours.theta.map((t, i) => Math.max(curve.lower[i], t + 0.03 * rng.normal()));
        const theirs = leastSquares({
          model: (p: Float64Array, beta) => curve.value(p, Float64Array.from(beta)),
          x: table.runs.map((_, n) => rowOf(table.shares, n)),
          y: problem.y,
          start,
          bounds: { lower: curve.lower, upper: curve.upper },
          weights,
          ...(delta && { loss: "huber", delta }),
        });
        near(ours.objective / theirs.objective, 1, 1e-9, `seed ${seed}: objective`);
        if (!theirs.converged) continue; // it asks more of parameters that hardly matter
        const values = valuesOf(problem, Float64Array.from(theirs.parameters));
        valuesOf(problem, ours.theta).forEach((f, n) => near(f, values[n], 1e-7, `seed ${seed}, run ${n}`));
      }
    });
  }
}

Deno.test("leastSquares settles on the log-linear and linear problems above", () => {
  for (const law of ["log-linear", "linear"]) {
    const table = planted(1, { N: 24, m: 3, k: 1 }), { curve } = problemOf(law, table, 0);
    const fit = leastSquares({
      model: (p: Float64Array, beta) => curve.value(p, Float64Array.from(beta)),
      x: table.runs.map((_, n) => rowOf(table.shares, n)),
      y: columnOf(table.losses, 0),
      start: curve.names.map(() => 0.5),
    });
    ok(fit.converged, `${law}: ${fit.reason}`);
  }
});

Deno.test("robustSum is Σ w ρ, and weight 0 leaves a run out whatever its value", () => {
  const y = Float64Array.of(1, 2, 3, 4), f = Float64Array.of(1.01, 2.5, 2, NaN), w = Float64Array.of(1, 2, 0.5, 0);
  const wanted = huberLoss(-0.01, 0.1) + 2 * huberLoss(-0.5, 0.1) + 0.5 * huberLoss(1, 0.1);
  near(robustSum(y, f, w, 0.1), wanted, 1e-15);
});

for (const law of ["log-linear", "linear", "m2"]) {
  Deno.test(`${law}: refitCurve after a change of weights is fitCurve from scratch`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.constantFrom(Infinity, 0.008),
        fc.constantFrom("one out", "exponential", "slight"),
        (seed, delta, change) => {
          const table = planted(seed % 7, { N: 26, m: 3, k: 1 }), rng = random(seed);
          const problem = problemOf(law, table, 0, { delta });
          const full = fitCurve(problem);
          const weights = problem.weights.map(() =>
            change === "exponential" ? rng.exponential() : change === "slight" ? 1 + 0.01 * rng.normal() : 1
          );
          if (change === "one out") weights[rng.below(26)] = 0;
          const changed = { ...problem, weights };
          const again = refitCurve(changed, full.theta, hessianAt(changed, full.theta));
          // m2 has several valleys: there it is compared with the full search in the same valley
          const scratch = fitCurve(law === "m2" ? { ...changed, start: full.theta } : changed);
          ok(again.converged, again.reason);
          // a start near the old answer may end in a better valley than the starts, never in a worse one here
          ok(again.objective <= scratch.objective * (1 + 1e-9), `${again.objective} > ${scratch.objective}`);
          if (again.objective < scratch.objective * (1 - 1e-9)) return;
          const theirs = valuesOf(problem, scratch.theta);
          valuesOf(problem, again.theta).forEach((f, n) => weights[n] > 0 && near(f, theirs[n], 1e-6, `run ${n}`));
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });
}

Deno.test("refitCurve: a useless Hessian costs time, not the answer", () => {
  const table = planted(4, { N: 20, m: 3, k: 1 }), problem = problemOf("log-linear", table, 0);
  const full = fitCurve(problem), wrong = new Float64Array(16).fill(-1);
  const weights = problem.weights.map((w, n) => n === 3 ? 0 : w);
  near(
    refitCurve({ ...problem, weights }, full.theta, wrong).objective,
    fitCurve({ ...problem, weights }).objective,
    1e-15,
  );
});

Deno.test("a bound holds, and its multiplier is checked: c stays at 0 where the data pull it below", () => {
  const table = planted(2, { N: 20, m: 3, k: 1 });
  const low = { ...problemOf("log-linear", table, 0), y: columnOf(table.losses, 0).map((y) => y - 2.3) };
  const fit = fitCurve(low);
  ok(fit.converged, fit.reason);
  ok(fit.theta[0] >= 0);
  const unbounded = fitCurve({ ...low, curve: { ...low.curve, lower: new Float64Array(4).fill(-Infinity) } });
  ok(unbounded.theta[0] < 0, "this table was to pull c below 0");
  ok(fit.theta[0] === 0 && fit.objective > unbounded.objective);
});
