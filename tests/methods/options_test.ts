import type { Json } from "../../lib/methods/actions.ts";
import { flagOf, type OptionTable, type Presets, resolveOptions } from "../../lib/methods/options.ts";
import { sharesOption } from "../../lib/methods/shares_option.ts";
import { deepEqual, equal, ok, throws } from "../assert.ts";

const TABLE = {
  eta: { kind: "number", above: 0, help: "step size", default: 0.2 },
  bias: { kind: "number", help: "any number" },
  rounds: { kind: "number", whole: true, least: 1, most: 100, help: "rounds" },
  smoothing: { kind: "choice", choices: ["none", "ema"], help: "smoothing", default: "none" },
  diagonal: { kind: "flag", help: "the diagonal alone", default: false },
  reference: { kind: "text", help: "a path" },
  prior: { kind: "mixture", help: "shares" },
  graph: { kind: "matrix", help: "a graph" },
  targets: { kind: "names", help: "names" },
  weights: { kind: "numbers", help: "numbers" },
  inner: { kind: "options", help: "options of the method below" },
} as const satisfies OptionTable;
const PRESETS = { paper: {}, repo: { eta: 0.5, rounds: 4, smoothing: "ema" } } as const satisfies Presets;
const resolve = (given: Readonly<Record<string, Json>>) => resolveOptions("method", TABLE, PRESETS, given);

Deno.test("resolveOptions: what is given goes before the preset, and that before the defaults", () => {
  const defaults = { eta: 0.2, smoothing: "none", diagonal: false };
  deepEqual(resolve({}), { ...defaults, preset: "paper" });
  deepEqual(resolve({ preset: "repo" }), { eta: 0.5, rounds: 4, smoothing: "ema", diagonal: false, preset: "repo" });
  deepEqual(resolve({ preset: "repo", eta: 1 }).eta, 1);
  // null takes back what a preset or a default says; undefined says nothing.
  const taken = resolve({ preset: "repo", rounds: null, eta: null, smoothing: undefined as unknown as Json });
  deepEqual(taken, { smoothing: "ema", diagonal: false, preset: "repo" });
});

Deno.test("resolveOptions: takes every kind as it is", () => {
  const given = {
    ...{
      eta: 1e-9,
      rounds: 100,
      smoothing: "ema",
      diagonal: true,
      reference: "runs/one",
      prior: { web: 0.7, code: 0.3 },
    },
    ...{ graph: [[1, 0], [0.5, -1]], targets: ["web", "code"], weights: [0, -1, 2.5], inner: { eta: 0.2 } },
  };
  deepEqual(resolve(given), { ...given, preset: "paper" });
});

Deno.test("resolveOptions: says what was wanted and what was got", () => {
  const cases: [Readonly<Record<string, Json>>, "TypeError" | "RangeError", string | RegExp][] = [
    [{ preset: "papr" }, "RangeError", 'method: preset: wanted paper, repo, got "papr"'],
    [{ preset: 1 }, "RangeError", "method: preset: wanted paper, repo, got 1"],
    [{ preset: "toString" }, "RangeError", /preset: wanted paper, repo/],
    [{ etta: 1 }, "TypeError", /^method: it has no option etta; wanted eta, bias, rounds, .*; did you mean eta\?$/],
    [{ constructor: 1 }, "TypeError", /^method: it has no option constructor/],
    [{ eta: "0.2" }, "TypeError", 'method: eta: wanted a number, got "0.2"'],
    [{ eta: 0 }, "RangeError", "method: eta: wanted a number > 0, got 0"],
    [{ eta: NaN }, "RangeError", "method: eta: wanted a number > 0, got NaN"],
    [{ eta: Infinity }, "RangeError", "method: eta: wanted a number > 0, got Infinity"],
    [{ bias: -Infinity }, "RangeError", "method: bias: wanted a number that is finite, got -Infinity"],
    [{ rounds: 0 }, "RangeError", "method: rounds: wanted a whole number ≥ 1 and ≤ 100, got 0"],
    [{ rounds: 101 }, "RangeError", /≤ 100, got 101/],
    [{ rounds: 1.5 }, "RangeError", /wanted a whole number .* got 1.5/],
    [{ smoothing: "sma" }, "RangeError", 'method: smoothing: wanted none, ema, got "sma"'],
    [{ smoothing: 1 }, "RangeError", "method: smoothing: wanted none, ema, got 1"],
    [{ diagonal: 1 }, "TypeError", "method: diagonal: wanted true or false, got 1"],
    [{ diagonal: "true" }, "TypeError", /wanted true or false, got "true"/],
    [{ reference: "" }, "TypeError", 'method: reference: wanted text, got ""'],
    [{ reference: 7 }, "TypeError", "method: reference: wanted text, got 7"],
    [{ prior: "web" }, "TypeError", /^method: prior: wanted shares by domain, such as \{ web: 0.7, code: 0.3 \}/],
    [
      { graph: [[1, 0], [1]] },
      "TypeError",
      'method: graph: wanted rows of finite numbers, all of one length, got "[[1,0],[1]]"',
    ],
    [{ graph: [] }, "TypeError", /graph: wanted rows/],
    [{ graph: [1, 2] }, "TypeError", /graph: wanted rows/],
    [{ graph: [["a"]] }, "TypeError", /graph: wanted rows/],
    [{ graph: "graph.npy" }, "TypeError", /graph: wanted rows/],
    [{ targets: ["web", ""] }, "TypeError", /targets: wanted a list of names/],
    [{ targets: "web" }, "TypeError", 'method: targets: wanted a list of names, got "web"'],
    [{ weights: [1, "2"] }, "TypeError", /weights: wanted a list of finite numbers/],
    [{ weights: 3 }, "TypeError", "method: weights: wanted a list of finite numbers, got 3"],
    [{ inner: [1] }, "TypeError", /inner: wanted options by name/],
  ];
  for (const [given, name, message] of cases) {
    throws(() => resolve(given), (error: Error) => {
      equal(error.name, name, JSON.stringify(given));
      if (typeof message === "string") equal(error.message, message);
      else ok(message.test(error.message), `${message} does not match ${error.message}`);
      return true;
    });
  }
});

