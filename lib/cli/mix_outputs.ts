/**
 * The files that `deno task mix` writes: mixtures, results, rounds, tables, and the figure as JSON, SVG, PNG and a page.
 *
 * @module
 */
import { join } from "node:path";
import { toHtml } from "../figures/to_html.ts";
import { rasterize } from "../figures/to_png.ts";
import { toSvg } from "../figures/to_svg.ts";
import { writeWhole } from "../files/write_whole.ts";
import type { Json } from "../methods/actions.ts";
import { mixture } from "../mixture/mixture.ts";
import { writeMixture } from "../mixture/write_mixture.ts";
import type { MixAsk } from "./mix_ask.ts";
import type { MixAnswer, MixAnswers } from "./mix_answer.ts";
import { sharesFigure } from "./mix_figures.ts";
import type { MixPlace } from "./mix_place.ts";
import { comparisonTable, runTable } from "./mix_tables.ts";

/** Writes everything; returns the paths written. Each file appears whole or not at all. */
export async function writeMix(
  folder: string,
  ask: MixAsk,
  place: MixPlace,
  answers: MixAnswers,
  { configuration, result }: { configuration: Record<string, Json>; result: Record<string, unknown> },
): Promise<string[]> {
  const written: string[] = [], encoder = new TextEncoder();
  const write = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    writeWhole(path, typeof content === "string" ? encoder.encode(content) : content);
    written.push(path);
  };
  write("config.json", JSON.stringify(configuration, null, 1) + "\n");
  const one = answers.answers.length === 1;
  for (const answer of answers.answers) {
    const name = one ? "mixture" : join("mixtures", `${answer.method}-seed-${answer.seed}`);
    for (const [end, text] of mixtureTexts(answer, ask, place)) write(`${name}${end}`, text);
  }
  write("result.json", JSON.stringify(result, null, 1) + "\n");
  write("rounds.jsonl", roundLines(answers));
  write("runs.csv", runTable(answers, place));
  if (!one) write("comparison.csv", comparisonTable(answers, place));
  const figure = sharesFigure(answers, place), svg = await toSvg(figure), name = join("figures", "shares_over_steps");
  write(`${name}.json`, JSON.stringify(figure));
  write(`${name}.svg`, svg);
  write(`${name}.png`, await rasterize(svg, 2));
  write(`${name}.html`, await toHtml(figure, { title: "Shares over steps" }));
  return written;
}

/** The mixture in each layout, with the end of its file's name. */
function mixtureTexts({ result }: MixAnswer, { formats }: MixAsk, place: MixPlace): [string, string][] {
  const { setting: { domains, targets }, tokenizer } = place;
  const found = mixture(domains.map((domain, j): [string, number] => [domain, result.mixture[j]]), {
    ...(tokenizer !== undefined && { tokenizer }),
  });
  const ends = { mixlab: ".json", doremi: ".doremi.json", regmix: ".regmix.yaml" };
  return [...new Set(["mixlab", ...formats] as const)].map((format) => [
    ends[format],
    writeMixture(found, { format, targets }),
  ]);
}

/** A line a round of each run, with the method, seed and run that it is of. */
function roundLines({ answers }: MixAnswers): string {
  return answers.flatMap(({ method, seed, made }) =>
    made.flatMap(({ spec, outcome }) =>
      outcome.rounds.map((record) => `${JSON.stringify({ method, seed, run: spec.name, ...record })}\n`)
    )
  ).join("");
}
