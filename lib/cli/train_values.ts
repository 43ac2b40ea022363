/**
 * Values of settings from a command line and from a configuration file.
 *
 * @module
 */
import { got, isInputError, outOfRange, unparsable, wrongKind } from "../errors.ts";
import { parseMixture } from "../mixture/parse_mixture.ts";
import { parsePlacedJson } from "../mixture/placed_json.ts";
import { type Placed, placeOf } from "../mixture/placed.ts";
import { checkModelConfig } from "../model/check_model_config.ts";
import type { ModelConfig } from "../model/config.ts";
import { modelPreset } from "../model/presets.ts";
import { nearest } from "../nearest.ts";
import { readText } from "../text/read_text.ts";
import { type GivenSettings, type Setting, type SettingName, SETTINGS } from "./train_settings.ts";

/** What is wrong with a value: a finished error but for the place. */
type Wrong = (message: string, kind: "kind" | "range") => Error;

/** Settings from options of the command line. */
export function settingsFromLine(values: Readonly<Record<string, unknown>>): GivenSettings {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const text = values[name];
    if (typeof text !== "string") continue;
    const wrong: Wrong = (message, kind) => (kind === "kind" ? unparsable : outOfRange)(`--${name}: ${message}`);
    given[name] = checked(SETTINGS[name], fromText(SETTINGS[name], text), wrong);
  }
  return given;
}

/**
 * Settings from an object: plain JSON that a program made.
 *
 * @param owner whose they are, for messages.
 * @throws {TypeError | RangeError} naming the setting.
 */
export function settingsFromObject(values: Readonly<Record<string, unknown>>, owner: string): GivenSettings {
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(SETTINGS, name)) throw wrongKind(`${owner}: ${unknown("setting", name, Object.keys(SETTINGS))}`);
    const wrong: Wrong = (message, kind) => (kind === "kind" ? wrongKind : outOfRange)(`${owner}: ${name}: ${message}`);
    settings[name] = checked(SETTINGS[name as SettingName], value, wrong);
    if (name === "model" && typeof value === "object") checkModelConfig(value as ModelConfig, `${owner}: model`);
  }
  return settings;
}

/** Members of a run's config.json that are no settings: they make sure that a run is the same one. */
export const SEALS = ["corpus-sha256", "model-sha256", "from-sha256", "from-step"] as const;

/** The seals of a configuration. */
export type Seals = Readonly<Partial<Record<typeof SEALS[number], unknown>>>;

/**
 * Settings from a configuration file, and the seals that stand in it.
 *
 * @param own members that are the command's own and no settings: they are handed back as they stand.
 * @throws {SyntaxError | TypeError | RangeError} with file:line:column.
 */
export async function settingsFromFile(
  path: string,
  own: readonly string[] = [],
): Promise<{ settings: GivenSettings; seals: Seals; own: Readonly<Record<string, unknown>> }> {
  const text = await readText(path), root = parsePlacedJson(text, path);
  if (root.kind !== "map") throw unparsable(`${path}:${placeOf(text, root.at)}: wanted an object of settings`);
  const json = JSON.parse(text) as Record<string, unknown>, settings: Record<string, unknown> = {};
  const seals: Record<string, unknown> = {}, others: Record<string, unknown> = {};
  for (const [name, entry] of root.entries) {
    const { at } = entry;
    const wrong: Wrong = (message, kind) =>
      (kind === "kind" ? wrongKind : outOfRange)(`${path}:${placeOf(text, at)}: ${name}: ${message}`);
    if (own.includes(name)) others[name] = json[name];
    else if ((SEALS as readonly string[]).includes(name)) seals[name] = json[name];
    else if (Object.hasOwn(SETTINGS, name)) {
      settings[name] = checked(SETTINGS[name as SettingName], json[name], wrong);
      if (name === "model" || name === "mixture") {
        checkThing(name, json[name], entry, (at) => `${path}:${placeOf(text, at)}: `);
      }
    } else {
      const known = [...Object.keys(SETTINGS), ...own];
      throw unparsable(`${path}:${placeOf(text, at)}: ${unknown("setting", name, known)}`);
    }
  }
  return { settings, seals, own: others };
}

