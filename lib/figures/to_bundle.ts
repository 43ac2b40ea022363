import { type Figure, unformatted } from "./figure.ts";
import { toPng } from "./to_png.ts";

/**
 * What a notebook cell shows of a figure: each viewer takes the richest form that it can and may show.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { bestMixtureFigure, type FigureBundle, toBundle } from "@mixlab/mixlab";
 *
 * const figure = bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6] });
 * const bundle: FigureBundle = await toBundle(figure);
 * deepEqual(bundle["application/vnd.plotly.v1+json"], figure);
 * equal(bundle["text/plain"], "Best mixture (1 traces, 720 × 222)");
 * ```
 */
export interface FigureBundle {
  /** Interactive in viewers that have Plotly (VS Code, JupyterLab with its extension). */
  readonly "application/vnd.plotly.v1+json": Figure;
  /** A PNG file in base64, for all others: shown also in notebooks that are not trusted, and by GitHub. */
  readonly "image/png": string;
  /** One line. */
  readonly "text/plain": string;
}

/**
 * A figure as a notebook output, for `Deno.jupyter.display(await toBundle(figure), { raw: true })`.
 *
 * It holds no script and asks no network: a picture that every viewer shows, and the figure itself for those that draw it.
 *
 * @param figure the figure
 * @param options `scale`: pixels of the picture a CSS pixel. Default 1, to keep notebooks small
 * @returns the output, by media type
 * @throws {TypeError} when it is not a figure
 * @throws {RangeError} when the scale is not between 0.1 and 10
 *
 * @example
 * ```ts
 * import { bestMixtureFigure, toBundle } from "@mixlab/mixlab";
 * import { equal, match } from "node:assert/strict";
 *
 * const bundle = await toBundle(bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6] }));
 * match(bundle["text/plain"], /^Best mixture/);
 * equal(bundle["image/png"].slice(0, 8), "iVBORw0K");
 * ```
 */
export async function toBundle(figure: Figure, { scale = 1 }: { scale?: number } = {}): Promise<FigureBundle> {
  const png = await toPng(figure, { scale });
  const title = (figure.layout.title as { text?: string } | undefined)?.text ?? "figure";
  const { width, height } = figure.layout;
  return {
    "application/vnd.plotly.v1+json": { data: figure.data, layout: figure.layout },
    "image/png": png.toBase64(),
    "text/plain": `${unformatted(title)} (${figure.data.length} traces, ${width} × ${height})`,
  };
}
