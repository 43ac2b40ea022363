/**
 * `deno task sweep worker`: makes one run of a plan, or several one after the other. Executors start it; so may people.
 *
 * @module
 */
import { got, isInputError, outOfRange, unparsable } from "../errors.ts";
import type { MethodProgress } from "../learners/method_environment.ts";
import { forgetFailure, recordFailure } from "../sweep/failures.ts";
import type { SweepPlan, SweepRun } from "../sweep/plan.ts";
import { runOne } from "../sweep/run_one.ts";
import { isComplete } from "../sweep/run_standings.ts";
import { parseArguments } from "./arguments.ts";
import { elementRuns } from "./sweep_slurm_element.ts";
import { openSweep, sweepEnvironment } from "./sweep_folder.ts";
import { onInterrupt } from "./train_interrupt.ts";

const OPTIONS = {
  log: { type: "string" },
  round: { type: "string" },
  element: { type: "string" },
  events: { type: "boolean" },
  leash: { type: "boolean" },
} as const;

/** How often a line of progress is written with --events (ms). */
const EVERY = 500;

/** What a worker tells an executor with --events: a line of JSON on standard output each. */
export type WorkerEvent =
  | ({ readonly event: "progress"; readonly key: string } & Omit<MethodProgress, "run" | "tokens" | "rows">)
  | { readonly event: "complete" | "failed"; readonly key: string };

/** The command. */
export async function sweepWorker(args: string[]): Promise<number> {
  const { values, positionals: [folder, ...given] } = parseArguments(args, OPTIONS);
  const { plan } = await openSweep("worker", folder === undefined ? [] : [folder]);
  const names = elementRuns(folder, values, given);
  if (names.length === 0) throw unparsable("sweep worker: wanted keys or numbers of runs after the folder; see --help");
  const runs = names.map((name) => runOf(plan, name));
  using interrupt = onInterrupt(console.error);
  const stop = new AbortController(), signal = AbortSignal.any([interrupt.signal, stop.signal]);
  if (values.leash) void leash(stop);
  const tell = (event: WorkerEvent) => values.events && console.log(JSON.stringify(event));
  let key = "", last = -Infinity;
  const say = (text: string) => console.error(`${new Date().toISOString()} ${text}`);
  using environment = await sweepEnvironment(plan, say, {
    signal,
    onProgress({ phase, step, steps, loss }) {
      if (!values.events || performance.now() - last < EVERY) return;
      last = performance.now();
      tell({ event: "progress", key, phase, step, steps, loss });
    },
  });
  let code = 0;
  for (const run of runs) {
    key = run.key;
    const isMade = isComplete(plan.runsIn, key);
    if (!isMade && run.parent !== undefined && !isComplete(plan.runsIn, run.parent)) {
      // No failure of its own: it waits for its parent's.
      say(`run ${run.id}, seed ${run.seed}: ${plan.runsIn}/${run.parent}, which it goes on from, has no result yet`);
      tell({ event: "failed", key });
      code = Math.max(code, 1);
      continue;
    }
    try {
      if (!isMade) forgetFailure(folder, key);
      await runOne(plan, run, environment);
      tell({ event: "complete", key });
    } catch (error) {
      if (signal.aborted) {
        say(`stopped: ${signal.reason instanceof Error ? signal.reason.message : signal.reason}`);
        return 130;
      }
      // A run that fails leaves the others of its list to be made.
      const reason = error instanceof Error ? error.message : String(error);
      say(`run ${run.id}, seed ${run.seed} failed: ${reason}`);
      recordFailure(folder, key, { state: "FAILED", reason, ...(values.log && { log: values.log }) });
      tell({ event: "failed", key });
      code = Math.max(code, isInputError(error) ? 2 : 1);
    }
  }
  return code;
}

/** A run by its key, or by its number in the plan from 1. */
function runOf({ runs }: SweepPlan, name: string): SweepRun {
  const found = /^\d{1,7}$/.test(name) ? runs[Number(name) - 1] : runs.find(({ key }) => key === name);
  if (found !== undefined) return found;
  throw outOfRange(
    `sweep worker: wanted the key of a run of the plan, or a number from 1 to ${runs.length}, got ${got(name)}`,
  );
}

/** Stops when standard input ends: an executor that died takes its workers along, each with a checkpoint. */
async function leash(stop: AbortController): Promise<void> {
  for await (const _ of Deno.stdin.readable) { /* nothing is ever said */ }
  stop.abort(new Error("the executor is gone"));
}
