import fc from "fast-check";
import { deepEqual, equal, ok } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import type { Placed } from "../../lib/mixture/placed.ts";
import { parsePlacedJson } from "../../lib/mixture/placed_json.ts";
import { parseMixture } from "../../lib/mixture/parse_mixture.ts";
import { readMixture } from "../../lib/mixture/read_mixture.ts";
import { writeMixture } from "../../lib/mixture/write_mixture.ts";
import { refuses, rejects } from "../tables/errors.ts";
import { withFiles } from "../tables/files.ts";

Deno.test("Mixlab's JSON", () => {
  const text =
    '{\n  "domains": { "web": 0.5, "code": 0.25, "arxiv": 0.25 },\n  "unit": "tokens",\n  "tokenizer": "neox"\n}';
  const { format, mixture } = parseMixture(text);
  equal(format, "mixlab");
  deepEqual(mixture.domains, ["web", "code", "arxiv"]);
  deepEqual(mixture.toJSON(), JSON.parse(text));
});

Deno.test("DoReMi's JSON: keys sorted, weights of any sum", () => {
  const file = parseMixture(
    '{"train_domain_weights": {"web": 2, "ArXiv": 1, "code": 1}, "eval_domain_weights": {"web": 1, "book": 1}}',
  );
  equal(file.format, "doremi");
  deepEqual(file.mixture.domains, ["ArXiv", "code", "web"]);
  deepEqual([...file.mixture.shares()], [0.25, 0.25, 0.5]);
  deepEqual(file.targets, ["book", "web"]);
  equal(file.mixture.unit, "sequences");
});

Deno.test("RegMix's YAML: weights, validation domains, settings", () => {
  const file = parseMixture(
    "# a comment\ntrain:\n  train_the_pile_arxiv: 1.0e-2\n  train_the_pile_pile_cc: 0.99\nvalid:\n" +
      "  valid_the_pile_pile_cc: 1.0\nmodel_name: tinyllama_1M\nmax_step: 1000\n",
  );
  equal(file.format, "regmix");
  deepEqual(file.mixture.domains, ["train_the_pile_arxiv", "train_the_pile_pile_cc"]);
  ok(Math.abs(file.mixture.share("train_the_pile_arxiv") - 0.01) < 1e-15);
  deepEqual(file.targets, ["valid_the_pile_pile_cc"]);
  deepEqual(file.settings, { model_name: "tinyllama_1M", max_step: 1000 });
});

Deno.test("YAML: comments, quotes, names with colons, numbers as PyYAML writes them", () => {
  const file = parseMixture(
    "---\r\n# weights\r\ntrain:   # of all\r\n\r\n    'it''s': 1.0e-05 # few\r\n    \"a: \\u00e9\": 2\r\n    dclm:games: .5\r\n" +
      '    true: 1e+0\r\nvalid:\r\n    x: 1\r\nname: "1.5"\r\nrate: 4e-4\r\nlog: true\r\nurl: http://x/#y\r\n',
  );
  deepEqual(file.mixture.domains, ["it's", "a: é", "dclm:games", "true"]);
  ok(Math.abs(file.mixture.share("it's") - 1e-5 / 3.50001) < 1e-18);
  deepEqual(file.settings, { name: "1.5", rate: 4e-4, log: true, url: "http://x/#y" });
});

