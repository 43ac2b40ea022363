import { choleskyFactor, choleskySolve } from "../numerics/cholesky.ts";

/**
 * The b that minimises Σ_n w_n (z_n − x_n·b)², for places to start from: a trace of ridge keeps it solvable when a
 * column of X (N × q, row after row) is empty or doubled.
 */
export function solveWeighted(
  x: Float64Array,
  N: number,
  q: number,
  z: Float64Array,
  w: Float64Array,
): Float64Array {
  const a = new Float64Array(q * q), b = new Float64Array(q);
  for (let n = 0; n < N; n++) {
    if (w[n] === 0) continue;
    for (let i = 0; i < q; i++) {
      const wx = w[n] * x[n * q + i];
      if (wx === 0) continue;
      b[i] += wx * z[n];
      for (let j = 0; j < q; j++) a[i * q + j] += wx * x[n * q + j];
    }
  }
  let trace = 0;
  for (let i = 0; i < q; i++) trace += a[i * q + i];
  for (let i = 0; i < q; i++) a[i * q + i] += 1e-9 * trace / q + 1e-300;
  if (!choleskyFactor(a, q)) return b.fill(0);
  choleskySolve(a, q, b);
  return b;
}

/** The same with b ≥ 0: the most negative coefficient is left out until none is left. Good enough to start from. */
export function solveWeightedNonNegative(
  x: Float64Array,
  N: number,
  q: number,
  z: Float64Array,
  w: Float64Array,
): Float64Array {
  const kept = Array.from({ length: q }, (_, i) => i);
  while (true) {
    const sub = new Float64Array(N * kept.length);
    for (let n = 0; n < N; n++) kept.forEach((i, s) => sub[n * kept.length + s] = x[n * q + i]);
    const b = solveWeighted(sub, N, kept.length, z, w);
    let worst = -1;
    b.forEach((v, s) => {
      if (v < 0 && (worst < 0 || v < b[worst])) worst = s;
    });
    if (worst < 0) {
      const out = new Float64Array(q);
      kept.forEach((i, s) => out[i] = b[s]);
      return out;
    }
    kept.splice(worst, 1);
    if (kept.length === 0) return new Float64Array(q);
  }
}
