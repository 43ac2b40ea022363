/**
 * How far a sweep is, on a terminal: a line a worker and one of totals, written over. Elsewhere a line a run.
 *
 * @module
 */
import type { LocalProgress, LocalRunEnd, LocalWorker } from "../sweep/local/local_options.ts";
import { duration } from "./progress.ts";
import { runTitle } from "./sweep_run_title.ts";

/** Size of a terminal, in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A table that is written over. */
export interface LiveTable {
  /** Shows how far it is, a few times a second at most. */
  update(progress: LocalProgress): void;
  /** Wipes the table, so that something else can be said. */
  wipe(): void;
}

/** How often the table is written anew (ms). */
const EVERY = 200;

/** A table on a terminal. */
export function liveTable(
  { write, size, now = () => performance.now() }: {
    readonly write: (text: string) => void;
    readonly size: () => TerminalSize;
    readonly now?: () => number;
  },
): LiveTable {
  let last = -Infinity, shown = 0;
  // Up to the first line of the table, and all below it wiped.
  const back = () => shown === 0 ? "" : `\r${shown > 1 ? `\x1b[${shown - 1}A` : ""}\x1b[J`;
  return {
    update(progress) {
      if (now() - last < EVERY) return;
      last = now();
      const lines = progressTable(progress, size());
      write(back() + lines.join("\n"));
      shown = lines.length;
    },
    wipe() {
      if (shown > 0) write(back());
      shown = 0;
      last = -Infinity;
    },
  };
}

/** The lines of the table: none is as wide as the terminal, and they are fewer than its rows. */
export function progressTable(progress: LocalProgress, { columns, rows }: TerminalSize): string[] {
  const { workers } = progress, most = Math.max(0, rows - 3), hidden = workers.length - most;
  const shown = hidden > 0 ? workers.slice(0, Math.max(0, most - 1)) : workers;
  const cells = [HEADER, ...shown.map(workerCells)];
  const widths = HEADER.map((_, c) => Math.max(...cells.map((row) => width(row[c]))));
  // Names give way first: what changes stands behind them.
  const others = widths.slice(1).reduce((sum, one) => sum + one + 2, 0);
  widths[0] = Math.max(6, Math.min(widths[0], columns - 1 - others));
  const line = (row: readonly string[]) =>
    row.map((cell, c) => c === 0 || c === 2 ? padEnd(cut(cell, widths[c]), widths[c]) : cell.padStart(widths[c]))
      .join("  ").trimEnd();
  return [
    ...(shown.length > 0 ? cells.map(line) : []),
    ...(hidden > 0 ? [`and ${workers.length - shown.length} workers more`] : []),
    totals(progress),
  ].map((text) => cut(text, columns - 1));
}

const HEADER = ["run", "seed", "", "step", "loss", "steps/s"];

function workerCells({ run, phase, step, loss, rate }: LocalWorker): string[] {
  const name = [run.id, ...Object.values(run.labels)].join(", ").replaceAll(/\p{C}/gu, "?");
  return [
    ...[name, String(run.seed), phase, `${step} of ${run.steps}`, loss?.toFixed(3) ?? ""],
    rate === undefined ? "" : rate < 100 ? rate.toFixed(1) : rate.toFixed(0),
  ];
}

/** The line of totals: 14 of 72 complete, 2 running, 1 failed, 55 waiting, 12 min 20 s left. */
export function totals(
  { runs, complete, workers, failed, blocked, waiting, elsewhere, secondsLeft, untold = [] }: LocalProgress,
): string {
  const more = untold.length > 0 ? ` and what ${untold.join(", ")} takes, of which no run has finished` : "";
  return [
    `${complete} of ${runs} complete`,
    ...(workers.length > 0 ? [`${workers.length} running`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(blocked > 0 ? [`${blocked} without their parent`] : []),
    ...(waiting > 0 ? [`${waiting} waiting${elsewhere > 0 ? ` (${elsewhere} made by others)` : ""}`] : []),
    ...(secondsLeft !== undefined && waiting + workers.length > 0 ? [`${duration(secondsLeft)} left${more}`] : []),
  ].join(", ");
}

/** A line for the end of a run. */
export function runLine(
  { run, state, seconds, loss, reason, again, log }: LocalRunEnd,
  progress: LocalProgress,
): string {
  const who = runTitle(run);
  if (state === "complete") {
    return `${who}: loss ${loss!.toFixed(4)}, ${duration(seconds)}; ${totals(progress)}`;
  }
  return `${who}: ${state}: ${reason} (${log})${again ? "; it is tried again" : ""}`;
}

/** Text of at most so many columns, with … where it was cut. */
function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = "", used = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    used += widthOf(segment);
    if (used > columns - 1) break;
    kept += segment;
  }
  return columns < 1 ? "" : `${kept}…`;
}

function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

const GRAPHEMES = new Intl.Segmenter();

/** Columns that a text takes on a terminal. */
function width(text: string): number {
  let columns = 0;
  for (const { segment } of GRAPHEMES.segment(text)) columns += widthOf(segment);
  return columns;
}

/** East Asian characters and pictures take two columns. */
function widthOf(segment: string): number {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{RGI_Emoji}/v
      .test(segment)
    ? 2
    : 1;
}
