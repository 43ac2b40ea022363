/**
 * All designs by name.
 *
 * @module
 */
import { findNamed } from "../methods/find_named.ts";
import { cover } from "./cover.ts";
import { dOptimal } from "./d_optimal.ts";
import type { Design } from "./design.ts";
import { given } from "./given.ts";
import { lattice } from "./lattice.ts";
import { leaveOneOut } from "./leave_one_out.ts";
import { oneHot } from "./one_hot.ts";
import { regmixDesign } from "./regmix.ts";
import { smoothed } from "./smoothed.ts";

/**
 * Every design of Mixlab.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { designs } from "@mixlab/mixlab";
 *
 * ok(designs.every(({ source }) => source !== ""));
 * ```
 */
export const designs: readonly Design[] = [
  cover,
  regmixDesign,
  lattice,
  oneHot,
  smoothed,
  leaveOneOut,
  dOptimal,
  given,
];

/**
 * A design by name.
 *
 * @throws {RangeError} when there is none; the nearest one is suggested.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * import { designNamed } from "@mixlab/mixlab";
 *
 * equal(designNamed("lattice").options.parts.kind, "number");
 * throws(() => designNamed("latice"), /did you mean lattice/);
 * ```
 */
export function designNamed(name: string): Design {
  return findNamed("design", designs, name);
}
