/**
 * Runs a command for a notebook and ends it when the notebook is gone: `task_guard.ts PATIENCE_MS COMMAND ARGUMENTS…`.
 *
 * The kernel sends a sign of life down this process's standard input, every second. When that is closed (the cell was
 * left, or the kernel has ended, however it did) or silent for PATIENCE_MS (a kernel of Deno 2.9.6 that was interrupted
 * in an `await` computes nothing any more), the command is told to end: as by Ctrl-C, which lets a run save a
 * checkpoint, and later with more force.
 *
 * @module
 */
const [patience, command, ...args] = Deno.args;

/** How long the command may take to end after each of these (ms). */
const MEANS: readonly (readonly [Deno.Signal, number])[] = [["SIGINT", 20_000], ["SIGTERM", 5_000], ["SIGKILL", 0]];

const child = new Deno.Command(command, { args, stdin: "null", stdout: "inherit", stderr: "inherit" }).spawn();

let told = false, ending = false;
// Where a terminal or a server interrupts the whole group, the command was told as well; told twice, it ends at once.
Deno.addSignalListener("SIGINT", () => told = true);

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  for (const [signal, wait] of MEANS) {
    if (!(signal === "SIGINT" && told)) {
      try {
        child.kill(signal);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // it has ended
      }
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function listen(): Promise<void> {
  let silent = setTimeout(end, Number(patience));
  for await (const _ of Deno.stdin.readable) {
    clearTimeout(silent);
    silent = setTimeout(end, Number(patience));
  }
  clearTimeout(silent);
  // The signal of a group reaches each of its processes at its own time.
  await new Promise((resolve) => setTimeout(resolve, 100));
  await end();
}

listen();
Deno.exit((await child.status).code);
