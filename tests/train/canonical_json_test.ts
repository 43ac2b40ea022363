import { deepEqual, equal, notEqual, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { isInputError } from "../../lib/errors.ts";
import { canonicalJson } from "../../lib/text/canonical_json.ts";
import { runName } from "../../lib/train/run_directory_name.ts";

const json = fc.jsonValue({ depthSize: "medium" });

/** The same value with the members of every object in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).reverse().map(([key, inner]) => [key, turned(inner)] as const);
  return Object.fromEntries(entries);
}

Deno.test("canonical JSON says what JSON says", () => {
  fc.assert(fc.property(json, (value) => {
    const text = canonicalJson(value), read = JSON.parse(text);
    deepEqual(read, JSON.parse(JSON.stringify(value)));
    equal(canonicalJson(read), text);
  }));
});

Deno.test("the order of members changes nothing, any other change changes it", () => {
  fc.assert(fc.property(json, json, (a, b) => {
    equal(canonicalJson(turned(a)), canonicalJson(a));
    equal(runName(turned(a)), runName(a));
    const same = canonicalJson(a) === canonicalJson(b);
    // Compared by JSON's own reading: 0 and −0 are one number there.
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
    if (same) deepEqual(plain(a), plain(b));
    else throws(() => deepEqual(plain(a), plain(b)));
    notEqual(canonicalJson([a]), canonicalJson(a));
    notEqual(canonicalJson({ a, b: 1 }), canonicalJson({ a, b: "1" }));
  }));
});

Deno.test("names in the order of UTF-16, numbers as JavaScript has them (RFC 8785, 3.2.3 and appendix B)", () => {
  const names = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
  equal(canonicalJson(names), '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
  equal(
    canonicalJson([-0, 5e-324, 1.7976931348623157e308, 9007199254740992, 333333333.33333329, 1e21, 1e-7]),
    "[0,5e-324,1.7976931348623157e+308,9007199254740992,333333333.3333333,1e+21,1e-7]",
  );
  equal(canonicalJson(JSON.parse('{"__proto__":{"b":1,"a":2}}')), '{"__proto__":{"a":2,"b":1}}');
  equal(canonicalJson({ b: undefined, a: Object.create(null) }), '{"a":{}}');
});

Deno.test("the name of a run is pinned: a new version must not lose track of old runs", () => {
  // printf '{"mixture":{"code":0.25,"web":0.75},"seed":0,"steps":500}' | sha256sum | cut -c 1-12
  equal(runName({ steps: 500, seed: 0, mixture: { web: 0.75, code: 0.25 } }), "88b85452586c");
});

Deno.test("what JSON cannot say is refused with its place", () => {
  const loop: unknown[] = [];
  loop.push({ loop });
  const shared = { a: 1 };
  equal(canonicalJson([shared, shared]), '[{"a":1},{"a":1}]');
  for (
    const [value, message] of [
      [{ a: [1, NaN] }, "config.a[1]: wanted a finite number, got NaN"],
      [-Infinity, "config: wanted a finite number, got -Infinity"],
      [[undefined], "config[0]: wanted plain data as JSON has it, got undefined"],
      [{ a: () => 1 }, "config.a: wanted plain data as JSON has it, got a function"],
      [{ a: 1n }, "config.a: wanted plain data as JSON has it, got the bigint 1"],
      [{ a: new Date(0) }, "config.a: wanted plain data as JSON has it, got a Date"],
      [new Map(), "config: wanted plain data as JSON has it, got a Map"],
      [Float32Array.of(1), "config: wanted plain data as JSON has it, got a Float32Array"],
      ["\ud83d", "config: wanted Unicode text, got half a surrogate pair in it"],
      [{ "\ude00": 1 }, "a name in config: wanted Unicode text, got half a surrogate pair in it"],
      [loop, "config[0].loop: wanted plain data, got something that contains itself"],
    ] as const
  ) {
    throws(() => canonicalJson(value, "config"), (error) => {
      ok(isInputError(error));
      equal(error.message, message);
      return true;
    });
  }
});
