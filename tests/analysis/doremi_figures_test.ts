/** The figures of DoReMi's curves. */
import { weightsBarsFigure } from "../../analysis/doremi_curves/weights_bars_figure.ts";
import { isInputError } from "../../lib/errors.ts";
import { toSvg } from "../../lib/figures/to_svg.ts";
import { deepEqual, equal, ok, throws } from "../assert.ts";

const mixtures = [{ name: "baseline", shares: [0.5, 0.25, 0.25] }, { name: "DoReMi", shares: [0.75, 0.25, 0] }];
const domains = ["web", "code", "<b>"];

Deno.test("weights as bars: a bar a domain and mixture, none over another", async () => {
  const figure = weightsBarsFigure({ title: "Weights", domains, mixtures, note: "Quoted." });
  deepEqual(figure.data.map(({ name, x }) => [name, x]), mixtures.map(({ name, shares }) => [name, shares]));
  const bars = figure.data.flatMap(({ y, width }) =>
    (y as number[]).map((at) => [at - (width as number) / 2, at + (width as number) / 2])
  ).toSorted((a, b) => a[0] - b[0]);
  for (let b = 1; b < bars.length; b++) ok(bars[b][0] >= bars[b - 1][1], `${bars[b]} begins in ${bars[b - 1]}`);
  const svg = await toSvg(figure);
  equal(/NaN|Infinity|<b>/.test(svg), false);
});

Deno.test("weights as bars: what cannot be drawn is refused", () => {
  const refused = (part: object, message: RegExp) =>
    throws(
      () => weightsBarsFigure({ title: "Weights", domains, mixtures, ...part }),
      (error) => isInputError(error) && message.test(error.message),
    );
  refused({ domains: [] }, /domains is empty/);
  refused({ mixtures: [] }, /mixtures is empty/);
  refused({ mixtures: [{ name: "a", shares: [1] }] }, /a: shares has 1 numbers; wanted 3/);
  refused({ mixtures: [{ name: "a", shares: [1, NaN, 0] }] }, /a: shares\[1\] is NaN/);
});
