/**
 * Gradients of a simulated learner, as their dot products. m domains, k targets.
 *
 * The gradients are vectors of m numbers: that of domain j is the j-th unit vector e_j, that of target i is row i of A, so
 *
 *     ⟨g_i, g_j⟩ = A_ij,        ⟨g_j, g_j'⟩ = 1 if j = j' else 0,        ⟨g_i, g_i'⟩ = Σ_j A_ij A_i'j
 *
 * and an update along Σ_j w_j g_j lowers loss i by Σ_j A_ij w_j, as the world says. They are real vectors, so the matrix of
 * their products is positive semidefinite as one of true gradients is.
 *
 * @module
 */

/**
 * The (m + n)² dot products of m domains and n targets, row by row.
 *
 * @param A_nm effects upon each target (n rows of m).
 * @param rows_m rows of each domain in the batch: one without rows has no gradient.
 */
export function gramMatrix(A_nm: readonly ArrayLike<number>[], rows_m: readonly number[]): Float64Array {
  const m = rows_m.length;
  const gradients = [
    ...rows_m.map((rows, j) => rows_m.map((_, l) => j === l && rows > 0 ? 1 : 0)),
    ...A_nm.map((row_m) => Array.from(row_m)),
  ];
  const n = gradients.length, gram = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      let sum = 0;
      for (let j = 0; j < m; j++) sum += gradients[a][j] * gradients[b][j];
      gram[a * n + b] = sum;
    }
  }
  return gram;
}
