/**
 * `deno task corpus mixtures`.
 *
 * @module
 */
import { outOfRange, unparsable } from "../errors.ts";
import { openCorpus } from "../corpus/open_corpus.ts";
import { writeBaselineMixtures } from "../corpus/write_baseline_mixtures.ts";
import type { MixtureFormat } from "../mixture/mixture_file.ts";
import type { CorpusValues } from "./corpus.ts";
import { namedNumbers, numberOption } from "./option_values.ts";

const FORMATS: readonly string[] = ["mixlab", "doremi", "regmix"];

/** Writes the baseline mixtures of a corpus. */
export async function mixtures(folder: string, values: CorpusValues): Promise<number> {
  if (values.out === undefined) throw unparsable("corpus mixtures: wanted --out FOLDER for the mixture files");
  const temper = numberOption("temper", values.temper, { least: 0 }), format = values.format ?? "mixlab";
  if (!FORMATS.includes(format)) throw outOfRange(`--format: wanted ${FORMATS.join(", ")}, got "${format}"`);
  const epochs = await namedNumbers("epochs", values.epochs);
  using corpus = openCorpus(folder);
  const { written, leftOut } = await writeBaselineMixtures(values.out, corpus, {
    format: format as MixtureFormat,
    ...(temper !== undefined && { exponent: temper }),
    ...(epochs && { epochs }),
  });
  for (const { rule, path } of written) console.log(`${rule}: ${path}`);
  for (const { rule, why } of leftOut) console.log(`${rule}: left out: ${why}`);
  return 0;
}
