/**
 * All rules by name.
 *
 * @module
 */
import { aioliRule } from "./aioli_rule.ts";
import { checkpointsRule } from "./checkpoints.ts";
import { dogeRule } from "./doge_rule.ts";
import { doremiRule } from "./doremi_rule.ts";
import { shearingRule } from "./doremi_shearing.ts";
import { findNamed } from "./find_named.ts";
import { fixed } from "./fixed.ts";
import { phasesRule } from "./phases.ts";
import type { Rule } from "./rule.ts";
import { schedule } from "./schedule.ts";
import { skillIt } from "./skill_it.ts";

/**
 * Every rule of Mixlab.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { rules } from "@mixlab/mixlab";
 *
 * ok(rules.some(({ name }) => name === "fixed"));
 * ```
 */
export const rules: readonly Rule[] = [
  fixed,
  schedule,
  skillIt,
  dogeRule,
  doremiRule,
  shearingRule,
  aioliRule,
  phasesRule((name) => ruleNamed(name)),
  checkpointsRule((name) => ruleNamed(name)),
];

/**
 * A rule by name.
 *
 * @throws {RangeError} when there is none.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * import { ruleNamed } from "@mixlab/mixlab";
 *
 * equal(ruleNamed("fixed").name, "fixed");
 * throws(() => ruleNamed("fixd"), /did you mean fixed/);
 * ```
 */
export function ruleNamed(name: string): Rule {
  return findNamed("rule", rules, name);
}
