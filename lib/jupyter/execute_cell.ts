/**
 * Runs one cell and hears all that comes of it.
 *
 * The kernel of Deno 2.9.6 says that a cell is over (`idle`) before it has sent the cell's outputs. So a second request
 * follows each cell: it prints a mark on every way that an output can take. These ways keep their order, so behind the
 * marks nothing of the cell is still coming.
 *
 * @module
 */
import { isObject } from "./json.ts";
import type { Kernel } from "./kernel.ts";
import type { Message } from "./message.ts";

/** A cell that did not end in its time. */
export class CellTimedOut extends Error {
  override name = "CellTimedOut";
}

/** How a cell ended. */
export interface Executed {
  /** What was published on its behalf, in the order in which it came. */
  readonly messages: readonly Message[];
  /** Its error, where it ended in one. The kernel publishes none for code that does not parse. */
  readonly error?: { readonly name: string; readonly message: string; readonly traceback: readonly string[] };
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
  const messages: Message[] = [], mark = `-- ${crypto.randomUUID()} --`;
  const unmarked = new Set(["stdout", "stderr", "display"]);
  const { promise: flushed, resolve } = Promise.withResolvers<void>();
  kernel.onPublished = (message) => {
    const way = wayOf(message, mark);
    if (way === undefined) messages.push(message);
    else if (unmarked.delete(way) && unmarked.size === 0) resolve();
  };
  const run = async () => {
    const reply = await ask(kernel, code, false).reply;
    await ask(kernel, fence(mark), true).reply;
    await Promise.race([flushed, kernel.died]);
    return reply;
  };
  try {
    const reply = await within(run(), options);
    if (reply.status === "ok") return { messages };
    const { ename, evalue, traceback } = reply;
    const lines = Array.isArray(traceback) ? traceback.map(String) : [];
    return { messages, error: { name: String(ename), message: String(evalue), traceback: lines } };
  } finally {
    kernel.onPublished = () => {};
  }
}

function ask(kernel: Kernel, code: string, silent: boolean) {
  return kernel.ask("execute_request", {
    code,
    silent,
    store_history: !silent,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: false,
  });
}

function fence(mark: string): string {
  const text = JSON.stringify(mark);
  return `console.log(${text}); console.error(${text}); ` +
    `await Deno.jupyter.display({ "text/plain": ${text} }, { raw: true })`;
}

/** The way on which a mark came; undefined for what is no mark. */
function wayOf({ type, content }: Message, mark: string): string | undefined {
  if (type === "stream") return content.text === `${mark}\n` ? String(content.name) : undefined;
  return type === "display_data" && isObject(content.data) && content.data["text/plain"] === mark
    ? "display"
    : undefined;
}

async function within<T>(work: Promise<T>, { timeout, signal }: ExecuteOptions): Promise<T> {
  work.catch(() => {}); // it fails later, when the kernel is ended
  const { promise: cut, reject } = Promise.withResolvers<never>();
  const aborted = () => reject(signal!.reason);
  const timer = setTimeout(() => reject(new CellTimedOut(`it did not end within ${timeout} s`)), 1000 * timeout);
  signal?.addEventListener("abort", aborted);
  try {
    signal?.throwIfAborted();
    return await Promise.race([work, cut]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", aborted);
  }
}
