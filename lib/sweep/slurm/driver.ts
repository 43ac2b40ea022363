/**
 * The driver of a sweep on Slurm: looks at the queue and at the results, and does what follows.
 *
 * @module
 */
import { setTimeout as wait } from "node:timers/promises";
import type { SweepJob, SweepReport } from "../executor.ts";
import { failureOf, recordFailure, type RunFailure } from "../failures.ts";
import { readIfThere } from "../../files/read_file.ts";
import { isComplete } from "../run_standings.ts";
import { askQueue } from "./ask_queue.ts";
import { cancelElements } from "./cancel_elements.ts";
import { checkpointedStep } from "./checkpointed.ts";
import { elementsOf, runsAnElement } from "./chunks.ts";
import { detachSweep } from "./detach.ts";
import { beginMemory, roomOf, type SlurmMemory, withRound } from "./memory.ts";
import type { SlurmOptions } from "./options.ts";
import type { QueueRow } from "./queue.ts";
import { elementLog, readRounds, roundBegun, type SlurmRound, submittedRound } from "./rounds.ts";
import { runSeconds } from "./run_seconds.ts";
import { shellWord } from "./script_words.ts";
import { type SlurmStep, slurmStep } from "./step.ts";
import { Submitter } from "./submitter.ts";

/** How often in a row Slurm may give no answer, or take nothing though nothing of ours is in the queue. */
const SILENCES = 20;
/** Seconds that squeue may take. */
const SQUEUE_SECONDS = 60;
/** How long a round that sbatch's answer is missing for may take to show in the queue (ms): its driver has just died. */
const YOUNG = 10_000;
/** For how long after it came back a controller may be wrong about what runs (ms): nodes report meanwhile. */
const RECOVERY = 120_000;
/** How often Slurm may lose a run. */
const LOST = 5;
/** For how many looks something odd may last. */
const PATIENCE = 2;

/** A driver, of one call. */
export class Driver {
  readonly #job: SweepJob;
  readonly #options: SlurmOptions;
  readonly #rounds: SlurmRound[];
  readonly #perElement: number;
  #memory: SlurmMemory = beginMemory([], [], () => -1);
  #rows: readonly QueueRow[] = [];
  #blocked: readonly string[] = [];
  #submitter: Submitter | undefined;
  /** When squeue last gave no answer (ms). */
  #silent = -Infinity;
  /** Failures to submit in a row. */
  #refusals = 0;
  #told = "";

  constructor(job: SweepJob, options: SlurmOptions) {
    this.#job = job;
    this.#options = options;
    this.#rounds = readRounds(job.folder);
    this.#perElement = options.runsPerElement ?? runsAnElement(runSeconds(job.plan));
  }

