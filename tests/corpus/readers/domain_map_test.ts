import { deepEqual, equal, match, ok, rejects, throws } from "../../assert.ts";
import fc from "fast-check";
import { isInputError } from "../../../lib/errors.ts";
import { applyDomainMap } from "../../../lib/corpus/readers/apply_domain_map.ts";
import { parseDomainMap, readDomainMap } from "../../../lib/corpus/readers/domain_map.ts";
import { DOMAIN_MAPS } from "../../../lib/corpus/readers/domain_map_presets.ts";
import type { SourceDocument } from "../../../lib/corpus/document.ts";
import { test, withFiles } from "./reading.ts";

async function* stream(...sources: string[]): AsyncGenerator<SourceDocument> {
  for (const [i, source] of sources.entries()) yield { source, text: `${i}`, where: `a:${i + 1}` };
}

test("both ways of writing a map mean the same", async () => {
  const lines = "\ufeff# comment\r\n\r\n A = B = web\r\nPile-CC=web \nBooks3 = null\n";
  const json = '{"A = B": "web", "Pile-CC": "web", "Books3": null}';
  await withFiles({ "map.txt": lines, "map.json": json }, async (folder) => {
    const map = await readDomainMap(`${folder}/map.txt`);
    deepEqual([...map], [["A = B", "web"], ["Pile-CC", "web"], ["Books3", null]]);
    deepEqual(await readDomainMap(`${folder}/map.json`), map);
  });
});

test("what is no map is named with its place", () => {
  const wrong: [string, RegExp][] = [
    ["A = a\nB\n", /^m:2:1: wanted "source = domain", got "B"/],
    ["A = a\nA = b", /^m:2:1: "A" stands twice/],
    ["= a", /^m:1:1: wanted/],
    ["A =", /^m:1:1: wanted/],
    ["# nothing\n", /^m:1:1: the domain map is empty/],
    ["{}", /^m:1:1: the domain map is empty/],
    ['{"A": 1}', /^m:1:7: "A" wants a domain's name, or null/],
    ['{"A": ""}', /^m:1:7: "A" wants/],
    ['{"A": {}}', /^m:1:7: "A" wants/],
    ['{"A": "a", "A": "b"}', /^m:1:12: "A" stands twice/],
    ['{"A": "a"', /^m:1:10: not JSON/],
  ];
  for (const [text, message] of wrong) throws(() => parseDomainMap(text, "m"), { name: "SyntaxError", message });
});

test("sources are renamed, merged and left out", async () => {
  const map = parseDomainMap("a = x\nb = x\nc = null\nd = d");
  const documents = await Array.fromAsync(applyDomainMap(stream("a", "c", "d", "b"), map));
  deepEqual(documents.map(({ source, text }) => [source, text]), [["x", "0"], ["d", "2"], ["x", "3"]]);
});

test("names that the map does not have are listed, with where they first stand", async () => {
  const seen: string[] = [];
  const error = await rejects(async () => {
    const sources = stream("RedPajamaArXiv", "RedPajamaArxiv", "RedPajamaBook", "mail", "mail");
    for await (const { source } of applyDomainMap(sources, DOMAIN_MAPS.aioli)) seen.push(source);
  }, (error: Error) => {
    ok(error instanceof RangeError && isInputError(error));
    match(error.message, /"RedPajamaArxiv" \(first at a:2; did you mean "RedPajamaArXiv"\?\), "mail" \(first at a:4\)/);
    return true;
  });
  equal(error, undefined);
  deepEqual(seen, ["arxiv"]);
});

test("an unknown name ends an endless stream", async () => {
  async function* endless(): AsyncGenerator<SourceDocument> {
    for (;;) yield { source: "a", text: "", where: "a:1" };
  }
  await rejects(Array.fromAsync(applyDomainMap(endless(), parseDomainMap("b = b"))), { name: "RangeError" });
});

test("any text: a map or an error with its place", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.array(fc.constantFrom("a", "=", "\n", " ", "#", "null")).map((all) => all.join("")),
  );
  fc.assert(fc.property(text, (text) => {
    try {
      for (const [source, domain] of parseDomainMap(text, "m")) {
        ok(domain === null || (source !== "" && domain !== "") || text.startsWith("{"));
      }
    } catch (error) {
      ok(error instanceof SyntaxError && /^m:\d+:\d+: /.test(error.message), String(error));
    }
  }));
});
