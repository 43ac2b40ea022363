import { setImmediate } from "node:timers";

/**
 * Lets the rest of the process have its turn now and then: an engine's step may keep the thread to itself, and signals,
 * progress and timers would wait for the end of the run. (A timer of 0 ms would do it too, but takes 2 ms of its own.)
 *
 * @returns what to await between steps; it gives way once in `every` milliseconds.
 */
export function breather(every = 50): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < every) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        last = performance.now();
        resolve();
      })
    );
  };
}
