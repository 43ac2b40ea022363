/**
 * The thread that sessions are run on. The event loop goes on meanwhile; and since it is always the same thread, it can
 * be told to take denormal numbers for 0 (they are some hundred times slower, and softmax makes them wherever a position
 * is masked), which JavaScript's own thread must not.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { environment } from "./environment.ts";
import type { Pointer } from "./library.ts";

/** What OrtApi's Run takes, as addresses and numbers. */
export interface Run {
  readonly session: Pointer;
  readonly inputs: Edge;
  readonly outputs: Edge;
}

/** Names and tensors of one edge of a graph. */
export interface Edge {
  /** Where the names' addresses stand. */
  readonly names: Pointer;
  /** Where the tensors' addresses stand. */
  readonly tensors: Pointer;
  readonly count: number;
}

let worker: Worker | undefined;
let ready: Promise<void> | undefined;
/** The run that has not ended. */
let waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined;
/** Runs wait for each other: engines do not know of one another. */
let last: Promise<void> = Promise.resolve();

/** Starts the thread, once; sessions may be opened when this is done. */
export function startComputing(): Promise<void> {
  return ready ??= new Promise((resolve, reject) => {
    const { environment: env } = environment();
    worker = new Worker(new URL("./compute_worker.ts", import.meta.url), {
      workerData: BigInt(Deno.UnsafePointer.value(env)),
    });
    worker.on("message", (message: unknown) => {
      if (message === "ready") {
        worker!.unref(); // it sleeps: the process may end
        resolve();
      } else if (message === "done") waiting!.resolve();
      else waiting!.reject(message);
    });
    worker.on("error", (error) => {
      reject(error);
      waiting?.reject(error);
    });
  });
}

/** Runs a session. */
export function compute(run: Run): Promise<void> {
  const next = last.then(() => send(run));
  last = next.catch(() => {});
  return next;
}

async function send({ session, inputs, outputs }: Run): Promise<void> {
  if (worker === undefined) throw new Error("startComputing() comes first");
  const at = (pointer: Pointer) => BigInt(Deno.UnsafePointer.value(pointer));
  const parameters = [
    at(session),
    at(inputs.names),
    at(inputs.tensors),
    BigInt(inputs.count),
    at(outputs.names),
    at(outputs.tensors),
    BigInt(outputs.count),
  ];
  const ended = new Promise<void>((resolve, reject) => waiting = { resolve, reject });
  worker.ref();
  try {
    worker.postMessage(parameters);
    await ended;
  } finally {
    waiting = undefined;
    worker.unref();
  }
}
