import { finite } from "./check.ts";
import { got, outOfRange, wrongKind } from "../errors.ts";

/**
 * A surface over three shares, known on a triangular grid.
 *
 * The points are (i, j, n − i − j) / n for i = 0 … n and, within, j = 0 … n − i: (n + 1)(n + 2) / 2 of them.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { type SimplexGrid, simplexGrid } from "@mixlab/mixlab";
 *
 * // A law with a pole at a share of 0 has no value on the edges.
 * const grid: SimplexGrid = simplexGrid(3, ([a, b, c]) => 1 / (a * b * c));
 * equal(grid.values.length, (3 + 1) * (3 + 2) / 2);
 * deepEqual(grid.values.filter((value) => value !== null).map((v) => v.toFixed(6)), ["27.000000"]); // only the centre
 * ```
 */
export interface SimplexGrid {
  /** n: steps along each side. */
  readonly divisions: number;
  /** One value a point, in the order above; null where the surface has none. */
  readonly values: readonly (number | null)[];
}

/**
 * A point of the simplex: three shares that sum to 1.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type Barycentric, simplexGrid } from "@mixlab/mixlab";
 *
 * const loss = ([code, web, books]: Barycentric) => 2 * code + 3 * web + 4 * books;
 * equal(simplexGrid(2, loss).values[0], loss([0, 0, 1]));
 * ```
 */
export type Barycentric = readonly [number, number, number];

/**
 * One connected line of equal value.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { type Isoline, isolines, simplexGrid } from "@mixlab/mixlab";
 *
 * // A valley around the even mixture: its isoline runs all round.
 * const bowl = simplexGrid(60, ([a, b, c]) => (a - 1 / 3) ** 2 + (b - 1 / 3) ** 2 + (c - 1 / 3) ** 2);
 * const lines: Isoline[] = isolines(bowl, [0.02]);
 * equal(lines.length, 1);
 * equal(lines[0].points[0], lines[0].points.at(-1)); // closed
 * ok(lines[0].points.every((p) => Math.abs(p[0] + p[1] + p[2] - 1) < 1e-12));
 * ```
 */
export interface Isoline {
  /** The value along the line. */
  readonly level: number;
  /** Its points, in order; first and last are the same when the line is closed. */
  readonly points: readonly Barycentric[];
}

/**
 * Evaluates a function of three shares on a triangular grid.
 *
 * @param divisions n ≥ 1: steps along each side; 60 is smooth on a screen
 * @param value the function; where it is not finite (a law with a logarithm, at a share of 0) the grid holds null
 * @returns the grid: (n + 1)(n + 2) / 2 values
 * @throws {RangeError} when `divisions` is not a whole number ≥ 1
 *
 * @example
 * ```ts
 * import { simplexGrid } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(simplexGrid(1, ([a, b, c]) => a + 2 * b + 3 * c).values, [3, 2, 1]);
 * ```
 */
export function simplexGrid(divisions: number, value: (shares: Barycentric) => number): SimplexGrid {
  if (!Number.isInteger(divisions) || divisions < 1) {
    throw outOfRange(`divisions is ${got(divisions)}; wanted a whole number ≥ 1`);
  }
  const values: (number | null)[] = [];
  for (let i = 0; i <= divisions; i++) {
    for (let j = 0; i + j <= divisions; j++) {
      const v = value([i / divisions, j / divisions, (divisions - i - j) / divisions]);
      values.push(Number.isFinite(v) ? v : null);
    }
  }
  return { divisions, values };
}

/** Throws unless the grid has all its points and every value is finite or null. */
export function checkGrid({ divisions: n, values }: SimplexGrid): void {
  if (!Number.isInteger(n) || n < 1) throw outOfRange(`grid.divisions is ${got(n)}; wanted a whole number ≥ 1`);
  const count = (n + 1) * (n + 2) / 2;
  if (values.length !== count) {
    throw outOfRange(`grid.values has ${values.length} numbers; wanted ${count} for ${n} divisions`);
  }
  values.forEach((v, i) => {
    if (v !== null && typeof v !== "number") throw wrongKind(`grid.values[${i}] is ${got(v)}; wanted a number or null`);
    if (v !== null && !Number.isFinite(v)) {
      throw outOfRange(`grid.values[${i}] is ${v}; wanted a finite number, or null where the surface has none`);
    }
  });
}

