/**
 * Values of options: numbers, and numbers by name given on the line or in a file.
 *
 * @module
 */
import { got, outOfRange, unparsable, wrongKind } from "../errors.ts";
import { parsePlacedJson } from "../mixture/placed_json.ts";
import { readText } from "../text/read_text.ts";

/** A number, checked against what the option allows. */
export function numberOption(
  name: string,
  text: string | undefined,
  { above, least, whole = false }: { above?: number; least?: number; whole?: boolean } = {},
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  const wanted = `${whole ? "a whole number" : "a number"}` +
    (above !== undefined ? ` > ${above}` : least !== undefined ? ` ≥ ${least}` : "");
  if (text.trim() === "" || Number.isNaN(value)) throw unparsable(`--${name}: wanted ${wanted}, got ${got(text)}`);
  const fits = Number.isFinite(value) && (above === undefined || value > above) &&
    (least === undefined || value >= least) && (!whole || Number.isSafeInteger(value));
  if (!fits) throw outOfRange(`--${name}: wanted ${wanted}, got ${got(text)}`);
  return value;
}

/** Names between commas. */
export function listOption(name: string, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",").map((s) => s.trim());
  if (names.some((s) => s === "")) throw unparsable(`--${name}: wanted names between commas, got ${got(text)}`);
  return names;
}

/** `a=1,b=2`, or the JSON file of such an object. */
export async function namedNumbers(
  name: string,
  text: string | undefined,
): Promise<Record<string, number> | undefined> {
  if (text === undefined) return undefined;
  if (!text.includes("=")) return await numbersFile(name, text);
  const out: Record<string, number> = {};
  for (const part of text.split(",")) {
    const cut = part.lastIndexOf("="), key = part.slice(0, cut).trim();
    if (cut < 1 || key === "") throw unparsable(`--${name}: wanted NAME=NUMBER between commas, got ${got(part)}`);
    if (Object.hasOwn(out, key)) throw outOfRange(`--${name}: ${key} is given twice`);
    out[key] = numberOption(`${name} ${key}`, part.slice(cut + 1))!;
  }
  return out;
}

/** A JSON file of numbers by name. */
export async function numbersFile(option: string, path: string): Promise<Record<string, number>> {
  const json = await jsonFile(path);
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw wrongKind(`${path}: --${option} wanted an object of names and numbers, got ${got(JSON.stringify(json))}`);
  }
  for (const [key, value] of Object.entries(json)) {
    if (typeof value !== "number") throw wrongKind(`${path}: ${key}: wanted a number, got ${got(value)}`);
  }
  return json as Record<string, number>;
}

/** A parsed JSON file; where it is broken is said with line and column. */
export async function jsonFile(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return JSON.parse(text);
  } catch {
    parsePlacedJson(text, path); // knows where
    throw unparsable(`${path}:1:1: not JSON`);
  }
}

/** A value of a configuration as it should appear in a message. */
export function told(value: unknown): string {
  if (typeof value !== "object" || value === null) return got(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
