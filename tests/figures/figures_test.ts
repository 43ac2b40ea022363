import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { bestMixtureFigure } from "../../lib/figures/best_mixture.ts";
import { simplexGrid } from "../../lib/figures/isolines.ts";
import { lossAgainstShareFigure } from "../../lib/figures/loss_against_share.ts";
import { predictedAgainstObservedFigure } from "../../lib/figures/predicted_against_observed.ts";
import { sharesOverStepsFigure } from "../../lib/figures/shares_over_steps.ts";
import { ternaryIsolinesFigure } from "../../lib/figures/ternary_isolines.ts";
import { HOSTILE, samples } from "./samples.ts";

// deno-lint-ignore no-explicit-any
type Loose = any;

for (const [name, figure] of Object.entries(samples())) {
  Deno.test(`${name}: plain JSON of a stated size, and no markup from names`, () => {
    deepEqual(JSON.parse(JSON.stringify(figure)), figure);
    ok(figure.layout.width > 300 && figure.layout.height > 200);
    const text = JSON.stringify(figure);
    ok(!text.includes("<img") && !text.includes("</script"));
    match(text, /&lt;/); // the hostile name is there, switched off
    match((figure.layout.title as { text: string }).text, /^<b>([^<>]|<br>)+<\/b>/);
  });
}

Deno.test("loss against share: a panel a domain on its own share axis, one loss axis, one legend", () => {
  const { data, layout } = samples().lossAgainstShare as Loose;
  equal(data.length, 6);
  deepEqual(data.map((t: Loose) => t.xaxis), ["x", "x", "x", "x2", "x2", "x2"]);
  deepEqual(data.map((t: Loose) => t.showlegend), [true, true, true, false, false, false]);
  equal(layout.yaxis2.matches, "y");
  equal(layout.xaxis.title.text, "share of code");
  const [band, curve, observed] = data;
  deepEqual(band.x, [0, 0.5, 1, 1, 0.5, 0]); // along the upper edge, back along the lower one
  deepEqual(band.y, [1.9, 1.33, 1.25, 1.1, 1.3, 1.7]);
  deepEqual(curve.y, [1.8, 1.31, 1.19]);
  deepEqual(observed.x, [0.1, 0.5, 0.9]);
});

Deno.test("loss against share: seventeen domains fit a grid whose panels do not overlap", () => {
  const panels = Array.from({ length: 17 }, (_, j) => ({ domain: `d${j}`, observed: { x: [0.1], y: [j] } }));
  const { layout } = lossAgainstShareFigure({ target: "t", panels }) as Loose;
  const boxes = panels.map((_, i) => {
    const n = i === 0 ? "" : i + 1;
    return [...layout[`xaxis${n}`].domain, ...layout[`yaxis${n}`].domain];
  });
  ok(layout.width <= 1300);
  for (const [i, [l, r, b, t]] of boxes.entries()) {
    ok(0 <= l && l < r && r <= 1 && 0 <= b && b < t && t <= 1);
    for (const [L, R, B, T] of boxes.slice(0, i)) ok(r <= L || R <= l || t <= B || T <= b);
  }
});

Deno.test("predicted against observed: both axes have one range that holds every point", () => {
  const { data, layout } = samples().predictedAgainstObserved as Loose;
  deepEqual(layout.xaxis.range, layout.yaxis.range);
  const [low, high] = layout.xaxis.range;
  deepEqual(data[0].x, data[0].y);
  for (const t of data.slice(1)) for (const v of [...t.x, ...t.y]) ok(low < v && v < high);
  match(layout.title.text, /synthetic/);
});

Deno.test("predicted against observed: runs that all lost the same still get a range", () => {
  const { layout } = predictedAgainstObservedFigure({ panels: [{ target: "t", observed: [2, 2] }] }) as Loose;
  ok(layout.xaxis.range[0] < 2 && 2 < layout.xaxis.range[1]);
});

