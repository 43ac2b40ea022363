/**
 * A line search for the strong Wolfe conditions (Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6).
 *
 * @module
 */

/** A point on the line. */
export interface LinePoint {
  readonly t: number;
  readonly x: Float64Array<ArrayBuffer>;
  readonly value: number;
  readonly gradient: Float64Array<ArrayBuffer>;
  readonly slope: number;
}

const DECREASE = 1e-4, CURVATURE = 0.9;

/**
 * Search along x + t d from t = first. The point found meets both conditions, or, where rounding leaves nothing
 * better, only the decrease; none when no lower value was found.
 */
export function wolfeSearch(
  objective: (x: Float64Array, gradient: Float64Array) => number,
  x: Float64Array,
  d: Float64Array,
  value: number,
  slope: number,
  first: number,
): { point?: LinePoint; evaluations: number } {
  let evaluations = 0;
  const at = (t: number): LinePoint => {
    evaluations++;
    const to = Float64Array.from(x, (v, j) => v + t * d[j]), gradient = new Float64Array(x.length);
    const raw = objective(to, gradient), along = gradient.reduce((sum, g, j) => sum + g * d[j], 0);
    const finite = Number.isFinite(raw) && Number.isFinite(along);
    return { t, x: to, value: finite ? raw : Infinity, gradient, slope: finite ? along : NaN };
  };
  const high = (point: LinePoint) => !(point.value <= value + DECREASE * point.t * slope);
  const flat = (point: LinePoint) => Math.abs(point.slope) <= -CURVATURE * slope;

  let low: LinePoint = { t: 0, x: Float64Array.from(x), value, gradient: new Float64Array(0), slope };
  let far: LinePoint | undefined, t = first;
  for (let i = 0; i < 30 && !far; i++) {
    const point = at(t);
    if (high(point) || (i > 0 && point.value >= low.value)) far = point;
    else if (flat(point)) return { point, evaluations };
    else if (point.slope >= 0) [far, low] = [low, point];
    else {
      low = point;
      t *= 4;
    }
  }
  for (let i = 0; far && i < 40; i++) {
    const width = far.t - low.t;
    let next = cubicMinimum(low, far);
    // Away from both ends, so that the interval shrinks whatever the cubic says.
    const [a, b] = [low.t + 0.1 * width, far.t - 0.1 * width];
    if (!(next >= Math.min(a, b) && next <= Math.max(a, b))) next = low.t + 0.5 * width;
    const point = at(next);
    if (high(point) || point.value >= low.value) far = point;
    else {
      if (flat(point)) return { point, evaluations };
      if (point.slope * width >= 0) far = low;
      low = point;
    }
    if (Math.abs(far.t - low.t) <= 1e-14 * Math.max(far.t, low.t)) break;
  }
  return low.t > 0 ? { point: low, evaluations } : { evaluations };
}

/** Minimum of the cubic through two values and slopes. */
function cubicMinimum(a: LinePoint, b: LinePoint): number {
  const d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t);
  const d2 = Math.sign(b.t - a.t) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.t - (b.t - a.t) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
}
