/**
 * The one font of all pictures: Manrope (SIL Open Font License), regular and bold.
 *
 * Pictures are drawn without a browser, so nothing would measure a text for Plotly; the widths are read here from the
 * font file itself (OpenType tables `cmap`, `head`, `hhea`, `hmtx`).
 *
 * @module
 */

/** A font file and what it says about its letters. */
export interface Font {
  /** The TrueType file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Width of a text at font size 1, without kerning; a letter that the font lacks counts as its "missing" box. */
  width(text: string): number;
  /** Height above the baseline at font size 1. */
  readonly ascent: number;
  /** Depth below the baseline at font size 1. */
  readonly descent: number;
}

/** The two weights. */
export interface Fonts {
  /** Weight 400. */
  readonly regular: Font;
  /** Weight 700. */
  readonly bold: Font;
  /** Height of a line above its baseline at font size 1. */
  readonly ascent: number;
  /** Depth of a line below its baseline at font size 1. */
  readonly descent: number;
}

function tables(view: DataView): Map<string, number> {
  const found = new Map<string, number>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const at = 12 + 16 * i;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((j) => view.getUint8(at + j)));
    found.set(tag, view.getUint32(at + 8));
  }
  return found;
}

/** Glyph of every letter, from the segments of a format 4 character map. */
function glyphs(view: DataView, cmap: number): Map<number, number> {
  const map = new Map<number, number>();
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const sub = cmap + view.getUint32(cmap + 4 + 8 * i + 4);
    if (view.getUint16(sub) !== 4) continue;
    const doubled = view.getUint16(sub + 6);
    const [end, start, delta, range] = [14, 16 + doubled, 16 + 2 * doubled, 16 + 3 * doubled].map((o) => sub + o);
    for (let s = 0; s < doubled; s += 2) {
      const offset = view.getUint16(range + s);
      for (let c = view.getUint16(start + s); c <= view.getUint16(end + s) && c < 0xffff; c++) {
        const raw = offset === 0 ? c : view.getUint16(range + s + offset + 2 * (c - view.getUint16(start + s)));
        if (raw !== 0) map.set(c, (raw + view.getInt16(delta + s)) & 0xffff);
      }
    }
    return map;
  }
  throw new Error("the font has no format 4 character map");
}

function read(bytes: Uint8Array<ArrayBuffer>): Font {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = tables(view);
  const [head, hhea, hmtx, cmap] = ["head", "hhea", "hmtx", "cmap"].map((tag) => at.get(tag)!);
  const em = view.getUint16(head + 18), long = view.getUint16(hhea + 34);
  const map = glyphs(view, cmap);
  return {
    bytes,
    ascent: view.getInt16(hhea + 4) / em,
    descent: -view.getInt16(hhea + 6) / em,
    width(text) {
      let sum = 0;
      for (const letter of text) {
        const glyph = map.get(letter.codePointAt(0)!) ?? 0;
        sum += view.getUint16(hmtx + 4 * Math.min(glyph, long - 1));
      }
      return sum / em;
    },
  };
}

let loaded: Promise<Fonts> | undefined;

/** Both weights, read on first use. */
export function fonts(): Promise<Fonts> {
  return loaded ??= (async () => {
    const [regular, bold] = await Promise.all([
      import("@expo-google-fonts/manrope/400Regular/Manrope_400Regular.ttf", { with: { type: "bytes" } }),
      import("@expo-google-fonts/manrope/700Bold/Manrope_700Bold.ttf", { with: { type: "bytes" } }),
    ]);
    const [thin, thick] = [read(regular.default), read(bold.default)];
    return { regular: thin, bold: thick, ascent: thin.ascent, descent: thin.descent };
  })();
}
