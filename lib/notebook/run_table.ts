/**
 * A run table as a table to look at: its shape, and its first and last runs.
 *
 * @module
 */
import type { ReportCell, ReportTable } from "../figures/report_table.ts";
import type { Matrix } from "../numerics/matrix.ts";
import type { RunKey, RunTable } from "../tables/run_table.ts";

/** How much of a run table is shown. */
export interface Excerpt {
  /** Most runs: the first and the last ones where there are more. */
  readonly rows: number;
  /** Most domains, and most targets. */
  readonly columns: number;
}

/** The runs, with what names them, their shares and their losses. */
export function runTableExcerpt(table: RunTable, { rows, columns }: Excerpt): ReportTable {
  const { runs, domains, targets, shares, losses, startLosses } = table;
  const keys = keyColumns(runs);
  const parts: readonly (readonly [string, readonly string[], Matrix])[] = [
    ["share", domains, shares],
    ...(startLosses === undefined ? [] : [["start loss", targets, startLosses] as const]),
    ["loss", targets, losses],
  ];
  const shown = parts.map(([, names]) => ends(names.length, columns));
  const row = (n: number | undefined): ReportCell[] =>
    n === undefined ? Array(keys.length + shown.flat().length).fill("…") : [
      ...keys.map(([, text]) => text(runs[n])),
      ...parts.flatMap(([, , m], p) => shown[p].map((c) => c === undefined ? "…" : number(m, n, c))),
    ];
  return {
    caption: captionOf(table),
    columns: [
      ...keys.map(([name]) => name),
      ...parts.flatMap(([kind, names], p) => shown[p].map((c) => c === undefined ? "…" : `${kind}:${names[c]}`)),
    ],
    rows: ends(runs.length, rows).map(row),
  };
}

function captionOf({ source, runs, domains, targets, synthetic }: RunTable): string {
  const shape = `${runs.length} runs × ${domains.length} domains × ${targets.length} targets`;
  const planted = synthetic ? "; SYNTHETIC: losses were computed from a planted law" : "";
  return `${source}: ${shape}; shares of tokens, losses in nats per token${planted}`;
}

/** What names the runs: id, and each other key or label that any run has. */
function keyColumns(runs: readonly RunKey[]): (readonly [string, (run: RunKey) => string])[] {
  const plain = ["seed", "step", "tokens", "parameters", "parent", "startStep"] as const;
  const labels = [...new Set(runs.flatMap((run) => Object.keys(run.labels)))];
  return [
    ["run", (run) => run.id],
    ...plain.filter((key) => runs.some((run) => run[key] !== undefined)).map((key) =>
      [key === "startStep" ? "start step" : key, (run: RunKey) => String(run[key] ?? "")] as const
    ),
    ...labels.map((label) => [label, (run: RunKey) => run.labels[label] ?? ""] as const),
  ];
}

/** The first and last of n places, with a gap (undefined) between them, when there are more than `most`. */
function ends(n: number, most: number): (number | undefined)[] {
  const all = Array.from({ length: n }, (_, i) => i);
  if (n <= most) return all;
  const head = Math.ceil(most / 2);
  return [...all.slice(0, head), undefined, ...all.slice(n - (most - head))];
}

function number({ data, columns }: Matrix, n: number, c: number): string {
  return data[n * columns + c].toFixed(4);
}
