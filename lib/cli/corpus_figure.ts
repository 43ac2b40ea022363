/**
 * The figure of `deno task corpus inspect --figure`.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { openCorpus } from "../corpus/open_corpus.ts";
import { SPLITS } from "../corpus/split_documents.ts";
import { tokensByDomainFigure } from "../figures/tokens_by_domain.ts";
import { toPng } from "../figures/to_png.ts";
import { toSvg } from "../figures/to_svg.ts";

/** Draws the tokens of each domain and split into a file. */
export async function writeCorpusFigure(folder: string, path: string): Promise<void> {
  if (!/\.(svg|png)$/.test(path)) throw outOfRange(`--figure: wanted FILE.svg or FILE.png, got "${path}"`);
  using corpus = openCorpus(folder);
  const figure = tokensByDomainFigure({
    domains: [...corpus.domains],
    splits: SPLITS.map((split) => ({
      split,
      tokens: corpus.domains.map((d) => corpus.index.domains[d][split]?.tokens ?? 0),
    })),
    tokenizer: corpus.index.tokenizer.name,
  });
  if (path.endsWith(".svg")) await Deno.writeTextFile(path, await toSvg(figure));
  else await Deno.writeFile(path, await toPng(figure));
}
