/**
 * Lets the rest of the process have its turn now and then: an engine's step may keep the thread to itself, and signals,
 * progress and timers would wait for the end of the run.
 *
 * @returns what to await between steps; it gives way once in `every` milliseconds.
 */
export function breather(every = 50): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < every) return undefined;
    return new Promise((resolve) =>
      setTimeout(() => {
        last = performance.now();
        resolve();
      }, 0)
    );
  };
}
