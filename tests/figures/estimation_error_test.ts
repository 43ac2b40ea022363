import { deepEqual, equal, match, throws } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { estimationErrorFigure } from "../../lib/figures/estimation_error.ts";
import { toSvg } from "../../lib/figures/to_svg.ts";
import { HOSTILE } from "./samples.ts";

const noise = [1e-4, 1e-2], error = [3e-4, 3.1e-2], predicted = [3e-4, 3e-2];

Deno.test("estimation error: a line predicted and points measured for each series, on logarithmic axes", async () => {
  const figure = estimationErrorFigure({
    series: [{ name: "a", noise, error, predicted }, { name: HOSTILE, noise, error }],
    synthetic: true,
  });
  deepEqual(figure.data.map(({ mode, y }) => [mode, y]), [["lines", predicted], ["markers", error], [
    "markers",
    error,
  ]]);
  equal((figure.layout.xaxis as { type: string }).type, "log");
  equal((figure.layout.yaxis as { type: string }).type, "log");
  match((figure.layout.title as { text: string }).text, /synthetic/);
  const svg = await toSvg(figure);
  match(svg, /^<svg/);
  equal(svg.includes("<img"), false);
});

Deno.test("estimation error: what a logarithmic axis has no place for is refused", () => {
  for (
    const [series, message] of [
      [{ name: "a", noise: [0, 1], error }, /series "a": noise\[0\] is 0; wanted a number above 0/],
      [{ name: "a", noise, error: [1, -1] }, /error\[1\] is -1; wanted a number above 0/],
      [{ name: "a", noise, error: [1] }, /error has 1 numbers; wanted 2/],
      [{ name: "a", noise, error, predicted: [1, NaN] }, /predicted\[1\] is NaN/],
    ] as const
  ) {
    throws(() => estimationErrorFigure({ series: [series] }), (e) => isInputError(e) && message.test(e.message));
  }
  throws(() => estimationErrorFigure({ series: [] }), /series is empty/);
});
