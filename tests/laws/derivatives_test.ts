/** Every curve's derivatives against central differences, at random parameters and mixtures. */
import { ok } from "../assert.ts";
import fc from "fast-check";
import type { Curve } from "../../lib/laws/curve.ts";
import type { Settings } from "../../lib/laws/curve_law.ts";
import { fittedLaw } from "../../lib/laws/fitted_law.ts";
import { curveLaws as laws } from "../../lib/laws/registry.ts";
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { matrix } from "../../lib/numerics/matrix.ts";
import { type Random, random } from "../../lib/numerics/random.ts";

const DOMAINS = ["a", "b", "c", "d"];
const SETTINGS: Record<string, Settings> = {
  bimix: { offset: 0.03 },
  autoscale: { tokens: 40 },
  "linear-dynamic-diagonal": { intercept: true },
};

/** Parameters of ordinary size, within the bounds. */
function parametersOf(curve: Curve, rng: Random): Float64Array {
  return Float64Array.from(curve.names, (name, i) => {
    const value = name.startsWith("n:") ? 0.05 + rng.uniform() : 4 * rng.uniform() - 2;
    return Math.min(Math.max(value, curve.lower[i] === 0 ? 0.2 : curve.lower[i]), curve.upper[i]);
  });
}

/** Central difference of a function of one coordinate. */
const STEP = 1e-5;
function difference(f: (x: Float64Array) => number, x: Float64Array, i: number): number {
  const up = x.slice(), down = x.slice();
  up[i] += STEP;
  down[i] -= STEP;
  return (f(up) - f(down)) / (2 * STEP);
}

function close(analytic: number, numeric: number, scale: number, what: string): void {
  ok(Math.abs(analytic - numeric) <= 1e-6 * (scale + Math.abs(numeric)), `${what}: ${analytic}, difference ${numeric}`);
}

for (const law of laws) {
  const settings = SETTINGS[law.name] ?? {}, curve = law.spec.curve(DOMAINS, "b", settings), q = curve.names.length;
  const m = DOMAINS.length;

  Deno.test(`${law.name}: derivatives by θ and by the shares agree with central differences`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
        const rng = random(seed), N = 3, theta = parametersOf(curve, rng);
        // away from the edge by more than the step, since the laws with a pole are defined for shares ≥ 0 only
        const rows = Array.from({ length: N }, () => dirichlet(rng, new Float64Array(m).fill(1)).map((p) => p + 1e-3));
        const shares = matrix(N, m, rows.flatMap((row) => [...row]));
        const weights = Float64Array.from({ length: N }, () => rng.normal());
        const values = new Float64Array(N), jacobian = new Float64Array(N * q);
        curve.evaluate(shares, theta, values, jacobian);
        const scale = values.reduce((s, v) => Math.max(s, Math.abs(v)), 1);
        const valueAt = (n: number) => (t: Float64Array) => curve.value(rows[n], t);

        // the curve's value alone is the reference: all else follows from it by differences
        const weighted = (t: Float64Array, i: number) => {
          const J = new Float64Array(N * q);
          curve.evaluate(shares, t, new Float64Array(N), J);
          return weights.reduce((s, w, n) => s + w * J[n * q + i], 0);
        };
        for (let n = 0; n < N; n++) {
          close(values[n], curve.value(rows[n], theta), 0, "evaluate");
          for (let i = 0; i < q; i++) {
            close(jacobian[n * q + i], difference(valueAt(n), theta, i), scale, `∂f/∂${curve.names[i]}`);
          }
        }
        const hessian = new Float64Array(q * q).fill(7); // it is added to what is there
        if (curve.addCurvature) curve.addCurvature(shares, theta, weights, hessian);
        const largest = jacobian.reduce((s, v) => Math.max(s, Math.abs(v)), scale);
        for (let i = 0; i < q; i++) {
          for (let j = 0; j <= i; j++) { // the lower triangle is what is wanted of it
            const numeric = difference((t) => weighted(t, i), theta, j);
            close(hessian[i * q + j] - 7, numeric, 10 * largest, `∂²/∂${curve.names[i]}∂${curve.names[j]}`);
          }
        }

        const gradientAt = (p: Float64Array, factor = 1) => {
          const g = new Float64Array(m);
          curve.addShareGradient(p, theta, factor, g);
          return g;
        };
        const p = rows[0], g = gradientAt(p), h = new Float64Array(m * m).fill(-3);
        curve.addShareHessian(p, theta, 2, h);
        const steep = g.reduce((s, v) => Math.max(s, Math.abs(v)), scale);
        for (let j = 0; j < m; j++) {
          close(g[j], difference((x) => curve.value(x, theta), p, j), steep, `∂f/∂p_${j}`);
          close(gradientAt(p, -0.5)[j], -0.5 * g[j], 0, "scaled share gradient");
          for (let i = 0; i < m; i++) {
            const numeric = 2 * difference((x) => gradientAt(x)[i], p, j);
            close(h[i * m + j] + 3, numeric, 100 * steep, `∂²f/∂p_${i}∂p_${j}`);
          }
        }
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  Deno.test(`${law.name}: a fitted law's gradient and Hessian agree with differences of its predictions`, () => {
    const rng = random(5), theta = [parametersOf(curve, rng), parametersOf(curve, rng)].map((t) => [...t]);
    const fitted = fittedLaw(law.spec, {
      format: "mixlab/law",
      version: 1,
      law: law.name,
      domains: DOMAINS,
      targets: ["b", "c"],
      settings,
      theta,
      perTarget: [],
      warnings: [],
    });
    const at = { startLosses: [2.5, 3.5] }, p = Float64Array.of(0.1, 0.2, 0.3, 0.4), w = [0.7, 1.6];
    const gradient = fitted.gradient(p, at), hessian = fitted.hessian(p, w, at);
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < m; j++) {
        close(gradient.data[i * m + j], difference((x) => fitted.predict(x, at)[i], p, j), 10, "gradient");
      }
    }
    for (let i = 0; i < m; i++) {
      const slope = (x: Float64Array) => {
        const { data } = fitted.gradient(x, at);
        return w[0] * data[i] + w[1] * data[m + i];
      };
      for (let j = 0; j < m; j++) close(hessian.data[i * m + j], difference(slope, p, j), 100, "Hessian");
    }
  });

  Deno.test(`${law.name}: "convex" is said of laws that are, and of no other`, () => {
    const rng = random(8);
    let lowest = Infinity;
    for (let trial = 0; trial < 300; trial++) {
      const theta = parametersOf(curve, rng), h = new Float64Array(m * m);
      curve.addShareHessian(dirichlet(rng, new Float64Array(m).fill(1)), theta, 1, h);
      for (let probe = 0; probe < 10; probe++) {
        const d = Array.from({ length: m }, () => rng.normal());
        let bent = 0, size = 0;
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < m; j++) {
            bent += d[i] * h[i * m + j] * d[j];
            size += Math.abs(d[i] * h[i * m + j] * d[j]);
          }
        }
        if (size > 0) lowest = Math.min(lowest, bent / size);
      }
    }
    ok(law.spec.convex ? lowest >= -1e-12 : lowest < -1e-3, `lowest relative curvature ${lowest}`);
  });
}
