/**
 * A worker of an arena: sleeps until there is a job, joins it, sleeps again.
 *
 * @module
 */
import { workerData } from "node:worker_threads";
import { type Common, worker } from "./arena_jobs.ts";
import { takePieces, WORDS } from "./arena_team.ts";

const common: Common = workerData;
const control = new Int32Array(common.control), work = worker(common);

for (let seen = 0;;) {
  Atomics.wait(control, WORDS.number, seen);
  seen = Atomics.load(control, WORDS.number);
  if (seen === -1) break;
  if (!join()) continue;
  try {
    Atomics.add(control, WORDS.helped, takePieces(control, common.pieces.length, work));
  } catch (error) {
    Atomics.store(control, WORDS.failed, 1);
    throw error;
  } finally {
    Atomics.sub(control, WORDS.joined, 2);
    Atomics.notify(control, WORDS.joined);
  }
}

/** Joins the job, unless it is over. */
function join(): boolean {
  for (;;) {
    const joined = Atomics.load(control, WORDS.joined);
    if ((joined & 1) === 0) return false;
    if (Atomics.compareExchange(control, WORDS.joined, joined, joined + 2) === joined) return true;
  }
}
