import { equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { choleskyFactor, choleskyInverse, choleskySolve } from "../../lib/numerics/cholesky.ts";
import { linearLeastSquares } from "../../lib/numerics/linear_least_squares.ts";
import { type Matrix, matrix } from "../../lib/numerics/matrix.ts";
import { norm2, pivotedQR } from "../../lib/numerics/qr.ts";
import { random } from "../../lib/numerics/random.ts";
import { conditionNumber, svd } from "../../lib/numerics/svd.ts";
import golden from "../golden/scipy_numerics.json" with { type: "json" };

// Small whole numbers make dependent rows and columns; sizes below 1e-100 have tests of their own.
const entry = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((v) => Math.abs(v) < 1e-100 ? 0 : v),
);
const anyMatrix = (least: number, most: number) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most })).chain(([rows, columns]) =>
    fc.array(entry, { minLength: rows * columns, maxLength: rows * columns }).map((d) => matrix(rows, columns, d))
  );
const at = (m: Matrix, i: number, j: number) => m.data[i * m.columns + j];
const size = (m: Matrix) => norm2(m.data);

Deno.test("pivotedQR: Q R = A P with Q orthogonal, the diagonal of R falling", () => {
  fc.assert(fc.property(anyMatrix(1, 7), (a) => {
    const qr = pivotedQR(a);
    for (let j = 0; j < a.columns; j++) {
      const column = Float64Array.from({ length: a.rows }, (_, i) => qr.r(i, j));
      const length = norm2(column);
      qr.applyQ(column);
      ok(Math.abs(norm2(column) - length) <= 1e-13 * (1 + length));
      column.forEach((v, i) => ok(Math.abs(v - at(a, i, qr.pivot[j])) <= 1e-13 * (1 + size(a))));
    }
    for (let k = 1; k < Math.min(a.rows, a.columns); k++) {
      ok(Math.abs(qr.r(k, k)) <= Math.abs(qr.r(k - 1, k - 1)) * (1 + 1e-12));
    }
    const b = Float64Array.from({ length: a.rows }, (_, i) => i - 1.5), there = b.slice();
    qr.applyQt(there);
    qr.applyQ(there);
    there.forEach((v, i) => ok(Math.abs(v - b[i]) < 1e-13));
  }));
});

Deno.test("svd: U diag(s) Vᵀ = A with orthonormal columns", () => {
  fc.assert(fc.property(anyMatrix(1, 7), (a) => {
    const { u, s, v } = svd(a), q = s.length, tolerance = 1e-13 * (1 + size(a));
    for (let i = 0; i < a.rows; i++) {
      for (let j = 0; j < a.columns; j++) {
        let sum = 0;
        for (let k = 0; k < q; k++) sum += at(u, i, k) * s[k] * at(v, j, k);
        ok(Math.abs(sum - at(a, i, j)) <= tolerance);
      }
    }
    for (let k = 0; k < q; k++) {
      ok(s[k] >= 0 && (k === 0 || s[k] <= s[k - 1]));
      if (s[k] <= 1e-10 * s[0]) continue;
      for (let l = 0; l <= k; l++) {
        let uu = 0, vv = 0;
        for (let i = 0; i < a.rows; i++) uu += at(u, i, k) * at(u, i, l);
        for (let j = 0; j < a.columns; j++) vv += at(v, j, k) * at(v, j, l);
        ok(Math.abs(uu - (k === l ? 1 : 0)) < 1e-12 && Math.abs(vv - (k === l ? 1 : 0)) < 1e-9);
      }
    }
  }));
});

Deno.test("conditionNumber: known matrices, and any scale", () => {
  equal(conditionNumber(matrix(2, 2, [3, 0, 0, -1])), 3);
  equal(conditionNumber(matrix(2, 2, [1, 2, 2, 4])), Infinity);
  equal(conditionNumber(matrix(1, 2, [1, 2])), Infinity);
  const hilbert = matrix(5, 5, Array.from({ length: 25 }, (_, k) => 1 / (Math.floor(k / 5) + k % 5 + 1)));
  ok(Math.abs(conditionNumber(hilbert) / 476607.2502422687 - 1) < 1e-10); // numpy.linalg.cond(scipy.linalg.hilbert(5))
});

Deno.test("cholesky: L Lᵀ = A, solutions and inverses of random positive definite matrices", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 1e6 }), (p, seed) => {
    const rng = random(seed), g = Float64Array.from({ length: p * p }, () => rng.normal()), a = new Float64Array(p * p);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) {
        for (let k = 0; k < p; k++) a[i * p + j] += g[i * p + k] * g[j * p + k];
        if (i === j) a[i * p + j] += 0.1;
      }
    }
    const l = a.slice(), b = Float64Array.from({ length: p }, () => rng.normal()), x = b.slice();
    ok(choleskyFactor(l, p));
    choleskySolve(l, p, x);
    const inverse = choleskyInverse(l, p);
    for (let i = 0; i < p; i++) {
      let ax = 0;
      for (let j = 0; j < p; j++) {
        ax += a[i * p + j] * x[j];
        equal(inverse[i * p + j], inverse[j * p + i]);
        let product = 0;
        for (let k = 0; k < p; k++) product += a[i * p + k] * inverse[k * p + j];
        ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-10);
        if (j > i) equal(l[i * p + j], 0);
      }
      ok(Math.abs(ax - b[i]) < 1e-10);
    }
  }));
  equal(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2), false);
  equal(choleskyFactor(Float64Array.of(1, 1, 1, 1), 2), false);
  equal(choleskyFactor(Float64Array.of(NaN), 1), false);
});

