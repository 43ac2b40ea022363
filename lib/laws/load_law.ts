/**
 * Laws from JSON and from parameters.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { Curve } from "./curve.ts";
import { fittedLaw, type Settings } from "./curve_law.ts";
import type { FittedLaw, FittedLawJSON, TargetFit } from "./law.ts";
import { lawNamed } from "./registry.ts";

/**
 * A fitted law from its JSON (the content of law.json, parsed). It predicts as the law that was saved did.
 *
 * @param name what to call it in messages: its path.
 *
 * @throws {TypeError} when it is not the JSON of a law.
 * @throws {RangeError} when the version or the law is unknown, or parameters are missing or not finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { lawFromParameters, loadLaw } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("log-linear", ["code", "web"], [
 *   { target: "code", parameters: { c: 1.1, "v:code": -2.3, "v:web": -0.7 } },
 * ]);
 * const again = loadLaw(JSON.parse(JSON.stringify(law)));
 * deepEqual(again.predict([0.5, 0.5]), law.predict([0.5, 0.5]));
 * ```
 */
export function loadLaw(json: unknown, name = "law.json"): FittedLaw {
  const o = json as Partial<FittedLawJSON> | null;
  if (typeof o !== "object" || o === null || o.format !== "mixlab/law") {
    throw wrongKind(`${name}: no saved law: wanted an object with "format": "mixlab/law", got ${got(o?.format)}`);
  }
  if (o.version !== 1) throw outOfRange(`${name}: version: wanted 1, got ${got(o.version)}`);
  if (typeof o.law !== "string") throw wrongKind(`law.json: law: wanted the name of a law, got ${got(o.law)}`);
  const law = lawNamed(o.law);
  const domains = checkNames(o.domains, "domains"), targets = checkNames(o.targets, "targets");
  const settings = checkSettings(o.settings ?? {});
  if (!Array.isArray(o.theta) || o.theta.length !== targets.length) {
    throw outOfRange(`law.json: theta: wanted ${targets.length} rows, one a target`);
  }
  o.theta.forEach((row, i) =>
    checkTheta(row, law.spec.curve(domains, targets[i], settings), `theta[${i}] (${targets[i]})`)
  );
  checkFits(o.perTarget ?? [], targets);
  checkWarnings(o.warnings ?? []);
  const loaded = fittedLaw(law.spec, {
    format: "mixlab/law",
    version: 1,
    law: law.name,
    domains,
    targets,
    settings,
    theta: o.theta,
    perTarget: o.perTarget ?? [],
    warnings: o.warnings ?? [],
  });
  const middle = loaded.predict(domains.map(() => 1 / domains.length), { startLosses: targets.map(() => 1) });
  middle.forEach((loss, i) => {
    if (Number.isFinite(loss)) return;
    throw outOfRange(`law.json: theta[${i}] (${targets[i]}): wanted finite losses, got ${loss} at the even mixture`);
  });
  return loaded;
}

type JSONObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JSONObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function checkNames(value: unknown, what: string): string[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every((v) => typeof v === "string")) {
    throw wrongKind(`law.json: ${what}: wanted a list of names, got ${got(value)}`);
  }
  const twice = value.find((name, i) => value.indexOf(name) !== i);
  if (twice !== undefined) throw outOfRange(`law.json: ${what}: ${got(twice)} stands twice`);
  return value;
}

/** What settings may be: predictions depend on them. */
const SETTINGS: Readonly<Record<string, [wanted: string, holds: (value: unknown) => boolean]>> = {
  offset: ["a number from 0 to below 1", (v) => typeof v === "number" && v >= 0 && v < 1],
  tokens: ["a number ≥ 1", (v) => typeof v === "number" && v >= 1 && v < Infinity],
  intercept: ["true or false", (v) => typeof v === "boolean"],
};

