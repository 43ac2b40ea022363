/**
 * How runs are laid into job arrays.
 *
 * @module
 */

/** Runs by element, in their order, so many an element. */
export function elementsOf(keys: readonly string[], runsPerElement: number): string[][] {
  return cut(keys, runsPerElement);
}

/** Elements by array. Every array is numbered from 0, so that no index comes near Slurm's limit, which it stays below. */
export function arraysOf<T>(elements: readonly T[], arraySize: number): T[][] {
  return cut(elements, arraySize);
}

/** Runs that take at least so many seconds together: a job of a few seconds costs more than it does. */
export function runsAnElement(secondsPerRun: number | undefined, least = 60): number {
  if (secondsPerRun === undefined || !(secondsPerRun > 0)) return 1;
  return Math.min(1000, Math.ceil(least / secondsPerRun));
}

function cut<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < list.length; from += size) parts.push(list.slice(from, from + size));
  return parts;
}
