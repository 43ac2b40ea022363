/**
 * Normal, exponential, gamma and Dirichlet numbers as numpy's legacy `RandomState` draws them (numpy/random/src/legacy,
 * frozen by NEP 19): Marsaglia's polar method with the second number of a pair kept, −log(1 − u), and for gammas
 * Marsaglia and Tsang ("A simple method for generating gamma variables", 2000) or, for shapes below 1, Ahrens and
 * Dieter's GS ("Computer methods for sampling from gamma, beta, Poisson and binomial distributions", 1974).
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";

/** The numbers that are made from uniform ones. */
export interface LegacyDistributions {
  normal(): number;
  exponential(): number;
  gamma(shape: number): number;
  dirichlet(alpha: ArrayLike<number>): Float64Array;
}

/** @param uniform numpy's `random_sample()`; every number here draws from it, in numpy's order. */
export function legacyDistributions(uniform: () => number): LegacyDistributions {
  let spare: number | undefined;

  function normal(): number {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    let x, y, square;
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = Math.sqrt(-2 * Math.log(square) / square);
    // The pair is handed out second number first.
    spare = scale * x;
    return scale * y;
  }

  const exponential = () => -Math.log(1 - uniform());

  /** Shapes above 1. */
  function large(shape: number): number {
    const b = shape - 1 / 3, c = 1 / Math.sqrt(9 * b);
    for (;;) {
      let x, root;
      do {
        x = normal();
        root = 1 + c * x;
      } while (root <= 0);
      const v = root * root * root, u = uniform();
      if (u < 1 - 0.0331 * (x * x) * (x * x)) return b * v;
      if (Math.log(u) < 0.5 * x * x + b * (1 - v + Math.log(v))) return b * v;
    }
  }

  /** Shapes between 0 and 1. */
  function small(shape: number): number {
    for (;;) {
      const u = uniform(), v = exponential();
      if (u <= 1 - shape) {
        const x = u ** (1 / shape);
        if (x <= v) return x;
      } else {
        const y = -Math.log((1 - u) / shape), x = (1 - shape + shape * y) ** (1 / shape);
        if (x <= v + y) return x;
      }
    }
  }

  function gamma(shape: number): number {
    if (typeof shape !== "number") throw wrongKind(`gamma: wanted a number as shape, got ${got(shape)}`);
    if (!(shape >= 0 && shape < Infinity)) throw outOfRange(`gamma: wanted a finite shape ≥ 0, got ${got(shape)}`);
    if (shape === 0) return 0;
    return shape === 1 ? exponential() : shape < 1 ? small(shape) : large(shape);
  }

  function dirichlet(alpha: ArrayLike<number>): Float64Array {
    for (let j = 0; j < alpha.length; j++) {
      if (!(alpha[j] > 0 && alpha[j] < Infinity)) {
        throw outOfRange(`dirichlet: wanted finite concentrations > 0, got alpha[${j}] = ${got(alpha[j])}`);
      }
    }
    if (alpha.length === 0) throw outOfRange("dirichlet: wanted at least one concentration, got none");
    const draws = new Float64Array(alpha.length);
    let sum = 0;
    for (let j = 0; j < alpha.length; j++) sum += draws[j] = gamma(alpha[j]);
    if (sum === 0) {
      throw outOfRange(
        "dirichlet: all gamma numbers were below 1e-308, where numpy gives NaN; raise the concentrations",
      );
    }
    const inverse = 1 / sum;
    return draws.map((g) => g * inverse);
  }

  return { normal, exponential, gamma, dirichlet };
}
