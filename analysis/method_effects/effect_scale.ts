/**
 * The scale b of a method's estimate: estimates have units of their own (normalised effects, products of gradients, excess
 * losses), and one factor for all targets turns them into losses of children.
 *
 *     L_i^start − L_i^end = b (A p)_i                     three domains or more
 *     L_i^start − L_i^end = b (A p)_i − c_i               with an intercept for each target: two domains
 *
 * by least squares over children and targets together. Source: Aioli's notebooks `3_*_parameters` and `2_*_parameters`,
 * whose b is the negative of this one: there it multiplies changes, here falls of the loss. A b below 0 says that the
 * method believes the reverse of what happens. Cosine and rank of column sums do not depend on b > 0.
 *
 * @module
 */
import { got, outOfRange } from "../../lib/errors.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";

/**
 * A scale and how well the scaled estimate explains the children.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { EffectScale } from "@mixlab/mixlab/analysis";
 *
 * const words = ({ b }: Pick<EffectScale, "b">) => b === null ? "cannot tell" : b.toFixed(2);
 * equal(words({ b: null }), "cannot tell");
 * ```
 */
export interface EffectScale {
  /** b, nats per token in one unit of the estimate; null where (A p)_i does not vary, or is 0 throughout. */
  readonly b: number | null;
  /** Intercepts c_i (k), nats per token; 0 without. */
  readonly intercepts: readonly number[];
  /** R² over children and targets together, about the one mean of all falls; null where b is, or falls do not vary. */
  readonly r2: number | null;
}

/**
 * Fits the scale.
 *
 * @param children the children of one parent, a table of segments.
 * @param A_km the method's estimate (k rows of m), positive numbers lowering the loss.
 * @param options.intercepts whether each target has its own; default: with two domains.
 * @throws {RangeError} when it is no table of segments, or the estimate is of another size or not finite.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { effectScale } from "@mixlab/mixlab/analysis";
 *
 * const children = parseTable(`run,share:code,share:web,loss:code,loss_start:code
 * 1,0.25,0.75,2.75,3
 * 2,0.75,0.25,2.25,3`);
 * equal(effectScale(children, [[0.1, 0]], { intercepts: false }).b!.toFixed(9), "10.000000000");
 * equal(effectScale(children, [[0, 0]]).b, null);
 * ```
 */
export function effectScale(
  { source, shares, losses, startLosses, targets, domains, runs }: RunTable,
  A_km: readonly (readonly number[])[],
  { intercepts = domains.length === 2 }: { readonly intercepts?: boolean } = {},
): EffectScale {
  if (startLosses === undefined) {
    throw outOfRange(`${source}: wanted children with the losses at their start (loss_start:<target>), got none`);
  }
  const m = domains.length, k = targets.length, N = runs.length;
  if (A_km.length !== k || A_km.some((row) => row.length !== m || !row.every(Number.isFinite))) {
    throw outOfRange(
      `effectScale: A_km: wanted ${k} rows, one a target, of ${m} finite numbers, got ${got(JSON.stringify(A_km))}`,
    );
  }
  const falls = targets.map((_, i) => runs.map((_, n) => startLosses.data[n * k + i] - losses.data[n * k + i]));
  const told = A_km.map((row) =>
    runs.map((_, n) => row.reduce((sum, effect, j) => sum + effect * shares.data[n * m + j], 0))
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / N;
  const middle = (rows: readonly (readonly number[])[]) => rows.map((row) => intercepts ? mean(row) : 0);
  const x0 = middle(told), y0 = middle(falls);
  let xx = 0, xy = 0, size = 0;
  told.forEach((row, i) =>
    row.forEach((x, n) => {
      xx += (x - x0[i]) ** 2;
      xy += (x - x0[i]) * (falls[i][n] - y0[i]);
      size += x ** 2;
    })
  );
  // Differences that are rounding tell nothing.
  if (!(xx > 1e-24 * size)) return { b: null, intercepts: targets.map(() => 0), r2: null };
  const b = xy / xx, c = targets.map((_, i) => intercepts ? b * x0[i] - y0[i] : 0), flat = falls.flat();
  const all = flat.reduce((sum, y) => sum + y, 0) / flat.length,
    total = flat.reduce((sum, y) => sum + (y - all) ** 2, 0);
  const left = falls.flatMap((row, i) => row.map((y, n) => (y - b * told[i][n] + c[i]) ** 2)).reduce(
    (s, r) => s + r,
    0,
  );
  return { b, intercepts: c, r2: total > 0 ? 1 - left / total : null };
}
