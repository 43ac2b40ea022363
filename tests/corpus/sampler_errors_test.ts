import { deepEqual, equal, ok, throws } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import { sampler } from "../../lib/corpus/sampler/sampler.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import { start, telling } from "./samplers.ts";

function refuses(act: () => unknown, name: string, message: RegExp): void {
  throws(act, (error) => {
    ok(isInputError(error), String(error));
    equal(error.name, name);
    ok(message.test(error.message), error.message);
    return true;
  });
}

Deno.test("sampler: a share asked of an unknown, empty or short domain is refused", () => {
  const source = telling({ web: 100, code: 0, poems: 8 });
  const ask = (shares: Record<string, number>) => () => start({ mixture: mixture(shares) }, source);
  refuses(
    ask({ wab: 1 }),
    "RangeError",
    /a share of 1 is asked of "wab", which the corpus has not; did you mean web\?/,
  );
  refuses(ask({ web: 0.5, speech: 0.5 }), "RangeError", /"speech", which the corpus has not; it has web, code, poems/);
  refuses(
    ask({ web: 0.75, code: 0.25 }),
    "RangeError",
    /share of 0.25 is asked of "code", which has no tokens in train/,
  );
  refuses(ask({ poems: 1 }), "RangeError", /"poems", which has 8 tokens in train; wanted at least 9/);
  const val = () => start({ split: "val", mixture: mixture({ web: 1 }) }, source);
  refuses(val, "RangeError", /"web", which has no tokens in val/);
  // A share of 0 asks for nothing.
  equal(ask({ web: 1, code: 0, poems: 0, speech: 0 })().next().rows, 10);
});

Deno.test("sampler: shares of documents do not fit packed rows", () => {
  refuses(
    () => start({ mixture: mixture({ web: 1 }, { unit: "documents" }) }),
    "RangeError",
    /shares of documents, and packed rows/,
  );
  equal(start({ mixture: mixture({ web: 1 }, { unit: "sequences" }) }).next().rows, 10);
});

Deno.test("sampler: bad options are named", () => {
  const bad = (options: Record<string, unknown>) => () => start(options);
  refuses(bad({ context: 0 }), "RangeError", /context: wanted a whole number from 1 to 16777216, got 0/);
  refuses(bad({ context: "8" }), "TypeError", /context: wanted a number, got "8"/);
  refuses(bad({ batch: 1.5 }), "RangeError", /batch: wanted a whole number/);
  refuses(bad({ batch: NaN }), "RangeError", /batch: wanted a whole number .* got NaN/);
  refuses(bad({ seed: -1 }), "RangeError", /seed/);
  refuses(bad({ seed: undefined }), "TypeError", /seed: wanted a number, got undefined/);
  refuses(bad({ batches: "even" }), "TypeError", /batches: wanted one of multinomial, exact, got "even"/);
  refuses(bad({ rows: "documents" }), "TypeError", /rows: wanted one of packed, examples/);
  refuses(bad({ split: "dev" }), "TypeError", /split: wanted one of train, val, test/);
  refuses(bad({ pad: -1 }), "RangeError", /pad/);
  refuses(bad({ mixture: { web: 1 } }), "TypeError", /mixture: wanted a mixture/);
  refuses(() => sampler(telling({ web: 9 }), undefined as never), "TypeError", /wanted options/);
});

Deno.test("sampler: a source that gives fewer tokens than it told is an error, and the sampler stays where it was", () => {
  const sound = memorySource({ web: { train: new Uint8Array(100) } });
  let broken = false;
  const source = {
    ...sound,
    read: (...[d, s, start, length]: Parameters<typeof sound.read>) =>
      sound.read(d, s, start, broken ? length - 1 : length),
  };
  const batches = start({ mixture: mixture({ web: 1 }) }, source),
    twin = start({ mixture: mixture({ web: 1 }) }, sound);
  deepEqual(batches.next(), twin.next());
  broken = true;
  refuses(
    () => batches.next(),
    "RangeError",
    /web\/train: wanted the tokens of 9 places from \d+, got 8; .*corpus verify/,
  );
  broken = false;
  deepEqual(batches.next(), twin.next());
});

Deno.test("memorySource: what does not fit is refused", () => {
  refuses(() => memorySource({ a: { train: 5 as never } }), "TypeError", /a\/train: wanted token ids/);
  refuses(() => memorySource({ a: { train: { tokens: [1], mask: [] } } }), "RangeError", /wanted a mask of 1 numbers/);
  refuses(
    () => memorySource({ a: { train: { tokens: [1, 2], documentStarts: [0, 1] } } }),
    "RangeError",
    /wanted document starts from 0 to 2/,
  );
  refuses(() => memorySource({ a: {} }).read("a", "train", 0, 1), "RangeError", /no tokens of "a" in train/);
});
