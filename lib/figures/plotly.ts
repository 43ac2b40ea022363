/**
 * Plotly in a scope of its own: a document that exists nowhere but here, no global changed, no permission asked.
 *
 * @module
 */
import type { Figure } from "./figure.ts";
import { fonts } from "./font.ts";
import { textBox } from "./text_box.ts";

/** What is used of Plotly, once it runs here. */
export interface Drawing {
  /** Draw a figure and return it as SVG text. Calls must not overlap. */
  svg(figure: Figure): Promise<string>;
}

/** A small seeded generator (mulberry32) for the ids that Plotly draws by lot. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a over the text's code units. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

// Plotly and linkedom are used through the few names below; their own types describe a browser that is not there.
// deno-lint-ignore no-explicit-any
type Loose = any;

async function start(): Promise<Drawing> {
  const [{ parseHTML }, { default: source }, face] = await Promise.all([
    import("linkedom"),
    import("plotly.js-dist-min/plotly.min.js", { with: { type: "text" } }),
    fonts(),
  ]);
  const dom: Loose = parseHTML("<!doctype html><html><head></head><body></body></html>");
  const box = function (this: Loose) {
    return textBox(this, face);
  };
  Object.assign(dom.Element.prototype, {
    getBoundingClientRect: box,
    getBBox: box,
    getComputedTextLength(this: Loose) {
      return textBox(this, face).width;
    },
  });
  // An HTML document of linkedom shouts the names of SVG elements; Plotly asks for "text".
  for (const name of ["nodeName", "tagName"]) {
    Object.defineProperty(dom.SVGElement.prototype, name, {
      get(this: Loose) {
        return this.localName;
      },
    });
  }
  // The ids of clip paths and gradients come from Math.random. They must be the same for the same figure (same bytes
  // on every run) and differ between figures (several stand in one page), so they are drawn from the figure's hash.
  const math = Object.create(Math);
  const own: Loose = {
    document: dom.document,
    navigator: { userAgent: "deno", language: "en" },
    Element: dom.Element,
    HTMLElement: dom.HTMLElement,
    SVGElement: dom.SVGElement,
    Node: dom.Node,
    DOMParser: dom.DOMParser,
    MouseEvent: dom.Event,
    CustomEvent: dom.CustomEvent,
    XMLSerializer: class {
      serializeToString(node: Loose) {
        return node.toString();
      }
    },
    getComputedStyle: () => ({ getPropertyValue: () => "" }),
    matchMedia: () => ({ matches: false }),
    requestAnimationFrame: (f: () => void) => setTimeout(f, 0),
    cancelAnimationFrame: (id: number) => clearTimeout(id),
    addEventListener() {},
    removeEventListener() {},
    scrollX: 0,
    scrollY: 0,
    devicePixelRatio: 1,
    setTimeout: (f: () => void, ms?: number) => setTimeout(f, ms),
    clearTimeout: (id: number) => clearTimeout(id),
    Math: math,
  };
  const view: Loose = Object.create(globalThis);
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(view, name, { value, writable: true, configurable: true });
  }
  view.window = view.self = view;
  const module: Loose = { exports: {} };
  // `process: undefined`: with one, a debugging aid inside Plotly would ask for permission to read the environment.
  const scope = { ...own, window: view, self: view, module, exports: {}, define: undefined, process: undefined };
  new Function(...Object.keys(scope), source)(...Object.values(scope));
  const plotly = module.exports;

  return {
    async svg(figure) {
      math.random = generator(hash(JSON.stringify(figure)));
      const place = dom.document.createElement("div");
      dom.document.body.appendChild(place);
      try {
        // Plotly writes into what it is given, so it gets a copy.
        const { data, layout } = structuredClone({ data: figure.data, layout: figure.layout });
        await plotly.newPlot(place, data, layout, { staticPlot: true });
        return plotly.Snapshot.toSVG(place, "svg");
      } finally {
        plotly.purge(place);
        place.remove();
      }
    },
  };
}

let started: Promise<Drawing> | undefined;

/** Plotly, started on first use (about half a second). */
export function plotly(): Promise<Drawing> {
  return started ??= start();
}
