/**
 * All laws by name.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { autoscale } from "./autoscale.ts";
import { bimix } from "./bimix.ts";
import { boostedTrees } from "./boosted_trees.ts";
import type { CurveLaw } from "./curve_law.ts";
import type { Law } from "./law.ts";
import { linear, linearDynamic, linearDynamicDiagonal, logRatio } from "./linear.ts";
import { logLinear } from "./log_linear.ts";
import { logLinearJoint } from "./log_linear_joint.ts";
import { logLinearTwoStep } from "./log_linear_two_step.ts";
import { m1 } from "./m1.ts";
import { m2 } from "./m2.ts";
import { m3 } from "./m3.ts";

/** The laws that are one curve a target. */
export const curveLaws: readonly CurveLaw[] = [
  logLinear,
  logLinearJoint,
  logLinearTwoStep,
  linear,
  m1,
  m2,
  m3,
  bimix,
  autoscale,
  linearDynamic,
  linearDynamicDiagonal,
  logRatio,
];

/**
 * Every law of Mixlab, in the order in which they are compared.
 *
 * @example
 * ```ts
 * import { deepEqual, ok } from "node:assert/strict";
 * import { laws } from "@mixlab/mixlab";
 *
 * // Laws that are linear in the shares have one parameter a domain; see each law's formula and source.
 * const linear = laws.filter((law) => law.formula.endsWith("= Σ_j a_j p_j"));
 * deepEqual(linear.map((law) => law.name), ["linear", "log-ratio"]);
 * ok(laws.every((law) => law.source !== ""));
 * ```
 */
export const laws: readonly Law[] = [...curveLaws, boostedTrees];

/** Other names of laws. */
const ALIASES: Readonly<Record<string, string>> = {
  m4: "log-linear",
  linreg: "log-linear-joint",
  regmix: "boosted-trees",
  lightgbm: "boosted-trees",
};

/**
 * Names of the laws that are one curve a target.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { type CurveLawName, lawNamed } from "@mixlab/mixlab";
 *
 * const name: CurveLawName = "log-linear";
 * ok(lawNamed(name).spec.convex); // a law named so has a spec
 * ```
 */
export type CurveLawName =
  | "log-linear"
  | "m4"
  | "log-linear-joint"
  | "linreg"
  | "log-linear-two-step"
  | "linear"
  | "m1"
  | "m2"
  | "m3"
  | "bimix"
  | "autoscale"
  | "linear-dynamic"
  | "linear-dynamic-diagonal"
  | "log-ratio";

/**
 * A mixing law by name: log-linear (also m4), log-linear-joint (also linreg), log-linear-two-step, linear, m1, m2, m3,
 * bimix, autoscale, boosted-trees (also regmix, lightgbm), and for segments linear-dynamic, linear-dynamic-diagonal,
 * log-ratio.
 *
 * @returns the law; of all but boosted-trees also its curve.
 * @throws {RangeError} when no law has that name; the nearest one is suggested.
 *
 * @example
 * ```ts
 * import { equal, ok, throws } from "node:assert/strict";
 * import { lawNamed, parseTable } from "@mixlab/mixlab";
 *
 * const law = lawNamed("m4");
 * equal(law.name, "log-linear");
 * equal(law.formula, "L(p) = c + exp(Σ_j v_j p_j)");
 * equal(law.minimumRuns(5), 6); // for 5 domains
 *
 * const table = parseTable(`run,share:code,share:web,loss:code
 * 1,0.1,0.9,1.95
 * 2,0.4,0.6,1.60
 * 3,0.7,0.3,1.37
 * 4,0.9,0.1,1.26`);
 * const [loss] = law.fit(table).predict([0.5, 0.5]); // nats per token
 * ok(1.37 < loss && loss < 1.60);
 *
 * throws(() => lawNamed("log-liner"), /Did you mean log-linear\?/);
 * ```
 */
export function lawNamed<Name extends string>(name: Name): Name extends CurveLawName ? CurveLaw : Law {
  const wanted = ALIASES[name.toLowerCase()] ?? name.toLowerCase();
  const law = laws.find((l) => l.name === wanted);
  if (law) return law as Name extends CurveLawName ? CurveLaw : Law;
  const names = [...laws.map((l) => l.name), ...Object.keys(ALIASES)];
  const guess = nearest(wanted, names);
  throw outOfRange(
    `law: wanted one of ${names.join(", ")}; got ${got(name)}${guess ? `. Did you mean ${guess}?` : ""}`,
  );
}
