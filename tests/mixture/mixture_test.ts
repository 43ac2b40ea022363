import { deepEqual, equal } from "../assert.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import { refuses } from "../tables/errors.ts";

Deno.test("a mixture: from a record, a map, pairs; shares by name and as a copy", () => {
  for (
    const given of [{ web: 0.75, code: 0.25 }, new Map([["web", 0.75], ["code", 0.25]]), [["web", 0.75], [
      "code",
      0.25,
    ]]]
  ) {
    const mix = mixture(given as Record<string, number>);
    deepEqual(mix.domains, ["web", "code"]);
    equal(mix.share("code"), 0.25);
    equal(mix.unit, "tokens");
    const copy = mix.shares();
    copy[0] = 9;
    deepEqual([...mix.shares()], [0.75, 0.25], "a copy");
    equal(JSON.stringify(mix), '{"domains":{"web":0.75,"code":0.25},"unit":"tokens"}');
  }
  const named = mixture({ a: 1 }, { unit: "sequences", tokenizer: "gpt-neox" });
  deepEqual(named.toJSON(), { domains: { a: 1 }, unit: "sequences", tokenizer: "gpt-neox" });
  equal(mixture({ a: 0.5, b: 0.504 }).share("a"), 0.5 / 1.004);
  equal(mixture(new Map([["__proto__", 1]])).share("__proto__"), 1);
});

Deno.test("what is no mixture is refused", () => {
  refuses(() => mixture({ a: 0.5, b: 0.2 }), RangeError, "mixture: the shares sum to 0.7; wanted 1 ± 0.01");
  refuses(
    () => mixture({ a: 1.5, b: -0.5 }),
    RangeError,
    "mixture: the shares: the share of b is -0.5; wanted a finite",
  );
  refuses(
    () => mixture({ a: "1" } as unknown as Record<string, number>),
    TypeError,
    'mixture: the share of a: wanted a number ≥ 0, got "1"',
  );
  refuses(() => mixture({}), TypeError, "mixture: wanted at least one domain, got none");
  refuses(() => mixture([["a", 0.5], ["a", 0.5]]), RangeError, 'mixture: the domain "a" stands twice');
  refuses(() => mixture({ "": 1 }), RangeError, "mixture: wanted the name of a domain, got an empty one");
  refuses(() => mixture(3 as unknown as Record<string, number>), TypeError, "mixture: wanted shares by domain");
  refuses(() => mixture({ a: 1 }, { unit: "bytes" as "tokens" }), TypeError, "mixture: unit: wanted one of tokens");
  refuses(() => mixture({ a: 1 }).share("b"), RangeError, 'wanted a domain of the mixture (a), got "b"');
});
