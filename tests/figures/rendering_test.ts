import { deepEqual, equal, match, notDeepEqual, notEqual, ok, rejects, throws } from "../assert.ts";
import fc from "fast-check";
import { lossAgainstShareFigure } from "../../lib/figures/loss_against_share.ts";
import { dom } from "./dom.ts";
import { bestMixtureFigure } from "../../lib/figures/best_mixture.ts";
import type { Figure } from "../../lib/figures/figure.ts";
import { fonts } from "../../lib/figures/font.ts";
import { toBundle } from "../../lib/figures/to_bundle.ts";
import { rasterize, toPng } from "../../lib/figures/to_png.ts";
import { toSvg } from "../../lib/figures/to_svg.ts";
import { samples } from "./samples.ts";

// deno-lint-ignore no-explicit-any
type Loose = any;
const figures = samples();

/** Width and height as the PNG header states them. */
function size(png: Uint8Array<ArrayBuffer>): [number, number] {
  deepEqual([...png.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

/** Every row of pixels, unpacked and unfiltered only as far as needed to see that they differ. */
async function distinctBytes(png: Uint8Array<ArrayBuffer>): Promise<number> {
  const view = new DataView(png.buffer, png.byteOffset), parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    const kind = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (kind === "IDAT") parts.push(png.slice(at + 8, at + 8 + view.getUint32(at)));
  }
  const stream = new Blob(parts).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Set(new Uint8Array(await new Response(stream).arrayBuffer())).size;
}

for (const [name, figure] of Object.entries(figures)) {
  Deno.test(`${name}: SVG has its size, its texts as text, and no empty or undefined values`, async () => {
    const svg = await toSvg(figure);
    match(svg, new RegExp(`^<svg [^>]*height="${figure.layout.height}" width="${figure.layout.width}"`));
    ok(!/NaN|(?<!class="legend)undefined|Infinity|style="([^"]*;)?[\w-]+:\s*[;"]/.test(svg));
    ok(!/<(script|img|foreignObject|a) /i.test(svg));
    match(svg, /&#60;\/script&#62;|&lt;\/script&gt;|&#60;\/scr|…/); // the hostile name, escaped (or cut)
  });

  Deno.test(`${name}: PNG has its size and is not blank`, async () => {
    const png = await toPng(figure, { scale: 1.5 });
    deepEqual(size(png), [figure.layout.width * 1.5, figure.layout.height * 1.5].map(Math.ceil));
    ok(await distinctBytes(png) > 50);
  });
}

Deno.test("loss against share: SVG draws every run, curve and band", async () => {
  const document = dom(await toSvg(figures.lossAgainstShare));
  equal(document.querySelectorAll(".scatterlayer .point").length, 6);
  equal(document.querySelectorAll(".scatterlayer .js-fill").length, 2);
  equal(
    [...document.querySelectorAll(".scatterlayer .js-line")].filter((e: Loose) =>
      /stroke-width:\s*2px/.test(e.getAttribute("style")!)
    )
      .length,
    2,
  );
  equal(document.querySelectorAll(".legend .traces").length, 3);
});

Deno.test("best mixture: SVG draws a bar a domain, as long as its share", async () => {
  const document = dom(await toSvg(figures.bestMixture));
  const lengths = [...document.querySelectorAll(".barlayer .point path")].map((bar: Loose) =>
    Number(/H([\d.]+)/.exec(bar.getAttribute("d")!)![1])
  );
  equal(lengths.length, 3);
  for (const [i, share] of [0.5, 0.3, 0.2].entries()) {
    ok(Math.abs(lengths[i] / lengths[0] - share / 0.5) < 0.01);
  }
});

Deno.test("tick labels and titles stay inside the picture", async () => {
  const long = ["a domain with a name of middling length", "b"];
  const document = dom(await toSvg(bestMixtureFigure({ domains: long, best: [0.5, 0.5] })));
  const { regular } = await fonts();
  const labels = [...document.querySelectorAll(".ytick text")];
  equal(labels.length, 2);
  for (const label of labels) {
    ok(Number(label.getAttribute("x")) - 13 * regular.width(label.textContent!) >= 0); // they end at x
  }
});

Deno.test("the same figure gives the same SVG and PNG in another worker; another figure has other ids", async () => {
  const program = `
    import { toSvg } from ${JSON.stringify(import.meta.resolve("../../lib/figures/to_svg.ts"))};
    import { rasterize } from ${JSON.stringify(import.meta.resolve("../../lib/figures/to_png.ts"))};
    import { samples } from ${JSON.stringify(import.meta.resolve("./samples.ts"))};
    const hex = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    export async function digests() {
      const found = {};
      for (const [name, figure] of Object.entries(samples()).reverse()) {
        const svg = await toSvg(figure);
        found[name] = [await hex(new TextEncoder().encode(svg)), await hex(await rasterize(svg, 1))];
      }
      return found;
    }`;
  // In a worker Plotly, the document and resvg start afresh, and the figures are drawn in the other order.
  const url = URL.createObjectURL(
    new Blob([program + "\nself.onmessage = async () => self.postMessage(await digests());"], {
      type: "text/javascript",
    }),
  );
  const worker = new Worker(url, { type: "module" });
  const theirs = await new Promise<Record<string, string[]>>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(null);
  });
  worker.terminate();
  URL.revokeObjectURL(url);
  const hex = async (bytes: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  const ids = new Set<string>();
  for (const [name, figure] of Object.entries(figures)) {
    const svg = await toSvg(figure);
    deepEqual(theirs[name], [await hex(new TextEncoder().encode(svg)), await hex(await rasterize(svg, 1))]);
    ids.add(/id="defs-(\w+)"/.exec(svg)![1]);
  }
  equal(ids.size, Object.keys(figures).length);
});

Deno.test("figures drawn at the same time do not disturb each other, nor the figure, nor any global", async () => {
  const before = Object.getOwnPropertyNames(globalThis), random = Math.random;
  const copy = structuredClone({ data: figures.bestMixture.data, layout: figures.bestMixture.layout });
  const alone = [await toSvg(figures.bestMixture), await toSvg(figures.ternaryIsolines)];
  deepEqual(await Promise.all([toSvg(figures.bestMixture), toSvg(figures.ternaryIsolines)]), alone);
  deepEqual({ data: figures.bestMixture.data, layout: figures.bestMixture.layout }, copy);
  deepEqual(Object.getOwnPropertyNames(globalThis), before);
  equal(Math.random, random);
});

Deno.test("SVG: a name that looks like an attribute stays as it is", async () => {
  const name = ' style="a:;b:"';
  match(
    await toSvg(bestMixtureFigure({ domains: [name], best: [1] })),
    / style=(&#34;|&quot;|")a:;b:(&#34;|&quot;|")</,
  );
});

Deno.test("SVG: names that look like formulas, templates or entities stay as they are", async () => {
  const domains = ["$x^2$", "%{x}", "&#36;&amp;", "100 %"];
  const svg = await toSvg(bestMixtureFigure({ domains, best: [0.1, 0.2, 0.3, 0.4] }));
  deepEqual([...dom(svg).querySelectorAll(".ytick text")].map((e: Loose) => e.textContent), domains);
});

Deno.test("any names at all give a drawing that resvg can read", async () => {
  const names = fc.array(fc.string({ unit: "binary", maxLength: 40 }), { minLength: 2, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(names, async (domains) => {
      const panels = domains.map((domain) => ({ domain, observed: { x: [0.5], y: [1], label: [domain] } }));
      const png = await toPng(lossAgainstShareFigure({ target: domains[0], panels, note: domains[1] }), { scale: 0.5 });
      ok(size(png)[0] > 100);
    }),
    { numRuns: 20, seed: 1, examples: [[["\u0000\u0008\ud800", "]]>\uffff"]], [["", " "]], [["$x$", "%{x}"]]] },
  );
});

Deno.test("a failed drawing does not block the next", async () => {
  throws(() => toSvg({} as Figure), /figure: wanted \{ data/);
  const bad = {
    data: [{
      type: "scatter",
      get x() {
        throw new Error("no");
      },
    }],
    layout: { width: 10, height: 10 },
  };
  await rejects(toSvg(bad as unknown as Figure), /no/);
  match(await toSvg(figures.bestMixture), /^<svg /);
});

Deno.test("PNG: scale out of range is refused", async () => {
  for (const scale of [0, -1, NaN, 1e6, "2x" as unknown as number]) {
    await rejects(toPng(figures.bestMixture, { scale }), /scale is .*; wanted a number between 0.1 and 10/);
  }
});

Deno.test("the font has the signs of the field, and widths that grow with the text", async () => {
  const { regular, bold } = await fonts();
  for (const letter of "−±≤≥σδλαβεηρΣΔ→×≈…∞√Λ∑%₀²") {
    notEqual(regular.width(letter), 0);
    notDeepEqual(
      await rasterize(
        `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30">${letter}</text></svg>`,
        1,
      ),
      await rasterize(
        `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30">\u{10ffff}</text></svg>`,
        1,
      ),
    );
  }
  // Advance widths of Manrope 4.504 as fontTools reads them (sum of hmtx over cmap), in 2000 units per em.
  equal(regular.width("share of tokens"), 14314 / 2000);
  equal(regular.width("σ ≤ −0.5 ∑"), 8938 / 2000);
  equal(bold.width("share of tokens"), 14996 / 2000);
  equal(bold.width("σ ≤ −0.5 ∑"), 9268 / 2000);
});

Deno.test("notebook bundle: the figure, a picture, a line of text; no script", async () => {
  const bundle = await toBundle(figures.predictedAgainstObserved);
  deepEqual(Object.keys(bundle), ["application/vnd.plotly.v1+json", "image/png", "text/plain"]);
  deepEqual(size(Uint8Array.fromBase64(bundle["image/png"])), [
    figures.predictedAgainstObserved.layout.width,
    figures.predictedAgainstObserved.layout.height,
  ]);
  match(bundle["text/plain"], /^Predicted against observed loss on <\/script><b>.* \(synthetic data\)/);
});
