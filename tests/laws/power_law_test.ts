/** Step and size laws: against SciPy, on planted curves, and what they say of too little data. */
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import golden from "../golden/laws/power_and_implicit_scipy.json" with { type: "json" };
import { isInputError } from "../../lib/errors.ts";
import { fitPowerLaws } from "../../lib/laws/power/power_law.ts";
import { pointsOf, solveAt } from "../../lib/laws/power/power_curve.ts";
import { random } from "../../lib/numerics/random.ts";
import { near } from "./tables.ts";

for (const { name, x, y, delta, fit: theirs } of golden.power) {
  Deno.test(`power law, ${name}: SciPy's best start, met or undercut`, () => {
    const curves = x.map((x, i) => ({ name: `curve ${i}`, group: "all", x, losses: y[i] }));
    const ours = fitPowerLaws(curves, delta === null ? {} : { delta });
    const sum = ours.reduce((total, { objective, points }) => total + objective * points, 0);
    ok(sum <= theirs.sum * (1 + 1e-9), `Σρ ${sum}, SciPy ${theirs.sum}`);
    ok(sum >= theirs.sum * (1 - 1e-5), `Σρ ${sum} is another minimum than SciPy's ${theirs.sum}`);
    ours.forEach((fit, i) => {
      near(fit.alpha, theirs.alpha, 1e-5, "alpha");
      near(fit.c, theirs.c[i], 2e-5, `c of curve ${i}`);
      near(fit.logX0!, theirs.logX0[i], 2e-4, `log x0 of curve ${i}`);
      near(fit.predict(4 * x[i].at(-1)!), theirs.ahead[i], 1e-5, `curve ${i} four times as far`);
      ok(fit.converged, fit.reason);
      equal(fit.degrees, theirs.degrees);
      const errors = (theirs as { standardErrors?: { c: number[]; logX0: number[]; alpha: number } }).standardErrors;
      if (errors === undefined) return;
      near(fit.standardErrors.c!, errors.c[i], 1e-3 * errors.c[i], "error of c");
      near(fit.standardErrors.logX0!, errors.logX0[i], 1e-3 * errors.logX0[i], "error of log x0");
      near(fit.standardErrors.alpha!, errors.alpha, 1e-3 * errors.alpha, "error of alpha");
    });
  });
}

Deno.test("power law: planted curves come back exactly, whatever the unit of x", () => {
  for (const [c, scale, alpha] of [[2, 3, 0.7], [0.5, 40, 0.05], [1, 1, 3], [0, 5, 0.4]]) {
    for (const unit of [1, 4096 * 256, 1e12]) {
      const x = [10, 20, 40, 60, 80, 160].map((v) => v * unit);
      const [fit] = fitPowerLaws([{ name: "t", x, losses: x.map((v) => c + (scale * unit / v) ** alpha) }]);
      near(fit.alpha, alpha, 1e-7 * alpha + 1e-8, "alpha");
      near(fit.c, c, 1e-6, "c");
      near(fit.logX0!, Math.log(scale * unit), 1e-5, "log x0");
      equal(fit.predict(Infinity), fit.c);
    }
  }
});

Deno.test("power law: curves of a group share one exponent, others have their own", () => {
  const x = [1, 2, 3, 5, 8, 13], at = (alpha: number, c: number) => x.map((v) => c + v ** -alpha);
  const own = fitPowerLaws([{ name: "a", x, losses: at(0.4, 1) }, { name: "b", x, losses: at(0.9, 2) }]);
  deepEqual(own.map(({ alpha, sharing }) => [alpha.toFixed(6), sharing]), [["0.400000", 1], ["0.900000", 1]]);
  const [a, b] = fitPowerLaws([
    { name: "a", group: "g", x, losses: at(0.4, 1) },
    { name: "b", group: "g", x, losses: at(0.9, 2) },
  ]);
  equal(a.alpha, b.alpha);
  ok(0.4 < a.alpha && a.alpha < 0.9);
  equal(a.degrees, 12 - 5);
});

