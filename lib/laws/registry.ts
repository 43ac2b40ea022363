/**
 * All laws by name.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { autoscale } from "./autoscale.ts";
import { bimix } from "./bimix.ts";
import type { CurveLaw } from "./curve_law.ts";
import { linear, linearDynamic, linearDynamicDiagonal, logRatio } from "./linear.ts";
import { logLinear } from "./log_linear.ts";
import { logLinearJoint } from "./log_linear_joint.ts";
import { logLinearTwoStep } from "./log_linear_two_step.ts";
import { m1 } from "./m1.ts";
import { m2 } from "./m2.ts";
import { m3 } from "./m3.ts";

/** Every law, in the order in which they are compared. */
export const laws: readonly CurveLaw[] = [
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

/** Other names of laws. */
const ALIASES: Readonly<Record<string, string>> = { m4: "log-linear", linreg: "log-linear-joint" };

/**
 * A mixing law by name: log-linear (also m4), log-linear-joint (also linreg), log-linear-two-step, linear, m1, m2, m3, bimix, autoscale, and
 * for segments linear-dynamic, linear-dynamic-diagonal, log-ratio.
 *
 * @throws {RangeError} when no law has that name.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { lawNamed } from "@mixlab/mixlab";
 *
 * equal(lawNamed("m4").name, "log-linear");
 * equal(lawNamed("log-linear").minimumRuns(5), 6);
 * ```
 */
export function lawNamed(name: string): CurveLaw {
  const wanted = ALIASES[name.toLowerCase()] ?? name.toLowerCase();
  const law = laws.find((l) => l.name === wanted);
  if (law) return law;
  const names = [...laws.map((l) => l.name), ...Object.keys(ALIASES)];
  const guess = nearest(wanted, names);
  throw outOfRange(
    `law: wanted one of ${names.join(", ")}; got ${got(name)}${guess ? `. Did you mean ${guess}?` : ""}`,
  );
}
