/** Counts and hashes of text, against the whole text hashed at once. */
import { deepEqual } from "../assert.ts";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { TextPinner } from "../../lib/corpus/builtin/text_pin.ts";

function atOnce(texts: readonly string[]) {
  const bytes = new TextEncoder().encode(texts.map((text) => text + "\0").join(""));
  return {
    documents: texts.length,
    bytes: bytes.length - texts.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}

function inParts(texts: readonly string[]) {
  const pinner = new TextPinner();
  for (const text of texts) pinner.add(text);
  return pinner.pin();
}

Deno.test("pins equal the hash of the whole", () => {
  deepEqual(inParts([]), atOnce([]));
  const text = fc.string({ unit: "grapheme", maxLength: 40 });
  const long = fc.tuple(text, fc.nat(9000)).map(([unit, times]) => unit.repeat(times).slice(0, 300_000).toWellFormed());
  fc.assert(
    fc.property(fc.array(fc.oneof(text, long), { maxLength: 8 }), (texts) => deepEqual(inParts(texts), atOnce(texts))),
    { seed: 1, numRuns: 150 },
  );
});

Deno.test("characters of every width at the edge of the buffer are kept whole", () => {
  for (let before = (1 << 16) - 6; before <= 1 << 16; before++) {
    for (const character of ["a", "é", "語", "🐋"]) {
      const texts = ["x".repeat(before) + character.repeat(3), character];
      deepEqual(inParts(texts), atOnce(texts), `${character} after ${before}`);
    }
  }
});
