import { outOfRange, unparsable } from "../errors.ts";
import { mixture, type ShareUnit } from "./mixture.ts";
import type { MixtureFile } from "./mixture_file.ts";
import { errorsIn, type Placed, placeOf } from "./placed.ts";
import { parsePlacedJson } from "./placed_json.ts";
import { parsePlacedYaml } from "./placed_yaml.ts";
import { normalise } from "./simplex.ts";

/** Largest mixture file, in characters: a mixture of ten thousand domains is below it. */
const LARGEST = 1 << 20;

/**
 * Parses a mixture file; which layout it has is seen from its keys.
 *
 * - Mixlab: JSON `{ "domains": { "arxiv": 0.4, … }, "unit": "tokens", "tokenizer": … }`; shares sum to 1.
 * - DoReMi: JSON with `train_domain_weights` and `eval_domain_weights`; weights of any sum, taken in the order of their
 *   sorted names as DoReMi does, and shares of sequences.
 * - RegMix: YAML with `train` and `valid`, and training settings beside them, each name on a line of its own; weights of
 *   any sum, shares of sequences.
 *
 * @param text the file's text.
 * @param name the file's name, for messages.
 * @throws {SyntaxError} when the text is none of these, a key stands twice, or a weight is no number; the message begins
 * with name:line:column.
 * @throws {RangeError} when a weight is negative, all are 0, or Mixlab's shares do not sum to 1 within 0.01.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { parseMixture } from "@mixlab/mixlab";
 *
 * const { format, mixture } = parseMixture(`{ "train_domain_weights": { "web": 3, "code": 1 } }`);
 * equal(format, "doremi");
 * deepEqual(mixture.domains, ["code", "web"]);
 * equal(mixture.share("web"), 0.75);
 * ```
 */
export function parseMixture(text: string, name = "mixture"): MixtureFile {
  if (text.length > LARGEST) {
    throw outOfRange(`${name}: wanted a mixture file of at most 1 MiB, got ${text.length} bytes`);
  }
  const file = new Source(text.replace(/^\ufeff/, ""), name);
  if (file.root.has("domains")) return mixlab(file);
  if (file.root.has("train_domain_weights")) return doremi(file);
  if (file.root.has("train")) return regmix(file);
  throw unparsable(`${name}:1:1: wanted a key domains (Mixlab), train_domain_weights (DoReMi) or train (RegMix)`);
}

function mixlab(file: Source): MixtureFile {
  const shares = file.numbers("domains");
  const unit = file.plain("unit") ?? "tokens", tokenizer = file.plain("tokenizer") ?? undefined;
  if (typeof unit !== "string" || !["tokens", "sequences", "documents"].includes(unit)) {
    throw file.wrong("unit", "unit: wanted tokens, sequences or documents");
  }
  if (tokenizer !== undefined && typeof tokenizer !== "string") {
    throw file.wrong("tokenizer", "tokenizer: wanted its name as text");
  }
  const options = { unit: unit as ShareUnit, tokenizer };
  return file.placed("domains", () => ({ format: "mixlab", mixture: mixture(shares, options) }));
}

function doremi(file: Source): MixtureFile {
  const sorted = [...file.numbers("train_domain_weights")].sort(([a], [b]) => a < b ? -1 : 1);
  const targets = file.root.has("eval_domain_weights")
    ? [...file.numbers("eval_domain_weights").keys()].sort()
    : undefined;
  return file.placed("train_domain_weights", () => ({
    format: "doremi",
    mixture: mixture(shareOut(sorted), { unit: "sequences" }),
    ...(targets && { targets }),
  }));
}

function regmix(file: Source): MixtureFile {
  const weights = [...file.numbers("train")];
  const targets = file.root.has("valid") ? [...file.numbers("valid").keys()] : undefined;
  const settings: [string, string | number | boolean][] = [];
  for (const key of file.root.keys()) {
    if (key === "train" || key === "valid") continue;
    const value = file.plain(key);
    if (value === undefined || value === null) throw file.wrong(key, `${key}: wanted a number, a text, true or false`);
    settings.push([key, value]);
  }
  return file.placed("train", () => ({
    format: "regmix",
    mixture: mixture(shareOut(weights), { unit: "sequences" }),
    ...(targets && { targets }),
    settings: Object.fromEntries(settings),
  }));
}

function shareOut(weights: readonly (readonly [string, number])[]): [string, number][] {
  const shares = normalise(weights.map(([, w]) => w), (i) => `the weight of ${weights[i][0]}`);
  return weights.map(([domain], i) => [domain, shares[i]]);
}

/** A file's keys and values with their places. */
class Source {
  readonly root: ReadonlyMap<string, Placed>;
  readonly #wrong: (offset: number, message: string) => SyntaxError;

  constructor(readonly text: string, readonly name: string) {
    this.#wrong = errorsIn(text, name);
    const parsed = /^\s*[{[]/.test(text) ? parsePlacedJson(text, name) : parsePlacedYaml(text, name);
    if (parsed.kind !== "map" || parsed.entries.size === 0) {
      throw this.#wrong(0, "wanted names and weights of domains, got none");
    }
    this.root = parsed.entries;
  }

  /** The numbers of a map of the root. */
  numbers(key: string): Map<string, number> {
    const map = this.root.get(key);
    if (map?.kind !== "map") throw this.wrong(key, `${key}: wanted names of domains with a weight each`);
    if (map.entries.size === 0) throw this.wrong(key, `${key}: wanted at least one domain`);
    return new Map([...map.entries].map(([domain, entry]) => {
      const value = entry.kind === "plain" ? entry.value : undefined;
      const what = `the weight of ${JSON.stringify(domain)}: wanted a number ≥ 0`;
      // JSON may write numbers beyond the range, which are read as infinite.
      if (typeof value !== "number" || !Number.isFinite(value)) throw this.#wrong(entry.at, what);
      if (value < 0) throw outOfRange(`${this.name}:${placeOf(this.text, entry.at)}: ${what}, got ${value}`);
      return [domain, value];
    }));
  }

  /** A plain value of the root; undefined when it is absent. */
  plain(key: string): string | number | boolean | null | undefined {
    const found = this.root.get(key);
    if (found === undefined) return undefined;
    if (found.kind !== "plain") throw this.wrong(key, `${key}: wanted a number, a text, true or false`);
    return found.value;
  }

  wrong(key: string, message: string): SyntaxError {
    return this.#wrong(this.root.get(key)?.at ?? 0, message);
  }

  /** Makes a value, with the place of a key before the message of a RangeError. */
  placed<T>(key: string, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw outOfRange(`${this.name}:${placeOf(this.text, this.root.get(key)?.at ?? 0)}: ${error.message}`);
    }
  }
}
