/** Where the panels of a figure stand. Sizes in CSS pixels, domains in shares of the plot area, as Plotly wants them. */
export interface Panels {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
  readonly margin: { readonly l: number; readonly r: number; readonly b: number };
  /** Axis domains of panel i, row by row from the upper left. */
  domain(i: number): { readonly x: [number, number]; readonly y: [number, number] };
}

const MARGIN = { l: 72, r: 24, b: 88 };

/** Axis number as Plotly writes it: "", "2", "3", … */
export function axisNumber(i: number): string {
  return i === 0 ? "" : String(i + 1);
}

/**
 * A grid for n panels: one large panel, else rows of at most five, as even as can be.
 *
 * `gap` is the room between panels for tick labels and axis titles, `top` that of the figure's title.
 */
export function panels(n: number, gap: { x: number; y: number }, top: number): Panels {
  const columns = n <= 3 ? n : n === 4 ? 2 : n <= 9 ? 3 : n <= 16 ? 4 : 5;
  const rows = Math.ceil(n / columns);
  const [wide, high] = n === 1 ? [540, 300] : n <= 4 ? [290, 230] : [210, 170];
  const inside = { x: columns * wide + (columns - 1) * gap.x, y: rows * high + (rows - 1) * gap.y };
  return {
    columns,
    rows,
    width: MARGIN.l + inside.x + MARGIN.r,
    height: top + inside.y + MARGIN.b,
    margin: MARGIN,
    domain(i) {
      const left = (i % columns) * (wide + gap.x), down = Math.floor(i / columns) * (high + gap.y);
      return {
        x: [left / inside.x, Math.min(1, (left + wide) / inside.x)],
        y: [Math.max(0, 1 - (down + high) / inside.y), 1 - down / inside.y],
      };
    },
  };
}
