import { deepEqual, equal, rejects, throws } from "../assert.ts";
import { checkTypes, faultsIn, moduleOf } from "../../lib/jupyter/check_types.ts";
import type { Notebook } from "../../lib/jupyter/notebook.ts";

const notebook = (...sources: string[]): Notebook => ({
  metadata: {},
  cells: sources.map((source, n) =>
    source.startsWith("#")
      ? { kind: "markdown", id: `c${n}`, metadata: {}, source }
      : { kind: "code", id: `c${n}`, metadata: {}, source, executionCount: null, outputs: [] }
  ),
});

Deno.test("types: cells of code become one module whose lines know where they come from", () => {
  const { text, origin } = moduleOf(notebook("# words", "const a = 1;\nconst b = 2;", "# more", "a + b;"));
  equal(text, "const a = 1;\nconst b = 2;\na + b;\nexport {};\n");
  deepEqual(origin, [{ cell: 1, line: 1 }, { cell: 1, line: 2 }, { cell: 2, line: 1 }]);
});

Deno.test("types: faults are told by cell, line and column", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/deno.json`, "{}");
    await Deno.writeTextFile(`${folder}/half.ts`, "export function half(x: number): number {\n  return x / 2;\n}\n");
    const good = notebook(
      'import { half } from "./half.ts";',
      "# words",
      "const a: number = half(4);",
      "await Promise.resolve(a);",
    );
    const bad = notebook(
      'import { half } from "./half.ts";',
      "const a = half(4);\nconst b: string = a;\nhalf({ a: 1, b: { c: 2 } } as { a: number; b: { c: string } });",
      "# words",
      "const a = 3;",
    );
    const { faults, elsewhere } = await checkTypes(folder, [{ file: "good.ipynb", notebook: good }, {
      file: "bad.ipynb",
      notebook: bad,
    }]);
    deepEqual(elsewhere, []);
    deepEqual(
      faults.map(({ file, cell, line, column, message }) =>
        `${file} ${cell} ${line}:${column} ${message.slice(0, 48)}`
      ),
      [
        "bad.ipynb 2 1:7 TS2451: Cannot redeclare block-scoped variable '",
        "bad.ipynb 2 2:7 TS2322: Type 'number' is not assignable to type ",
        "bad.ipynb 2 3:6 TS2345: Argument of type '{ a: number; b: { c: s",
        "bad.ipynb 2 3:6 TS2352: Conversion of type '{ a: number; b: { c:",
        "bad.ipynb 3 1:7 TS2451: Cannot redeclare block-scoped variable '",
      ],
    );
    equal(faults[1].message, "TS2322: Type 'number' is not assignable to type 'string'.");
    const broken = notebook("const a = 1;", "\nconst b = ;");
    const hidden = { file: "hidden.d.ipynb", notebook: notebook("const a: string = 1;") };
    const both = await checkTypes(folder, [{ file: "broken.ipynb", notebook: broken }, hidden]);
    deepEqual(both.faults, [
      { file: "broken.ipynb", cell: 2, line: 2, column: 11, message: "SyntaxError: Expression expected" },
      { file: "hidden.d.ipynb", cell: 1, line: 1, column: 7, message: faults[1].message },
    ]);
    await Deno.writeTextFile(`${folder}/half.ts`, "export const half: number = 'x';\n");
    const library = await checkTypes(folder, [{
      file: "good.ipynb",
      notebook: notebook('import { half } from "./half.ts";\nhalf;'),
    }]);
    deepEqual(library, {
      faults: [],
      elsewhere: [`${folder}/half.ts:1:14: TS2322: Type 'string' is not assignable to type 'number'.`],
    });
    deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name).sort(), ["deno.json", "half.ts"]);
    const stop = AbortSignal.abort(new Error("stopped"));
    await rejects(checkTypes(folder, [{ file: "good.ipynb", notebook: good }], stop), /stopped/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("types: what deno says without a place is not taken for no fault", () => {
  throws(
    () => faultsIn("error: cannot read deno.json", []),
    /cannot check the types of the cells:\nerror: cannot read/,
  );
});