Deno.test("linearLeastSquares: minimum norm as numpy.linalg.lstsq", () => {
  const { a, b, x, rank, singular } = golden.lstsq;
  const fit = linearLeastSquares(matrix(5, 3, a.flat()), b);
  equal(fit.rank, rank);
  x.forEach((v, j) => ok(Math.abs(fit.parameters[j] - v) < 1e-13));
  equal(fit.condition, Infinity);
  equal(fit.covariance, null);
  const { s } = svd(matrix(5, 3, a.flat()));
  singular.forEach((v, k) => ok(Math.abs(s[k] - v) < 1e-13));
  // More unknowns than rows: still the shortest of the exact solutions.
  const wide = linearLeastSquares(matrix(1, 2, [3, 4]), [25]);
  ok(Math.abs(wide.parameters[0] - 3) < 1e-13 && Math.abs(wide.parameters[1] - 4) < 1e-13);
});

Deno.test("linearLeastSquares: residuals at right angles to the columns; weights are counts", () => {
  fc.assert(fc.property(anyMatrix(1, 6), fc.integer({ min: 0, max: 1000 }), (a, seed) => {
    const rng = random(seed), y = Float64Array.from({ length: a.rows }, () => rng.normal());
    const { parameters, rss, rank } = linearLeastSquares(a, y);
    const residual = y.map((v, i) => v - parameters.reduce((sum, b, j) => sum + b * at(a, i, j), 0));
    ok(Math.abs(rss - norm2(residual) ** 2) <= 1e-9 * (1 + rss));
    // Columns that differ only in their last bits count as dependent: what they could explain may then remain.
    if (rank < Math.min(a.rows, a.columns)) return;
    for (let j = 0; j < a.columns; j++) {
      let dot = 0, length = 0;
      for (let i = 0; i < a.rows; i++) {
        dot += at(a, i, j) * residual[i];
        length += at(a, i, j) ** 2;
      }
      ok(
        Math.abs(dot) <= 1e-10 * Math.sqrt(length) * (1 + size(a) * norm2(parameters)),
        `column ${j}: ${dot}`,
      );
    }
  }));
  const doubled = linearLeastSquares(matrix(4, 2, [1, 0, 1, 1, 1, 2, 1, 2]), [1, 3, 4, 4]);
  const weighted = linearLeastSquares(matrix(4, 2, [1, 0, 1, 1, 1, 2, 1, 9]), [1, 3, 4, 99], [1, 1, 2, 0]);
  doubled.parameters.forEach((b, j) => ok(Math.abs(b - weighted.parameters[j]) < 1e-13));
  ok(Math.abs(doubled.rss - weighted.rss) < 1e-13);
});

Deno.test("linearLeastSquares: standard errors of a straight line by the textbook formula", () => {
  const x = [1, 2, 3, 4, 5], y = [1.1, 1.9, 3.2, 3.9, 5.1];
  const fit = linearLeastSquares(matrix(5, 2, x.flatMap((v) => [1, v])), y);
  const spread = x.reduce((sum, v) => sum + (v - 3) ** 2, 0);
  ok(Math.abs(fit.standardErrors[1]! - Math.sqrt(fit.rss / 3 / spread)) < 1e-14);
});

Deno.test("linearLeastSquares: bad input", () => {
  const x = matrix(2, 1, [1, 2]);
  throws(() => linearLeastSquares(x, [1]), /RangeError: .*wanted 2 values of y/);
  throws(() => linearLeastSquares(x, [1, NaN]), /RangeError: .*y\[1\] = NaN/);
  throws(() => linearLeastSquares(matrix(2, 1, [1, Infinity]), [1, 2]), /RangeError: .*row 1, column 0/);
  throws(() => linearLeastSquares(x, [1, 2], [1, -1]), /RangeError: .*weights\[1\] = -1/);
  throws(() => linearLeastSquares(x, [1, 2], [0, 0]), /RangeError: .*weight > 0/);
});

Deno.test("svd and linearLeastSquares: entries near the ends of float64", () => {
  for (const unit of [1e-320, 1e-300, 1e300]) {
    const { s } = svd(matrix(2, 2, [3 * unit, 0, 0, 4 * unit]));
    ok(Math.abs(s[0] / (4 * unit) - 1) < 1e-3 && Math.abs(s[1] / (3 * unit) - 1) < 1e-3, `${s}`);
  }
  ok(Math.abs(linearLeastSquares(matrix(2, 1, [1e300, 1e300]), [2e300, 2e300]).parameters[0] - 2) < 1e-14);
  throws(() => linearLeastSquares(matrix(1, 1, [5e-324]), [1]), /RangeError: .*rescale/);
});

Deno.test("norm2: neither overflows nor underflows", () => {
  ok(Math.abs(norm2([3e200, 4e200]) / 5e200 - 1) < 1e-15);
  ok(Math.abs(norm2([3e-200, 4e-200]) / 5e-200 - 1) < 1e-15);
  equal(norm2([0, 0]), 0);
});
