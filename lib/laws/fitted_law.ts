/**
 * A fitted law from its plain numbers.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { type Matrix, matrix } from "../numerics/matrix.ts";
import type { CurveLawSpec } from "./curve_law.ts";
import type { At, FittedLaw, FittedLawJSON } from "./law.ts";

/** A fitted law from its JSON. */
export function fittedLaw(spec: CurveLawSpec, json: FittedLawJSON): FittedLaw {
  const m = json.domains.length, k = json.targets.length;
  const curves = json.targets.map((target) => spec.curve(json.domains, target, json.settings));
  const thetas = json.theta.map((row) => Float64Array.from(row));
  const response = spec.response ?? "loss";

  function check(shares: ArrayLike<number>, at?: At): void {
    if (shares.length !== m) throw outOfRange(`shares: wanted ${m} numbers, one a domain, got ${shares.length}`);
    if (response === "loss") return;
    if (at?.startLosses?.length !== k) {
      throw outOfRange(
        `startLosses: ${spec.name} predicts from the losses at the segment's start: wanted ${k} numbers`,
      );
    }
  }
  /** Loss of target i from the curve's value f. */
  function back(i: number, f: number, at?: At): number {
    if (response === "loss") return f;
    const start = at!.startLosses![i];
    return response === "change" ? start + f : start * Math.exp(f);
  }
  return {
    law: spec.name,
    domains: json.domains,
    targets: json.targets,
    convex: spec.convex,
    segments: response !== "loss",
    perTarget: json.perTarget,
    warnings: json.warnings,
    predict(shares, at) {
      check(shares, at);
      return Float64Array.from(curves, (curve, i) => back(i, curve.value(shares, thetas[i]), at));
    },
    gradient(shares, at): Matrix {
      check(shares, at);
      const out = matrix(k, m);
      curves.forEach((curve, i) => {
        const slope = response === "log-ratio" ? back(i, curve.value(shares, thetas[i]), at) : 1;
        curve.addShareGradient(shares, thetas[i], slope, out.data.subarray(i * m, (i + 1) * m));
      });
      return out;
    },
    hessian(shares, weights, at): Matrix {
      check(shares, at);
      const out = matrix(m, m);
      curves.forEach((curve, i) => {
        let scale = weights[i];
        if (response === "log-ratio") {
          scale *= back(i, curve.value(shares, thetas[i]), at);
          const g = new Float64Array(m);
          curve.addShareGradient(shares, thetas[i], 1, g);
          for (let a = 0; a < m; a++) for (let b = 0; b < m; b++) out.data[a * m + b] += scale * g[a] * g[b];
        }
        curve.addShareHessian(shares, thetas[i], scale, out.data);
      });
      return out;
    },
    toJSON: () => json,
  };
}
