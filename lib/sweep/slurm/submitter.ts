/**
 * Submits runs as rounds.
 *
 * @module
 */
import { resolve } from "node:path";
import { wrongKind } from "../../errors.ts";
import { forgetFailure } from "../failures.ts";
import type { SweepJob } from "../executor.ts";
import { usableCores } from "../local/cores.ts";
import { threadsOf } from "../threads_of.ts";
import { arrayLimit } from "./array_limit.ts";
import { cachedOnly, jobScript } from "./job_script.ts";
import type { SlurmOptions } from "./options.ts";
import { beginRound, noteSubmitted, type SlurmRound, withdrawRound, writeInRound } from "./rounds.ts";
import { type Submission, submitRound } from "./submit_round.ts";

/** What came of submitting some elements. */
export interface Submitted {
  /** Rounds that were submitted, and where sbatch gave no answer perhaps one that was. */
  readonly rounds: readonly SubmittedRoundOf[];
  /** Elements that were not, because Slurm takes no more at present. */
  readonly left: number;
  /** Why they were not, or whether one was, is not known. */
  readonly why?: string;
}

/** A round with its job's number, where that is known. */
export interface SubmittedRoundOf {
  readonly round: SlurmRound;
  readonly job?: string;
}

/** Submits elements as arrays within the limits that it asks for, and those that it meets. */
export class Submitter {
  readonly #job: SweepJob;
  readonly #options: SlurmOptions;
  readonly #most: number;
  /** Elements of an array at present: halved where Slurm refuses so many, doubled where it does not. */
  #size: number;
  #tested = false;

  private constructor(job: SweepJob, options: SlurmOptions, most: number) {
    this.#job = job;
    this.#options = options;
    this.#size = this.#most = most;
  }

  /** Asks for the cluster's limit. */
  static async open(job: SweepJob, options: SlurmOptions): Promise<Submitter> {
    return new Submitter(job, options, Math.min(options.arraySize ?? Infinity, await arrayLimit()));
  }

  /**
   * Submits elements, in arrays one after the other; stops at the first that is not taken.
   *
   * @param room elements that may run at the same time; undefined: no limit. With `serial`, each array waits for the one
   * before, so that several keep to it together; without, the first takes all of it.
   * @throws {TypeError} when sbatch refuses, in its words.
   */
  async submit(
    elements: readonly (readonly string[])[],
    { room, after = [], serial = false }: {
      readonly room?: number;
      readonly after?: readonly string[];
      readonly serial?: boolean;
    } = {},
  ): Promise<Submitted> {
    const rounds: SubmittedRoundOf[] = [];
    let from = 0, left = room, before = after;
    while (from < elements.length && (left === undefined || left > 0)) {
      const some = elements.slice(from, from + this.#size);
      const round = beginRound(this.#job.folder, { elements: some, ...(left !== undefined && { throttle: left }) });
      const submission = await this.#submit(round, before);
      if (submission.as === "unsure") {
        return { rounds: [...rounds, { round }], left: elements.length - from - some.length, why: submission.why };
      }
      if (submission.as !== "submitted") {
        withdrawRound(this.#job.folder, round);
        if (submission.as === "silent") return { rounds, left: elements.length - from, why: submission.why };
        if (submission.as === "refused") throw wrongKind(refusedWords(submission.why));
        if (some.length === 1) return { rounds, left: elements.length - from, why: submission.why };
        this.#size = Math.ceil(some.length / 2);
        continue;
      }
      from += some.length;
      rounds.push({ round, job: submission.job });
      this.#size = Math.min(this.#most, 2 * this.#size);
      if (serial) before = [submission.job];
      else if (left !== undefined) left -= some.length;
    }
    return { rounds, left: elements.length - from };
  }

  /** `silent`: there was no answer to the test, so that nothing was submitted. */
  async #submit(
    round: SlurmRound,
    after: readonly string[],
  ): Promise<Submission | { readonly as: "silent"; readonly why: string }> {
    const { folder, plan, worker, say } = this.#job, denoDir = Deno.env.get("DENO_DIR");
    const script = jobScript({
      ...{ round, folder: resolve(folder), cwd: Deno.cwd(), worker: cachedOnly(worker) },
      // Where a plan means all cores, its runs are known by how many these were, and are made on as many.
      threads: threadsOf(plan, usableCores()),
      ...(denoDir && { denoDir: resolve(denoDir) }),
      options: this.#options,
    });
    writeInRound(folder, round, "job.sh", script);
    if (!this.#tested) {
      const test = await submitRound(folder, round, { testOnly: true });
      if (test.as !== "submitted") {
        if (!MAY_BE_LATER.test(test.why)) return test.as === "unsure" ? { as: "silent", why: test.why } : test;
        say(`${test.why}; it is submitted nevertheless, for nodes may be down at present`);
      }
      this.#tested = true;
    }
    for (const key of round.elements.flat()) forgetFailure(folder, key);
    const submission = await submitRound(folder, round, { after });
    if (submission.as === "submitted") {
      noteSubmitted(folder, round, { job: submission.job });
      const { elements } = round, runs = elements.flat().length;
      say(`round ${round.id}: ${runs} runs in ${elements.length} elements submitted as job ${submission.job}`);
    }
    return submission;
  }
}

/**
 * What `sbatch --test-only` says of what will never be there, and in the same words of nodes that are all drained or down;
 * sbatch takes the latter, and what will never start shows in the queue.
 */
const MAY_BE_LATER = /node configuration is not available|nodes are busy|down, drained or reserved/i;

function refusedWords(why: string): string {
  return `sbatch refuses the job: ${why || "it does not say why"}; nothing of this round was submitted`;
}
