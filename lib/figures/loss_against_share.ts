import type { Data, Layout } from "plotly.js-dist-min";
import { bounds, finite, finiteList, sameLength, some } from "./check.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short, TITLE_ROOM } from "./figure.ts";
import { axisNumber, panels as grid } from "./panels.ts";

/**
 * One panel: what the loss does as the share of one domain moves. Shares of tokens on x, nats per token on y.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { lawFromParameters, lossAgainstShareFigure, type SharePanel } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("log-linear", ["code", "web"], [
 *   { target: "code", parameters: { c: 1, "v:code": -1.5, "v:web": 0.2 } },
 * ]);
 * const x = Array.from({ length: 21 }, (_, i) => i / 20);
 * const panel: SharePanel = {
 *   domain: "code",
 *   observed: { x: [0.1, 0.5, 0.9], y: [2.03, 1.52, 1.26] },
 *   curve: { x, y: x.map((p) => law.predict([p, 1 - p])[0]) },
 * };
 * const figure = lossAgainstShareFigure({ target: "code", panels: [panel] });
 * deepEqual(figure.data.map((trace) => trace.name), ["fitted", "observed"]);
 * ```
 */
export interface SharePanel {
  /** The domain whose share is on the x axis. */
  readonly domain: string;
  /** Measured runs: shares of tokens, losses (nats per token), one label each for the hover text. */
  readonly observed: {
    readonly x: ArrayLike<number>;
    readonly y: ArrayLike<number>;
    readonly label?: readonly string[];
  };
  /** The fitted curve, in order of x. */
  readonly curve?: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
  /** Its band, in order of x. */
  readonly band?: {
    readonly x: ArrayLike<number>;
    readonly lower: ArrayLike<number>;
    readonly upper: ArrayLike<number>;
  };
}

/**
 * What `lossAgainstShareFigure` draws: one target, one panel a domain.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type LossAgainstShareData, lossAgainstShareFigure } from "@mixlab/mixlab";
 *
 * const data: LossAgainstShareData = {
 *   target: "code",
 *   quantity: "loss (bits per byte)",
 *   panels: ["code", "web"].map((domain) => ({ domain, observed: { x: [0.2, 0.8], y: [0.9, 0.7] } })),
 * };
 * const { layout } = lossAgainstShareFigure(data);
 * equal((layout.yaxis as { title: { text: string } }).title.text, "loss (bits per byte)");
 * equal((layout.xaxis2 as { title: { text: string } }).title.text, "share of web");
 * ```
 */
export interface LossAgainstShareData extends FigureOptions {
  /** The target whose loss is on the y axis. */
  readonly target: string;
  /** One panel a domain. */
  readonly panels: readonly SharePanel[];
  /** What the band is, for the legend. Default "95 % interval". */
  readonly bandName?: string;
  /** Quantity on the y axis. Default "loss (nats per token)". */
  readonly quantity?: string;
}

function check({ panels }: LossAgainstShareData): void {
  some("panels", panels);
  panels.forEach(({ domain, observed, curve, band }) => {
    const name = `panel ${JSON.stringify(domain)}`;
    finite(`${name}: observed.x`, observed.x);
    finiteList(`${name}: observed.y`, observed.y, observed.x.length);
    if (observed.label) sameLength(`${name}: observed.label`, observed.label, observed.x.length);
    if (curve) {
      finite(`${name}: curve.x`, curve.x);
      finiteList(`${name}: curve.y`, curve.y, curve.x.length);
    }
    if (band) {
      finite(`${name}: band.x`, band.x);
      bounds(`${name}: band`, band.lower, band.upper, band.x.length);
    }
  });
}

