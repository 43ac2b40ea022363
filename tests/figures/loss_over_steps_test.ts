import { isInputError } from "../../lib/errors.ts";
import { type LossOverStepsData, lossOverStepsFigure } from "../../lib/figures/loss_over_steps.ts";
import { toSvg } from "../../lib/figures/to_svg.ts";
import { deepEqual, equal, match, throws } from "../assert.ts";
import { HOSTILE } from "./samples.ts";

const steps = [100, 200];
const series = [{ name: "natural", steps, seeds: [[3, 2], [4, 2.5]] }, { name: HOSTILE, steps, seeds: [[3, 1]] }];

Deno.test("loss over steps: a line the mean over seeds, a band their spread, one look a name in all panels", async () => {
  const figure = lossOverStepsFigure({
    panels: [{ name: "mean", series, level: 2.25 }, { name: "worst", series: series.toReversed() }],
    synthetic: true,
  });
  const band = ["toself", [4, 2.5, 2, 3]], mean = [undefined, [3.5, 2.25]], single = [undefined, [3, 1]];
  deepEqual(figure.data.map(({ fill, y }) => [fill, y]), [band, mean, single, band, single, mean]);
  const lines = figure.data.filter(({ fill }) => fill === undefined) as unknown as {
    name: string;
    showlegend: boolean;
    line: { color: string };
    xaxis: string;
  }[];
  deepEqual(lines.map(({ showlegend, xaxis }) => [showlegend, xaxis]), [[true, "x"], [true, "x"], [false, "x2"], [
    false,
    "x2",
  ]]);
  deepEqual([lines[0].line.color, lines[1].line.color], [lines[3].line.color, lines[2].line.color]);
  const [level] = figure.layout.shapes as { y0: number; y1: number; yref: string }[];
  deepEqual([level.y0, level.y1, level.yref], [2.25, 2.25, "y"]);
  equal((figure.layout.yaxis2 as { matches?: string }).matches, undefined);
  match((figure.layout.title as { text: string }).text, /synthetic/);
  const svg = await toSvg(figure);
  match(svg, /^<svg/);
  equal(svg.includes("<img"), false);
  equal(/NaN|Infinity/.test(svg), false);
});

Deno.test("loss over steps: panels share the axis of losses where asked to", () => {
  const { layout } = lossOverStepsFigure({ panels: [{ name: "a", series }, { name: "b", series }], sameY: true });
  equal((layout.yaxis2 as { matches: string }).matches, "y");
});

Deno.test("loss over steps: what cannot be drawn is refused, with its place", () => {
  const one = (part: object): LossOverStepsData => ({
    panels: [{ name: "mean", series: [{ name: "a", steps, seeds: [[3, 2]], ...part }] }],
  });
  for (
    const [data, message] of [
      [{ panels: [] }, /panels is empty/],
      [{ panels: [{ name: "mean", series: [] }] }, /panel "mean": series is empty/],
      [one({ seeds: [] }), /panel "mean": "a": seeds is empty/],
      [one({ seeds: [[3]] }), /panel "mean": "a": seeds\[0\] has 1 entries; wanted 2/],
      [one({ seeds: [[3, NaN]] }), /"a": seeds\[0\]\[1\] is NaN; wanted a finite number/],
      [one({ steps: [100, Infinity] }), /"a": steps\[1\] is Infinity/],
      [{ panels: [{ name: "mean", series, level: NaN }] }, /panel "mean": level\[0\] is NaN/],
    ] as const
  ) {
    throws(() => lossOverStepsFigure(data), (e) => isInputError(e) && message.test(e.message));
  }
});
