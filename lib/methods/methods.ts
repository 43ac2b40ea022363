/**
 * All methods by name.
 *
 * @module
 */
import { aioliMethod } from "./aioli.ts";
import { dataMixingLaws } from "./data_mixing_laws.ts";
import { dogeMethod } from "./doge.ts";
import { doremiMethod } from "./doremi.ts";
import { findNamed } from "./find_named.ts";
import { fixedMethod } from "./fixed_method.ts";
import { gridSearch } from "./grid_search.ts";
import type { Method } from "./method.ts";
import { regmix } from "./regmix.ts";
import { scheduleMethod } from "./schedule_method.ts";
import { skillItMethod } from "./skill_it_method.ts";
import { stratified } from "./stratified.ts";

/**
 * Every mixing method of Mixlab.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { methods } from "@mixlab/mixlab";
 *
 * ok(methods.every(({ source }) => source !== ""));
 * ```
 */
export const methods: readonly Method[] = [
  stratified,
  fixedMethod,
  scheduleMethod,
  gridSearch,
  dataMixingLaws,
  regmix,
  skillItMethod,
  dogeMethod,
  doremiMethod,
  aioliMethod((name) => methodNamed(name)),
];

/**
 * A method by name.
 *
 * @throws {RangeError} when there is none; the nearest one is suggested.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * import { methodNamed } from "@mixlab/mixlab";
 *
 * equal(methodNamed("stratified").presets.paper !== undefined, true);
 * throws(() => methodNamed("stratifed"), /did you mean stratified/);
 * ```
 */
export function methodNamed(name: string): Method {
  return findNamed("method", methods, name);
}
