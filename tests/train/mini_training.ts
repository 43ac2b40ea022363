/** A training of a few hundred numbers, for tests of what surrounds one: run directory, checkpoints, kills. */
import { createHash } from "node:crypto";
import { denoFiles } from "../../lib/files/deno_files.ts";
import type { Files } from "../../lib/files/files.ts";
import { random } from "../../lib/numerics/random.ts";
import type { Checkpoint } from "../../lib/train/checkpoint.ts";
import { latestCheckpoint } from "../../lib/train/checkpoint_latest.ts";
import { readCheckpoint } from "../../lib/train/checkpoint_read.ts";
import { openRun } from "../../lib/train/run_directory.ts";
import { filesOf } from "../corpus/build_fixture.ts";
import { sampleCheckpoint } from "./checkpoints.ts";

export interface MiniOptions {
  readonly steps: number;
  /** Steps between checkpoints; the last two stay. */
  readonly every: number;
  readonly files?: Files;
  /** Told of each step, and of what was refused. */
  readonly onStep?: (step: number) => void;
  readonly onRefused?: (reason: string) => void;
}

/** Trains in `parent` from where an earlier one stopped; returns the steps that this call made. */
export function miniTraining(parent: string, options: MiniOptions): number {
  const { steps, every, files = denoFiles, onStep = () => {}, onRefused = () => {} } = options;
  const run = openRun(parent, { steps, every }, { files });
  if (run.result !== undefined) return 0;
  using attempt = run.attempt({ onRefused, onBusy: () => {}, keepLast: 2 });
  let now = attempt.resumed ? readCheckpoint(attempt.resumed.path) : sampleCheckpoint(0);
  const from = now.state.step;
  for (let step = from + 1; step <= steps; step++) {
    now = updated(now, step);
    onStep(step);
    attempt.metrics({ step, loss: now.parameters.get("embed_out.weight")![0] });
    if (step % 3 === 0) attempt.metrics({ step, evaluation: { web: now.secondMoments.get("embed_out.weight")![1] } });
    attempt.timing({ step, at: Date.now() });
    if (step % every === 0 || step === steps) attempt.save(now);
  }
  attempt.publish({ loss: now.parameters.get("embed_out.weight")![0] });
  return steps - from;
}

/** One step: what it gives depends on every number before it. */
function updated({ config, parameters, firstMoments, secondMoments, state }: Checkpoint, step: number): Checkpoint {
  const rng = random(step), method = (state.method as { rounds: unknown[] }).rounds;
  for (const [name, values] of parameters) {
    const m = firstMoments.get(name)!, v = secondMoments.get(name)!;
    for (let i = 0; i < values.length; i++) {
      const gradient = values[i] * 0.1 + rng.normal();
      m[i] = 0.9 * m[i] + 0.1 * gradient;
      v[i] = 0.99 * v[i] + 0.01 * gradient ** 2;
      values[i] -= 0.01 * m[i] / (Math.sqrt(Math.abs(v[i])) + 1e-8);
    }
  }
  return {
    config,
    parameters,
    firstMoments,
    secondMoments,
    state: { ...state, step, method: { rounds: [...method.slice(-5), step] } },
  };
}

/** What must be the same whether a training was stopped or not: hashes of all files but those of times and locks, and
 * of what a kill may leave of a file that several processes may publish: it is swept when it is ten minutes old. */
export function lastingFiles(parent: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filesOf(parent)).filter(([path]) =>
      !/\/(lock|timing\.jsonl|\.(config|result)\.json\.\w+\.part)$/.test(path)
    ),
  );
}

/** One hash of them all. */
export function lastingHash(parent: string): string {
  return createHash("sha256").update(JSON.stringify(lastingFiles(parent))).digest("hex");
}

/** Step of the latest checkpoint of the only attempt, 0 without. */
export function stepIn(parent: string, options: { readonly steps: number; readonly every: number }): number {
  const { folder } = openRun(parent, options);
  return latestCheckpoint(`${folder}/attempts/0001/checkpoints`, { onRefused: () => {} })?.state.step ?? 0;
}