Deno.test("power law: at a given exponent c and k are the minimum of Huber's loss, and its slope is the derivative", () => {
  const rng = random(5), x = Array.from({ length: 15 }, (_, i) => i + 1);
  for (const delta of [0.002, 0.02, 0.1, Infinity]) {
    const points = pointsOf(x, x.map((v) => 1 + v ** -0.6 + 0.05 * rng.normal() ** 3));
    const { c, k, objective, slope } = solveAt(points, 0.5, delta);
    const value = (c: number, k: number) =>
      points.y.reduce((sum, y, i) => {
        const r = Math.abs(y - c - k * Math.exp(-0.5 * points.logZ[i]));
        return sum + (r <= delta ? r * r / 2 : delta * (r - delta / 2));
      }, 0);
    near(objective, value(c, k), 1e-14);
    for (const [dc, dk] of [[1e-4, 0], [-1e-4, 0], [0, 1e-4], [0, -1e-4], [1e-4, -1e-4]]) {
      ok(value(c + dc, k + dk) >= objective - 1e-13, `δ ${delta}: lower at ${dc}, ${dk}`);
    }
    const h = 1e-5;
    const difference = (solveAt(points, 0.5 + h, delta).objective - solveAt(points, 0.5 - h, delta).objective) /
      (2 * h);
    near(slope, difference, 1e-6 * Math.max(1, Math.abs(slope)), `δ ${delta}: slope`);
  }
});

Deno.test("power law: no floor below 0, and a curve that does not fall says so", () => {
  const x = [1, 2, 4, 8, 16];
  const [steep] = fitPowerLaws([{ name: "t", x, losses: x.map((v) => 3 - Math.log2(v) * 0.7) }]);
  equal(steep.c, 0);
  equal(steep.identified.floor, false);
  match(steep.notes.join("\n"), /the floor is not identified: 0 fits best/);
  const [rising] = fitPowerLaws([{ name: "t", x, losses: [2, 2.1, 2.2, 2.3, 2.4] }]);
  deepEqual([rising.logX0, rising.predict(1e6).toFixed(6)], [null, "2.200000"]);
  match(rising.notes.join("\n"), /the losses do not fall with x/);
});

Deno.test("power law: an exponent that the data do not determine is not called known", () => {
  const rng = random(1), x = [100, 110, 120, 130];
  const [fit] = fitPowerLaws([{ name: "t", x, losses: x.map((v) => 2 + (50 / v) ** 0.5 + 0.02 * rng.normal()) }]);
  equal(fit.identified.exponent, false);
  match(fit.notes.join("\n"), /the exponent is not identified/);
  const ends = fit.interval(1000)!;
  ok(ends.high - ends.low > 0.1, "nor is what it predicts");

  const [three] = fitPowerLaws([{ name: "t", x: x.slice(0, 3), losses: [3, 2.8, 2.7] }]);
  equal(three.degrees, 0);
  deepEqual(three.standardErrors, { c: null, alpha: null, logX0: null });
  deepEqual([three.alphaInterval, three.interval(500), three.identified], [null, null, {
    exponent: false,
    floor: false,
  }]);
  match(three.notes[0], /as many parameters as points/);

  const known =
    fitPowerLaws([{ name: "t", x: [1, 3, 10, 30, 100, 300], losses: [3, 2.46, 2.2, 2.09, 2.035, 2.015] }])[0];
  deepEqual(known.identified, { exponent: true, floor: true });
  deepEqual(known.notes, []);
});

