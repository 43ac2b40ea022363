/**
 * Cholesky factors of small symmetric matrices, stored row after row in a Float64Array (p × p).
 *
 * @module
 */

/**
 * Replace a symmetric matrix by its lower factor L with L Lᵀ = A; only the lower triangle is read, the upper one is
 * set to 0.
 *
 * @returns false when the matrix is not positive definite to working precision; its entries are then of no use.
 */
export function choleskyFactor(a: Float64Array, p: number): boolean {
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let value = a[i * p + j];
      for (let k = 0; k < j; k++) value -= a[i * p + k] * a[j * p + k];
      if (j < i) {
        a[i * p + j] = value / a[j * p + j];
      } else {
        // A pivot that is only rounding beside the entry it came from is no evidence of definiteness.
        if (!(value > p * Number.EPSILON * a[i * p + i])) return false;
        a[i * p + i] = Math.sqrt(value);
      }
    }
    a.fill(0, i * p + i + 1, (i + 1) * p);
  }
  return true;
}

/** Replace b (p) by the solution of L Lᵀ x = b. */
export function choleskySolve(l: Float64Array, p: number, b: Float64Array): void {
  for (let i = 0; i < p; i++) {
    let value = b[i];
    for (let k = 0; k < i; k++) value -= l[i * p + k] * b[k];
    b[i] = value / l[i * p + i];
  }
  for (let i = p - 1; i >= 0; i--) {
    let value = b[i];
    for (let k = i + 1; k < p; k++) value -= l[k * p + i] * b[k];
    b[i] = value / l[i * p + i];
  }
}

/** The inverse of L Lᵀ (p × p), exactly symmetric. */
export function choleskyInverse(l: Float64Array, p: number): Float64Array {
  const inverse = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    const column = new Float64Array(p);
    column[j] = 1;
    choleskySolve(l, p, column);
    for (let i = j; i < p; i++) inverse[i * p + j] = inverse[j * p + i] = column[i];
  }
  return inverse;
}
