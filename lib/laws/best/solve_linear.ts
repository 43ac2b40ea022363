/**
 * Small dense linear systems without symmetry or sign.
 *
 * @module
 */

/**
 * Replaces b (d) by the solution of A x = b, by elimination with row pivots; A (d × d, row after row) is overwritten.
 *
 * @returns false when A is singular to working precision.
 */
export function solveLinear(A: Float64Array, d: number, b: Float64Array): boolean {
  for (let c = 0; c < d; c++) {
    let pivot = c;
    for (let r = c + 1; r < d; r++) if (Math.abs(A[r * d + c]) > Math.abs(A[pivot * d + c])) pivot = r;
    const top = A[pivot * d + c];
    if (!(Math.abs(top) > 1e-300)) return false;
    if (pivot !== c) {
      for (let j = c; j < d; j++) {
        const kept = A[c * d + j];
        A[c * d + j] = A[pivot * d + j];
        A[pivot * d + j] = kept;
      }
      const kept = b[c];
      b[c] = b[pivot];
      b[pivot] = kept;
    }
    for (let r = c + 1; r < d; r++) {
      const factor = A[r * d + c] / top;
      if (factor === 0) continue;
      for (let j = c + 1; j < d; j++) A[r * d + j] -= factor * A[c * d + j];
      b[r] -= factor * b[c];
    }
  }
  for (let c = d - 1; c >= 0; c--) {
    let value = b[c];
    for (let j = c + 1; j < d; j++) value -= A[c * d + j] * b[j];
    b[c] = value / A[c * d + c];
  }
  return b.every(Number.isFinite);
}