/** A crossing is known by the grid edge it lies on, so that neighbouring triangles share it exactly. */
type Segment = readonly [from: string, to: string];

/** Strings segments together: open lines from their ends first, then closed ones. */
function chains(segments: readonly Segment[]): string[][] {
  const at = new Map<string, number[]>();
  segments.forEach((segment, s) => segment.forEach((edge) => at.set(edge, [...at.get(edge) ?? [], s])));
  const used = new Set<number>(), lines: string[][] = [];
  const follow = (start: string) => {
    const line = [start];
    for (let next; (next = at.get(line.at(-1)!)!.find((s) => !used.has(s))) !== undefined;) {
      used.add(next);
      const [from, to] = segments[next];
      line.push(from === line.at(-1) ? to : from);
    }
    if (line.length > 1) lines.push(line);
  };
  for (const [edge, touching] of at) if (touching.length === 1) follow(edge);
  for (const edge of at.keys()) follow(edge);
  return lines;
}

/**
 * Lines of equal value of a surface over three shares, by marching triangles: in each triangle of the grid the surface is
 * taken as flat, so that a line crosses it straight; the pieces are then strung together.
 *
 * @param grid the surface, as `simplexGrid` makes it; triangles with a null corner are left out
 * @param levels values to draw
 * @returns the lines, in order of the levels; a level may have none or several. Exact for a linear surface
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when the grid misses points or a value or level is not finite
 *
 * @example
 * ```ts
 * import { isolines, simplexGrid } from "@mixlab/mixlab";
 * import { equal, ok } from "node:assert/strict";
 *
 * const [line] = isolines(simplexGrid(10, ([a]) => a), [0.25]);
 * equal(line.level, 0.25);
 * ok(line.points.every(([a]) => Math.abs(a - 0.25) < 1e-12));
 * ```
 */
export function isolines(grid: SimplexGrid, levels: readonly number[]): Isoline[] {
  checkGrid(grid);
  finite("levels", levels);
  const { divisions: n, values } = grid;
  const point: Barycentric[] = [], index = (i: number, j: number) => i * (n + 1) - i * (i - 1) / 2 + j;
  const triangles: [number, number, number][] = [];
  for (let i = 0; i <= n; i++) {
    for (let j = 0; i + j <= n; j++) {
      point.push([i / n, j / n, (n - i - j) / n]);
      if (i + j < n) triangles.push([index(i, j), index(i + 1, j), index(i, j + 1)]);
      if (i + j < n - 1) triangles.push([index(i + 1, j), index(i, j + 1), index(i + 1, j + 1)]);
    }
  }
  return levels.flatMap((level) => {
    const where = new Map<string, Barycentric>(), segments: Segment[] = [];
    for (const corners of triangles) {
      const crossed: string[] = [];
      for (const [p, q] of [[0, 1], [1, 2], [0, 2]]) {
        const a = Math.min(corners[p], corners[q]), b = Math.max(corners[p], corners[q]);
        const va = values[a], vb = values[b];
        // "Above" includes the level itself: a corner that lies on it is then crossed on exactly two sides or none.
        if (va === null || vb === null || va >= level === vb >= level) continue;
        const t = (level - va) / (vb - va), edge = `${a},${b}`;
        if (!where.has(edge)) {
          where.set(edge, point[a].map((x, d) => x + t * (point[b][d] - x)) as unknown as Barycentric);
        }
        crossed.push(edge);
      }
      if (crossed.length === 2) segments.push([crossed[0], crossed[1]]);
    }
    return chains(segments).map((line) => ({ level, points: line.map((edge) => where.get(edge)!) }));
  });
}
