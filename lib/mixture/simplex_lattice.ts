import { got, outOfRange, wrongKind } from "../errors.ts";
import { wholeNumber } from "../text/whole_number.ts";

/** More mixtures than any sweep trains. */
const MOST = 1_000_000;

/**
 * All mixtures of m domains whose shares are multiples of 1/parts: the {m, parts} simplex lattice (Scheffé, "Experiments
 * with mixtures", 1958). `interior` leaves out those without every domain: m = 2 and tenths give the nine mixtures 1:9 …
 * 9:1 of Aioli's grid search.
 *
 * @param m domains, at least 1.
 * @param parts parts of the whole, at least 1.
 * @returns the mixtures of m shares, in rising order of the first share, then of the second, and so on.
 * @throws {TypeError} when m or parts is no number, or interior no boolean.
 * @throws {RangeError} when m or parts is out of range, there is no such mixture (fewer parts than domains in the
 * interior), or there are over a million.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { simplexLattice } from "@mixlab/mixlab";
 *
 * const tenths = simplexLattice(2, 10, { interior: true });
 * deepEqual(tenths.map(([p]) => p), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
 * deepEqual(simplexLattice(3, 1).map((p) => [...p]), [[0, 0, 1], [0, 1, 0], [1, 0, 0]]);
 * ```
 */
export function simplexLattice(
  m: number,
  parts: number,
  options: { readonly interior?: boolean } = {},
): Float64Array[] {
  const { interior = false } = options;
  wholeNumber("simplexLattice: m", m, 1, 1000);
  wholeNumber("simplexLattice: parts", parts, 1, MOST);
  if (typeof interior !== "boolean") {
    throw wrongKind(`simplexLattice: interior: wanted true or false, got ${got(interior)}`);
  }
  const least = interior ? 1 : 0, free = parts - m * least;
  if (free < 0) {
    throw outOfRange(
      `simplexLattice: parts: wanted at least ${m} for ${m} domains that all have a share, got ${parts}`,
    );
  }
  if (count(m, free) > MOST) {
    throw outOfRange(`simplexLattice: wanted at most ${MOST} mixtures, got more for m = ${m} and ${parts} parts`);
  }
  const out: Float64Array[] = [], counts = new Float64Array(m);
  const place = (j: number, left: number) => {
    if (j === m - 1) {
      counts[j] = left + least;
      out.push(counts.map((n) => n / parts));
      return;
    }
    for (let n = 0; n <= left; n++) {
      counts[j] = n + least;
      place(j + 1, left - n);
    }
  };
  place(0, free);
  return out;
}

/** Ways of dividing `free` parts over m domains: C(free + m − 1, m − 1), or some number above the most. */
function count(m: number, free: number): number {
  let ways = 1;
  for (let j = 1; j < m && ways <= MOST; j++) ways = ways * (free + j) / j;
  return ways;
}
