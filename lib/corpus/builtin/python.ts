/**
 * Python: the source of the standard library, one module a document.
 *
 * @module
 */
import { join } from "node:path";
import { unzipSync } from "fflate";
import type { Listing } from "./listing.ts";

const ZIP = "python_stdlib.zip";
/** Tables of character encodings, and what Pyodide added under its own licence or its build wrote. */
const LEFT_OUT = /^(?:encodings\/|pyodide\/|_pyodide\/|webbrowser\.py$|_sysconfigdata_)/;

/** Lists the modules in the package pyodide. */
export function python(folder: string): Listing {
  const bytes = unzipSync(Deno.readFileSync(join(folder, ZIP)), {
    filter: ({ name }) => name.endsWith(".py") && !LEFT_OUT.test(name),
  });
  const names = Object.keys(bytes).sort(), decoder = new TextDecoder("utf-8", { fatal: true });
  return {
    length: names.length,
    at: (i) => ({ text: decoder.decode(bytes[names[i]]), where: `${ZIP}: ${names[i]}` }),
  };
}
