/**
 * Singular values by one-sided Jacobi rotations.
 *
 * @module
 */
import { type Matrix, matrix } from "./matrix.ts";
import { norm2, pivotedQR } from "./qr.ts";

/** A = U diag(s) Vᵀ with q = min(n, p) singular values. */
export interface SVD {
  /** Left singular vectors as columns: n × q. */
  readonly u: Matrix;
  /** Singular values, largest first (q). */
  readonly s: Float64Array;
  /** Right singular vectors as columns: p × q. */
  readonly v: Matrix;
}

/**
 * Singular value decomposition: pivoted QR, then Jacobi rotations on Rᵀ (Drmač and Veselić, "New fast and accurate
 * Jacobi SVD algorithm", 2008), which finds small singular values to full relative accuracy when A is well conditioned
 * up to the scale of its columns.
 *
 * Vectors of a singular value 0 are 0 as well: they carry no information here.
 */
export function svd(a: Matrix): SVD {
  const { rows, columns } = a, q = Math.min(rows, columns);
  // The rotations take squares: entries near the ends of float64 are brought to its middle first.
  const largest = a.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const unit = largest > 0 && (largest > 1e100 || largest < 1e-100) ? largest : 1;
  const qr = pivotedQR(unit === 1 ? a : matrix(rows, columns, a.data.map((value) => value / unit)));
  // The columns of w are the rows of R: w is p × q, each column contiguous.
  const w = new Float64Array(q * columns), z = new Float64Array(q * q);
  for (let i = 0; i < q; i++) {
    for (let j = i; j < columns; j++) w[i * columns + j] = qr.r(i, j);
    z[i * q + i] = 1;
  }
  rotate(w, z, q, columns);
  const norms = Float64Array.from({ length: q }, (_, i) => norm2(w, i * columns, (i + 1) * columns));
  const order = Array.from(norms.keys()).sort((i, j) => norms[j] - norms[i]);
  const u = matrix(rows, q), v = matrix(columns, q), s = new Float64Array(q);
  order.forEach((from, to) => {
    s[to] = norms[from] * unit;
    if (norms[from] === 0) return;
    for (let j = 0; j < columns; j++) v.data[qr.pivot[j] * q + to] = w[from * columns + j] / norms[from];
    const column = new Float64Array(rows);
    column.set(z.subarray(from * q, (from + 1) * q));
    qr.applyQ(column);
    for (let i = 0; i < rows; i++) u.data[i * q + to] = column[i];
  });
  return { u, s, v };
}

/** Largest over smallest singular value; Infinity when columns are dependent to working precision. */
export function conditionNumber(a: Matrix): number {
  if (a.rows < a.columns) return Infinity;
  const { s } = svd(a), least = s[s.length - 1];
  return least > Math.max(a.rows, a.columns) * Number.EPSILON * s[0] ? s[0] / least : Infinity;
}

/** Makes the q columns (of the given length) of w orthogonal by rotations from the right, which z gathers. */
function rotate(w: Float64Array, z: Float64Array, q: number, length: number): void {
  const tiny = Math.sqrt(length) * Number.EPSILON;
  for (let sweep = 0, turned = true; turned && sweep < 60; sweep++) {
    turned = false;
    for (let i = 0; i < q - 1; i++) {
      for (let j = i + 1; j < q; j++) {
        let aa = 0, bb = 0, ab = 0;
        for (let k = 0; k < length; k++) {
          const x = w[i * length + k], y = w[j * length + k];
          aa += x * x;
          bb += y * y;
          ab += x * y;
        }
        if (aa === 0 || bb === 0 || Math.abs(ab) <= tiny * Math.sqrt(aa) * Math.sqrt(bb)) continue;
        turned = true;
        const zeta = (bb - aa) / (2 * ab);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + t * t), sine = c * t;
        turn(w, i * length, j * length, length, c, sine);
        turn(z, i * q, j * q, q, c, sine);
      }
    }
  }
}

function turn(a: Float64Array, i: number, j: number, length: number, c: number, s: number): void {
  for (let k = 0; k < length; k++) {
    const x = a[i + k], y = a[j + k];
    a[i + k] = c * x - s * y;
    a[j + k] = s * x + c * y;
  }
}
