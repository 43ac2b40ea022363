/**
 * The threads of an arena: the calling one, and workers that sleep between jobs.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { type Common, worker } from "./arena_jobs.ts";

/** Words of `control`, each on a cache line of its own. */
export const WORDS = {
  /** Number of the job; workers sleep on it. −1: they end. */
  number: 0,
  /** Which job it is. */
  job: 16,
  /** The next piece that nobody has taken. */
  next: 32,
  /** 1 while workers may join, plus 2 for each that has joined. */
  joined: 48,
  /** 1 after a worker failed. */
  failed: 64,
  /** Pieces that workers have done. */
  helped: 80,
} as const;

/** Int32 words of `control`. */
export const CONTROL = 96;
/** How often to look for workers' ends before sleeping: some tens of microseconds. */
const LOOKS = 20_000;

/**
 * Shares the pieces of a job out, one at a time, to whoever is free. Nobody waits for a worker that wakes late: the
 * calling thread begins at once, and what it has done by then is done.
 */
export class Team {
  readonly #control: Int32Array;
  readonly #pieces: number;
  readonly #work: (job: number, piece: number) => void;
  readonly #workers: readonly Worker[];
  #number = 0;

  constructor(common: Common, threads: number) {
    this.#control = new Int32Array(common.control);
    this.#pieces = common.pieces.length;
    this.#work = worker(common);
    this.#workers = Array.from({ length: threads - 1 }, () => {
      const helper = new Worker(new URL("./arena_worker.ts", import.meta.url), { workerData: common });
      helper.unref(); // it sleeps: the process may end
      return helper;
    });
  }

  /** Does a job on all pieces. */
  run(job: number): void {
    const control = this.#control, helpers = this.#workers.length > 0;
    control[WORDS.job] = job;
    Atomics.store(control, WORDS.next, 0);
    if (helpers) {
      Atomics.store(control, WORDS.joined, 1);
      this.#number = (this.#number + 1) & 0x3fffffff;
      Atomics.store(control, WORDS.number, this.#number);
      Atomics.notify(control, WORDS.number);
    }
    try {
      takePieces(control, this.#pieces, this.#work);
    } finally {
      if (helpers) this.#close();
    }
    if (Atomics.load(control, WORDS.failed) !== 0) throw new Error("a worker of the native engine failed");
  }

  /** Pieces that the workers have done. */
  get helped(): number {
    return Atomics.load(this.#control, WORDS.helped);
  }

  /** Ends the workers. */
  end(): void {
    Atomics.store(this.#control, WORDS.number, -1);
    Atomics.notify(this.#control, WORDS.number);
    for (const helper of this.#workers) helper.terminate();
  }

  /** Lets nobody join any more, and waits for those who have. */
  #close(): void {
    Atomics.sub(this.#control, WORDS.joined, 1);
    for (let look = 0; look < LOOKS; look++) if (Atomics.load(this.#control, WORDS.joined) === 0) return;
    for (let left; (left = Atomics.load(this.#control, WORDS.joined)) !== 0;) {
      Atomics.wait(this.#control, WORDS.joined, left);
    }
  }
}

/** Takes pieces until none is left; returns how many. */
export function takePieces(control: Int32Array, pieces: number, work: (job: number, piece: number) => void): number {
  const job = control[WORDS.job];
  let taken = 0;
  for (let piece; (piece = Atomics.add(control, WORDS.next, 1)) < pieces; taken++) work(job, piece);
  return taken;
}
