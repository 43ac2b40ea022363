/** Lines and points in panels; mixtures beside each other. */
import { isInputError } from "../../lib/errors.ts";
import { curvesFigure } from "../../lib/figures/curves.ts";
import { mixturesFigure } from "../../lib/figures/mixtures.ts";
import { toSvg } from "../../lib/figures/to_svg.ts";
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { HOSTILE } from "./samples.ts";

// deno-lint-ignore no-explicit-any
type Loose = any;

const axes = { title: "Loss", x: "share", y: "loss (nats per token)" };
const line = (name: string, y: number[]) => ({ name, kind: "line" as const, x: [0, 1], y });

Deno.test("curves: one name has one look and one entry in the legend, in all panels", () => {
  const points = { name: "runs", kind: "points" as const, x: [0.5], y: [2], label: ["run 1"] };
  const figure = curvesFigure({
    ...axes,
    panels: [{ name: "a", series: [line("law", [3, 1]), points] }, {
      name: "b",
      x: "own",
      series: [points, line("law", [2, 1])],
    }],
  });
  const { data, layout } = figure as Loose;
  deepEqual(data.map((t: Loose) => [t.name, t.mode, t.showlegend, t.xaxis]), [
    ...[["law", "lines", true, "x"], ["runs", "markers", true, "x"]],
    ...[["runs", "markers", false, "x2"], ["law", "lines", false, "x2"]],
  ]);
  equal(data[0].line.color, data[3].line.color);
  ok(data[0].line.color !== data[1].marker.color && data[1].marker.symbol === data[2].marker.symbol);
  deepEqual([layout.xaxis.title.text, layout.xaxis2.title.text, layout.yaxis2.matches], ["share", "own", "y"]);
  const apart = curvesFigure({ ...axes, panels: figurePanels(2), sameY: false }) as Loose;
  equal(apart.layout.yaxis2.matches, undefined);
  equal(apart.layout.yaxis2.showticklabels, true);
});

const figurePanels = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ name: `p${i}`, series: [line("law", [i, 1])] }));

Deno.test("curves: hostile names are shown, not obeyed; the figure can be drawn", async () => {
  const figure = curvesFigure({
    ...axes,
    panels: [{ name: HOSTILE, series: [line(HOSTILE, [2, 1])] }],
    synthetic: true,
  });
  const text = JSON.stringify(figure);
  ok(!text.includes("<img") && text.includes("&lt;"));
  match(text, /synthetic data/);
  match(await toSvg(figure), /^<svg /);
});

Deno.test("curves: a long legend has room of its own", () => {
  const many = Array.from({ length: 12 }, (_, s) => line(`a rather long name of a series, number ${s}`, [s, 1]));
  const [few, more] = [many.slice(0, 1), many].map((series) =>
    curvesFigure({ ...axes, panels: [{ name: "a", series }] })
  );
  ok(more.layout.height > few.layout.height + 60);
});

Deno.test("curves: what cannot be drawn is refused by its place", () => {
  const one = (series: Loose) => () => curvesFigure({ ...axes, panels: [{ name: "a", series }] });
  throws(() => curvesFigure({ ...axes, panels: [] }), /panels is empty/);
  throws(one([]), /panel "a": series is empty/);
  throws(one([{ name: "s", kind: "line", x: [], y: [] }]), /panel "a": "s": x is empty/);
  throws(one([{ name: "s", kind: "line", x: [1, 2], y: [1] }]), /"s": y has 1 numbers; wanted 2/);
  throws(
    one([{ name: "s", kind: "line", x: [1], y: [NaN] }]),
    (error: Error) => isInputError(error) && /y\[0\] is NaN/.test(error.message),
  );
  throws(one([{ name: "s", kind: "line", x: [1], y: [1], label: [] }]), /label has 0 entries; wanted 1/);
});

Deno.test("mixtures: a row a domain, a mark a mixture, arms as long as the interval", () => {
  const { data, layout } = mixturesFigure({
    title: "Best shares",
    domains: ["code", "web", "books"],
    mixtures: [
      { name: "best", shares: [0.5, 0.3, 0.2], interval: { lower: [0.4, 0.25, 0.2], upper: [0.7, 0.3, 0.25] } },
      { name: "even", shares: [1 / 3, 1 / 3, 1 / 3], reference: true },
    ],
  }) as Loose;
  const round = (list: number[]) => list.map((v) => Number(v.toFixed(6)));
  deepEqual(round(data[0].error_x.array), [0.2, 0, 0.05]);
  deepEqual(round(data[0].error_x.arrayminus), [0.1, 0.05, 0]);
  equal(data[1].error_x, undefined);
  // within a domain's row, from above
  data[0].y.forEach((y: number, j: number) =>
    ok(y < data[1].y[j] && Math.round(y) === j && Math.round(data[1].y[j]) === j)
  );
  deepEqual(layout.yaxis.ticktext, ["code", "web", "books"]);
  ok(layout.yaxis.range[0] > layout.yaxis.range[1]);
});

Deno.test("mixtures: many of them stay within their rows; what cannot be drawn is refused by name", () => {
  const all = Array.from({ length: 9 }, (_, s) => ({ name: `m${s}`, shares: [s / 10, 1 - s / 10] }));
  const { data } = mixturesFigure({ title: "t", domains: ["a", "b"], mixtures: all }) as Loose;
  for (const { y } of data) ok(Math.abs(y[0]) < 0.5 && Math.abs(y[1] - 1) < 0.5);
  throws(() => mixturesFigure({ title: "t", domains: [], mixtures: all }), /domains is empty/);
  throws(() => mixturesFigure({ title: "t", domains: ["a", "b"], mixtures: [] }), /mixtures is empty/);
  throws(() => mixturesFigure({ title: "t", domains: ["a"], mixtures: all }), /m0: shares has 2 numbers; wanted 1/);
  const interval = { lower: [0.5], upper: [0.4] };
  throws(
    () => mixturesFigure({ title: "t", domains: ["a"], mixtures: [{ name: "m", shares: [0.4], interval }] }),
    /m: interval: lower\[0\]/,
  );
});
