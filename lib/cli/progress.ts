/**
 * Progress on a terminal: one line that is written over, with rate and time left. Nothing where standard error is no
 * terminal.
 *
 * @module
 */

/** What a progress line shows. */
export interface Progress {
  /** Says how far the work is; `total` undefined when it is not known. */
  update(done: number, total: number | undefined, note?: string): void;
  /** Wipes the line. */
  end(): void;
}

/** How often the line is written anew (ms). */
const EVERY = 200;

/** A progress line; `unit` turns an amount into text, "12.3 MB" for instance. */
export function progress(
  unit: (amount: number) => string,
  { write = defaultWrite(), now = () => performance.now() }: {
    write?: ((text: string) => void) | undefined;
    now?: () => number;
  } = {},
): Progress {
  const began = now();
  let last = -Infinity;
  return {
    update(done, total, note = "") {
      if (write === undefined || now() - last < EVERY) return;
      last = now();
      write(`\r\x1b[2K${progressLine(done, total, (now() - began) / 1000, unit)}${note ? `  ${note}` : ""}`);
    },
    end() {
      if (write !== undefined && last > -Infinity) write("\r\x1b[2K");
    },
  };
}

/** The text of a progress line after some seconds. */
export function progressLine(
  done: number,
  total: number | undefined,
  seconds: number,
  unit: (amount: number) => string,
): string {
  const rate = seconds > 0 ? done / seconds : 0;
  const parts = [total === undefined ? unit(done) : `${unit(done)} of ${unit(total)}`, `${unit(rate)}/s`];
  if (total !== undefined && rate > 0 && done <= total) parts.push(`${duration((total - done) / rate)} left`);
  return parts.join("  ");
}

/** Seconds as a person says them: 45 s, 3 min 20 s, 2 h 05 min. */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, "0")} min`;
}

function defaultWrite(): ((text: string) => void) | undefined {
  if (!Deno.stderr.isTerminal()) return undefined;
  const encoder = new TextEncoder();
  return (text) => Deno.stderr.writeSync(encoder.encode(text));
}

/** Bytes as text. */
export function megabytes(bytes: number): string {
  return bytes < 1e6
    ? `${(bytes / 1e3).toFixed(0)} kB`
    : bytes < 1e9
    ? `${(bytes / 1e6).toFixed(1)} MB`
    : `${(bytes / 1e9).toFixed(2)} GB`;
}
