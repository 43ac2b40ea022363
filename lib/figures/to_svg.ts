import { wrongKind } from "../errors.ts";
import type { Figure } from "./figure.ts";
import { plotly } from "./plotly.ts";

/** An opening tag with its attributes; texts cannot look like one, since `<` is an entity there. */
const TAG = /<[\w:-]+(?:\s+[\w:-]+="[^"]*")*\s*\/?>/g;

let last: Promise<unknown> = Promise.resolve();

async function draw(figure: Figure): Promise<string> {
  const svg = await (await plotly()).svg(figure);
  // The document leaves declarations without a value in style attributes; resvg would then drop the whole attribute.
  return svg.replace(TAG, (tag) =>
    tag.replace(/ style="([^"]*)"/, (_, style: string) => {
      const kept = style.split(";").filter((declaration) => /:\s*\S/.test(declaration)).join(";");
      return kept === "" ? "" : ` style="${kept}"`;
    }));
}

/**
 * A figure as SVG text, drawn by Plotly without a browser.
 *
 * The first call starts Plotly (about 0.6 s); later ones take 20 to 100 ms, with thousands of marks a second or two. No
 * permission is asked and no global is changed. The same figure gives the same bytes, in every process. Texts name the
 * font Manrope first and fall back to what the viewer has.
 *
 * @param figure the figure
 * @returns the SVG document
 * @throws {TypeError} when it is not a figure
 *
 * @example
 * ```ts
 * import { bestMixtureFigure, toSvg } from "@mixlab/mixlab";
 * import { match } from "node:assert/strict";
 *
 * const svg = await toSvg(bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6] }));
 * match(svg, /^<svg .*share of tokens.*<\/svg>$/s);
 * ```
 */
export function toSvg(figure: Figure): Promise<string> {
  if (!Array.isArray(figure?.data) || typeof figure.layout?.width !== "number") {
    throw wrongKind(
      "figure: wanted { data: [...], layout: { width, height, ... } }, as the figure functions return it",
    );
  }
  // One at a time: Plotly's ids are drawn from one generator that is set anew for each figure.
  const next = last.then(() => draw(figure));
  last = next.catch(() => {});
  return next;
}
