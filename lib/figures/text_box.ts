import type { Fonts } from "./font.ts";

/** The little of the DOM that measuring needs. */
export interface TextNode {
  readonly nodeType: number;
  readonly parentNode: TextNode | null;
  readonly childNodes: Iterable<TextNode>;
  readonly textContent: string | null;
  readonly localName?: string;
  getAttribute?(name: string): string | null;
  querySelectorAll?(selector: string): Iterable<TextNode>;
}

/** A bounding box as browsers return it. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** x' = a x + c y + e, y' = b x + d y + f. */
type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

function times(p: Affine, q: Affine): Affine {
  return [
    p[0] * q[0] + p[2] * q[1],
    p[1] * q[0] + p[3] * q[1],
    p[0] * q[2] + p[2] * q[3],
    p[1] * q[2] + p[3] * q[3],
    p[0] * q[4] + p[2] * q[5] + p[4],
    p[1] * q[4] + p[3] * q[5] + p[5],
  ];
}

/** The transforms that Plotly writes: translate, rotate (about a point or not), scale, matrix. */
function affine(transform: string): Affine {
  let result: Affine = [1, 0, 0, 1, 0, 0];
  for (const [, name, list] of transform.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const v = list.split(/[\s,]+/).filter((t) => t !== "").map(Number);
    if (name === "translate") result = times(result, [1, 0, 0, 1, v[0], v[1] ?? 0]);
    else if (name === "scale") result = times(result, [v[0], 0, 0, v[1] ?? v[0], 0, 0]);
    else if (name === "matrix") result = times(result, v as unknown as Affine);
    else if (name === "rotate") {
      const [cos, sin, x, y] = [Math.cos(v[0] * Math.PI / 180), Math.sin(v[0] * Math.PI / 180), v[1] ?? 0, v[2] ?? 0];
      result = times(result, [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y]);
    }
  }
  return result;
}

function styled(node: TextNode, property: RegExp): string | undefined {
  for (let e: TextNode | null = node; e; e = e.parentNode) {
    const found = property.exec(e.getAttribute?.("style") ?? "");
    if (found) return found[1];
  }
}

/** Font size in pixels: a size in percent (super- and subscripts) is of the parent's size. */
function fontSize(node: TextNode): number {
  const found = styled(node, /font-size:\s*([\d.]+)px/);
  const percent = /font-size:\s*([\d.]+)%/.exec(node.getAttribute?.("style") ?? "");
  return (found === undefined ? 12 : Number(found)) * (percent ? Number(percent[1]) / 100 : 1);
}

function width(node: TextNode, fonts: Fonts): number {
  if (node.nodeType === 3) {
    const parent = node.parentNode!;
    const weight = styled(parent, /font-weight:\s*(\w+)/);
    const bold = weight === "bold" || Number(weight) >= 600;
    return (bold ? fonts.bold : fonts.regular).width(node.textContent ?? "") * fontSize(parent);
  }
  let sum = 0;
  for (const child of node.childNodes) sum += width(child, fonts);
  return sum;
}

function em(node: TextNode): number {
  return parseFloat(node.getAttribute?.("dy") ?? "0") || 0;
}

/** Upper left and lower right corner of one text in its own coordinates. */
function local(text: TextNode, fonts: Fonts): [number, number, number, number] {
  const x = Number(text.getAttribute?.("x") ?? 0), y = Number(text.getAttribute?.("y") ?? 0);
  const anchor = text.getAttribute?.("text-anchor") ?? styled(text, /text-anchor:\s*(\w+)/);
  const size = fontSize(text);
  const lines = [...text.querySelectorAll?.("tspan.line") ?? []];
  const wide = Math.max(...(lines.length > 0 ? lines : [text]).map((line) => width(line, fonts)));
  const left = x - (anchor === "middle" ? wide / 2 : anchor === "end" ? wide : 0);
  const first = y + (lines.length > 0 ? em(lines[0]) : em(text)) * size;
  const last = lines.length > 0 ? y + em(lines.at(-1)!) * fontSize(lines.at(-1)!) : first;
  return [left, first - fonts.ascent * size, left + wide, last + fonts.descent * size];
}

/**
 * The extent of the texts in an element, as it would be on the page: positions and transforms count, shapes do not.
 * An element without text has no extent.
 */
export function textBox(element: TextNode, fonts: Fonts): Box {
  const name = element.localName ?? "";
  const texts = name === "text" || name === "tspan" ? [element] : [...element.querySelectorAll?.("text") ?? []];
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const text of texts) {
    if ((text.textContent ?? "") === "") continue;
    const [l, t, r, b] = local(text, fonts);
    let place: Affine = [1, 0, 0, 1, 0, 0];
    for (let e: TextNode | null = text; e; e = e.parentNode) {
      const transform = e.getAttribute?.("transform");
      if (transform) place = times(affine(transform), place);
    }
    for (const [x, y] of [[l, t], [r, t], [l, b], [r, b]]) {
      const px = place[0] * x + place[2] * y + place[4], py = place[1] * x + place[3] * y + place[5];
      [left, right] = [Math.min(left, px), Math.max(right, px)];
      [top, bottom] = [Math.min(top, py), Math.max(bottom, py)];
    }
  }
  if (left === Infinity) [left, top, right, bottom] = [0, 0, 0, 0];
  return { x: left, y: top, left, top, right, bottom, width: right - left, height: bottom - top };
}
