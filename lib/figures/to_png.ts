import { got, outOfRange } from "../errors.ts";
import type { Figure } from "./figure.ts";
import { fonts } from "./font.ts";
import { toSvg } from "./to_svg.ts";

async function start() {
  const [resvg, { default: wasm }] = await Promise.all([
    import("@resvg/resvg-wasm"),
    import("@resvg/resvg-wasm/index_bg.wasm", { with: { type: "bytes" } }),
  ]);
  await resvg.initWasm(wasm);
  return resvg.Resvg;
}

let started: ReturnType<typeof start> | undefined;

/** The pixels of SVG text, as a PNG file, `scale` pixels a CSS pixel. */
export async function rasterize(svg: string, scale: number): Promise<Uint8Array<ArrayBuffer>> {
  const [Resvg, { regular, bold }] = await Promise.all([started ??= start(), fonts()]);
  const picture = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    background: "white",
    font: { fontBuffers: [regular.bytes, bold.bytes], defaultFontFamily: "Manrope", sansSerifFamily: "Manrope" },
  });
  try {
    const image = picture.render();
    try {
      // A copy: the view lies in the memory that free() gives back.
      return new Uint8Array(image.asPng());
    } finally {
      image.free();
    }
  } finally {
    picture.free();
  }
}

/**
 * A figure as a PNG file on white ground, drawn without a browser.
 *
 * The same figure and scale give the same bytes.
 *
 * @param figure the figure
 * @param options `scale`: pixels of the picture a CSS pixel, 0.1 to 10. Default 2
 * @returns the file's bytes
 * @throws {TypeError} when it is not a figure
 * @throws {RangeError} when the scale is out of range
 *
 * @example
 * ```ts
 * import { bestMixtureFigure, toPng } from "@mixlab/mixlab";
 * import { equal } from "node:assert/strict";
 *
 * const figure = bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6] });
 * const png = await toPng(figure, { scale: 1 });
 * equal(new DataView(png.buffer).getUint32(16), figure.layout.width); // the width, as the file states it
 * ```
 */
export async function toPng(figure: Figure, { scale = 2 }: { scale?: number } = {}): Promise<Uint8Array<ArrayBuffer>> {
  if (!(scale >= 0.1 && scale <= 10)) {
    throw outOfRange(`scale is ${got(scale)}; wanted a number between 0.1 and 10 (pixels of the picture a CSS pixel)`);
  }
  return await rasterize(await toSvg(figure), scale);
}
