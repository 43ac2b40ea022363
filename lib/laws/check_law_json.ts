/**
 * Checks of the parts of a saved law: whatever stands in the file, it is refused in words or it predicts.
 * `where` begins each message.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { TREE_SETTINGS } from "./boosted_trees/settings.ts";
import type { Curve } from "./curve.ts";
import type { Settings } from "./curve_law.ts";

type JSONObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JSONObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Different names, at least one. */
export function checkNames(value: unknown, where: string): string[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every((v) => typeof v === "string")) {
    throw wrongKind(`${where}: wanted a list of names, got ${got(value)}`);
  }
  const twice = value.find((name, i) => value.indexOf(name) !== i);
  if (twice !== undefined) throw outOfRange(`${where}: ${got(twice)} stands twice`);
  return value;
}

/** What settings may be: predictions depend on them. */
const SETTINGS: Readonly<Record<string, [wanted: string, holds: (value: unknown) => boolean]>> = {
  offset: ["a number from 0 to below 1", (v) => typeof v === "number" && v >= 0 && v < 1],
  tokens: ["a number ≥ 1", (v) => typeof v === "number" && v >= 1 && v < Infinity],
  intercept: ["true or false", (v) => typeof v === "boolean"],
  ...Object.fromEntries(
    Object.entries(TREE_SETTINGS).map(([name, { wanted, holds }]) => [
      name,
      [wanted, (v: unknown) => typeof v === "number" && holds(v)],
    ]),
  ),
};

/** Settings that some law has, in their range. */
export function checkSettings(value: unknown, where: string): Settings {
  if (!isObject(value)) throw wrongKind(`${where}: wanted an object, got ${got(value)}`);
  for (const [name, setting] of Object.entries(value)) {
    const [wanted, holds] = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : ["no setting of this name", () => false];
    if (!holds(setting)) throw outOfRange(`${where}.${name}: wanted ${wanted}, got ${got(setting)}`);
  }
  return value as Settings;
}

/** θ within the law's bounds. */
export function checkTheta(row: unknown, curve: Curve, where: string): void {
  const { names, lower, upper } = curve;
  if (!Array.isArray(row) || row.length !== names.length || !row.every((v) => Number.isFinite(v))) {
    throw outOfRange(
      `${where}: wanted ${names.length} finite numbers (${names.join(", ")}), got ${got(JSON.stringify(row))}`,
    );
  }
  const out = row.findIndex((v, q) => v < lower[q] || v > upper[q]);
  if (out >= 0) {
    throw outOfRange(`${where}: ${names[out]}: wanted ${lower[out]} to ${upper[out]}, got ${row[out]}`);
  }
}

/** One fit a target, or none at all. */
export function checkFits(value: unknown, targets: readonly string[], where: string): void {
  if (!Array.isArray(value) || (value.length !== 0 && value.length !== targets.length)) {
    throw wrongKind(`${where}: wanted a list of ${targets.length}, one a target, got ${got(value)}`);
  }
  value.forEach((fit, i) => {
    const sound = isObject(fit) && fit.target === targets[i] && typeof fit.objective === "number" &&
      typeof fit.condition === "number" && typeof fit.reason === "string" && isObject(fit.oneSided) &&
      [fit.parameters, fit.standardErrors, fit.vertex ?? {}].every((record) =>
        isObject(record) && Object.values(record).every((v) => v === null || typeof v === "number")
      );
    if (!sound) throw wrongKind(`${where}[${i}]: wanted the fit of target ${got(targets[i])}`);
  });
}

/** Warnings that can be printed. */
export function checkWarnings(value: unknown, where: string): void {
  const sound = Array.isArray(value) &&
    value.every((w) => isObject(w) && typeof w.code === "string" && typeof w.message === "string");
  if (!sound) throw wrongKind(`${where}: wanted a list of warnings, got ${got(value)}`);
}
