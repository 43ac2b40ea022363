/** Holds the arrows of the house: who may import whom. */
import assert, { deepEqual, equal, match, notDeepEqual, notEqual, ok, rejects, throws } from "./assert.ts";
import { target, TRAINING, violations } from "./arrows.ts";
import { readImports, withoutComments } from "./imports.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const read = (file: string) => Deno.readTextFileSync(ROOT + file);
const isFile = (file: string) => {
  try {
    return Deno.statSync(ROOT + file).isFile;
  } catch {
    return false;
  }
};

/** TypeScript files below a folder, by their path from the root. */
function below(folder: string): string[] {
  return [...Deno.readDirSync(ROOT + folder)].flatMap(({ name, isDirectory }) => {
    if (name === "node_modules" || name.startsWith(".")) return [];
    const path = folder === "" ? name : `${folder}/${name}`;
    return isDirectory ? below(path) : /\.[mc]?[jt]sx?$/.test(name) ? [path] : [];
  });
}

const LIBRARY = [...below("lib"), ...below("analysis"), "mod.ts"];

Deno.test("the arrows point one way", () => {
  for (const folder of ["numerics", "mixture", "tables", "laws", "figures", "cli"]) {
    ok(LIBRARY.some((file) => file.startsWith(`lib/${folder}/`)), `no file read in lib/${folder}`);
  }
  deepEqual(LIBRARY.flatMap((file) => violations(file, read(file))), []);
});

Deno.test("imports lead to files that are there", () => {
  const lost = LIBRARY.flatMap((file) =>
    readImports(read(file)).flatMap(({ specifier, line }) => {
      const to = target(file, specifier);
      return to === undefined || isFile(to) ? [] : [`${file}:${line}: there is no ${to}`];
    })
  );
  deepEqual(lost, []);
});

Deno.test("nothing that mod.ts reaches trains or is a command", () => {
  const reached = new Set(["mod.ts"]);
  for (const file of reached) {
    if (!/\.ts$/.test(file)) continue;
    for (const { specifier } of readImports(read(file))) {
      const to = target(file, specifier);
      if (to !== undefined) reached.add(to);
    }
  }
  ok(reached.size > 1, "mod.ts reaches nothing");
  const barred = new RegExp(`^lib/(?:${[...TRAINING, "cli"].join("|")})/`);
  deepEqual([...reached].filter((file) => barred.test(file)), []);
});

Deno.test("mod.ts re-exports and does nothing else", () => {
  const rest = (source: string) =>
    withoutComments(source).replace(/^export (?:type )?(?:\*|\{[^}]*\}) from "\.\/lib\/[^"]+";$/gm, "").trim();
  equal(rest(read("mod.ts")), "");
  equal(rest('export { a } from "./lib/a.ts";\nexport const b = 1;\n'), "export const b = 1;");
});

Deno.test("packages come through deno.json alone", () => {
  ok(isFile("deno.json"));
  ok(!isFile("package.json"), "a package.json stands beside deno.json: Deno would read both");
  const foreign = below("").flatMap((file) =>
    readImports(read(file)).filter(({ specifier }) => /^(jsr|https?):/.test(specifier ?? ""))
      .map(({ specifier, line }) => `${file}:${line}: ${specifier}`)
  );
  deepEqual(foreign, []);
});

/** Imports of assertions that may be loose, in a file of the tests. */
function looseAssertions(file: string, source: string): string[] {
  if (file === "tests/assert.ts") return [];
  return readImports(source).filter(({ specifier }) => /^(node:)?assert(\/|$)/.test(specifier ?? ""))
    .map(({ specifier, line }) => `${file}:${line}: wanted tests/assert.ts, got ${specifier}`);
}

Deno.test("tests take their assertions from tests/assert.ts", () => {
  const files = below("tests");
  ok(files.includes("tests/assert.ts") && files.includes("tests/arrows_test.ts"), "not all tests were read");
  deepEqual(files.flatMap((file) => looseAssertions(file, read(file))), []);
  const got = (specifier: string) => [`tests/a.ts:1: wanted tests/assert.ts, got ${specifier}`];
  for (const specifier of ["node:assert", "node:assert/strict", "assert"]) {
    deepEqual(looseAssertions("tests/a.ts", `import { equal } from "${specifier}";`), got(specifier));
    deepEqual(looseAssertions("tests/a.ts", `import assert from "${specifier}";`), got(specifier));
    deepEqual(looseAssertions("tests/a.ts", `const { equal } = await import("${specifier}");`), got(specifier));
  }
  deepEqual(looseAssertions("tests/a.ts", 'import { equal } from "./assert.ts";'), []);
});

