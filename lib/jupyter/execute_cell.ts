/**
 * Runs one cell and hears all that comes of it.
 *
 * @module
 */
import { Fence } from "./fence.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import type { Kernel } from "./kernel.ts";
import type { Message } from "./message.ts";

/** How long the marks of a fence may take when it was run (s): they are on their way then. */
const ON_THE_WAY = 15;

/** A cell of which the end did not come. */
export class CellTimedOut extends Error {
  override name = "CellTimedOut";
}

/** The error in which a cell ended. */
export interface CellError {
  readonly name: string;
  readonly message: string;
  readonly traceback: readonly string[];
}

/** How a cell ended. */
export interface Executed {
  /** What was published on its behalf, in the order in which it came. */
  readonly messages: readonly Message[];
  /** Its error, or the first that nobody awaited. The kernel publishes none for code that does not parse. */
  readonly error?: CellError;
}

/** What may be asked of a run. */
export interface ExecuteOptions {
  /** How long the cell may take (s). */
  readonly timeout: number;
  /** Aborting it leaves the cell; the kernel must then be ended. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a cell.
 *
 * @throws KernelDied when the kernel ends, {@link CellTimedOut}, or the reason of the signal.
 */
export async function executeCell(kernel: Kernel, code: string, options: ExecuteOptions): Promise<Executed> {
  const messages: Message[] = [], fence = new Fence(), { timeout, signal } = options;
  kernel.onPublished = (message) => {
    if (!fence.take(message)) messages.push(message);
  };
  try {
    const run = async () => {
      const reply = await execute(kernel, code, false);
      await execute(kernel, fence.code, true);
      return reply;
    };
    const reply = await within(timeout, `it did not end within ${timeout} s`, run(), signal);
    const lost = "what it printed did not come: does a cell replace console.log or console.error?";
    const unheard = await within(ON_THE_WAY, lost, Promise.race([fence.passed, kernel.died]), signal);
    const error = reply.status === "ok" ? unawaited(unheard) : errorOf(reply);
    return { messages, ...(error && { error }) };
  } finally {
    kernel.onPublished = () => {};
  }
}

function execute(kernel: Kernel, code: string, silent: boolean): Promise<JsonObject> {
  const common = { user_expressions: {}, allow_stdin: false, stop_on_error: false };
  return kernel.ask("execute_request", { code, silent, store_history: !silent, ...common }).reply;
}

function errorOf({ ename, evalue, traceback }: JsonObject): CellError {
  const lines = Array.isArray(traceback) ? traceback.map(String) : [];
  // All that the kernel says of code that does not parse, of imports that lead nowhere and of a cell that was stopped.
  const mute = evalue === "Execution failed" && lines.length === 0;
  const hint = mute ? " (it does not parse, an import of it leads nowhere, or it was stopped)" : "";
  return { name: String(ename), message: `${evalue}${hint}`, traceback: lines };
}

function unawaited([first]: readonly Json[]): CellError | undefined {
  if (!isObject(first)) return undefined;
  const { name, message, stack } = first;
  const words = `${message} (it was not awaited)`;
  return { name: String(name), message: words, traceback: String(stack).split("\n").filter((line) => line !== "") };
}

/** The result of some work that comes in so many seconds. */
async function within<T>(seconds: number, otherwise: string, work: Promise<T>, signal?: AbortSignal): Promise<T> {
  work.catch(() => {}); // it fails later, when the kernel is ended
  const { promise: cut, reject } = Promise.withResolvers<never>();
  const aborted = () => reject(signal!.reason);
  const timer = setTimeout(() => reject(new CellTimedOut(otherwise)), 1000 * seconds);
  signal?.addEventListener("abort", aborted);
  try {
    signal?.throwIfAborted();
    return await Promise.race([work, cut]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", aborted);
  }
}
