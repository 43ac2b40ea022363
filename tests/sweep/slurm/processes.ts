/** Short commands, and daemons that do not outlive the test. */

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What commands and daemons are started with: the whole environment, and where. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a command to its end. */
export function command(
  line: readonly string[],
  { within = 60_000, ...around }: Surroundings & { readonly within?: number },
): Promise<Ended> {
  return toEnd(start(line, around), { within });
}

/** Starts a command. */
export function start([name, ...args]: readonly string[], { env, cwd }: Surroundings): Deno.ChildProcess {
  return new Deno.Command(name, {
    ...{ args, env, clearEnv: true, ...(cwd !== undefined && { cwd }) },
    ...{ stdin: "null", stdout: "piped", stderr: "piped" },
  }).spawn();
}

/** Waits for a command's end; one that takes longer than `within` ms is killed. */
export async function toEnd(child: Deno.ChildProcess, { within }: { readonly within: number }): Promise<Ended> {
  const late = setTimeout(() => kill(child.pid, "SIGKILL"), within);
  try {
    const { code, stdout, stderr } = await child.output();
    return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
  } finally {
    clearTimeout(late);
  }
}

/** A process that runs until it is killed, by this test or with it. */
export class Daemon {
  readonly #child: Deno.ChildProcess;

  /** Starts it; what it says is added to the file `log`. The kernel kills it when the test dies. */
  constructor(line: readonly string[], log: string, { env }: Surroundings) {
    this.#child = new Deno.Command("sh", {
      args: ["-c", 'exec >>"$0" 2>&1; exec setpriv --pdeathsig KILL "$@"', log, ...line],
      ...{ env, clearEnv: true, stdin: "null", stdout: "null", stderr: "null" },
    }).spawn();
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Kills it, and waits until it is gone. */
  async kill(): Promise<void> {
    kill(this.pid, "SIGKILL");
    await this.#child.status;
  }
}

/** Sends a signal; false where the process is gone. */
export function kill(pid: number, signal: Deno.Signal): boolean {
  try {
    Deno.kill(pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof TypeError) return false; // TypeError: ESRCH
    throw error;
  }
}

/** Whether a process has ended, reaped or not. */
export async function isGone(pid: number): Promise<boolean> {
  const { state } = (await stats()).get(pid) ?? { state: "Z" };
  return state === "Z";
}

/** A process: its number, as this machine counts, and its command line. */
export interface Process {
  readonly pid: number;
  readonly line: readonly string[];
}

/** The processes below one, whichever namespaces they are in. */
export async function descendants(pid: number): Promise<Process[]> {
  const all = await stats(), found: number[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    parents = Array.from(all).filter(([, { parent }]) => parents.includes(parent)).map(([pid]) => pid);
    found.push(...parents);
  }
  return await withLines(found);
}

/** The processes that were started with some variables, wherever they are. */
export async function processesWith(variables: Readonly<Record<string, string>>): Promise<Process[]> {
  let files = ["/proc/[0-9]*/environ"]; // a pattern of the shell's
  for (const [name, value] of Object.entries(variables)) {
    const script = `grep -lzxF -e "$0" ${files.join(" ")} 2>/dev/null`;
    const { out } = await command(["sh", "-c", script, `${name}=${value}`], { env: Deno.env.toObject() });
    files = out.split("\n").filter((file) => file !== "");
    if (files.length === 0) return [];
  }
  return await withLines(files.map((file) => Number(file.split("/")[2])));
}

async function withLines(pids: readonly number[]): Promise<Process[]> {
  const script = 'for p; do printf "%s\\037" $p; tr "\\0" "\\037" < /proc/$p/cmdline; echo; done 2>/dev/null';
  const { out } = await command(["sh", "-c", script, "sh", ...pids.map(String)], { env: Deno.env.toObject() });
  return out.trim().split("\n").filter((text) => text !== "").map((text) => {
    const [pid, ...line] = text.split("\x1f").slice(0, -1);
    return { pid: Number(pid), line };
  });
}

/** Parent and state of every process. Deno itself reads /proc only with all permissions, which tests do not have. */
async function stats(): Promise<Map<number, { readonly parent: number; readonly state: string }>> {
  const { out } = await command(["sh", "-c", "cat /proc/[0-9]*/stat 2>/dev/null"], { env: Deno.env.toObject() });
  // "pid (name) state parent …"
  return new Map(Array.from(
    out.matchAll(/^(\d+) \(.*\) (\S) (\d+) /gm),
    ([, pid, state, parent]) => [Number(pid), { parent: Number(parent), state }],
  ));
}

/** Waits until something holds, and says what it was after `within` ms. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { within = 30_000, every = 100 } = {},
): Promise<void> {
  for (const begun = performance.now(); !await holds();) {
    if (performance.now() - begun > within) throw new Error(`not within ${within / 1000} s: ${what}`);
    await new Promise((done) => setTimeout(done, every));
  }
}