Deno.test("power law: intervals hold the curve and a new loss about as often as they say", () => {
  const rng = random(11), x = [10, 14, 20, 28, 40, 56, 80], far = 400, trials = 400, noise = 0.01;
  const at = (x: number) => 2 + (8 / x) ** 0.6;
  let curve = 0, fresh = 0, exponent = 0;
  for (let trial = 0; trial < trials; trial++) {
    const [fit] = fitPowerLaws([{ name: "t", x, losses: x.map((v) => at(v) + noise * rng.normal()) }]);
    const inside = fit.interval(far)!,
      seen = fit.interval(far, { observed: true })!,
      loss = at(far) + noise * rng.normal();
    curve += inside.low <= at(far) && at(far) <= inside.high ? 1 : 0;
    fresh += seen.low <= loss && loss <= seen.high ? 1 : 0;
    const { low, high } = fit.alphaInterval!;
    exponent += (low ?? 0) <= 0.6 && 0.6 <= (high ?? Infinity) ? 1 : 0;
  }
  // five standard errors of 400 trials are 0.054
  for (const [what, hits] of Object.entries({ curve, fresh, exponent })) {
    near(hits / trials, 0.95, 0.054, what);
  }
});

Deno.test("power law: chosen by the last points it is the exponent that predicts them best", () => {
  const x = [1, 2, 4, 8, 16, 32, 64, 128], losses = x.map((v, i) => 2 + v ** -0.5 + (i < 3 ? 0.05 * (3 - i) : 0));
  const [all] = fitPowerLaws([{ name: "t", x, losses }]);
  const [last] = fitPowerLaws([{ name: "t", x, losses }], { chooseByLast: 2 });
  equal(last.points, 6); // c and x0 of the others
  const error = (fit: typeof all, n: number) => (losses[n] - fit.predict(x[n])) ** 2;
  // the same c and x0 rule at exponents nearby
  const other = (alpha: number) => {
    const points = pointsOf(x.slice(0, 6), losses.slice(0, 6)), { c, k } = solveAt(points, alpha, Infinity);
    const f = (v: number) => c + k * Math.exp(-alpha * (Math.log(v) - points.logMiddle));
    return (losses[6] - f(64)) ** 2 + (losses[7] - f(128)) ** 2;
  };
  const own = error(last, 6) + error(last, 7);
  near(own, other(last.alpha), 1e-12);
  for (const factor of [0.99, 1.01]) ok(other(last.alpha * factor) > own);
  equal(last.interval(200), null);
  match(last.notes.join("\n"), /chosen by the last 2 points/);
  ok(all.alpha !== last.alpha);
});

Deno.test("power law: bad input is refused in words", () => {
  const fine = { name: "t", x: [1, 2, 3], losses: [3, 2, 1.5] };
  for (
    const [curves, options, message] of [
      [[], {}, /at least one curve/],
      [[{ ...fine, x: [1, 2] }], {}, /t: wanted as many losses as x, got 3 and 2/],
      [[{ ...fine, x: [0, 1, 2] }], {}, /t: x\[0\]: wanted a finite number > 0, got 0/],
      [[{ ...fine, losses: [3, NaN, 1] }], {}, /t: losses\[1\]: wanted a finite number ≥ 0, got NaN/],
      [[{ name: "t", x: [1, 1, 2], losses: [3, 3, 2] }], {}, /wanted at least 3 different x, got 2/],
      [[{ ...fine, group: "g" }, { name: "u", group: "g", x: [1], losses: [2] }], {}, /u: c and x0 need at least 2/],
      [[fine], { delta: 0 }, /delta: wanted a Huber delta > 0/],
      [[fine], { chooseByLast: 0.5 }, /chooseByLast: wanted a whole number/],
      [[fine], { chooseByLast: 1 }, /3 different x besides the last 1, got 2/],
      [[fine], { exponents: { least: 2, most: 1 } }, /exponents: wanted 0 < least < most/],
    ] as const
  ) throws(() => fitPowerLaws(curves, options), (e) => isInputError(e) && message.test(e.message));
  const [fit] = fitPowerLaws([{ ...fine, x: [1, 2, 3, 4], losses: [3, 2, 1.6, 1.5] }]);
  throws(() => fit.predict(0), /x: wanted a number > 0/);
  throws(() => fit.interval(5, { level: 1 }), /level: wanted a number between 0 and 1/);
  throws(
    () => fitPowerLaws([{ ...fine, losses: ["3" as unknown as number, 2, 1] }]),
    (e) => e instanceof TypeError && /losses\[0\]: wanted a number, got "3"/.test(e.message),
  );
});
