/**
 * `deno task sweep`: plans, runs and collects many runs, on this machine or as Slurm job arrays.
 *
 * @module
 */
import { unparsable } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { run } from "./arguments.ts";

/** What a command of the sweep is: its line after the name, to an exit code. */
type Command = (args: string[]) => Promise<number>;

/** The commands, each loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  plan: async () => (await import("./sweep_plan.ts")).sweepPlan,
  run: async () => (await import("./sweep_run.ts")).sweepRun,
  worker: async () => (await import("./sweep_worker.ts")).sweepWorker,
  status: async () => (await import("./sweep_status.ts")).sweepStatus,
  cancel: async () => (await import("./sweep_cancel.ts")).sweepCancel,
  collect: async () => (await import("./sweep_collect.ts")).sweepCollect,
};

/** The command. */
export async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h") {
    console.log((await import("./sweep_help.ts")).SWEEP_HELP);
    return 0;
  }
  if (!Object.hasOwn(COMMANDS, name)) {
    const meant = nearest(name, Object.keys(COMMANDS));
    throw unparsable(
      `sweep: wanted ${Object.keys(COMMANDS).join(", ")}, got ${name}${meant ? `; did you mean ${meant}?` : ""}; ` +
        "see --help",
    );
  }
  if (args.some((arg) => arg === "--help" || arg === "-h")) {
    console.log((await import("./sweep_help.ts")).commandHelp(name, args));
    return 0;
  }
  return await (await COMMANDS[name]())(args);
}

if (import.meta.main) await run(main);
