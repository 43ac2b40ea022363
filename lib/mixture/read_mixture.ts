import { readText } from "../text/read_text.ts";
import type { MixtureFile } from "./mixture_file.ts";
import { parseMixture } from "./parse_mixture.ts";

/**
 * Reads a mixture file of Mixlab (JSON), DoReMi (JSON) or RegMix (YAML); see {@link parseMixture}.
 *
 * @throws {TypeError} when the file cannot be read or is a directory.
 * @throws {SyntaxError} when it is none of these; the message begins with file:line:column.
 * @throws {RangeError} when a weight is negative, all are 0, or Mixlab's shares do not sum to 1 within 0.01.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { mixture, readMixture, writeMixture } from "@mixlab/mixlab";
 *
 * const path = await Deno.makeTempFile({ suffix: ".json" });
 * await Deno.writeTextFile(path, writeMixture(mixture({ web: 0.75, code: 0.25 })));
 * equal((await readMixture(path)).mixture.share("web"), 0.75);
 * await Deno.remove(path);
 * ```
 */
export async function readMixture(path: string): Promise<MixtureFile> {
  return parseMixture(await readText(path), path);
}
