import { equal, match, ok, throws } from "../assert.ts";
import { needsReference } from "../reference.ts";
import { leastSquares } from "../../lib/numerics/least_squares.ts";
import { random } from "../../lib/numerics/random.ts";
import { separableLeastSquares } from "../../lib/numerics/separable_least_squares.ts";
import { readNist } from "./nist.ts";

const close = (got: readonly (number | null)[], wanted: readonly number[], relative: number, what: string) =>
  wanted.forEach((w, i) => {
    ok(got[i] !== null && Math.abs(got[i]! - w) <= relative * Math.abs(w), `${what} ${i}: wanted ${w}, got ${got[i]}`);
  });
const { exp } = Math;

needsReference("separableLeastSquares: NIST Misra1a, MGH09 and Lanczos2", (ref) => {
  const read = (name: string) => readNist(Deno.readTextFileSync(ref("nist", `${name}.dat`)));
  const misra = read("Misra1a"), mgh09 = read("MGH09"), lanczos = read("Lanczos2");
  const pick = (list: readonly number[], at: number[]) => at.map((i) => list[i]);
  for (const s of [0, 1]) {
    for (const analytic of [true, false]) {
      const one = separableLeastSquares({
        basis: (x: number, [b]) => [1 - exp(-b * x)],
        basisJacobian: analytic ? (x: number, [b]) => [[x * exp(-b * x)]] : undefined,
        x: misra.rows.map((row) => row[1]),
        y: misra.rows.map((row) => row[0]),
        start: [misra.starts[s][1]],
      });
      ok(one.converged, one.reason);
      close([...one.linear, ...one.nonlinear], misra.parameters, 1e-8, "Misra1a");
      close([...one.standardErrors.linear, ...one.standardErrors.nonlinear], misra.deviations, 1e-6, "Misra1a error");

      const three = separableLeastSquares({
        basis: (x: number, a) => a.map((rate) => exp(-rate * x)),
        basisJacobian: analytic
          ? (x: number, a) => a.map((rate, k) => a.map((_, j) => j === k ? -x * exp(-rate * x) : 0))
          : undefined,
        x: lanczos.rows.map((row) => row[1]),
        y: lanczos.rows.map((row) => row[0]),
        start: pick(lanczos.starts[s], [1, 3, 5]),
      });
      ok(three.converged, three.reason);
      close(three.linear, pick(lanczos.parameters, [0, 2, 4]), 1e-6, "Lanczos2 linear");
      close(three.nonlinear, pick(lanczos.parameters, [1, 3, 5]), 1e-6, "Lanczos2 nonlinear");
      close(three.standardErrors.nonlinear, pick(lanczos.deviations, [1, 3, 5]), 1e-4, "Lanczos2 error");
      ok(Math.abs(three.rss / lanczos.rss - 1) < 1e-7);
    }
  }
  const ratio = separableLeastSquares({
    basis: (x: number, [b2, b3, b4]) => [(x * x + x * b2) / (x * x + x * b3 + b4)],
    x: mgh09.rows.map((row) => row[1]),
    y: mgh09.rows.map((row) => row[0]),
    start: mgh09.starts[1].slice(1),
  });
  ok(ratio.converged, ratio.reason);
  close([...ratio.linear, ...ratio.nonlinear], mgh09.parameters, 1e-6, "MGH09");
});

Deno.test("separableLeastSquares: same answer as leastSquares, with weights, offset and an active bound", () => {
  const rng = random(3), x = Array.from({ length: 30 }, (_, i) => i / 6);
  const y = x.map((v) => 0.5 * v + 1 + 3 * exp(-0.9 * v) + 0.05 * rng.normal()), weights = x.map((_, i) => i % 4);
  for (const lower of [-Infinity, -0.7]) {
    const separate = separableLeastSquares({
      basis: (x: number, [t]) => [1, exp(t * x)],
      offset: (x) => 0.5 * x,
      x,
      y,
      weights,
      start: [-0.5],
      bounds: { lower: [lower] },
    });
    const whole = leastSquares({
      model: (x: number, [c, k, t]) => 0.5 * x + c + k * exp(t * x),
      x,
      y,
      weights,
      start: [0, 1, -0.5],
      bounds: { lower: [-Infinity, -Infinity, lower] },
    });
    ok(separate.converged && whole.converged);
    close([...separate.linear, ...separate.nonlinear], whole.parameters, 1e-7, "parameters");
    close(separate.standardErrors.linear, whole.standardErrors.slice(0, 2) as number[], 1e-6, "errors");
    equal(separate.standardErrors.nonlinear[0] === null, lower === -0.7);
    ok(Math.abs(separate.rss / whole.rss - 1) < 1e-10);
  }
});

Deno.test("separableLeastSquares: dependent basis functions and bad input are named", () => {
  const x = [0, 1, 2, 3, 4], y = [3, 2, 1.5, 1.2, 1.1];
  const twice = separableLeastSquares({ basis: (x: number, [t]) => [exp(t * x), 2 * exp(t * x)], x, y, start: [-1] });
  equal(twice.converged, false);
  match(twice.reason, /1 of 2 basis functions/);
  throws(
    () => separableLeastSquares({ basis: () => [NaN], x, y, start: [1] }),
    /RangeError: .*not finite at the start/,
  );
  throws(() => separableLeastSquares({ basis: () => [], x, y, start: [1] }), /RangeError: .*at least one basis/);
  throws(() => separableLeastSquares({ basis: () => [1], x, y, start: [] }), /RangeError: .*linearLeastSquares/);
  throws(() => separableLeastSquares({ basis: (x: number) => x > 2 ? [1] : [1, x], x, y, start: [1] }), /2 basis/);
});
