import type { Figure } from "./figure.ts";
import { toReport } from "./report.ts";

/**
 * A figure as one HTML page that opens offline: interactive, with a still picture where there is no script.
 *
 * @param figure the figure
 * @param options `title`: the page's title and heading. Default "Figure"
 * @returns the page, about 5 MB: Plotly is inside
 * @throws {TypeError} when it is not a figure
 *
 * @example
 * ```ts
 * import { bestMixtureFigure, toHtml } from "@mixlab/mixlab";
 * import { ok } from "node:assert/strict";
 *
 * const page = await toHtml(bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6] }), { title: "Best" });
 * ok(page.startsWith("<!doctype html>"));
 * ```
 */
export function toHtml(figure: Figure, { title = "Figure" }: { title?: string } = {}): Promise<string> {
  return toReport({ title, lead: [], sections: [{ heading: title, figures: [{ figure }] }] });
}
