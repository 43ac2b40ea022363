import { readText } from "../../lib/text/read_text.ts";
import { publishedTable } from "../published.ts";
import { parseLawParams, type PublishedParameter } from "./law_params.ts";

/**
 * Aioli's published parameters, where they are on this machine.
 *
 * @param options `folders`: where to look, in order. Default: as {@link publishedTable}.
 * @returns the parameters, if they are here; whose they are and, if not, how to get them.
 *
 * @example
 * ```ts
 * import { equal, match } from "node:assert/strict";
 * import { publishedParameters } from "@mixlab/mixlab/analysis";
 *
 * const { rows, note } = await publishedParameters({ folders: [] });
 * equal(rows, undefined);
 * match(note, /deno task tables --only aioli/);
 * ```
 */
export async function publishedParameters(
  options: { readonly folders?: readonly string[] } = {},
): Promise<{ readonly rows?: readonly PublishedParameter[]; readonly note: string }> {
  const { path, note } = await publishedTable("aioli/law_params.csv", options);
  if (path === undefined) return { note };
  return { rows: parseLawParams(await readText(path), path), note };
}
