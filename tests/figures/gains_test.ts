import { isInputError } from "../../lib/errors.ts";
import { gainsFigure, type GainsRow } from "../../lib/figures/gains.ts";
import { toSvg } from "../../lib/figures/to_svg.ts";
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { HOSTILE } from "./samples.ts";

const ROWS: GainsRow[] = [
  { name: "aioli", mean: -0.2, interval: [-0.3, -0.1], values: [-0.15, -0.25] },
  { name: HOSTILE, mean: 1.5, interval: [1, 2] },
  { name: "doge", mean: 0.1, interval: [-0.4, 0.6] },
  { name: "lone", mean: 0.3, interval: null },
];
const named = (name: string, rows = ROWS) => ({ name, rows });
const quantity = "difference";

Deno.test("gains figure: a mark a row, its interval, single seeds, and what each interval says", async () => {
  const figure = gainsFigure({ panels: [named("all")], quantity, synthetic: true });
  const marks = figure.data.filter(({ mode, name }) => mode === "markers" && name !== "single seeds");
  deepEqual(marks.map(({ name, x, y }) => [name, x, y]), [
    ["better: the interval is below 0", [-0.2], [0]],
    ["worse: the interval is above 0", [1.5], [1]],
    ["cannot tell: it holds 0", [0.1], [2]],
    ["no interval", [0.3], [3]],
  ]);
  const symbols = marks.map(({ marker }) => (marker as { symbol: string }).symbol);
  equal(new Set(symbols).size, 4, "marks differ without colour");
  deepEqual(figure.data.filter(({ mode }) => mode === "lines").map(({ x }) => x), [
    ...[[-0.3, -0.1, null], [1, 2, null], [-0.4, 0.6, null], []],
  ]);
  const seeds = figure.data.find(({ name }) => name === "single seeds")!;
  deepEqual(seeds.x, [-0.15, -0.25]);
  // Rows from top to bottom, and a line at 0.
  const { range, ticktext } = figure.layout.yaxis as { range: number[]; ticktext: string[] };
  ok(range[0] > range[1]);
  deepEqual([ticktext[0], ticktext.length], ["aioli", 4]);
  deepEqual((figure.layout.shapes as { x0: number; x1: number }[]).map(({ x0, x1 }) => [x0, x1]), [[0, 0]]);
  const axis = (figure.layout.xaxis as { range: number[] }).range;
  ok(axis[0] < -0.4 && axis[1] > 2, `${axis}`);
  match((figure.layout.title as { text: string }).text, /synthetic data/);
  const svg = await toSvg(figure);
  match(svg, /^<svg/);
  equal(svg.includes("<img"), false);
});

Deno.test("gains figure: panels share their rows, and one legend serves all", () => {
  const { data, layout } = gainsFigure({ panels: ["a", "b", "c", "d", "e"].map((name) => named(name)), quantity });
  equal(data.filter(({ showlegend }) => showlegend).length, 5);
  equal(new Set(data.map(({ xaxis }) => xaxis)).size, 5);
  const labelled = Object.entries(layout).filter(([name, axis]) =>
    /^yaxis/.test(name) && (axis as { showticklabels: boolean }).showticklabels
  );
  deepEqual(labelled.map(([name]) => name), ["yaxis", "yaxis4"]); // three columns: the first of each line
  // A verdict that only the second panel has is in the legend of the first.
  const better = [{ name: "x", mean: -1, interval: [-2, -0.5] as const }];
  const worse = [{ name: "x", mean: 1, interval: [0.5, 2] as const }];
  const legend = gainsFigure({ panels: [named("a", better), named("b", worse)], quantity }).data.filter((trace) =>
    trace.showlegend
  );
  equal(legend.length, 2);
});

Deno.test("gains figure: bad input is refused by name", () => {
  const cases: [Parameters<typeof gainsFigure>[0]["panels"], RegExp][] = [
    [[], /panels is empty/],
    [[named("a", [])], /panel "a": rows is empty/],
    [[named("a"), named("b", ROWS.slice(1))], /panel "b": rows has 3 entries; wanted 4/],
    [
      [named("a"), named("b", ROWS.toReversed())],
      /panel "b": "lone": wanted the rows of the first panel, there "aioli"/,
    ],
    [[named("a", [{ name: "x", mean: NaN }])], /panel "a": "x": mean\[0\] is NaN; wanted a finite number/],
    [[named("a", [{ name: "x", mean: 1, interval: [2, 0] }])], /"x": interval: wanted the lower end first, got 2, 0/],
    [[named("a", [{ name: "x", mean: 1, values: [Infinity] }])], /"x": values\[0\] is Infinity/],
  ];
  for (const [panels, message] of cases) {
    throws(() => gainsFigure({ panels, quantity }), (e) => isInputError(e) && message.test(e.message), `${message}`);
  }
});
