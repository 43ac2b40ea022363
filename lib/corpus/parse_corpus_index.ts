import { got, outOfRange, unparsable, wrongKind } from "../errors.ts";
import { parsePlacedJson } from "../mixture/placed_json.ts";
import type { CorpusIndex, ShardEntry } from "./corpus_index.ts";
import { checkDomainNames } from "./domain_names.ts";
import { checkSplitting, SPLITS } from "./split_documents.ts";
import { tokenTypeFor } from "./token_type.ts";

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * The content of a corpus's index.json, checked: nothing in it is trusted, since names become paths and counts become
 * sizes.
 *
 * @param text JSON.
 * @param name the file's name, for messages.
 * @throws {SyntaxError} when the text is no JSON.
 * @throws {TypeError | RangeError} when a member is missing, of the wrong kind or out of range; the message names it.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * import { parseCorpusIndex } from "@mixlab/mixlab/train";
 *
 * const index = {
 *   format: "mixlab/corpus", version: 1, dtype: "u16", vocabularySize: 257,
 *   tokenizer: { name: "bytes", sha256: "0".repeat(64) }, endOfDocument: { rule: "append", id: 256 },
 *   domains: { web: { train: { tokens: 3, documents: 1, bytes: 2, sha256: "0".repeat(64) } } },
 *   sources: [], problems: {},
 * };
 * equal(parseCorpusIndex(JSON.stringify(index), "index.json").domains.web.train!.tokens, 3);
 * throws(() => parseCorpusIndex(JSON.stringify({ ...index, dtype: "u8" }), "index.json"), /dtype/);
 * throws(() => parseCorpusIndex("{", "index.json"), SyntaxError);
 * ```
 */
export function parseCorpusIndex(text: string, name: string): CorpusIndex {
  const index = object(parseJson(text, name), name, "");
  const { format, version, dtype, tokenizer, endOfDocument, splitting, domains, sources, problems } = index;
  if (format !== "mixlab/corpus") throw outOfRange(`${name}: wanted format "mixlab/corpus", got ${got(format)}`);
  if (version !== 1) throw outOfRange(`${name}: wanted version 1, got ${got(version)}; a newer Mixlab may read it`);

  const vocabularySize = count(index.vocabularySize, name, "vocabularySize", 1, 2 ** 32);
  const ending = object(endOfDocument, name, "endOfDocument"), { rule } = ending;
  if (rule !== "append" && rule !== "none") {
    throw outOfRange(`${name}: endOfDocument.rule: wanted "append" or "none", got ${got(rule)}`);
  }
  const id = count(ending.id, name, "endOfDocument.id", 0, vocabularySize - 1);
  const wanted = tokenTypeFor(vocabularySize, { rule, id });
  // Imported tokens may be wider than they need be.
  const types: readonly unknown[] = ["u8", "u16", "u32"];
  if (types.indexOf(dtype) < types.indexOf(wanted)) {
    throw outOfRange(`${name}: dtype: wanted "${wanted}" or wider for ${vocabularySize} ids, got ${got(dtype)}`);
  }
  const { name: tokenizerName, sha256 } = object(tokenizer, name, "tokenizer");
  string(tokenizerName, name, "tokenizer.name");
  if (sha256 !== "") hash(sha256, name, "tokenizer.sha256"); // empty: not known
  if (splitting !== undefined) checkSplitting(object(splitting, name, "splitting") as never, `${name}: splitting`);

  const shards = Object.entries(object(domains, name, "domains"));
  if (shards.length === 0) throw outOfRange(`${name}: domains: wanted at least one domain, got none`);
  checkDomainNames(shards.map(([domain]) => domain), `${name}: domains`);
  for (const [domain, splits] of shards) {
    for (const [split, entry] of Object.entries(object(splits, name, `domains.${domain}`))) {
      if (!(SPLITS as readonly string[]).includes(split)) {
        throw outOfRange(`${name}: domains.${domain}: wanted the splits train, val and test, got ${got(split)}`);
      }
      checkShard(entry, name, `domains.${domain}.${split}`, rule === "append");
    }
  }
  if (!Array.isArray(sources)) throw wrongKind(`${name}: sources: wanted a list, got ${got(sources)}`);
  sources.forEach((source, i) => {
    const { name: sourceName, licence, sha256 } = object(source, name, `sources[${i}]`);
    string(sourceName, name, `sources[${i}].name`);
    string(licence, name, `sources[${i}].licence`);
    if (sha256 !== undefined) hash(sha256, name, `sources[${i}].sha256`);
  });
  for (const [kind, n] of Object.entries(object(problems, name, "problems"))) {
    count(n, name, `problems[${got(kind)}]`, 0);
  }
  return index as unknown as CorpusIndex;
}

function checkShard(value: unknown, name: string, where: string, appended: boolean): asserts value is ShardEntry {
  const entry = object(value, name, where);
  const tokens = count(entry.tokens, name, `${where}.tokens`, 0);
  const documents = count(entry.documents, name, `${where}.documents`, 1);
  count(entry.bytes, name, `${where}.bytes`, 0);
  hash(entry.sha256, name, `${where}.sha256`);
  if (entry.idxSha256 !== undefined) hash(entry.idxSha256, name, `${where}.idxSha256`);
  if (entry.maskSha256 !== undefined) hash(entry.maskSha256, name, `${where}.maskSha256`);
  if (appended && tokens < documents) {
    throw outOfRange(`${name}: ${where}: wanted at least a token a document, got ${tokens} for ${documents}`);
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    parsePlacedJson(text, name); // throws with the place, which the engine's message need not tell
    throw unparsable(`${name}:1:1: not JSON: ${(error as Error).message}`);
  }
}

function object(value: unknown, name: string, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrongKind(`${name}: ${where && `${where}: `}wanted an object, got ${got(value)}`);
}

function string(value: unknown, name: string, where: string): void {
  if (typeof value !== "string") throw wrongKind(`${name}: ${where}: wanted a text, got ${got(value)}`);
}

function hash(value: unknown, name: string, where: string): void {
  if (typeof value === "string" && SHA256.test(value)) return;
  throw wrongKind(`${name}: ${where}: wanted a SHA-256 as 64 hexadecimal digits, got ${got(value)}`);
}

function count(value: unknown, name: string, where: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== "number") throw wrongKind(`${name}: ${where}: wanted a number, got ${got(value)}`);
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  throw outOfRange(`${name}: ${where}: wanted a whole number ${range}, got ${value}`);
}