Deno.test("ternary isolines: the lines lie on the surface, at levels of two digits", () => {
  const grid = simplexGrid(200, ([a, b, c]) => 2 + a * a + 2 * b * b + 3 * c * c);
  const { data } = ternaryIsolinesFigure({ domains: ["a", "b", "c"], quantity: "loss", grid }) as Loose;
  ok(data.length >= 5);
  for (const { a, b, c, hovertemplate } of data) {
    const level = parseFloat(hovertemplate);
    equal(level, Number(level.toFixed(2)));
    for (let i = 0; i < a.length; i++) {
      ok(Math.abs(2 + a[i] ** 2 + 2 * b[i] ** 2 + 3 * c[i] ** 2 - level) < 1e-4);
      ok(Math.abs(a[i] + b[i] + c[i] - 1) < 1e-6);
    }
  }
});

Deno.test("ternary isolines: lines divide a surface that is steep at its corners into even parts", () => {
  const grid = simplexGrid(60, (p) => p.reduce((sum, share) => sum + Math.exp(-40 * share), 2));
  const { data } = ternaryIsolinesFigure({ domains: ["a", "b", "c"], quantity: "loss", grid }) as Loose;
  const levels = [...new Set<number>(data.map((line: Loose) => parseFloat(line.hovertemplate)))];
  const values = grid.values.filter((v) => v !== null);
  const below = levels.sort((a, b) => a - b).map((level) => values.filter((v) => v < level).length / values.length);
  ok(below.length >= 6 && below[0] < 0.25 && below.at(-1)! > 0.75, below.join());
  ok(below.every((part, i) => part - (below[i - 1] ?? 0) < 0.25), below.join());
});

Deno.test("ternary isolines: a flat surface has no lines, and the marks remain", () => {
  const data = { domains: ["a", "b", "c"], quantity: "loss", grid: simplexGrid(4, () => 2), prior: [0.2, 0.3, 0.5] };
  deepEqual(ternaryIsolinesFigure(data).data.map((t) => t.name), ["prior"]);
});

Deno.test("best mixture: domains from top to bottom, the interval as given", () => {
  const { data, layout } = samples().bestMixture as Loose;
  deepEqual(data.map((t: Loose) => t.name), ["best mixture", "95 % interval", "prior", "best run of the table"]);
  deepEqual(data[1].x, [0.4, 0.6, null, 0.2, 0.4, null, 0.1, 0.3, null]);
  ok(layout.yaxis.range[0] > layout.yaxis.range[1]);
  equal(layout.yaxis.ticktext.length, 3);
});

Deno.test("shares over steps: a panel a method, steps that hold until the next, one legend, thin lines below", () => {
  const { data, layout } = samples().sharesOverSteps as Loose;
  equal(data.length, 2 * 2 * 3);
  deepEqual(data.map((t: Loose) => t.line.width), [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2]);
  equal(data.filter((t: Loose) => t.showlegend).length, 3);
  deepEqual([...new Set(data.map((t: Loose) => t.xaxis))], ["x", "x2"]);
  equal(layout.yaxis2.matches, "y");
  const books = data[3];
  deepEqual([books.line.shape, books.x, books.y], ["hv", [0, 100, 300, 400], [0.3333333, 0.4, 0.5, 0.5]]);
  deepEqual(layout.annotations.map((a: Loose) => a.text)[0], "<b>stratified</b>");
  equal(new Set(data.slice(3, 6).map((t: Loose) => `${t.line.color} ${t.line.dash}`)).size, 3);
});

Deno.test("shares over steps: flat stretches are one line, whatever the number of their steps", () => {
  const steps = Array.from({ length: 1000 }, (_, n) => n), shares = steps.map((n) => n < 500 ? [0.5, 0.5] : [0.6, 0.4]);
  const { data } = sharesOverStepsFigure({
    domains: ["a", "b"],
    panels: [{ name: "m", runs: [{ steps, shares, end: 1000 }] }],
  });
  deepEqual(data[0].x, [0, 499, 500, 999, 1000]);
  deepEqual(data[1].y, [0.5, 0.5, 0.4, 0.4, 0.4]);
});

