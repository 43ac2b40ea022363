import { deepEqual, equal, match, throws } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { powerLawFigure } from "../../lib/figures/power_law.ts";
import { toSvg } from "../../lib/figures/to_svg.ts";
import { HOSTILE } from "./samples.ts";

const curve = {
  name: "run 1",
  fitted: { x: [250, 500, 750], loss: [2.9, 2.6, 2.5] },
  unseen: { x: [1000], loss: [2.4] },
  law: {
    x: [250, 500, 750, 1000],
    loss: [2.9, 2.61, 2.5, 2.42],
    lower: [2.8, 2.5, 2.4, 2.2],
    upper: [3, 2.7, 2.6, 2.6],
  },
};

Deno.test("power law: points, the law solid among them and dashed beyond, its interval, and what came later", async () => {
  const figure = powerLawFigure({
    panels: [{ target: "code", curves: [curve] }, { target: HOSTILE, curves: [curve] }],
    x: "updates",
    synthetic: true,
  });
  const first = figure.data.filter(({ xaxis }) => xaxis === "x");
  deepEqual(first.map(({ name }) => name), [
    "run 1, interval",
    "run 1, law",
    "run 1, law",
    "run 1",
    "run 1, not fitted",
  ]);
  deepEqual(first.slice(1, 3).map(({ x, line }) => [x, (line as { dash: string }).dash]), [
    [[250, 500, 750], "solid"],
    [[750, 1000], "dash"],
  ]);
  deepEqual(figure.data.filter(({ showlegend }) => showlegend === true).length, 2, "one entry for all panels");
  for (const axis of ["xaxis", "xaxis2"]) equal((figure.layout[axis] as { type: string }).type, "log");
  match((figure.layout.title as { text: string }).text, /synthetic/);
  const svg = await toSvg(figure);
  match(svg, /^<svg/);
  equal(svg.includes("<img"), false);
});

Deno.test("power law: a law without interval, and without points beyond, draws neither", () => {
  const { unseen: _, ...rest } = curve, law = { x: [250, 500, 750], loss: [2.9, 2.6, 2.5] };
  const figure = powerLawFigure({ panels: [{ target: "code", curves: [{ ...rest, law }] }], x: "tokens" });
  deepEqual(figure.data.map(({ name }) => name), ["run 1, law", "run 1"]);
  match((figure.layout.yaxis as { title: { text: string } }).title.text, /loss on code/);
});

Deno.test("power law: what cannot be drawn is refused in words", () => {
  const panel = (changed: object) => [{ target: "t", curves: [{ ...curve, ...changed }] }];
  for (
    const [panels, message] of [
      [[], /panels is empty/],
      [[{ target: "t", curves: [] }], /panel "t": curves is empty/],
      [[{ target: "t", curves: [curve, curve, curve, curve, curve] }], /has 5 curves; wanted at most 4/],
      [panel({ fitted: { x: [0, 1], loss: [2, 1] } }), /fitted: x\[0\] is 0; wanted a number above 0/],
      [panel({ fitted: { x: [1, 2], loss: [2] } }), /fitted: x has 2 numbers; wanted 1/],
      [panel({ law: { ...curve.law, upper: [1, 1, 1, 1] } }), /law: lower\[0\] is 2.8, above upper\[0\], 1/],
      [panel({ law: { x: [1, 2], loss: [2, NaN] } }), /law: loss\[1\] is NaN/],
    ] as const
  ) {
    throws(() => powerLawFigure({ panels, x: "updates" }), (e) => isInputError(e) && message.test(e.message));
  }
});
