import { isInputError } from "../../lib/errors.ts";
import { ternaryPointsFigure } from "../../lib/figures/ternary_points.ts";
import { toSvg } from "../../lib/figures/to_svg.ts";
import { deepEqual, equal, match, throws } from "../assert.ts";
import { HOSTILE } from "./samples.ts";

const DOMAINS = ["a", "b", HOSTILE], SHARES = [[0.2, 0.3, 0.5], [1, 0, 0]];

Deno.test("ternary points: groups of one name look alike and stand once in the legend; a region is a closed line", async () => {
  const figure = ternaryPointsFigure({
    title: HOSTILE,
    domains: DOMAINS,
    panels: [
      { name: "one", groups: [{ name: "runs", shares: SHARES, label: ["r1", HOSTILE] }] },
      {
        name: HOSTILE,
        groups: [{ name: "added", shares: SHARES }, { name: "runs", shares: SHARES }],
        // The corners of a square in the triangle, crosswise.
        region: [[0.2, 0.2, 0.6], [0.6, 0.3, 0.1], [0.6, 0.1, 0.3], [0.2, 0.6, 0.2]],
      },
    ],
    synthetic: true,
  });
  deepEqual(figure.data.map(({ name, showlegend, subplot }) => [name, showlegend, subplot]), [
    ["runs", true, "ternary"],
    ["bounds", true, "ternary2"],
    ["added", true, "ternary2"],
    ["runs", false, "ternary2"],
  ]);
  const colour = (n: number) => (figure.data[n].marker as { color: string }).color;
  equal(colour(0), colour(3));
  deepEqual([figure.data[0].a, figure.data[0].b, figure.data[0].c], [[0.2, 1], [0.3, 0], [0.5, 0]]);
  // Neighbours along the line share a side: no two of the crosswise corners follow each other.
  const top = figure.data[1].a as number[], right = figure.data[1].c as number[];
  equal(top.length, 5);
  deepEqual([top[0], right[0]], [top[4], right[4]]);
  const sides = top.slice(1).map((a, n) => [top[n], a].sort().join());
  equal(sides.filter((side) => side === "0.2,0.6").length, 2, "from low to high and back, once each");
  match((figure.layout.title as { text: string }).text, /synthetic/);
  const svg = await toSvg(figure);
  equal(svg.includes("<img"), false);
  match(svg, /^<svg/);
});

Deno.test("ternary points: equal mixtures are counted; a faint group takes no look from the others", () => {
  const { data } = ternaryPointsFigure({
    title: "t",
    domains: ["a", "b", "c"],
    panels: [{
      name: "p",
      groups: [
        { name: "there", shares: SHARES, faint: true },
        { name: "added", shares: [[1, 0, 0], [0, 1, 0], [1, 0, 0], [1, 0, 0]] },
      ],
    }],
  });
  deepEqual([data[0].mode, data[1].mode, data[1].text], ["markers", "text+markers", ["×3", "", "", ""]]);
  deepEqual(data.map(({ marker }) => (marker as { symbol: string }).symbol), ["circle-open", "circle"]);
});

Deno.test("ternary points: what cannot be drawn is refused by name", () => {
  const groups = [{ name: "g", shares: SHARES }], data = { title: "t", domains: ["a", "b", "c"] };
  for (
    const [wrong, message] of [
      [{ ...data, domains: ["a", "b"], panels: [{ name: "p", groups }] }, /needs three domains; got 2/],
      [{ ...data, panels: [] }, /panels is empty/],
      [{ ...data, panels: [{ name: "p", groups: [] }] }, /panel "p": groups is empty/],
      [
        { ...data, panels: [{ name: "p", groups: [{ name: "g", shares: [[1, 0]] }] }] },
        /"g": shares\[0\] has 2 numbers/,
      ],
      [
        { ...data, panels: [{ name: "p", groups: [{ name: "g", shares: SHARES, label: ["x"] }] }] },
        /label has 1 entries/,
      ],
      [{ ...data, panels: [{ name: "p", groups, region: [[NaN, 0, 1]] }] }, /region\[0\]\[0\] is NaN/],
    ] as const
  ) {
    throws(() => ternaryPointsFigure(wrong), (e) => isInputError(e) && message.test(e.message));
  }
});
