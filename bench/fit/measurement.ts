/**
 * What a measurement says, and how it is printed.
 *
 * @module
 */
import { textTable } from "../../lib/cli/text_table.ts";

/** One thing measured: ours, the peer's beside it, and the limit that ours must keep. */
export interface Measurement {
  /** What was measured. */
  readonly what: string;
  /** Unit of the numbers. */
  readonly unit: "s" | "MB" | "nats";
  /** Our number; missing when it could not be measured. */
  readonly ours?: number;
  /** The peer's number; missing when there is no peer. */
  readonly peer?: number;
  /** Who the peer is. */
  readonly peerName?: string;
  /** Largest number that ours may be. */
  readonly limit?: number;
  /** How it was measured: repeats, scaling, what was left out and why. */
  readonly notes: readonly string[];
}

/** Peer over ours: above 1, ours is smaller. */
export function ratioOf({ ours, peer }: Measurement): number | undefined {
  return ours === undefined || peer === undefined ? undefined : peer / ours;
}

/** Whether the limit is kept; undefined without a limit or without a number. */
export function keepsLimit({ ours, limit }: Measurement): boolean | undefined {
  return ours === undefined || limit === undefined ? undefined : ours <= limit;
}

/** A table of measurements, and under it the notes. */
export function measurementTable(measurements: readonly Measurement[]): string {
  const notes = measurements.flatMap((m) => m.notes.map((note) => `  ${m.what}: ${note}`));
  const rows = measurements.map((m) => {
    const ratio = ratioOf(m), kept = keepsLimit(m);
    return [
      m.what,
      shown(m.ours, m.unit),
      m.limit === undefined ? "" : shown(m.limit, m.unit),
      kept === undefined ? "" : kept ? "yes" : "NO",
      shown(m.peer, m.unit),
      ratio === undefined ? "" : `${ratio.toPrecision(3)}×`,
      m.peerName ?? "",
    ];
  });
  return [textTable(["", "ours", "limit", "kept", "peer", "peer/ours", "peer is"], rows), "", ...notes].join("\n");
}

function shown(x: number | undefined, unit: Measurement["unit"]): string {
  if (x === undefined) return "";
  if (unit === "MB") return `${x.toFixed(1)} MB`;
  if (unit === "nats") return x.toExponential(7);
  return x < 1 ? `${(1000 * x).toPrecision(3)} ms` : x < 600 ? `${x.toPrecision(3)} s` : `${(x / 60).toFixed(1)} min`;
}

/** The middle of some numbers, or the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
