/**
 * Options of methods and rules: one place for each name, kind, default and words. A library call has them by these
 * names, the command line in kebab case with -- before them (lpRounds: --lp-rounds).
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Json } from "./actions.ts";

/**
 * What an option can be. On the command line a mixture is a file, the name of a rule or web=0.7,code=0.3; a matrix is a
 * .npy or .json file; names and numbers stand between commas; options of another method are JSON.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { OptionKind } from "@mixlab/mixlab";
 *
 * const eta: OptionKind = { kind: "number", above: 0 };
 * equal(eta.kind, "number");
 * ```
 */
export type OptionKind =
  | {
    readonly kind: "number";
    readonly least?: number;
    readonly above?: number;
    readonly most?: number;
    readonly whole?: boolean;
  }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "flag" | "text" | "mixture" | "matrix" | "names" | "numbers" | "options" };

/**
 * An option of a method.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type MethodOption, methodNamed } from "@mixlab/mixlab";
 *
 * const eta: MethodOption = methodNamed("aioli").options.eta;
 * equal(eta.kind, "number");
 * ```
 */
export type MethodOption = OptionKind & {
  /** How the value is called in the help. */
  readonly value?: string;
  readonly help: string;
  /** Its value where it is not given and no preset says otherwise; absent: there is none, or it follows from others. */
  readonly default?: Json;
};

/**
 * Options by name.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { methodNamed, type OptionTable } from "@mixlab/mixlab";
 *
 * const table: OptionTable = methodNamed("doremi").options;
 * ok("smoothing" in table);
 * ```
 */
export type OptionTable = Readonly<Record<string, MethodOption>>;

/**
 * What presets change of the defaults, by preset; the first is the default.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { methodNamed, type Presets } from "@mixlab/mixlab";
 *
 * const presets: Presets = methodNamed("doremi").presets;
 * equal(Object.keys(presets)[0], "paper");
 * ```
 */
export type Presets = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/**
 * Values of options, as plain JSON; `preset` names a preset.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { OptionValues } from "@mixlab/mixlab";
 *
 * const options: OptionValues = { preset: "repo", eta: 0.2, lpRounds: 4 };
 * equal(options.preset, "repo");
 * ```
 */
export type OptionValues = Readonly<Record<string, Json>>;

/**
 * Options as given, over those of the preset, over the defaults; checked.
 *
 * @param owner whose options they are, for messages.
 * @param given may name its `preset`; default: the first of `presets`.
 * @throws {TypeError} when an option is unknown or of the wrong kind.
 * @throws {RangeError} when one is out of range.
 */
export function resolveOptions(
  owner: string,
  table: OptionTable,
  presets: Presets,
  given: OptionValues,
): Readonly<Record<string, Json>> & { readonly preset: string } {
  const { preset = Object.keys(presets)[0], ...own } = given;
  if (typeof preset !== "string" || !Object.hasOwn(presets, preset)) {
    throw outOfRange(`${owner}: preset: wanted ${Object.keys(presets).join(", ")}, got ${got(preset)}`);
  }
  const values: Record<string, Json> = {};
  for (const [name, option] of Object.entries(table)) if (option.default !== undefined) values[name] = option.default;
  // One after the other: an option given as undefined says nothing and leaves the preset's value.
  for (const [name, value] of [...Object.entries(presets[preset]), ...Object.entries(own)]) {
    if (value === undefined) continue;
    if (!Object.hasOwn(table, name)) {
      const meant = nearest(name, Object.keys(table));
      throw wrongKind(
        `${owner}: it has no option ${name}; wanted ${Object.keys(table).join(", ")}` +
          (meant ? `; did you mean ${meant}?` : ""),
      );
    }
    // null takes back what a preset or a default says.
    if (value === null) delete values[name];
    else values[name] = checkOption(`${owner}: ${name}`, table[name], value);
  }
  return { ...values, preset };
}

/** The name of an option as the command line has it. */
export function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function checkOption(at: string, option: MethodOption, value: Json): Json {
  switch (option.kind) {
    case "number":
      return checkNumber(at, option, value);
    case "choice":
      if (option.choices.includes(value as string)) return value;
      throw outOfRange(`${at}: wanted ${option.choices.join(", ")}, got ${got(value)}`);
    case "flag":
      if (typeof value === "boolean") return value;
      throw wrongKind(`${at}: wanted true or false, got ${got(value)}`);
    case "text":
      if (typeof value === "string" && value !== "") return value;
      throw wrongKind(`${at}: wanted text, got ${got(value)}`);
    case "mixture":
      if (typeof value === "object") return value; // names and numbers: sharesOption
      throw wrongKind(`${at}: wanted shares by domain, such as { web: 0.7, code: 0.3 }, got ${got(value)}`);
    case "matrix":
      if (isMatrix(value)) return value;
      throw wrongKind(`${at}: wanted rows of finite numbers, all of one length, got ${got(JSON.stringify(value))}`);
    case "names":
      if (Array.isArray(value) && value.every((name) => typeof name === "string" && name !== "")) return value;
      throw wrongKind(`${at}: wanted a list of names, got ${got(value)}`);
    case "numbers":
      if (Array.isArray(value) && value.every((x) => Number.isFinite(x))) return value;
      throw wrongKind(`${at}: wanted a list of finite numbers, got ${got(value)}`);
    case "options":
      if (typeof value === "object" && !Array.isArray(value)) return value;
      throw wrongKind(`${at}: wanted options by name, such as { eta: 0.2 }, got ${got(JSON.stringify(value))}`);
  }
}

function checkNumber(at: string, option: MethodOption & { kind: "number" }, value: Json): number {
  if (typeof value !== "number") throw wrongKind(`${at}: wanted a number, got ${got(value)}`);
  const { least = -Infinity, above = -Infinity, most = Infinity, whole = false } = option;
  if (
    value >= least && value > above && value <= most && Number.isFinite(value) && !(whole && !Number.isInteger(value))
  ) {
    return value;
  }
  const bounds = [
    ...(least > -Infinity ? [`≥ ${least}`] : []),
    ...(above > -Infinity ? [`> ${above}`] : []),
    ...(most < Infinity ? [`≤ ${most}`] : []),
  ];
  const wanted = [whole ? "a whole number" : "a number", bounds.length > 0 ? bounds.join(" and ") : "that is finite"];
  throw outOfRange(`${at}: wanted ${wanted.join(" ")}, got ${got(value)}`);
}

function isMatrix(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 &&
    value.every((row) => Array.isArray(row) && row.length === value[0].length && row.every((x) => Number.isFinite(x)));
}