function traces(panel: SharePanel, i: number, bandName: string): Partial<Data>[] {
  const axes = { xaxis: `x${axisNumber(i)}`, yaxis: `y${axisNumber(i)}`, showlegend: i === 0 };
  const { domain, observed, curve, band } = panel;
  const domainText = plain(domain), found: Partial<Data>[] = [];
  if (band) {
    const x = Array.from(band.x, short), lower = Array.from(band.lower, short), upper = Array.from(band.upper, short);
    found.push({
      type: "scatter",
      mode: "lines",
      name: bandName,
      legendgroup: "band",
      x: [...x, ...x.toReversed()],
      y: [...upper, ...lower.toReversed()],
      fill: "toself",
      fillcolor: COLORS.band,
      line: { width: 0, color: COLORS.blue },
      hoverinfo: "skip",
      ...axes,
    });
  }
  if (curve) {
    found.push({
      type: "scatter",
      mode: "lines",
      name: "fitted",
      legendgroup: "fitted",
      x: Array.from(curve.x, short),
      y: Array.from(curve.y, short),
      line: { color: COLORS.blue, width: 2 },
      hovertemplate: `fitted<br>share of ${domainText} %{x:.4f}<br>loss %{y:.4f}<extra></extra>`,
      ...axes,
    });
  }
  found.push({
    type: "scatter",
    mode: "markers",
    name: "observed",
    legendgroup: "observed",
    x: Array.from(observed.x, short),
    y: Array.from(observed.y, short),
    text: observed.label?.map(plain),
    marker: { color: COLORS.vermilion, size: observed.x.length > 100 ? 4 : 7, opacity: 0.75 },
    hovertemplate: `${
      observed.label ? "%{text}<br>" : ""
    }share of ${domainText} %{x:.4f}<br>loss %{y:.4f}<extra></extra>`,
    ...axes,
  });
  return found;
}

/**
 * The loss on one target against the share of each domain: measured runs, fitted curve, and its band. One panel a domain;
 * all panels share the loss axis.
 *
 * @param data target, panels, and what else the reader should know (a curve moves one share: say in `note` what the
 *   others do meanwhile)
 * @returns the figure
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when lists differ in length, a value is not finite, or a band's lower edge is above its upper one
 *
 * @example
 * ```ts
 * import { lossAgainstShareFigure } from "@mixlab/mixlab";
 * import { equal } from "node:assert/strict";
 *
 * const figure = lossAgainstShareFigure({
 *   target: "code",
 *   panels: [{
 *     domain: "code",
 *     observed: { x: [0.25, 0.5, 0.75], y: [1.62, 1.31, 1.2], label: ["run 1", "run 2", "run 3"] },
 *     curve: { x: [0.25, 0.5, 0.75], y: [1.61, 1.32, 1.2] },
 *     band: { x: [0.25, 0.5, 0.75], lower: [1.55, 1.3, 1.17], upper: [1.67, 1.34, 1.23] },
 *   }],
 *   note: "The other domains keep their proportions.",
 * });
 * equal(figure.data.length, 3);
 * ```
 */
export function lossAgainstShareFigure(data: LossAgainstShareData): Figure {
  check(data);
  const { target, panels, bandName = "95 % interval", quantity = "loss (nats per token)" } = data;
  const place = grid(panels.length, { x: 22, y: 66 }, TITLE_ROOM);
  const axes: Record<string, unknown> = {};
  panels.forEach(({ domain }, i) => {
    const { x, y } = place.domain(i), first = i % place.columns === 0;
    axes[`xaxis${axisNumber(i)}`] = {
      domain: x,
      anchor: `y${axisNumber(i)}`,
      nticks: 6,
      title: { text: plain(`share of ${cut(domain, panels.length <= 4 ? 36 : 24)}`) },
    };
    axes[`yaxis${axisNumber(i)}`] = {
      domain: y,
      anchor: `x${axisNumber(i)}`,
      ...(i === 0 ? {} : { matches: "y" }),
      showticklabels: first,
      ...(first ? { title: { text: plain(quantity) } } : {}),
    };
  });
  return figure(
    `Loss on ${cut(target, 48)} against the share of ${
      panels.length === 1 ? cut(panels[0].domain, 48) : "each domain"
    }`,
    panels.flatMap((panel, i) => traces(panel, i, plain(bandName))),
    { ...(axes as Partial<Layout>), width: place.width, height: place.height, margin: place.margin },
    data,
  );
}
