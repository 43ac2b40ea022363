import { machineSeconds } from "../train/process_figures.ts";
import { quantile } from "../train/quantile.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** What a sweep took. */
export interface TimedSweep {
  /** From the start of `deno task sweep run` to its end (s). */
  readonly seconds: number;
  /** Median time of a run's own training and evaluations (s), as its timing.jsonl has it. */
  readonly run: number;
  /** Cores that its processes kept busy on average, and that others did. */
  readonly cores: number;
  readonly others: number;
}

/** What is asked of a sweep. */
export interface SweepSize {
  readonly runs: number;
  readonly steps: number;
  readonly model: string;
}

/** Plans a sweep in a folder of its own and makes it with so many workers. */
export async function timedSweep({ runs, steps, model }: SweepSize, workers: number): Promise<TimedSweep> {
  const folder = await Deno.makeTempDir({ prefix: "mixlab-bench-" });
  try {
    const seeds = Array.from({ length: runs }, (_, seed) => seed).join();
    Deno.writeTextFileSync(`${folder}/mixtures.csv`, "0.4,0.3,0.3\n");
    await sweep(
      ...["plan", "--domains", "legal,python,scripture", "--mixtures", `${folder}/mixtures.csv`, "--seeds", seeds],
      ...["--model", model, "--steps", `${steps}`, "--final-sequences", "64", "--out", folder, "--no-measure"],
      ...["--runs-in", `${folder}/runs`],
    );
    const cpu = childrenSeconds(), machine = machineSeconds(), from = performance.now();
    await sweep("run", folder, "--workers", `${workers}`);
    const seconds = (performance.now() - from) / 1000, own = childrenSeconds() - cpu;
    return {
      ...{ seconds, run: quantile(ownTimes(`${folder}/runs`)), cores: own / seconds },
      others: Math.max(0, (machineSeconds() - machine - own) / seconds),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function sweep(...args: string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-c", `${ROOT}deno.train.json`, "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
      ...["--allow-sys", "--allow-ffi", "--allow-run", `${ROOT}lib/cli/sweep.ts`, ...args],
    ],
    cwd: ROOT,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`sweep ${args.join(" ")}: ${text(stderr)}${text(stdout)}`);
}

/** Seconds of training and evaluating of each run. */
function ownTimes(runs: string): number[] {
  return Array.from(Deno.readDirSync(runs), ({ name }) => {
    const lines = Deno.readTextFileSync(`${runs}/${name}/attempts/0001/timing.jsonl`).trim().split("\n");
    const { engine, evaluation } = JSON.parse(lines.at(-1)!);
    return engine + evaluation;
  });
}

/** Processor time of all processes that this one has started and that have ended, with theirs (s). */
function childrenSeconds(): number {
  const fields = Deno.readTextFileSync("/proc/self/stat").replace(/^.*\) /s, "").split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
