import { deepEqual, ok } from "./assert.ts";
import { exportedSymbols, lacking } from "./docs.ts";

const PUBLIC = new URL("../mod.ts", import.meta.url).pathname;

Deno.test("every public symbol has a docstring and an example that asserts something about it", async () => {
  const symbols = await exportedSymbols(PUBLIC);
  ok(
    symbols.some(({ name }) => name === "leastSquares"),
    "deno doc did not list leastSquares: is it still read rightly?",
  );
  deepEqual(lacking(symbols), []);
});

Deno.test("so has every public symbol of the training half", async () => {
  const symbols = await exportedSymbols(new URL("../train.ts", import.meta.url).pathname);
  ok(symbols.some(({ name }) => name === "buildCorpus"), "deno doc did not list buildCorpus");
  deepEqual(lacking(symbols), []);
});

Deno.test("and of the analyses", async () => {
  const symbols = await exportedSymbols(new URL("../analysis/mod.ts", import.meta.url).pathname);
  ok(symbols.some(({ name }) => name === "analysisNamed"), "deno doc did not list analysisNamed");
  deepEqual(lacking(symbols), []);
});

/** A docstring for a made-up symbol whose example has these lines. */
function documented(...lines: string[]): string {
  return ["/**", " * Something.", " *", " * @example", " * ```ts", ...lines.map((l) => ` * ${l}`), " * ```", " */"]
    .join("\n");
}

Deno.test("a symbol without an example that asserts is found and named", async () => {
  const assert = `import { equal } from "node:assert/strict";`;
  const source = [
    `export const silent = 1;`,
    `/** Something. */\nexport const told = 1;`,
    `/**\n * Something.\n *\n * @example\n * Look elsewhere.\n */\nexport const vague = 1;`,
    documented(assert, `equal(1, 1);`) + `\nexport const unseen = 1;`,
    documented(`import { mute } from "@mixlab/mixlab";`, `mute;`) + `\nexport const mute = 1;`,
    documented(assert, `import { idle } from "@mixlab/mixlab";`, `equal(1, 1);`) + `\nexport const idle = 1;`,
    documented(assert, `import { lazy } from "@mixlab/mixlab";`, `lazy; // equal(lazy, 1)`) +
    `\nexport const lazy = 1;`,
    documented(assert, `import { other } from "@mixlab/mixlab";`, `other.equal(1);`) + `\nexport const other = 1;`,
    documented(assert, `import { good } from "@mixlab/mixlab";`, `equal(good, 1);`) + `\nexport const good = 1;`,
    documented(
      `import assert from "node:assert";`,
      `import {`,
      `  type Kind,`,
      `} from "@mixlab/mixlab";`,
      `const kind: Kind = 1;`,
      `assert.equal(kind, 1);`,
    ) + `\nexport type Kind = 1;`,
  ].join("\n\n");
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, source);
    deepEqual(lacking(await exportedSymbols(path)).toSorted(), [
      "idle: its @example imports it but does not use it",
      "lazy: its @example asserts nothing",
      "mute: its @example does not import node:assert",
      "other: its @example asserts nothing",
      "silent: no docstring",
      "told: no @example",
      "unseen: its @example does not import it from @mixlab/mixlab",
      "vague: its @example has no ```ts block",
    ]);
  } finally {
    await Deno.remove(path);
  }
});