Deno.test("bad data: each figure says what is wrong", () => {
  const observed = { x: [0.1, 0.2], y: [1, 2] };
  const grid = simplexGrid(2, ([a]) => a);
  const cases: [() => unknown, RegExp][] = [
    [() => lossAgainstShareFigure({ target: "t", panels: [] }), /panels is empty/],
    [
      () => lossAgainstShareFigure({ target: "t", panels: [{ domain: "d", observed: { x: [0.1], y: [1, 2] } }] }),
      /panel "d": observed\.y has 2 numbers; wanted 1/,
    ],
    [
      () => lossAgainstShareFigure({ target: "t", panels: [{ domain: "d", observed: { x: [0.1], y: [NaN] } }] }),
      /observed\.y\[0\] is NaN; wanted a finite number/,
    ],
    [
      () =>
        lossAgainstShareFigure({
          target: "t",
          panels: [{ domain: "d", observed, band: { x: [0.1], lower: [2], upper: [1] } }],
        }),
      /lower\[0\] is 2, above upper\[0\], 1/,
    ],
    [
      () =>
        lossAgainstShareFigure({ target: "t", panels: [{ domain: "d", observed: { ...observed, label: ["one"] } }] }),
      /label has 1 entries; wanted 2/,
    ],
    [() => predictedAgainstObservedFigure({ panels: [{ target: "t", observed: [] }] }), /observed is empty/],
    [
      () => predictedAgainstObservedFigure({ panels: [{ target: "t", observed: [1], inSample: [1, 2] }] }),
      /inSample has 2 numbers; wanted 1/,
    ],
    [() => ternaryIsolinesFigure({ domains: ["a", "b"], quantity: "q", grid }), /needs three domains; got 2/],
    [
      () => ternaryIsolinesFigure({ domains: ["a", "b", "c"], quantity: "q", grid, best: [0.5, 0.5] }),
      /best has 2 numbers; wanted 3/,
    ],
    [
      () => ternaryIsolinesFigure({ domains: ["a", "b", "c"], quantity: "q", grid: { divisions: 2, values: [1] } }),
      /grid\.values has 1 numbers; wanted 6/,
    ],
    [() => sharesOverStepsFigure({ domains: ["a"], panels: [] }), /panels is empty/],
    [() => sharesOverStepsFigure({ domains: ["a"], panels: [{ name: "m", runs: [] }] }), /panel "m": runs is empty/],
    [
      () =>
        sharesOverStepsFigure({ domains: ["a"], panels: [{ name: "m", runs: [{ steps: [0], shares: [], end: 1 }] }] }),
      /runs\[0\]\.shares has 0 entries; wanted 1/,
    ],
    [
      () =>
        sharesOverStepsFigure({
          domains: ["a", "b"],
          panels: [{ name: "m", runs: [{ steps: [0], shares: [[1]], end: 1 }] }],
        }),
      /runs\[0\]\.shares\[0\] has 1 entries; wanted 2/,
    ],
    [
      () =>
        sharesOverStepsFigure({
          domains: ["a"],
          panels: [{ name: "m", runs: [{ steps: [0], shares: [[1]], end: NaN }] }],
        }),
      /runs\[0\]\.end\[0\] is NaN/,
    ],
    [() => bestMixtureFigure({ domains: ["a"], best: [Infinity] }), /best\[0\] is Infinity/],
    [() => bestMixtureFigure({ domains: [], best: [] }), /domains is empty/],
    [() => bestMixtureFigure({ domains: ["a"], best: [HOSTILE as unknown as number] }), /wanted a number/],
  ];
  for (const [run, message] of cases) throws(run, (error) => isInputError(error) && message.test(error.message));
});
