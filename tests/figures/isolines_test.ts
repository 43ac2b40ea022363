import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { isolines, simplexGrid } from "../../lib/figures/isolines.ts";

Deno.test("a linear surface has straight isolines at the right place", () => {
  const coefficient = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      coefficient,
      coefficient,
      coefficient,
      fc.integer({ min: 3, max: 25 }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      (x, y, z, n, t) => {
        fc.pre(Math.max(x, y, z) - Math.min(x, y, z) > 0.1);
        const level = Math.min(x, y, z) + t * (Math.max(x, y, z) - Math.min(x, y, z));
        const lines = isolines(simplexGrid(n, ([a, b, c]) => x * a + y * b + z * c), [level]);
        equal(lines.length, 1);
        const points = lines[0].points;
        for (const [a, b, c] of points) {
          ok(Math.abs(x * a + y * b + z * c - level) < 1e-12);
          ok(Math.abs(a + b + c - 1) < 1e-12 && Math.min(a, b, c) > -1e-12);
        }
        // From side to side, in one direction.
        for (const end of [points[0], points.at(-1)!]) ok(Math.min(...end) < 1e-12);
        const whole = points.at(-1)!.map((v, d) => v - points[0][d]);
        for (let i = 1; i < points.length; i++) {
          ok(points[i].reduce((s, v, d) => s + (v - points[i - 1][d]) * whole[d], 0) > -1e-12);
        }
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});

Deno.test("a bowl has one closed isoline", () => {
  const [line, ...rest] = isolines(simplexGrid(40, (p) => p.reduce((s, v) => s + (v - 1 / 3) ** 2, 0)), [0.02]);
  equal(rest.length, 0);
  deepEqual(line.points[0], line.points.at(-1));
  ok(line.points.length > 20);
});

Deno.test("two pits have two isolines; a level outside the range has none", () => {
  const grid = simplexGrid(40, ([a, b]) => -Math.exp(-40 * (1 - a) ** 2) - Math.exp(-40 * (1 - b) ** 2));
  equal(isolines(grid, [-0.5]).length, 2);
  deepEqual(isolines(grid, [3, -3]), []);
});

Deno.test("a level that passes through grid points is one line", () => {
  const lines = isolines(simplexGrid(4, ([a]) => a), [0.5]);
  equal(lines.length, 1);
  ok(lines[0].points.every(([a]) => a === 0.5));
});

Deno.test("where the surface has no value there is no line", () => {
  const grid = simplexGrid(10, ([a, b]) => a === 0 ? Math.log(a) : b);
  equal(grid.values.filter((v) => v === null).length, 11);
  const [line] = isolines(grid, [0.45]);
  ok(line.points.every(([a]) => a >= 0.1 - 1e-12));
});

Deno.test("bad grids and levels are refused", () => {
  throws(() => simplexGrid(0, () => 1), /divisions is 0; wanted a whole number ≥ 1/);
  throws(() => simplexGrid(2.5, () => 1), /divisions is 2.5/);
  throws(() => isolines({ divisions: 2, values: [1, 2] }, [1]), /has 2 numbers; wanted 6 for 2 divisions/);
  throws(() => isolines({ divisions: 1, values: [1, NaN, 2] }, [1]), /grid\.values\[1\] is NaN/);
  throws(() => isolines(simplexGrid(2, ([a]) => a), [NaN]), /levels\[0\] is NaN/);
});
