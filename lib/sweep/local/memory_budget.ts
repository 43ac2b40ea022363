/**
 * Whether memory holds one more worker. Amounts in bytes.
 *
 * @module
 */
import type { MemoryReadings } from "./memory_readings.ts";

/** A worker that runs. */
export interface MemoryUser {
  readonly pid: number;
  /** Its peak, as far as that is known. */
  readonly expected: number | undefined;
}

/**
 * What memory leaves for one more worker: what is available now, less what the running ones will still grow by; of a
 * budget set by hand, what they do not take at their peaks. Infinity when nothing is known.
 */
export function leftForWorkers(
  users: readonly MemoryUser[],
  readings: MemoryReadings | undefined,
  budget?: number,
): number {
  const peakOf = ({ pid, expected = 0 }: MemoryUser) => Math.max(expected, readings?.processes.get(pid)?.peak ?? 0);
  if (budget !== undefined) return users.reduce((left, user) => left - peakOf(user), budget);
  if (readings === undefined) return Infinity;
  return users.reduce(
    // One that was started since the readings has taken nothing of what they tell.
    (left, user) => left - Math.max(0, peakOf(user) - (readings.processes.get(user.pid)?.resident ?? 0)),
    readings.available,
  );
}

/**
 * What workers take at their peaks, by kind of run: as measured where a run of the kind was made; the larger of measured
 * and estimated while the first are being made, for the copies of their checkpoints come late; else as estimated, else as
 * the largest of any kind.
 */
export class MemoryPeaks {
  readonly #measured = new Map<string, number>();
  /** Kinds of which a run was made. */
  readonly #whole = new Set<string>();

  /** A worker of a kind that trains has held so much. */
  measure(kind: string, peak: number): void {
    this.#measured.set(kind, Math.max(peak, this.#measured.get(kind) ?? 0));
  }

  /** A run of a kind was made: its peak was the whole one. */
  made(kind: string): void {
    this.#whole.add(kind);
  }

  /** Whether a worker of a kind was measured. */
  knows(kind: string): boolean {
    return this.#measured.has(kind);
  }

  /** What a worker of a kind will take; undefined when nothing is known. */
  expected(kind: string, estimate: number | undefined): number | undefined {
    const measured = this.#measured.get(kind);
    if (measured !== undefined) return this.#whole.has(kind) ? measured : Math.max(measured, estimate ?? 0);
    return estimate ?? (this.#measured.size === 0 ? undefined : Math.max(...this.#measured.values()));
  }
}
