/**
 * Laws from JSON and from parameters.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { checkFits, checkNames, checkSettings, checkWarnings } from "./check_law_json.ts";
import { isCurveLaw } from "./curve_law.ts";
import { fittedLaw } from "./fitted_law.ts";
import type { FittedLaw, FittedLawJSON, TargetFit } from "./law.ts";
import { lawNamed } from "./registry.ts";
import { vertices } from "./vertices.ts";

/**
 * A fitted law from its JSON (the content of law.json, parsed). It predicts as the law that was saved did.
 *
 * @param name what to call it in messages: its path.
 * @throws {TypeError} when it is not the JSON of a law.
 * @throws {RangeError} when the version or the law is unknown, parameters are missing or not finite, or a predicted loss
 *   is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual, throws } from "node:assert/strict";
 * import { lawFromParameters, loadLaw } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("log-linear", ["code", "web"], [
 *   { target: "code", parameters: { c: 1.1, "v:code": -2.3, "v:web": -0.7 } },
 * ]);
 * const text = JSON.stringify(law); // what `deno task fit --out` writes as law.json
 * deepEqual(loadLaw(JSON.parse(text)).predict([0.5, 0.5]), law.predict([0.5, 0.5]));
 *
 * throws(() => loadLaw({ losses: [] }, "old.json"), /old\.json: no saved law/);
 * ```
 */
export function loadLaw(json: unknown, name = "law.json"): FittedLaw {
  const o = json as Partial<FittedLawJSON> | null;
  if (typeof o !== "object" || o === null || o.format !== "mixlab/law") {
    throw wrongKind(
      `${name}: no saved law: wanted an object with "format": "mixlab/law", got ${
        o?.format === undefined ? "none" : got(o.format)
      }`,
    );
  }
  if (o.version !== 1) throw outOfRange(`${name}: version: wanted 1, got ${got(o.version)}`);
  if (typeof o.law !== "string") throw wrongKind(`${name}: law: wanted the name of a law, got ${got(o.law)}`);
  const law = lawNamed(o.law);
  const domains = checkNames(o.domains, `${name}: domains`), targets = checkNames(o.targets, `${name}: targets`);
  const settings = checkSettings(o.settings ?? {}, `${name}: settings`);
  if (!Array.isArray(o.theta) || o.theta.length !== targets.length) {
    throw outOfRange(`${name}: theta: wanted ${targets.length} rows, one a target`);
  }
  checkFits(o.perTarget ?? [], targets, `${name}: perTarget`);
  checkWarnings(o.warnings ?? [], `${name}: warnings`);
  const loaded = law.fromJSON({
    format: "mixlab/law",
    version: 1,
    law: law.name,
    domains,
    targets,
    settings,
    theta: o.theta,
    ...(o.trees !== undefined && { trees: o.trees }),
    perTarget: o.perTarget ?? [],
    warnings: o.warnings ?? [],
  }, name);
  const middle = loaded.predict(domains.map(() => 1 / domains.length), { startLosses: targets.map(() => 1) });
  middle.forEach((loss, i) => {
    if (Number.isFinite(loss)) return;
    throw outOfRange(`${name}: theta[${i}] (${targets[i]}): wanted finite losses, got ${loss} at the even mixture`);
  });
  return loaded;
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
 * // Data Mixing Laws prints, for the GitHub loss of its 70M model: 1.1096 + exp(−0.682 − 1.640 p_github).
 * const law = lawFromParameters("log-linear", ["github", "web"], [
 *   { target: "github", parameters: { c: 1.1096, "v:github": -0.682 - 1.64, "v:web": -0.682 } },
 * ]);
 * const printed = (p: number) => 1.1096 + Math.exp(-0.682 - 1.64 * p);
 * equal(law.predict([0.25, 0.75])[0].toFixed(12), printed(0.25).toFixed(12)); // nats per token
 * ```
 */
export function lawFromParameters(
  name: string,
  domains: readonly string[],
  targets: readonly { readonly target: string; readonly parameters: Readonly<Record<string, number>> }[],
  settings: Readonly<Record<string, number | boolean | string>> = {},
): FittedLaw {
  const law = lawNamed(name);
  if (!isCurveLaw(law)) {
    throw outOfRange(`law: wanted a law with parameters of its own, got ${name}; its law.json is read with loadLaw`);
  }
  const verticesOf = (i: number) => {
    const curve = law.spec.curve(domains, targets[i].target, settings);
    return vertices(curve, domains, Float64Array.from(theta[i]), domains.map(() => true));
  };
  const theta = targets.map(({ target, parameters }) => {
    const names = law.spec.curve(domains, target, settings).names;
    const unknown = Object.keys(parameters).filter((p) => !names.includes(p));
    if (unknown.length > 0) throw outOfRange(`${target}: ${unknown[0]}: wanted only ${names.join(", ")}`);
    return names.map((p) => {
      if (!Number.isFinite(parameters[p])) throw outOfRange(`${target}: ${p}: wanted a number, got ${parameters[p]}`);
      return parameters[p];
    });
  });
  const perTarget: TargetFit[] = targets.map(({ target, parameters }, i) => ({
    ...(law.spec.hasVertices && verticesOf(i)),
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