Deno.test("those assertions are strict", async () => {
  // What is loosely equal and not the same: Deno's own short names take each pair of them for equal.
  const one: unknown = 1, zero: unknown = 0, nothing: unknown = null;
  for (const same of [equal, assert.equal]) {
    throws(() => same(one, "1"), { name: "AssertionError" });
    throws(() => same(zero, -0), { name: "AssertionError" });
    throws(() => same(nothing, undefined), { name: "AssertionError" });
  }
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [{ a: [1] }, { a: ["1"] }],
    [[0], [-0]],
    [{ a: null }, { a: undefined }],
    [Object.create(null), {}],
    [new Float32Array([0]), new Float32Array([-0])],
    [new Float64Array([1]), new Float32Array([1])],
    [new RangeError("a"), new TypeError("a")],
  ];
  for (const [a, b] of pairs) {
    for (const same of [deepEqual, assert.deepEqual]) throws(() => same(a, b), { name: "AssertionError" });
    for (const differs of [notDeepEqual, assert.notDeepEqual]) differs(a, b);
  }
  for (const differs of [notEqual, assert.notEqual]) differs(one, "1");
  // The rest must fail at all.
  throws(() => ok(0), { name: "AssertionError" });
  throws(() => match("a", /b/), { name: "AssertionError" });
  throws(() => throws(() => {}), { name: "AssertionError" });
  await rejects(rejects(Promise.resolve()), { name: "AssertionError" });
});

Deno.test("the rules are broken by made-up imports, and only by those", () => {
  const breaks = (file: string, source: string) => equal(violations(file, source).length, 1, `${file}: ${source}`);
  const keeps = (file: string, source: string) => deepEqual(violations(file, source), []);
  breaks("lib/numerics/a.ts", 'import { b } from "../tables/b.ts";');
  breaks("lib/numerics/a.ts", 'import type { B } from "../mixture/b.ts";');
  breaks("lib/mixture/a.ts", 'export { b } from "../tables/b.ts";');
  breaks("lib/mixture/deep/a.ts", 'import {\n  b,\n  type C,\n} from "../../tables/b.ts";');
  breaks("lib/tables/a.ts", 'import * as b from "../laws/b.ts";');
  breaks("lib/laws/a.ts", 'const b = await import("../figures/b.ts");');
  breaks("lib/laws/a.ts", 'type B = import(\n  "../cli/b.ts",\n).B;');
  breaks("lib/figures/a.ts", 'import "../laws/b.ts";');
  breaks("lib/figures/a.ts", 'import { matrix } from "../numerics/matrix.ts";');
  breaks("lib/errors.ts", 'import { nearest } from "./nearest.ts";');
  breaks("lib/nearest.ts", 'import { got } from "./errors.ts";');
  breaks("lib/methods/a.ts", 'import { b } from "../sweep/b.ts";');
  breaks("lib/other/a.ts", 'import { b } from "../laws/b.ts";');
  breaks("lib/laws/a.ts", 'import { b } from "../../analysis/b.ts";');
  breaks("lib/laws/a.ts", 'import { b } from "../../mod.ts";');
  breaks("lib/laws/a.ts", 'import { b } from "@mixlab/mixlab";');
  breaks("lib/laws/a.ts", 'import { parse } from "csv-parse/sync";');
  breaks("lib/cli/a.ts", 'import { stringify } from "csv-stringify";');
  breaks("lib/cli/a.ts", 'import { inspect, parseArgs } from "node:util";');
  breaks("lib/cli/a.ts", 'import * as util from "node:util";');
  breaks("lib/laws/a.ts", 'import { b } from "jsr:@std/csv";');
  breaks("lib/laws/a.ts", "const b = await import(name);");
  breaks("tests/a.ts", 'import { b } from "https://example.org/b.ts";');
  breaks("mod.ts", 'export { b } from "./lib/cli/b.ts";');
  breaks("mod.ts", 'export { b } from "./lib/train/b.ts";');

  keeps("lib/laws/best/a.ts", 'import { b } from "../../tables/b.ts";\nimport { c } from "../law.ts";');
  keeps("lib/laws/a.ts", 'import { mean } from "simple-statistics";\nimport { got } from "../errors.ts";');
  keeps("lib/figures/a.ts", 'import { got } from "../errors.ts";\nconst p = import("plotly.js-dist-min");');
  keeps("lib/cli/a.ts", 'import { b } from "../laws/b.ts";\nimport text from "../../data/b.csv";');
  keeps("lib/cli/arguments.ts", 'import { parseArgs } from "node:util";');
  keeps("lib/tables/csv.ts", 'import { parse } from "csv-parse/sync";');
  keeps("lib/version.ts", 'import config from "../deno.json" with { type: "json" };');
  keeps(
    "lib/numerics/a.ts",
    '/**\n * import { b } from "../tables/b.ts";\n */\n// import("../laws/c.ts")\nconst d = 1;',
  );
  keeps("tests/a.ts", 'import { b } from "../lib/cli/b.ts";');
  keeps("mod.ts", 'export { b } from "./lib/figures/b.ts";');
});
