/** Small laws to test with, each with exact derivatives. */
import { matrix } from "../../../lib/numerics/matrix.ts";
import type { FittedLaw, TargetFit } from "../../../lib/laws/law.ts";

type Formulas = Pick<FittedLaw, "predict" | "gradient" | "hessian">;

const letters = (n: number, first: string) =>
  Array.from({ length: n }, (_, i) => String.fromCharCode(first.charCodeAt(0) + i));

/** A law from its formulas; domains a, b, …, targets A, B, … unless named. */
export function lawOf(m: number, k: number, formulas: Formulas, rest: Partial<FittedLaw> = {}): FittedLaw {
  return {
    law: "test",
    domains: letters(m, "a"),
    targets: letters(k, "A"),
    convex: true,
    segments: false,
    perTarget: [],
    warnings: [],
    toJSON: () => {
      throw new Error("no law of these tests is written");
    },
    ...formulas,
    ...rest,
  };
}

const dot = (v: readonly number[], p: ArrayLike<number>) => v.reduce((sum, x, j) => sum + x * p[j], 0);

/** L_i = c_i + exp(v_i · p). */
export function logLinear(c: readonly number[], V: readonly (readonly number[])[], rest: Partial<FittedLaw> = {}) {
  const k = c.length, m = V[0].length, domains = rest.domains ?? letters(m, "a");
  const perTarget = c.map((ci, i): TargetFit => ({
    target: (rest.targets ?? letters(k, "A"))[i],
    parameters: {},
    c: ci,
    vertex: Object.fromEntries(domains.map((d, j) => [d, V[i][j]])),
    standardErrors: {},
    oneSided: {},
    objective: 0,
    iterations: 1,
    converged: true,
    reason: "given",
    condition: 1,
  }));
  return lawOf(m, k, {
    predict: (p) => Float64Array.from(c, (ci, i) => ci + Math.exp(dot(V[i], p))),
    gradient: (p) => matrix(k, m, V.flatMap((v) => v.map((x) => x * Math.exp(dot(v, p))))),
    hessian(p, w) {
      const H = matrix(m, m);
      V.forEach((v, i) => {
        const e = w[i] * Math.exp(dot(v, p));
        for (let a = 0; a < m; a++) for (let b = 0; b < m; b++) H.data[a * m + b] += e * v[a] * v[b];
      });
      return H;
    },
  }, { perTarget, ...rest });
}

/** L_i = c_i + a_i · p. */
export function linear(c: readonly number[], A: readonly (readonly number[])[]) {
  const k = c.length, m = A[0].length;
  return lawOf(m, k, {
    predict: (p) => Float64Array.from(c, (ci, i) => ci + dot(A[i], p)),
    gradient: () => matrix(k, m, A.flat()),
    hessian: () => matrix(m, m),
  });
}

/** L_i = 1 + Σ_j A_ij p_j^(−a_ij): a pole at every share of 0. */
export function power(A: readonly (readonly number[])[], a: readonly (readonly number[])[]) {
  const k = A.length, m = A[0].length;
  return lawOf(m, k, {
    predict: (p) => Float64Array.from(A, (row, i) => row.reduce((sum, x, j) => sum + x * p[j] ** -a[i][j], 1)),
    gradient: (p) => matrix(k, m, A.flatMap((row, i) => row.map((x, j) => -a[i][j] * x * p[j] ** (-a[i][j] - 1)))),
    hessian(p, w) {
      const H = matrix(m, m);
      for (let j = 0; j < m; j++) {
        for (let i = 0; i < k; i++) {
          H.data[j * m + j] += w[i] * a[i][j] * (a[i][j] + 1) * A[i][j] * p[j] ** (-a[i][j] - 2);
        }
      }
      return H;
    },
  });
}

/** L_i = 3 − Σ_g d_ig exp(−|p − center_g|² / 0.05): several valleys, not convex. */
export function valleys(centers: readonly (readonly number[])[], depth: readonly (readonly number[])[]) {
  const k = depth.length, m = centers[0].length, width = 0.05;
  const bump = (g: number, p: ArrayLike<number>) =>
    Math.exp(-centers[g].reduce((sum, x, j) => sum + (p[j] - x) ** 2, 0) / width);
  return lawOf(m, k, {
    predict: (p) => Float64Array.from(depth, (row) => row.reduce((sum, d, g) => sum - d * bump(g, p), 3)),
    gradient(p) {
      const G = matrix(k, m);
      depth.forEach((row, i) =>
        row.forEach((d, g) => {
          for (let j = 0; j < m; j++) G.data[i * m + j] += d * bump(g, p) * 2 * (p[j] - centers[g][j]) / width;
        })
      );
      return G;
    },
    hessian(p, w) {
      const H = matrix(m, m);
      depth.forEach((row, i) =>
        row.forEach((d, g) => {
          const e = w[i] * d * bump(g, p) * 2 / width;
          for (let a = 0; a < m; a++) {
            H.data[a * m + a] += e;
            for (let b = 0; b < m; b++) {
              H.data[a * m + b] -= e * 2 * (p[a] - centers[g][a]) * (p[b] - centers[g][b]) / width;
            }
          }
        })
      );
      return H;
    },
  }, { convex: false });
}
