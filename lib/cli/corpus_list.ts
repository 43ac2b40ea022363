/**
 * `deno task corpus list`.
 *
 * @module
 */
import { BUILTIN_CORPORA } from "../corpus/builtin/corpora.ts";
import type { CorpusValues } from "./corpus.ts";
import { textTable } from "./text_table.ts";

/** Prints the built-in corpora. */
export function list(values: CorpusValues): number {
  if (values.json) {
    console.log(JSON.stringify(BUILTIN_CORPORA, null, 1));
    return 0;
  }
  console.log(textTable(
    ["name", "package", "documents", "MB of text", "configuration"],
    BUILTIN_CORPORA.map((c) => [
      c.name,
      `${c.package}@${c.version}`,
      `${c.documents}`,
      (c.bytes / 1e6).toFixed(2),
      c.configuration,
    ]),
  ));
  for (const c of BUILTIN_CORPORA) {
    console.log(`\n${c.name}: ${c.description}\n  stands in for ${c.standsInFor}; text: ${c.licence.text}`);
    if (c.licence.notice) console.log(`  ${c.licence.notice}`);
  }
  return 0;
}
