/** Kills a command at random moments, again and again, and lets it go on each time. */
import { random } from "../../lib/numerics/random.ts";

export interface Killing {
  /** Arguments for Deno that start a run, or go on with it: the same until it completes. Runs are numbered from 0. */
  readonly args: (run: number) => string[];
  /** How many SIGKILLs must hit a living process, over all runs. */
  readonly kills: number;
  /** Longest life of a process, ms. A life lasts for any time up to it, and should be a fraction of what a run needs. */
  readonly longest: number;
  /** Text in the output at which a life begins to count, so that not all kills hit the start. Default: at once. */
  readonly begins?: string;
  readonly seed: number;
  /** Told after each kill, when the process is gone. */
  readonly afterKill?: (run: number) => void | Promise<void>;
  /** Told when a run completed (exit code 0), after so many kills. The last one completes undisturbed. */
  readonly completed: (run: number, kills: number) => void | Promise<void>;
}

/**
 * Kills until enough kills have hit, and lets the last run complete.
 *
 * @throws when a process ends with another exit code than 0, or so many runs complete unharmed that `longest` is wrong.
 */
export async function killAtRandom(options: Killing): Promise<{ readonly runs: number; readonly kills: number }> {
  const { kills: wanted, longest, seed, afterKill, completed } = options, rng = random(seed);
  let kills = 0, ofRun = 0, unharmed = 0;
  for (let run = 0;;) {
    const { code, signal, said } = await live(options, run, kills < wanted ? rng.uniform() * longest : undefined);
    if (signal === "SIGKILL") {
      kills += 1;
      ofRun += 1;
      await afterKill?.(run);
      continue;
    }
    if (code !== 0) throw new Error(`run ${run}, after ${ofRun} kills, ended with code ${code}: ${said}`);
    await completed(run, ofRun);
    if (ofRun === 0 && ++unharmed > wanted) throw new Error(`${unharmed} runs completed unharmed: give a shorter life`);
    run += 1;
    ofRun = 0;
    if (kills >= wanted) return { runs: run, kills };
  }
}

/** One process, killed after a time where one is given. */
async function live({ args, begins }: Killing, run: number, life: number | undefined) {
  const child = new Deno.Command(Deno.execPath(), { args: args(run), stdout: "piped", stderr: "piped" }).spawn();
  let timer: ReturnType<typeof setTimeout> | undefined, said = "";
  const begin = () => {
    if (life !== undefined) timer ??= setTimeout(() => kill(child), life);
  };
  if (begins === undefined) begin();
  const listen = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (begins !== undefined && said.includes(begins)) begin();
    }
  };
  const [status] = await Promise.all([child.status, listen(child.stdout), listen(child.stderr)]);
  clearTimeout(timer);
  return { ...status, said };
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // it has ended by itself in this moment
  }
}