function unknown(what: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `unknown ${what} ${got(name)}${meant ? `; did you mean ${meant}?` : "; see --help"}`;
}

/** Checks a model or a mixture that stands in the file as an object, so that messages say where. */
function checkThing(name: "model" | "mixture", value: unknown, placed: Placed, place: (at: number) => string): void {
  if (placed.kind !== "map") return;
  if (name === "model") {
    const known = Object.keys(modelPreset("tiny", { vocabularySize: 1 }));
    for (const [key, { at }] of placed.entries) {
      if (!known.includes(key)) throw unparsable(place(at) + unknown("member of a model", key, known));
    }
    checkModelConfig(value as ModelConfig, `${place(placed.at)}model`);
    return;
  }
  try {
    parseMixture(JSON.stringify(value), name);
  } catch (error) {
    if (!isInputError(error)) throw error;
    // the places in the message are those in a text that nobody sees
    throw unparsable(`${place(placed.at)}mixture: ${error.message.replace(/^mixture(:\d+:\d+)?: /, "")}`);
  }
}

/** A value as it stands on a line. What is no number stays text, and is refused with the others. */
function fromText(setting: Setting, text: string): unknown {
  const number = (part: string) => part.trim() === "" || Number.isNaN(Number(part)) ? part : Number(part);
  if (setting.kind === "number" || setting.kind === "steps") return number(text);
  return setting.kind === "pair" ? text.split(",").map(number) : text;
}

function cut(text: string): string {
  return text.length > 60 ? text.slice(0, 57) + "…" : text;
}

function checked(setting: Setting, value: unknown, wrong: Wrong): unknown {
  const refuse = (wanted: string, kind: "kind" | "range") =>
    wrong(`wanted ${wanted}, got ${typeof value === "object" ? cut(JSON.stringify(value)) : got(value)}`, kind);
  switch (setting.kind) {
    case "text":
      if (typeof value !== "string" || value === "") throw refuse("text", "kind");
      return value;
    case "number": {
      const { least = -Infinity, most = Infinity, above = -Infinity, whole = false } = setting;
      const wanted = `a ${whole ? "whole" : "finite"} number ` +
        (above > -Infinity ? `> ${above}` : most < Infinity ? `from ${least} to ${most}` : `≥ ${least}`);
      if (typeof value !== "number") throw refuse(wanted, "kind");
      const fits = (whole ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
        value >= least && value <= most && value > above;
      if (!fits) throw refuse(wanted, "range");
      return value;
    }
    case "choice":
      if (typeof value !== "string" || !setting.choices.includes(value)) {
        const meant = typeof value === "string" ? nearest(value, setting.choices) : undefined;
        throw wrong(
          `wanted ${setting.choices.join(", ")}, got ${got(value)}${meant ? `; did you mean ${meant}?` : ""}`,
          "range",
        );
      }
      return value;
    case "pair":
      if (!Array.isArray(value) || value.length !== 2 || !value.every((n) => typeof n === "number")) {
        throw refuse("two numbers", "kind");
      }
      return value;
    case "steps": {
      const part = typeof value === "string" ? /^(\d+(?:\.\d+)?)%$/.exec(value)?.[1] : undefined;
      if (part !== undefined ? Number(part) <= 100 : Number.isSafeInteger(value) && (value as number) >= 0) {
        return value;
      }
      throw refuse("a whole number of updates ≥ 0, or a part such as 5%", typeof value === "number" ? "range" : "kind");
    }
    case "thing":
      if (typeof value === "string" && value !== "") return value;
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
      throw refuse("text or an object", "kind");
  }
}
