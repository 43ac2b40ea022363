/**
 * What is run behind each cell, so that nothing of it is missed.
 *
 * The kernel of Deno 2.9.6 says that a cell is over (`idle`) before it has sent the cell's outputs, and it is silent
 * about errors that nobody awaits. So a request follows each cell that prints a mark on every way that an output can
 * take. These ways keep their order: behind the marks nothing of the cell is still coming. With the last mark come the
 * errors that were not awaited.
 *
 * @module
 */
import { isObject, type Json } from "./json.ts";
import type { Message } from "./message.ts";

/** Where the kernel's global object holds errors that nobody awaited. */
const UNHEARD = `globalThis[Symbol.for("mixlab.unheard")]`;

/** Run before the first cell: from then on errors that nobody awaits are collected. */
export const COLLECT = `${UNHEARD} = [];
addEventListener("unhandledrejection", ({ reason }) => ${UNHEARD}.push(reason));
addEventListener("error", ({ error }) => ${UNHEARD}.push(error));`;

/** The ways that outputs take. */
type Way = "stdout" | "stderr" | "display";

/** A fence, with a mark of its own. */
export class Fence {
  /** What is run. */
  readonly code: string;
  /** Comes when all marks have come, with what nobody awaited. */
  readonly passed: Promise<readonly Json[]>;

  readonly #mark = `-- ${crypto.randomUUID()} --`;
  readonly #waiting = new Set<Way>(["stdout", "stderr", "display"]);
  readonly #pass: (unheard: readonly Json[]) => void;
  #unheard: readonly Json[] = [];

  constructor() {
    const mark = JSON.stringify(this.#mark);
    this.code = `console.log(${mark}); console.error(${mark}); await Deno.jupyter.display({ "text/plain": ${mark}, ` +
      `"application/json": (${UNHEARD} ?? []).splice(0).map((error) => error instanceof Error ` +
      `? { name: error.name, message: error.message, stack: error.stack } ` +
      `: { name: "Error", message: String(error), stack: "" }) }, { raw: true });`;
    const { promise, resolve } = Promise.withResolvers<readonly Json[]>();
    this.passed = promise;
    this.#pass = resolve;
  }

  /** Whether a message is a mark of this fence. */
  take({ type, content }: Message): boolean {
    if (type === "stream" && content.text === `${this.#mark}\n`) this.#came(content.name as Way);
    else if (type === "display_data" && isObject(content.data) && content.data["text/plain"] === this.#mark) {
      const unheard = content.data["application/json"];
      this.#unheard = Array.isArray(unheard) ? unheard : [];
      this.#came("display");
    } else return false;
    return true;
  }

  #came(way: Way): void {
    this.#waiting.delete(way);
    if (this.#waiting.size === 0) this.#pass(this.#unheard);
  }
}
