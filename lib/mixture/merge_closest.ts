/**
 * Merges the two closest points until N are left: both go, and their midpoint comes last. Distances are Euclidean; of
 * pairs equally close the first one in order (of the first point, then of the second) is merged.
 *
 * Every point remembers the nearest of those after it. Where that one has gone, its distance still bounds those of the
 * others from below, so the point is measured again only once no other pair is closer (the lazy search of Müllner, "Modern
 * hierarchical, agglomerative clustering algorithms", arXiv:1109.2378, section 3.1).
 */
export function mergeClosest(points: readonly Float64Array[], N: number): Float64Array[] {
  // Numbered in order; a midpoint gets the next number, so numbers keep the order of points.
  const all = points.slice(), alive = points.map((_, i) => i);
  /** The nearest later point (GONE: not known any more), and the square of its distance, or a lower bound of it. */
  const nearest: number[] = all.map(() => GONE), square: number[] = all.map(() => 0);
  const measure = (i: number) => {
    square[i] = Infinity;
    for (let at = alive.indexOf(i) + 1; at < alive.length; at++) {
      const d = squareDistance(all[i], all[alive[at]]);
      if (d < square[i]) {
        square[i] = d;
        nearest[i] = alive[at];
      }
    }
  };
  while (alive.length > N) {
    const first = alive.reduce((best, i) => square[i] < square[best] ? i : best), second = nearest[first];
    if (second === GONE) {
      measure(first);
      continue;
    }
    const added = all.length, midpoint = all[first].map((p, j) => (p + all[second][j]) / 2);
    alive.splice(alive.indexOf(first), 1);
    alive.splice(alive.indexOf(second), 1);
    for (const i of alive) {
      if (nearest[i] === first || nearest[i] === second) nearest[i] = GONE;
      const d = squareDistance(all[i], midpoint);
      if (d < square[i]) {
        square[i] = d;
        nearest[i] = added;
      }
    }
    alive.push(added);
    all.push(midpoint);
    nearest.push(GONE);
    square.push(Infinity);
  }
  return alive.map((i) => all[i]);
}

const GONE = -1;

function squareDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j] - b[j]) ** 2;
  return sum;
}
