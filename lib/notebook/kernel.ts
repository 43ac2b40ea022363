/**
 * The way to the cell that runs.
 *
 * Deno's kernel says that a cell has ended before it has sent the last outputs (measured on 2.9.6: up to 15 ms before),
 * and a notebook then loses them or puts them under another cell. So each output is sent alone, in the order asked
 * for, and whoever waits for it waits a little longer than sending takes.
 *
 * @module
 */
import type { Output } from "./output.ts";

/** Sends one output; `id` names a place on the page, which `update` writes over. */
export type Send = (output: Output, place?: { readonly id: string; readonly update: boolean }) => Promise<void>;

/** Longest time seen from the end of a cell to its last output was 15 ms (ms). */
const SETTLE = 25;

let instead: Send | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Does the work after all work queued before it; a failure is the caller's alone. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => {});
  return mine;
}

/** Whether there is a cell to show things in. */
export function inNotebook(): boolean {
  return instead !== undefined || kernel() !== undefined;
}

/** Sends an output to the cell and waits until it has left; outside of a notebook, prints its text. */
export async function send(output: Output, place?: { readonly id: string; readonly update: boolean }): Promise<void> {
  if (instead !== undefined) return await instead(output, place);
  const jupyter = kernel();
  if (jupyter === undefined) return console.log(output["text/plain"]);
  const options = place === undefined ? {} : { display_id: place.id, update: place.update };
  await jupyter.display(output, { raw: true, ...options });
  await new Promise((resolve) => setTimeout(resolve, SETTLE));
}

/** For tests: sends elsewhere until it is disposed of. */
export function sendingTo(other: Send): Disposable {
  const before = instead;
  instead = other;
  return {
    [Symbol.dispose]() {
      instead = before;
    },
  };
}

/** Deno.jupyter is there always, and throws outside of the kernel as soon as it is touched. */
function kernel(): typeof Deno.jupyter | undefined {
  try {
    return Deno.jupyter;
  } catch {
    return undefined;
  }
}
