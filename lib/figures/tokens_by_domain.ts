import type { Data, Layout } from "plotly.js-dist-min";
import { finiteList, some } from "./check.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, TITLE_ROOM } from "./figure.ts";

/**
 * What `tokensByDomainFigure` draws.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { type TokensByDomainData, tokensByDomainFigure } from "@mixlab/mixlab";
 *
 * const data: TokensByDomainData = {
 *   domains: ["code", "web"],
 *   splits: [{ split: "train", tokens: [5e6, 9e6] }],
 *   tokenizer: "bytes",
 * };
 * throws(() => tokensByDomainFigure({ ...data, domains: ["code", "web", "books"] }), RangeError); // a count is missing
 * ```
 */
export interface TokensByDomainData extends FigureOptions {
  /** The m domains. */
  readonly domains: readonly string[];
  /** Tokens of each domain (m) in each split. */
  readonly splits: readonly { readonly split: string; readonly tokens: readonly number[] }[];
  /** Name of the tokenizer: a count of tokens means nothing without it. */
  readonly tokenizer: string;
}

const ROW = 34;
const SHADES = [COLORS.blue, COLORS.vermilion, COLORS.green];

/**
 * The tokens of a corpus: a bar a domain, its splits side by side.
 *
 * @param data domains, counts of tokens, and the tokenizer that they are counted with
 * @returns the figure
 * @throws {TypeError} when a count is not a number
 * @throws {RangeError} when lists differ in length or a count is not finite
 *
 * @example
 * ```ts
 * import { tokensByDomainFigure } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * const figure = tokensByDomainFigure({
 *   domains: ["code", "web"],
 *   splits: [{ split: "train", tokens: [5e6, 9e6] }, { split: "val", tokens: [5e4, 9e4] }],
 *   tokenizer: "bytes",
 * });
 * deepEqual(figure.data.map((trace) => trace.name), ["train", "val"]);
 * ```
 */
export function tokensByDomainFigure(data: TokensByDomainData): Figure {
  const { domains, splits, tokenizer } = data;
  some("domains", domains);
  some("splits", splits);
  for (const { split, tokens } of splits) finiteList(`tokens of ${JSON.stringify(split)}`, tokens, domains.length);
  const shown = splits.filter(({ tokens }) => tokens.some((n) => n > 0));
  const traces: Partial<Data>[] = shown.map(({ split, tokens }, s) => ({
    type: "bar",
    orientation: "h",
    name: plain(split),
    x: [...tokens],
    y: domains.map((_, j) => j),
    marker: { color: SHADES[s % SHADES.length] },
    hovertemplate: `${plain(split)}: %{x:,} tokens<extra></extra>`,
  }));
  const layout: Partial<Layout> & { width: number; height: number } = {
    barmode: "group",
    width: 760,
    height: TITLE_ROOM + ROW * domains.length + 88 + 10,
    margin: { l: 64, r: 24, b: 88 },
    xaxis: { title: { text: `tokens (${plain(tokenizer)})` }, rangemode: "tozero" },
    yaxis: {
      tickmode: "array",
      tickvals: domains.map((_, j) => j),
      ticktext: domains.map((name) => plain(cut(name))),
      range: [domains.length - 0.5, -0.5],
      showgrid: false,
    },
  };
  return figure("Tokens by domain", traces, layout, data);
}
