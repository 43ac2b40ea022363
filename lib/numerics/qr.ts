/**
 * Householder QR with column pivoting.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import type { Matrix } from "./matrix.ts";

/** Q R = A P for a matrix with n rows and p columns. */
export interface PivotedQR {
  /** Number of rows n. */
  readonly rows: number;
  /** Number of columns p. */
  readonly columns: number;
  /** Columns of A in the order in which they were taken (p). */
  readonly pivot: Int32Array;
  /** Diagonal entries of R that are not negligible beside the first. */
  readonly rank: number;
  /** Entry (i, j) of R, in pivoted order; 0 below the diagonal. */
  r(i: number, j: number): number;
  /** Replaces b (n) by Qᵀ b. */
  applyQt(b: Float64Array): void;
  /** Replaces b (n) by Q b. */
  applyQ(b: Float64Array): void;
  /** Basic least-squares solution of A x ≈ b (p): the columns past the rank get 0. b is left alone. */
  solve(b: ArrayLike<number>): Float64Array;
}

/**
 * Factor a matrix (Golub and Van Loan, Matrix Computations, algorithm 5.4.1).
 *
 * @param a n × p, any shape; left alone.
 * @param tolerance share of the largest diagonal entry of R below which a column counts as dependent;
 *   default max(n, p) × 2.2e-16.
 */
export function pivotedQR(a: Matrix, tolerance?: number): PivotedQR {
  const { rows, columns } = a;
  const byColumn = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) byColumn[j * rows + i] = a.data[i * columns + j];
  }
  return factorColumns(byColumn, rows, columns, tolerance);
}

/** The same for entries stored column after column; these are overwritten. */
export function factorColumns(
  a: Float64Array,
  rows: number,
  columns: number,
  tolerance = Math.max(rows, columns) * Number.EPSILON,
): PivotedQR {
  const steps = Math.min(rows, columns);
  const pivot = Int32Array.from({ length: columns }, (_, j) => j);
  const tau = new Float64Array(steps), diagonal = new Float64Array(steps);
  for (let k = 0; k < steps; k++) {
    // Norms are taken afresh: p is small here, and the usual down-dating loses digits.
    let best = k, most = -1;
    for (let j = k; j < columns; j++) {
      const norm = norm2(a, j * rows + k, j * rows + rows);
      if (norm > most) [best, most] = [j, norm];
    }
    if (best !== k) swapColumns(a, rows, pivot, best, k);
    if (!(most > 0)) break; // all that is left is zero
    const at = k * rows;
    const alpha = a[at + k] > 0 ? -most : most;
    const head = a[at + k] - alpha;
    // The reflector is I − tau v vᵀ with v = (1, rest / head).
    for (let i = k + 1; i < rows; i++) a[at + i] /= head;
    tau[k] = -head / alpha;
    diagonal[k] = alpha;
    for (let j = k + 1; j < columns; j++) reflect(a, j * rows, k);
  }
  function reflect(b: Float64Array, offset: number, k: number): void {
    if (tau[k] === 0) return;
    const at = k * rows;
    let dot = b[offset + k];
    for (let i = k + 1; i < rows; i++) dot += a[at + i] * b[offset + i];
    dot *= tau[k];
    b[offset + k] -= dot;
    for (let i = k + 1; i < rows; i++) b[offset + i] -= dot * a[at + i];
  }
  let rank = 0;
  while (rank < steps && Math.abs(diagonal[rank]) > tolerance * Math.abs(diagonal[0])) rank++;
  const r = (i: number, j: number) => i === j ? diagonal[i] : i < j ? a[j * rows + i] : 0;
  const applyQt = (b: Float64Array) => {
    for (let k = 0; k < steps; k++) reflect(b, 0, k);
  };
  return {
    rows,
    columns,
    pivot,
    rank,
    r,
    applyQt,
    applyQ: (b) => {
      for (let k = steps - 1; k >= 0; k--) reflect(b, 0, k);
    },
    solve(b) {
      if (b.length !== rows) throw outOfRange(`solve: wanted ${rows} numbers, one a row, got ${b.length}`);
      const c = Float64Array.from(b), x = new Float64Array(columns);
      applyQt(c);
      for (let i = rank - 1; i >= 0; i--) {
        let value = c[i];
        for (let j = i + 1; j < rank; j++) value -= r(i, j) * x[pivot[j]];
        x[pivot[i]] = value / r(i, i);
      }
      return x;
    },
  };
}

function swapColumns(a: Float64Array, rows: number, pivot: Int32Array, i: number, j: number): void {
  [pivot[i], pivot[j]] = [pivot[j], pivot[i]];
  for (let r = 0; r < rows; r++) {
    const kept = a[i * rows + r];
    a[i * rows + r] = a[j * rows + r];
    a[j * rows + r] = kept;
  }
}

/** Euclidean norm of a[from…to), without overflow or underflow. */
export function norm2(a: ArrayLike<number>, from = 0, to = a.length): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += a[i] * a[i];
  if (sum > 1e-280 && sum < 1e280) return Math.sqrt(sum);
  let largest = 0;
  for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(a[i]));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  sum = 0;
  for (let i = from; i < to; i++) sum += (a[i] / largest) ** 2;
  return largest * Math.sqrt(sum);
}