function checkSettings(value: unknown): Settings {
  if (!isObject(value)) throw wrongKind(`law.json: settings: wanted an object, got ${got(value)}`);
  for (const [name, setting] of Object.entries(value)) {
    const [wanted, holds] = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : ["no setting of this name", () => false];
    if (!holds(setting)) throw outOfRange(`law.json: settings.${name}: wanted ${wanted}, got ${got(setting)}`);
  }
  return value as Settings;
}

/** θ within the law's bounds. */
function checkTheta(row: unknown, curve: Curve, where: string): void {
  const { names, lower, upper } = curve;
  if (!Array.isArray(row) || row.length !== names.length || !row.every((v) => Number.isFinite(v))) {
    throw outOfRange(
      `law.json: ${where}: wanted ${names.length} finite numbers (${names.join(", ")}), got ${
        got(JSON.stringify(row))
      }`,
    );
  }
  const out = row.findIndex((v, q) => v < lower[q] || v > upper[q]);
  if (out >= 0) {
    throw outOfRange(`law.json: ${where}: ${names[out]}: wanted ${lower[out]} to ${upper[out]}, got ${row[out]}`);
  }
}

function checkFits(value: unknown, targets: readonly string[]): void {
  if (!Array.isArray(value) || (value.length !== 0 && value.length !== targets.length)) {
    throw wrongKind(`law.json: perTarget: wanted a list of ${targets.length}, one a target, got ${got(value)}`);
  }
  value.forEach((fit, i) => {
    const sound = isObject(fit) && fit.target === targets[i] && typeof fit.objective === "number" &&
      typeof fit.condition === "number" && typeof fit.reason === "string" && isObject(fit.oneSided) &&
      [fit.parameters, fit.standardErrors, fit.vertex ?? {}].every((record) =>
        isObject(record) && Object.values(record).every((v) => v === null || typeof v === "number")
      );
    if (!sound) throw wrongKind(`law.json: perTarget[${i}]: wanted the fit of target ${got(targets[i])}`);
  });
}

function checkWarnings(value: unknown): void {
  const sound = Array.isArray(value) &&
    value.every((w) => isObject(w) && typeof w.code === "string" && typeof w.message === "string");
  if (!sound) throw wrongKind(`law.json: warnings: wanted a list of warnings, got ${got(value)}`);
}

/**
 * A law with given parameters, for instance those that a paper printed. Parameters are named as a fit names them; for
 * the log-linear law `c` (nats per token) and `v:DOMAIN`, where c + exp(v) is the loss of the pure domain.
 *
 * @throws {RangeError} when the law is unknown or a parameter is missing, unknown or not finite.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { lawFromParameters } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("linear", ["a", "b"], [{ target: "t", parameters: { "a:a": 3, "a:b": 1 } }]);
 * equal(law.predict([0.5, 0.5])[0], 2);
 * ```
 */
export function lawFromParameters(
  name: string,
  domains: readonly string[],
  targets: readonly { readonly target: string; readonly parameters: Readonly<Record<string, number>> }[],
  settings: Readonly<Record<string, number | boolean | string>> = {},
): FittedLaw {
  const law = lawNamed(name);
  const theta = targets.map(({ target, parameters }) => {
    const names = law.spec.curve(domains, target, settings).names;
    const unknown = Object.keys(parameters).filter((p) => !names.includes(p));
    if (unknown.length > 0) throw outOfRange(`${target}: ${unknown[0]}: wanted only ${names.join(", ")}`);
    return names.map((p) => {
      if (!Number.isFinite(parameters[p])) throw outOfRange(`${target}: ${p}: wanted a number, got ${parameters[p]}`);
      return parameters[p];
    });
  });
  const perTarget: TargetFit[] = targets.map(({ target, parameters }) => ({
    target,
    parameters,
    standardErrors: {},
    oneSided: {},
    objective: 0,
    iterations: 0,
    converged: true,
    reason: "parameters were given, not fitted",
    condition: 1,
  }));
  return fittedLaw(law.spec, {
    format: "mixlab/law",
    version: 1,
    law: law.name,
    domains,
    targets: targets.map((t) => t.target),
    settings,
    theta,
    perTarget,
    warnings: [],
  });
}
