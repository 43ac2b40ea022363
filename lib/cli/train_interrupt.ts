/**
 * Ctrl-C that saves first.
 *
 * @module
 */

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];

/** A signal for a run: aborted at the first interrupt. At the second the process ends at once. Disposing lets go. */
export function onInterrupt(say: (text: string) => void): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const interrupted = () => {
    if (controller.signal.aborted) Deno.exit(130);
    say("mixlab: interrupted: saving a checkpoint; interrupt again to end at once");
    controller.abort(new Error("interrupted"));
  };
  for (const name of SIGNALS) Deno.addSignalListener(name, interrupted);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of SIGNALS) Deno.removeSignalListener(name, interrupted);
    },
  };
}