  /** Finds what is in the queue already. @returns whether it was not stopped, as `drive` and `detach`. */
  async attach(): Promise<boolean> {
    const { folder } = this.#job;
    for (;;) {
      if (!await this.#look()) return false;
      const seen = new Set(this.#rows.map(({ name }) => name));
      const young = this.#rounds.filter(({ id, name }) =>
        !seen.has(name) && submittedRound(folder, id) === undefined && Date.now() - roundBegun(folder, id) < YOUNG
      );
      if (young.length === 0) break;
      if (!await this.#pause(0.5)) return false;
    }
    this.#memory = beginMemory(this.#rounds, this.#rows, this.#checkpointed);
    const live = this.#step().waiting.length;
    if (live > 0) this.#job.say(`${live} runs are in the queue already`);
    return true;
  }

  /** Until nothing is to be waited for. */
  async drive(): Promise<boolean> {
    for (let seconds = this.#options.poll ?? 2;;) {
      const step = this.#step();
      this.#memory = step.memory;
      this.#blocked = step.blocked;
      await this.#act(step);
      const made = step.waiting.length === 0 && step.submit.length === 0;
      if (made && step.lingering === 0) return true;
      if (!await this.#pause(made ? Math.min(2, seconds) : seconds)) return false;
      seconds = this.#options.poll ?? Math.min(15, seconds * 1.2);
      if (!await this.#look()) return false;
    }
  }

  /** Submits all that will ever be needed, by what must be there before. */
  async detach(): Promise<boolean> {
    const { waiting } = this.#step();
    await detachSweep({
      ...{ job: this.#job, options: this.#options, perElement: this.#perElement, waiting: new Set(waiting) },
      ...{ rounds: this.#rounds, rows: this.#rows, submitter: await this.#open() },
    });
    return true;
  }

  report(found: ReadonlySet<string>): SweepReport {
    const { plan } = this.#job, complete = this.#complete(), keys = plan.runs.map(({ key }) => key);
    return {
      found: [...found],
      made: keys.filter((key) => complete.has(key) && !found.has(key)),
      failed: keys.filter((key) => this.#memory.failed.has(key) && !complete.has(key)),
      blocked: [...this.#blocked],
    };
  }

  readonly #checkpointed = (key: string) => checkpointedStep(this.#job.plan.runsIn, key);

  readonly #found = new Set<string>();

  /** Runs that have a result, which they keep. */
  #complete(): ReadonlySet<string> {
    const { runs, runsIn } = this.#job.plan;
    for (const { key } of runs) if (!this.#found.has(key) && isComplete(runsIn, key)) this.#found.add(key);
    return this.#found;
  }

  /** Looks at the queue, again and again where it does not answer. @returns whether it was not stopped. */
  async #look(): Promise<boolean> {
    for (let silences = 0;;) {
      const answer = await askQueue(this.#rounds, SQUEUE_SECONDS);
      if ("rows" in answer) {
        this.#rows = answer.rows;
        return !this.#job.signal?.aborted;
      }
      if (this.#job.signal?.aborted) return false; // an interrupt ends squeue too
      if (++silences > SILENCES) {
        throw new Error(
          `squeue has not answered ${SILENCES} times: ${answer.silent}. The jobs stay in the queue; call this again later`,
        );
      }
      this.#silent = performance.now();
      if (silences === 1) this.#job.say(`squeue does not answer (${answer.silent}); asking again`);
      if (!await this.#pause(Math.min(60, (this.#options.poll ?? 2) * 1.5 ** silences))) return false;
    }
  }

  #step(): SlurmStep {
    const { plan, folder } = this.#job;
    return slurmStep(
      {
        ...{ runs: plan.runs, rounds: this.#rounds, rows: this.#rows, complete: this.#complete() },
        checkpointed: this.#checkpointed,
        failure: (key) => failureOf(folder, key),
        recovered: performance.now() - this.#silent < RECOVERY,
        log: ({ id }, number = submittedRound(folder, id)?.job, element) =>
          number === undefined ? undefined : elementLog(folder, id, number, element),
      },
      this.#memory,
      { attempts: this.#options.attempts ?? 2, lost: LOST, patience: PATIENCE },
    );
  }

  async #act({ cancel, submit, news, waiting, memory }: SlurmStep): Promise<void> {
    for (const words of news) this.#job.say(words);
    if (waiting.length > 0) this.#tell(waiting, memory);
    for (const complaint of await cancelElements(cancel)) this.#job.say(`scancel: ${complaint}`);
    this.#recordFailed();
    if (submit.length > 0) await this.#submit(submit, waiting.length === 0);
  }

  readonly #recorded = new Set<string>();

  #recordFailed(): void {
    for (const [key, failure] of this.#memory.failed) {
      if (this.#recorded.has(key)) continue;
      this.#recorded.add(key);
      const own = failureOf(this.#job.folder, key), said: RunFailure = own ?? withLastWords(failure);
      if (own === undefined) recordFailure(this.#job.folder, key, said);
      this.#job.say(`run ${key} failed: ${said.state}: ${said.reason}${said.log ? ` (${said.log})` : ""}`);
    }
  }

  async #open(): Promise<Submitter> {
    return this.#submitter ??= await Submitter.open(this.#job, this.#options);
  }

  /** @param alone whether nothing of this sweep is in the queue: nothing will be free by itself then. */
  async #submit(keys: readonly string[], alone: boolean): Promise<void> {
    const { throttle } = this.#options, submitter = await this.#open(), tried = this.#memory.attempts;
    // What failed has an element of its own: it shall not take others with it again.
    const elements = [
      ...elementsOf(keys.filter((key) => !tried.has(key)), this.#perElement),
      ...elementsOf(keys.filter((key) => tried.has(key)), 1),
    ];
    const room = throttle === undefined ? undefined : roomOf(throttle, this.#rounds, this.#rows, this.#memory);
    const { rounds, why } = await submitter.submit(elements, room === undefined ? {} : { room });
    for (const { round, job } of rounds) {
      this.#rounds.push(round);
      const how = { unsure: job === undefined, checkpointed: this.#checkpointed };
      this.#memory = withRound(this.#memory, round, how);
    }
    if (why === undefined) {
      this.#refusals = 0;
      return;
    }
    const some = rounds.some(({ job }) => job !== undefined);
    if (this.#refusals === 0) this.#job.say(`sbatch takes no more at present (${why}); the rest is submitted later`);
    // While jobs of this sweep are in the queue, places will be free.
    this.#refusals = some || !alone ? 1 : this.#refusals + 1;
    if (this.#refusals > SILENCES) throw new Error(`sbatch has taken nothing ${SILENCES} times: ${why}`);
  }

  #tell(waiting: readonly string[], { failed }: SlurmMemory): void {
    const total = this.#job.plan.runs.length, complete = this.#found.size;
    const running = this.#rows.filter(({ state }) => state === "RUNNING").length;
    const words = `${complete} of ${total} runs complete, ${waiting.length} in the queue (${running} elements run)` +
      (failed.size > 0 ? `, ${failed.size} failed` : "");
    if (words !== this.#told) this.#job.say(words);
    this.#told = words;
  }

  /** @returns whether it was not stopped. */
  async #pause(seconds: number): Promise<boolean> {
    const { signal } = this.#job;
    try {
      await wait(seconds * 1000, undefined, { ...(signal && { signal }) });
      return true;
    } catch (error) {
      if (signal?.aborted) return false;
      throw error;
    }
  }

  /** Says what becomes of the jobs. */
  leave(): void {
    const { folder, say } = this.#job;
    say(
      `stopped: the jobs stay in the queue. To wait for them again call the same line; to take them out of the queue, ` +
        `deno task sweep cancel ${shellWord(folder)}`,
    );
  }
}

/** A failure with the last line of its log, where there is one. */
function withLastWords({ reason, ...failure }: RunFailure): RunFailure {
  const words = failure.log === undefined ? undefined : readIfThere(failure.log)?.trimEnd().split("\n").at(-1);
  return { ...failure, reason: words ? `${reason}. Its log ends with: ${words.slice(0, 300)}` : reason };
}
