/**
 * From the names in a source to domains.
 *
 * @module
 */
import { got } from "../../errors.ts";
import { errorsIn } from "../../mixture/placed.ts";
import { parsePlacedJson } from "../../mixture/placed_json.ts";
import { decodeText, LARGEST_FILE, readBytes } from "../../text/read_text.ts";

/**
 * Domain of each source name; null where its documents are to be left out. Several sources may share a domain.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { applyDomainMap, type DomainMap, openBuiltin } from "@mixlab/mixlab/train";
 *
 * const map: DomainMap = new Map([["scripture", "books"], ["novel", "books"], ["legal", null]]);
 * const documents = applyDomainMap(openBuiltin({ domains: ["scripture", "legal"] }), map);
 * const domains = new Set<string>();
 * for await (const { source } of documents) domains.add(source);
 * deepEqual([...domains], ["books"]);
 * ```
 */
export type DomainMap = ReadonlyMap<string, string | null>;

/**
 * Reads a domain map. As JSON: `{"RedPajamaArXiv": "arxiv", "RedPajamaBook": null}`; or as lines `source = domain`, with
 * comments after # at the start of a line, and `source = null` for what is to be left out. Several sources may have the
 * same domain: they are merged.
 *
 * @param text the content.
 * @param name name of the file, for messages.
 * @throws {SyntaxError} with file:line:column, when the text is no domain map or names a source twice.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type DomainMap, parseDomainMap } from "@mixlab/mixlab/train";
 *
 * const map: DomainMap = parseDomainMap("# two webs in one\nPile-CC = web\nOpenWebText2 = web\nBooks3 = null\n");
 * deepEqual([...map], [["Pile-CC", "web"], ["OpenWebText2", "web"], ["Books3", null]]);
 * deepEqual(parseDomainMap('{"Pile-CC": "web", "OpenWebText2": "web", "Books3": null}'), map);
 * ```
 */
export function parseDomainMap(text: string, name = "domain map"): DomainMap {
  return /^\s*\{/.test(text) ? parseJson(text, name) : parseLines(text, name);
}

/**
 * Reads a domain map from a file; see {@link parseDomainMap}.
 *
 * @throws {TypeError} when the file cannot be read.
 * @throws {SyntaxError} with file:line:column, when it is no domain map.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readDomainMap } from "@mixlab/mixlab/train";
 *
 * const file = await Deno.makeTempFile();
 * await Deno.writeTextFile(file, "RedPajamaC4 = web\n");
 * equal((await readDomainMap(file)).get("RedPajamaC4"), "web");
 * await Deno.remove(file);
 * ```
 */
export async function readDomainMap(path: string): Promise<DomainMap> {
  return parseDomainMap(decodeText(await readBytes(path, LARGEST_FILE), path), path);
}

function parseJson(text: string, name: string): DomainMap {
  const root = parsePlacedJson(text, name), wrong = errorsIn(text, name);
  const map = new Map<string, string | null>();
  if (root.kind !== "map") throw wrong(root.at, `wanted an object of sources and domains`);
  for (const [source, entry] of root.entries) {
    const value = entry.kind === "plain" ? entry.value : undefined;
    if (value !== null && (typeof value !== "string" || value === "")) {
      throw wrong(entry.at, `${got(source)} wants a domain's name, or null to leave it out`);
    }
    map.set(source, value);
  }
  if (map.size === 0) throw wrong(root.at, "the domain map is empty");
  return map;
}

function parseLines(text: string, name: string): DomainMap {
  const wrong = errorsIn(text, name), map = new Map<string, string | null>();
  let at = 0;
  for (const line of text.split("\n")) {
    const start = at;
    at += line.length + 1;
    if (/^\s*(?:#|$)/.test(line)) continue;
    // The last equals sign: names of sources hold stranger things than names of domains.
    const equals = line.lastIndexOf("="), source = line.slice(0, Math.max(equals, 0)).trim();
    const domain = line.slice(equals + 1).trim();
    if (equals < 0 || source === "" || domain === "") {
      throw wrong(start, `wanted "source = domain", got ${got(line.trim())}`);
    }
    if (map.has(source)) throw wrong(start, `${got(source)} stands twice`);
    map.set(source, domain === "null" ? null : domain);
  }
  if (map.size === 0) throw wrong(0, "the domain map is empty");
  return map;
}