Deno.test("resolveOptions: a preset's own values are checked too", () => {
  throws(
    () => resolveOptions("method", TABLE, { paper: { eta: -1 } }, {}),
    /method: eta: wanted a number > 0, got -1/,
  );
});

Deno.test("flagOf: names as the command line has them", () => {
  deepEqual(["eta", "lpRounds", "oneHotFactor"].map(flagOf), ["eta", "lp-rounds", "one-hot-factor"]);
});

Deno.test("sharesOption: from a list in the order of the domains, or by domain, where one that is not named has none", () => {
  const domains = ["web", "code", "books"];
  deepEqual([...sharesOption("prior", [0.5, 0.25, 0.25], domains)], [0.5, 0.25, 0.25]);
  deepEqual([...sharesOption("prior", { books: 0.25, web: 0.75 }, domains)], [0.75, 0, 0.25]);
  deepEqual([...sharesOption("prior", { web: 1 }, ["web", "valueOf"])], [1, 0]); // whatever the domains are called
  // Printed shares sum to 1 to rounding; the sum is made right.
  const thirds = sharesOption("prior", [0.333, 0.333, 0.3335], domains);
  ok(Math.abs(thirds[0] + thirds[1] + thirds[2] - 1) < 1e-12);
});

Deno.test("sharesOption: says what is not right", () => {
  const domains = ["web", "code"];
  const cases: [Json | undefined, "TypeError" | "RangeError", string | RegExp][] = [
    [undefined, "TypeError", "prior: wanted 2 shares, one for each of web, code, got undefined"],
    [null, "TypeError", /got null/],
    ["web", "TypeError", /got "web"/],
    [[1], "RangeError", "prior: wanted 2 shares, one for each of web, code, got 1"],
    [{ web: 0.5, cod: 0.5 }, "RangeError", 'prior: wanted domains out of web, code, got "cod"'],
    [{ web: 0.5 }, "RangeError", /^prior sum to 0.5; wanted 1/],
    [[0.6, 0.6], "RangeError", /^prior sum to 1.2; wanted 1/],
    [[70, 30], "RangeError", /divide percentages by 100/],
    [[-0.5, 1.5], "RangeError", "prior: the share of web is -0.5; wanted a finite number ≥ 0"],
    [[NaN, 1], "RangeError", /the share of web is NaN/],
    [{ web: "1" }, "TypeError", 'prior: the share of web: wanted a number, got "1"'],
    [["0.5", 0.5], "TypeError", 'prior: the share of web: wanted a number, got "0.5"'],
    [{ web: 1, code: null }, "TypeError", "prior: the share of code: wanted a number, got null"],
    [{ toString: 1 }, "RangeError", 'prior: wanted domains out of web, code, got "toString"'],
  ];
  for (const [value, name, message] of cases) {
    throws(() => sharesOption("prior", value, domains), (error: Error) => {
      equal(error.name, name, JSON.stringify(value));
      if (typeof message === "string") equal(error.message, message);
      else ok(message.test(error.message), `${message} does not match ${error.message}`);
      return true;
    });
  }
});
