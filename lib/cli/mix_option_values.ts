/**
 * Values of methods' options, from the line and from configuration files. Kinds and ranges are the method's to check.
 *
 * @module
 */
import { got, isInputError, outOfRange, unparsable, wrongKind } from "../errors.ts";
import type { Json } from "../methods/actions.ts";
import type { MethodOption } from "../methods/options.ts";
import { readMixture } from "../mixture/read_mixture.ts";
import { decodeNpy } from "../tables/decode_npy.ts";
import { parseWeightsPickle } from "../tables/weights_pickle.ts";
import { jsonFile, listOption, namedNumbers, numberOption } from "./option_values.ts";

/** Mixtures by a rule's name: which corpus they are made of is known later. */
export const MIXTURE_RULES: readonly string[] = [
  "even",
  "natural",
  "proportional",
  "tempered",
  "doremi-packed",
  "doremi-unpacked",
];

/** A value as it stands on the line. `none` takes back a number that a preset or a default says. */
export async function optionFromText(flag: string, option: MethodOption, text: string): Promise<Json> {
  switch (option.kind) {
    case "number":
      return text === "none" ? null : numberOption(flag, text)!;
    case "numbers":
      return text.split(",").map((part) => numberOption(flag, part)!);
    case "names":
      return listOption(flag, text)!;
    case "choice":
    case "text":
      return text;
    case "flag":
      throw unparsable(`--${flag}: it takes no value; --no-${flag} takes it back`);
    case "mixture":
      return await mixtureValue(flag, text);
    case "matrix":
      return await matrixValue(flag, text);
    case "options":
      return text.trimStart().startsWith("{") ? json(flag, text) : await jsonFile(text) as Json;
  }
}

/** A value of a configuration: as it stands there, but that text means what it means on the line. */
export async function optionFromConfig(at: string, option: MethodOption, value: Json): Promise<Json> {
  const asLine = typeof value === "string" && ["mixture", "matrix", "options"].includes(option.kind);
  return asLine ? await optionFromText(at, option, value) : value;
}

async function mixtureValue(flag: string, text: string): Promise<Json> {
  if (MIXTURE_RULES.includes(text)) return text;
  if (text.includes("=")) return (await namedNumbers(flag, text))!;
  // Aioli's weights: by index, in the order of the domains.
  if (text.endsWith(".pkl")) return Array.from(parseWeightsPickle(await bytesOf(flag, text), text));
  try {
    const { mixture } = await readMixture(text);
    return Object.fromEntries(mixture.domains.map((domain) => [domain, mixture.share(domain)]));
  } catch (error) {
    if (!(isInputError(error) && error.message.endsWith("there is no such file"))) throw error;
    throw outOfRange(
      `--${flag}: wanted a mixture file, ${MIXTURE_RULES.join(", ")}, or NAME=SHARE between commas, got ${got(text)}`,
    );
  }
}

async function matrixValue(flag: string, text: string): Promise<Json> {
  if (text.trimStart().startsWith("[")) return json(flag, text);
  if (!text.endsWith(".npy")) return await jsonFile(text) as Json;
  const { shape, data } = decodeNpy(await bytesOf(flag, text), text);
  if (shape.length !== 2) throw unparsable(`${text}: wanted a matrix, got an array of ${shape.length} dimensions`);
  const [rows, columns] = shape;
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}

async function bytesOf(flag: string, path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    throw wrongKind(`--${flag}: cannot read ${path}: ${error instanceof Error ? error.message : error}`);
  }
}

function json(flag: string, text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw unparsable(`--${flag}: wanted JSON, got ${got(text)}`);
  }
}