Deno.test("files that are no mixtures", () => {
  const none = "m:1:1: wanted names and weights of domains, got none";
  for (const text of ["", "{}", "[]", "# nothing\n"]) refuses(() => parseMixture(text, "m"), SyntaxError, none);
  refuses(
    () => parseMixture('{"x": 1}', "m"),
    SyntaxError,
    "m:1:1: wanted a key domains (Mixlab), train_domain_weights",
  );
  refuses(() => parseMixture('{"domains": {"a": 1}', "m"), SyntaxError, "m:1:21: not JSON: wanted");
  refuses(() => parseMixture('{"domains": {"a": 1,}}', "m"), SyntaxError, "m:1:21: not JSON: wanted");
  refuses(() => parseMixture('{"domains":\n [,]}', "m"), SyntaxError, "m:2:3: not JSON: wanted");
  refuses(
    () => parseMixture('{"domains": {\n  "a": 0.5,\n  "b": "x"}}', "m.json"),
    SyntaxError,
    'm.json:3:8: the weight of "b": wanted a number ≥ 0',
  );
  refuses(() => parseMixture('{"domains": {"a": 0.5, "a": 0.5}}', "m"), SyntaxError, 'm:1:24: "a" stands twice');
  refuses(() => parseMixture('{"domains": {"a": 1e999}}', "m"), SyntaxError, 'm:1:19: the weight of "a": wanted');
  refuses(() => parseMixture('{"domains": [1]}', "m"), SyntaxError, "m:1:13: domains: wanted names of domains with a");
  refuses(() => parseMixture('{"domains": {}}', "m"), SyntaxError, "m:1:13: domains: wanted at least one domain");
  refuses(
    () => parseMixture('{\n"domains": {"a": 0.5, "b": 0.2}}', "m.json"),
    RangeError,
    "m.json:2:12: mixture: the shares sum to 0.7; wanted 1 ± 0.01",
  );
  refuses(
    () => parseMixture('{"domains": {"a": 1}, "unit": "bytes"}', "m"),
    SyntaxError,
    "m:1:31: unit: wanted tokens",
  );
  refuses(
    () => parseMixture('{"domains": {"a": 1}, "tokenizer": 3}', "m"),
    SyntaxError,
    "m:1:36: tokenizer: wanted its",
  );
  const deep = `{"domains": ${'{"a":'.repeat(20)}1${"}".repeat(20)}}`;
  refuses(() => parseMixture(deep, "m"), SyntaxError, /^m:1:\d+: nested too deeply for a mixture$/);
  refuses(() => parseMixture("[".repeat(100_000), "m"), SyntaxError, "m:1:10: nested too deeply");
  refuses(() => parseMixture(" ".repeat(1 << 21), "m"), RangeError, "m: wanted a mixture file of at most 1 MiB");
});

Deno.test("JSON is read where JSON.parse reads it, with the same values", () => {
  const bare = (value: Placed): unknown =>
    value.kind === "plain"
      ? value.value
      : value.kind === "map"
      ? Object.fromEntries([...value.entries].map(([key, entry]) => [key, bare(entry)]))
      : "list";
  const wanted = (value: unknown): unknown =>
    Array.isArray(value)
      ? "list"
      : typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, wanted(entry)]))
      : value;
  const good = fc.json({ maxDepth: 4 });
  const altered = fc.tuple(good, fc.nat(), fc.constantFrom("", ",", "}", "]", '"', ":", "0", "\\", "\n", " ", "-", "."))
    .map(([text, at, piece]) =>
      text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + 1)
    );
  fc.assert(
    fc.property(fc.oneof(good, altered), (text) => {
      let parsed: unknown, valid = true;
      try {
        parsed = JSON.parse(text);
      } catch {
        valid = false;
      }
      try {
        deepEqual(bare(parsePlacedJson(text, "m")), wanted(parsed));
        ok(valid, text);
      } catch (error) {
        ok(isInputError(error), String(error));
        ok(!valid || /stands twice/.test(error.message), `${text}: ${error.message}`);
      }
    }),
    { numRuns: 2000, seed: 3 },
  );
});

Deno.test("YAML that is no mixture", () => {
  refuses(
    () => parseMixture("train:\n  a: -1\n  b: 2\n", "m"),
    RangeError,
    'm:2:6: the weight of "a": wanted a number ≥ 0, got -1',
  );
  refuses(
    () => parseMixture("train:\n  a: 0\n", "m"),
    RangeError,
    "m:1:7: wanted at least one weight above 0, got none",
  );
  refuses(() => parseMixture("train:\n  a: .nan\n", "m"), SyntaxError, 'm:2:6: the weight of "a": wanted a number ≥ 0');
  refuses(() => parseMixture("train:\n  a:\n", "m"), SyntaxError, 'm:2:5: the weight of "a": wanted a number ≥ 0');
  refuses(() => parseMixture("train:\n", "m"), SyntaxError, "m:1:7: train: wanted at least one domain");
  refuses(
    () => parseMixture("train: 1\n", "m"),
    SyntaxError,
    "m:1:8: train: wanted names of domains with a weight each",
  );
  refuses(() => parseMixture("train: {a: 1}\n", "m"), SyntaxError, "m:1:8: wanted a plain name or value here; lists");
  refuses(() => parseMixture("train:\n  a: 1\n  a: 2\n", "m"), SyntaxError, 'm:3:3: "a" stands twice');
  refuses(
    () => parseMixture("train:\n  a: 1\n   b: 2\n", "m"),
    SyntaxError,
    "m:3:4: wanted 2 spaces before this name, got 3",
  );
  refuses(() => parseMixture("x: 1\n  a: 1\n", "m"), SyntaxError, "m:2:3: wanted no spaces before this name");
  refuses(() => parseMixture("train:\n\ta: 1\n", "m"), SyntaxError, "m:2:1: wanted spaces before a name, got a tab");
  refuses(
    () => parseMixture("train:\n  - a\n", "m"),
    SyntaxError,
    "m:2:3: wanted a name, a colon, a space and a value",
  );
  refuses(
    () => parseMixture("train:\n  a: b: 1\n", "m"),
    SyntaxError,
    "m:2:7: wanted no second colon here; put text with",
  );
  refuses(
    () => parseMixture("train:\n  a #: 1\n", "m"),
    SyntaxError,
    "m:2:3: wanted a name, a colon, a space and a value",
  );
  refuses(() => parseMixture("train:\n  %1: 1\n", "m"), SyntaxError, "m:2:3: wanted a plain name or value here");
  refuses(() => parseMixture("train:\n  a: *x\n", "m"), SyntaxError, "m:2:6: wanted a plain name or value here");
  refuses(
    () => parseMixture("train:\n  a: 1\nx:\n", "m"),
    SyntaxError,
    "m:3:3: x: wanted a number, a text, true or false",
  );
  refuses(
    () => parseMixture('train:\n  "a" 1\n', "m"),
    SyntaxError,
    "m:2:3: wanted a name, a colon, a space and a value",
  );
  refuses(() => parseMixture('train:\n  a: "1" 2\n', "m"), SyntaxError, "m:2:9: wanted nothing after the text");
});

