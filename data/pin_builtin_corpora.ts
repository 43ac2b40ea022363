/**
 * Pins the text of the built-in corpora: counts and SHA-256 go to lib/corpus/builtin/pins.json. To be run when a package
 * or an extraction was changed on purpose:
 *
 *     deno run -c deno.corpora.json --no-prompt --allow-read --allow-write data/pin_builtin_corpora.ts
 */
import { BUILTIN_CORPORA } from "../lib/corpus/builtin/corpora.ts";
import { packageFolder } from "../lib/corpus/builtin/package_folder.ts";
import { readCorpus } from "../lib/corpus/builtin/read_corpus.ts";
import type { TextPin } from "../lib/corpus/builtin/text_pin.ts";

const pins: Record<string, TextPin> = {};
for (const corpus of BUILTIN_CORPORA) {
  const start = performance.now();
  const documents = readCorpus(corpus, packageFolder(corpus));
  let step = documents.next();
  while (!step.done) step = documents.next();
  pins[corpus.name] = step.value;
  const { documents: count, bytes, sha256 } = step.value, seconds = (performance.now() - start) / 1000;
  console.log(`${corpus.name}: ${count} documents, ${bytes} bytes, ${sha256.slice(0, 12)}…, ${seconds.toFixed(2)} s`);
}
Deno.writeTextFileSync(
  new URL("../lib/corpus/builtin/pins.json", import.meta.url),
  JSON.stringify(pins, null, 2) + "\n",
);
