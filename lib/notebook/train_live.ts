import { join, resolve } from "node:path";
import { liveCurve } from "./live_curve.ts";
import { newLines } from "./new_lines.ts";
import { repositoryRoot, task, type TaskEnd, type TaskOptions } from "./task.ts";

/**
 * How a training ended.
 *
 * @example
 * ```ts
 * import type { TrainLiveEnd } from "@mixlab/mixlab";
 * import { equal } from "node:assert/strict";
 *
 * const model = ({ run }: TrainLiveEnd) => `${run}/result.json`;
 * equal(model({ code: 0, log: "", run: "/work/mixlab/runs/3f9c2a41d07b" }), "/work/mixlab/runs/3f9c2a41d07b/result.json");
 * ```
 */
export interface TrainLiveEnd extends TaskEnd {
  /** The run's folder. */
  readonly run: string;
}

/** How often what the run has logged is read (ms). */
const EVERY = 500;
/** What `deno task train` says first: the run's folder, and what it does there. */
const BEGINS = /^(.+): (?:begins$|going on from step |this run is complete)/;
/** With more domains than this, evaluations are drawn as their mean alone. */
const DOMAINS = 5;

/**
 * Runs `deno task train ARGS` as {@link task} does, and draws its losses under the cell while they come: the mean of the
 * training batches, and of each evaluation the loss of each domain (of more than five domains their mean).
 *
 * What stands there in the end depends on the run's metrics.jsonl alone, which is the same for the same run on one backend.
 *
 * @param args arguments of `deno task train`, without the name.
 * @param options as those of `task`.
 * @returns the exit code, the log and the folder of the run
 * @throws {TypeError | RangeError | Error} as `task` does.
 *
 * @example
 * ```ts
 * import { trainLive } from "@mixlab/mixlab";
 * import { rejects } from "node:assert/strict";
 *
 * const stop = AbortSignal.abort(new Error("not today")); // else about a minute, in a notebook
 * await rejects(trainLive(["--steps", "200", "--mixture", "python=0.5,legal=0.5"], { signal: stop }), /not today/);
 * ```
 */
export async function trainLive(args: readonly string[], options: TaskOptions = {}): Promise<TrainLiveEnd> {
  const curve = liveCurve();
  let run: string | undefined, reading: Promise<void> | undefined;
  let read = (): Promise<string[]> => Promise.resolve([]);
  const draw = async () => {
    for (const line of await read()) {
      const [step, values] = pointOf(JSON.parse(line));
      await curve.add(step, values);
    }
  };
  const onLine = (line: string) => {
    const found = BEGINS.exec(line);
    if (found !== null && run === undefined) {
      run = resolve(repositoryRoot(), found[1]);
      read = newLines(join(run, "attempts"), "metrics.jsonl");
    }
    options.onLine?.(line);
  };
  let failed: unknown;
  const timer = setInterval(() => {
    reading ??= draw().catch((error) => failed = error).finally(() => reading = undefined);
  }, EVERY);
  const end = await task(["train", ...args], { ...options, onLine }).finally(() => clearInterval(timer));
  await reading;
  if (failed !== undefined) throw failed;
  await draw();
  if (run === undefined) throw new Error(`deno task train: wanted it to name the folder of its run, got\n${end.log}`);
  await curve.done();
  return { ...end, run };
}

/** A line of metrics.jsonl, as far as it is drawn. */
type Logged =
  | { readonly kind: "train"; readonly step: number; readonly loss: number | null }
  | {
    readonly kind: "evaluation";
    readonly step: number;
    readonly split: string;
    readonly averageLoss: number;
    readonly domains: readonly { readonly domain: string; readonly loss: number }[];
  };

function pointOf(line: Logged): [step: number, values: Record<string, number>] {
  if (line.kind === "train") return [line.step, line.loss === null ? {} : { training: line.loss }];
  const { step, split, averageLoss, domains } = line;
  if (domains.length > DOMAINS) return [step, { [`${split}, mean of domains`]: averageLoss }];
  return [step, Object.fromEntries(domains.map(({ domain, loss }) => [`${split} ${domain}`, loss]))];
}
