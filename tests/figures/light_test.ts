import { deepEqual, ok } from "../assert.ts";

const folder = new URL("../../lib/figures/", import.meta.url);

Deno.test("making a figure loads no package: Plotly, linkedom, resvg and the font come when a picture is drawn", () => {
  let files = 0;
  for (const { name } of Deno.readDirSync(folder)) {
    const source = Deno.readTextFileSync(new URL(name, folder));
    const loaded = [...source.matchAll(/^(?:import|export)\s(?!type\s)[^";]*?from\s+"([^"]+)"/gm)].map((m) => m[1]);
    deepEqual(loaded.filter((specifier) => !specifier.startsWith("./") && specifier !== "../errors.ts"), [], name);
    files++;
  }
  ok(files > 10);
});
