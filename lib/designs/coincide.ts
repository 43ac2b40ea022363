/** Shares that differ by less than this are one mixture. */
const SAME = 1e-9;

/** Whether two mixtures (m shares) are one. */
export function coincide(p: ArrayLike<number>, q: ArrayLike<number>): boolean {
  for (let j = 0; j < p.length; j++) if (!(Math.abs(p[j] - q[j]) < SAME)) return false;
  return true;
}
