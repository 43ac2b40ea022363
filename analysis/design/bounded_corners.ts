import { boxVertices } from "../../lib/designs/d_optimal/box_vertices.ts";
import { outOfRange } from "../../lib/errors.ts";
import { boxOf, type Limits } from "../../lib/laws/best/constraints.ts";
import { random } from "../../lib/numerics/random.ts";

/** Most corners that are listed. */
const MOST = 10_000;

/**
 * The corners of the mixtures that caps and floors leave (a polytope), in no order; those of the simplex without bounds.
 *
 * @param domains the m domains.
 * @param limits caps and floors, by domain.
 * @throws {RangeError} when a limit is out of range, nothing is left, or there are more than 10,000 corners.
 *
 * @example
 * ```ts
 * import { boundedCorners } from "@mixlab/mixlab/analysis";
 * import { deepEqual } from "node:assert/strict";
 *
 * const corners = boundedCorners(["a", "b"], { caps: { a: 0.75 }, floors: { a: 0.25 } });
 * deepEqual(corners.map((p) => [...p]).sort(), [[0.25, 0.75], [0.75, 0.25]]);
 * ```
 */
export function boundedCorners(domains: readonly string[], limits: Limits = {}): Float64Array[] {
  const { vertices, complete } = boxVertices(boxOf(limits, domains), random(0), MOST);
  if (!complete) {
    throw outOfRange(`boundedCorners: wanted at most ${MOST} corners, got more for ${domains.length} domains`);
  }
  return vertices;
}