Deno.test("files on the disk", () =>
  withFiles({ "m.json": '{"domains": {"a": 1}}' }, async (folder) => {
    equal((await readMixture(`${folder}/m.json`)).mixture.share("a"), 1);
    await rejects(readMixture(`${folder}/none.json`), TypeError, `${folder}/none.json: there is no such file`);
    await rejects(readMixture(folder), TypeError, `${folder}: wanted a file, got a directory`);
  }));

Deno.test("what is written is read back", () => {
  const name = fc.string({ minLength: 1, maxLength: 10 });
  const weight = fc.double({ min: 1e-9, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(name, weight), { selector: ([n]) => n, minLength: 1, maxLength: 5 }),
      (pairs) => {
        const total = pairs.reduce((sum, [, w]) => sum + w, 0);
        const given = mixture(pairs.map(([n, w]): [string, number] => [n, w / total]));
        for (const format of ["mixlab", "doremi", "regmix"] as const) {
          const read = parseMixture(writeMixture(given, { format }));
          equal(read.format, format);
          deepEqual([...read.mixture.domains].sort(), [...given.domains].sort());
          for (const domain of given.domains) ok(Math.abs(read.mixture.share(domain) - given.share(domain)) < 1e-15);
          if (format !== "mixlab") deepEqual([...read.targets!].sort(), [...given.domains].sort());
        }
      },
    ),
    { numRuns: 300, seed: 1 },
  );
  const even = mixture({ b: 0.5, a: 0.5 });
  equal(
    writeMixture(even, { format: "regmix", targets: ["v"], settings: { max_step: 3, rate: 1e-7, name: "no" } }),
    'train:\n  b: 0.5\n  a: 0.5\nvalid:\n  v: 1\nmax_step: 3\nrate: 1.0e-7\nname: "no"\n',
  );
  deepEqual(Object.keys(JSON.parse(writeMixture(even, { format: "doremi" })).train_domain_weights), ["a", "b"]);
  refuses(
    () => writeMixture(even, { format: "toml" as "mixlab" }),
    TypeError,
    "format: wanted mixlab, doremi or regmix",
  );
  refuses(
    () => writeMixture(even, { format: "regmix", settings: { train: 1 } }),
    RangeError,
    "settings: train is a key",
  );
});

Deno.test("any text is a mixture or refused as input", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "domains",
      "train",
      "valid",
      ": ",
      "{",
      "}",
      "\n",
      "  ",
      '"a"',
      "0.5",
      "- ",
      "&a",
      "*a",
      "!!float x",
      "? ",
      "|",
      ",",
    ),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")), (text) => {
      for (const whole of [text, `train:\n  a: 1\n${text}`, `{"domains": {"a": 1, ${text}}}`]) {
        try {
          const { mixture } = parseMixture(whole);
          ok(Math.abs(mixture.shares().reduce((a, b) => a + b, 0) - 1) < 1e-11);
        } catch (error) {
          ok(isInputError(error), `${JSON.stringify(whole)}: ${error}`);
        }
      }
    }),
    { numRuns: 2000, seed: 2 },
  );
});
