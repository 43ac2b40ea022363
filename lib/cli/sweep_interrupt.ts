/**
 * Ctrl-C of a command that has workers.
 *
 * @module
 */

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];

/** What interrupts have asked for: the first that workers stop, the second that they are ended. */
export interface Interrupts extends Disposable {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

/**
 * Listens for interrupts; disposing lets go.
 *
 * @param what what happens at the first one.
 */
export function onInterrupts(say: (text: string) => void, what: string): Interrupts {
  const stop = new AbortController(), kill = new AbortController();
  const interrupted = () => {
    if (stop.signal.aborted) return kill.abort(new Error("interrupted twice"));
    say(`mixlab: interrupted: ${what}; interrupt again to end at once`);
    stop.abort(new Error("interrupted"));
  };
  for (const name of SIGNALS) Deno.addSignalListener(name, interrupted);
  return {
    stop: stop.signal,
    kill: kill.signal,
    [Symbol.dispose]() {
      for (const name of SIGNALS) Deno.removeSignalListener(name, interrupted);
    },
  };
}
