import { type Document, isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from "yaml";
import { outOfRange, unparsable } from "../errors.ts";
import { mixture, type ShareUnit } from "./mixture.ts";
import type { MixtureFile } from "./mixture_file.ts";
import { normalise } from "./simplex.ts";

/** Largest mixture file, in characters: a mixture of ten thousand domains is below it. */
const LARGEST = 1 << 20;

/**
 * Parses a mixture file; which layout it has is seen from its keys.
 *
 * - Mixlab: JSON `{ "domains": { "arxiv": 0.4, … }, "unit": "tokens", "tokenizer": … }`; shares sum to 1.
 * - DoReMi: JSON with `train_domain_weights` and `eval_domain_weights`; weights of any sum, taken in the order of their
 *   sorted names as DoReMi does, and shares of sequences.
 * - RegMix: YAML with `train` and `valid`, and training settings beside them; weights of any sum, shares of sequences.
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
  const file = new Source(text, name);
  if (file.root.has("domains")) return mixlab(file);
  if (file.root.has("train_domain_weights")) return doremi(file);
  if (file.root.has("train")) return regmix(file);
  throw unparsable(`${name}:1:1: wanted a key domains (Mixlab), train_domain_weights (DoReMi) or train (RegMix)`);
}

function mixlab(file: Source): MixtureFile {
  const shares = file.numbers("domains");
  const unit = file.root.get("unit") as ShareUnit ?? "tokens", tokenizer = file.root.get("tokenizer") ?? undefined;
  if (!["tokens", "sequences", "documents"].includes(unit)) {
    throw file.wrong(file.node("unit"), "unit: wanted tokens, sequences or documents");
  }
  if (tokenizer !== undefined && typeof tokenizer !== "string") {
    throw file.wrong(file.node("tokenizer"), "tokenizer: wanted its name as text");
  }
  return file.placed("domains", () => ({ format: "mixlab", mixture: mixture(shares, { unit, tokenizer }) }));
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
  const settings: Record<string, string | number | boolean> = {};
  for (const [key, value] of file.entries(file.root)) {
    if (key === "train" || key === "valid") continue;
    const plain = isScalar(value) ? value.value : undefined;
    if (typeof plain !== "string" && typeof plain !== "number" && typeof plain !== "boolean") {
      throw file.wrong(value, `${key}: wanted a number, a text, true or false`);
    }
    Object.defineProperty(settings, key, { value: plain, enumerable: true, configurable: true, writable: true });
  }
  return file.placed("train", () => ({
    format: "regmix",
    mixture: mixture(shareOut(weights), { unit: "sequences" }),
    ...(targets && { targets }),
    settings,
  }));
}

function shareOut(weights: readonly (readonly [string, number])[]): [string, number][] {
  const shares = normalise(weights.map(([, w]) => w), (i) => `the weight of ${weights[i][0]}`);
  return weights.map(([domain], i) => [domain, shares[i]]);
}

/** A file's keys and values with their places. JSON is read as the YAML that it is: one parser, and no key twice. */
class Source {
  readonly root: YAMLMap;
  readonly #lines = new LineCounter();
  readonly #name: string;

  constructor(text: string, name: string) {
    this.#name = name;
    let document: Document.Parsed;
    try {
      document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, logLevel: "silent" });
    } catch (error) {
      // Nesting beyond the stack, and the like: no mixture has any.
      throw unparsable(`${name}:1:1: not JSON or YAML (${String(error)})`);
    }
    if (document.errors.length > 0) {
      const [{ message, pos }] = document.errors;
      throw unparsable(`${this.#at(pos[0])}: not JSON or YAML (${message})`);
    }
    const { contents } = document;
    if (!isMap(contents)) {
      throw unparsable(`${this.#at(0)}: wanted names and weights of domains in an object, got something else`);
    }
    this.root = contents as YAMLMap;
  }

  /** The pairs of a map, keys as text. */
  entries(map: YAMLMap): [string, unknown][] {
    return map.items.map(({ key, value }) => {
      if (!isScalar(key) || key.value === null) throw this.wrong(key, "wanted a name before the colon");
      return [typeof key.value === "string" ? key.value : key.source ?? String(key.value), value];
    });
  }

  /** The numbers of a map of the root. */
  numbers(key: string): Map<string, number> {
    const map = this.node(key);
    if (!isMap(map)) throw this.wrong(map, `${key}: wanted names of domains with a weight each`);
    const out = new Map<string, number>();
    for (const [domain, node] of this.entries(map as YAMLMap)) {
      const value = isScalar(node) ? node.value : undefined;
      if (typeof value !== "number" || !Number.isFinite(value)) {
        throw this.wrong(node, `the weight of ${JSON.stringify(domain)}: wanted a number ≥ 0`);
      }
      if (out.has(domain)) throw this.wrong(node, `${JSON.stringify(domain)} stands twice`);
      out.set(domain, value);
    }
    if (out.size === 0) throw this.wrong(map, `${key}: wanted at least one domain`);
    return out;
  }

  node(key: string): unknown {
    return this.root.get(key, true);
  }

  wrong(node: unknown, message: string): SyntaxError {
    const range = (node as { range?: [number, number, number] } | null)?.range;
    return unparsable(`${this.#at(range?.[0] ?? 0)}: ${message}`);
  }

  /** Makes a value, with the place of a key before the message of a RangeError. */
  placed<T>(key: string, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const range = (this.node(key) as { range?: [number, number, number] } | undefined)?.range;
      throw outOfRange(`${this.#at(range?.[0] ?? 0)}: ${error.message}`);
    }
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  }
}
