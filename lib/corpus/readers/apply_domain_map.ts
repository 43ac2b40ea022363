/**
 * Documents with their sources renamed and merged to domains.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import { nearest } from "../../nearest.ts";
import type { DocumentStream, SourceDocument } from "../document.ts";
import type { DomainMap } from "./domain_map.ts";

/** Documents read on for after a name that the map does not have, so that the message can list more than one. */
const LOOK_AHEAD = 10_000;

/**
 * A stream with its sources renamed and merged to domains. Documents whose source is mapped to null are left out.
 *
 * @throws {RangeError} at a source that the map does not have; the next 10,000 documents are looked at as well, and the
 * message lists all names among them that the map does not have.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { applyDomainMap, parseDomainMap, type SourceDocument } from "@mixlab/mixlab/train";
 *
 * async function* stream(): AsyncGenerator<SourceDocument> {
 *   yield { source: "Pile-CC", text: "One.", where: "a:1" };
 *   yield { source: "Books3", text: "Two.", where: "a:2" };
 * }
 * const map = parseDomainMap("Pile-CC = web\nBooks3 = null");
 * deepEqual(await Array.fromAsync(applyDomainMap(stream(), map)), [{ source: "web", text: "One.", where: "a:1" }]);
 * ```
 */
export async function* applyDomainMap(stream: DocumentStream, map: DomainMap): AsyncGenerator<SourceDocument> {
  const unknown = new Map<string, string>();
  let seen = 0;
  for await (const document of stream) {
    const domain = map.get(document.source);
    if (domain === undefined) unknown.set(document.source, unknown.get(document.source) ?? document.where);
    if (unknown.size > 0) {
      if (++seen > LOOK_AHEAD) break;
    } else if (typeof domain === "string") {
      yield domain === document.source ? document : { ...document, source: domain };
    }
  }
  if (unknown.size > 0) throw unknownSources(unknown, map);
}

function unknownSources(unknown: ReadonlyMap<string, string>, map: DomainMap): RangeError {
  const listed = [...unknown].slice(0, 20).map(([source, where]) => {
    const similar = nearest(source, map.keys());
    return `${got(source)} (first at ${where}${similar === undefined ? "" : `; did you mean ${got(similar)}?`})`;
  });
  const more = unknown.size > 20 ? ` and ${unknown.size - 20} more` : "";
  return outOfRange(
    `the domain map does not have ${
      listed.join(", ")
    }${more}; add "source = domain", or "source = null" to leave it out`,
  );
}
