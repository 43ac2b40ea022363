/**
 * How far the runs of methods are.
 *
 * @module
 */
import type { MethodProgress } from "../learners/method_environment.ts";
import { progress } from "./progress.ts";
import type { RunSpec } from "../methods/run_spec.ts";
import type { Watching } from "./mix_run.ts";

/** A progress line over all runs. */
export interface MixProgress extends Omit<Watching, "signal"> {
  /** Says how many steps there will be. */
  begin(steps: number): void;
  readonly onProgress: (at: MethodProgress) => void;
  /** Wipes the line. */
  end(): void;
}

/** Makes the line; what is said goes through it, with the method in front, so that the line stays the last. */
export function mixProgress(say: (text: string) => void): MixProgress {
  const bar = progress((steps) => `${steps < 100 ? Number(steps.toFixed(1)) : Math.round(steps)} steps`);
  const seen = new Set<string>();
  let total = 0, done = 0, who = "", asked: readonly RunSpec[] = [];
  const made = (specs: readonly RunSpec[]) => stepsOf(specs.filter(({ name }) => seen.has(name)));
  return {
    begin: (steps) => total = steps,
    onRuns({ method, seed, specs }) {
      who = `${method}, seed ${seed}`;
      asked = specs;
      seen.clear();
    },
    onMade(specs) {
      done += made(specs);
      // Runs that were there before are no part of the rate.
      total -= stepsOf(specs) - made(specs);
    },
    onProgress({ run, phase, rows, step, steps, loss }) {
      const before = made(asked.slice(0, asked.findIndex(({ name }) => name === run)));
      seen.add(run);
      const note = phase === "evaluating"
        ? `evaluating, ${rows?.done} of ${rows?.total} rows`
        : `step ${step} of ${steps}${loss === undefined ? "" : `, loss ${loss.toFixed(3)}`}`;
      bar.update(done + before + step, total, `${who}, ${run}: ${note}`);
    },
    say(text) {
      bar.end();
      say(who === "" ? text : `${who}: ${text}`);
    },
    end: () => bar.end(),
  };
}

function stepsOf(specs: readonly RunSpec[]): number {
  return specs.reduce((sum, { steps }) => sum + steps, 0);
}
