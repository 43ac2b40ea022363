/** The help of `deno task sweep`: every flag stands in it. */
import { deepEqual, equal, match, ok, throws } from "../../assert.ts";
import { MIX_SETTINGS } from "../../../lib/cli/mix_settings.ts";
import { DESIGN_FLAGS } from "../../../lib/cli/sweep_design.ts";
import { commandHelp, SWEEP_HELP } from "../../../lib/cli/sweep_help.ts";
import { LINE_FLAGS, PLAN_FLAGS } from "../../../lib/cli/sweep_plan_flags.ts";
import { planHelp } from "../../../lib/cli/sweep_plan_help.ts";
import { RUN_HELP } from "../../../lib/cli/sweep_run_help.ts";
import { SLURM_FLAGS } from "../../../lib/cli/sweep_slurm.ts";
import { sweep } from "./sweep_run_process.ts";

/** Flags that a help has no line for, out of a table. */
function missing(help: string, flags: readonly string[]): string[] {
  return flags.filter((flag) => flag !== "help" && !new RegExp(`^ +--${flag}( |$)`, "m").test(help));
}

/** Names in the tables of options of a command's file. */
function tableOf(file: string): string[] {
  const source = Deno.readTextFileSync(new URL(`../../../lib/cli/${file}`, import.meta.url));
  return [...source.matchAll(/^ {2}"?([a-z-]+)"?: (?:text|flag|\{ type: "(?:string|boolean)")/gm)].map(([, name]) =>
    name
  );
}

Deno.test("every flag of plan stands in its help, one that is on only as what takes it back", () => {
  const help = planHelp(), design = Object.keys(DESIGN_FLAGS);
  const flags = design.filter((flag) =>
    !(help.includes(`--no-${flag} `) || (flag.startsWith("no-") && !help.includes(`--${flag} `)))
  );
  ok(flags.length >= design.length - 4, "most of the designs' flags are looked for");
  deepEqual(missing(help, [...Object.keys(PLAN_FLAGS), ...Object.keys(LINE_FLAGS), ...MIX_SETTINGS, ...flags]), []);
});

Deno.test("every flag of the other commands stands in the help of all", () => {
  deepEqual(missing(RUN_HELP, [...Object.keys(SLURM_FLAGS), ...tableOf("sweep_run_flags.ts")]), []);
  for (const file of ["sweep_run_flags.ts", "sweep_worker.ts", "sweep_status.ts", "sweep_collect.ts"]) {
    const flags = tableOf(file);
    ok(flags.length >= 2, `${file} has a table`);
    deepEqual(missing(SWEEP_HELP, flags), [], file);
  }
  for (const command of ["plan", "run", "worker", "status", "collect", "cancel"]) {
    ok(SWEEP_HELP.includes(commandHelp(command, ["--help"])), command);
  }
});

Deno.test("plan with a design tells of that design alone, other commands of themselves", async () => {
  for (const args of [["--design", "cover", "--help"], ["-h", "--design=cover"]]) {
    const help = commandHelp("plan", args);
    match(help, /^cover: .*\n +source: .*\n {2}--runs N /);
    equal(/d-optimal|--domains/.exec(help), null);
  }
  throws(() => commandHelp("plan", ["--design", "cove", "--help"]), RangeError, "did you mean cover");
  const { code, out } = await sweep("/", "worker", "--help");
  deepEqual([code, out], [0, commandHelp("worker", []) + "\n"]);
});

Deno.test("no flag of a design is one of the plan or of its settings, and no line is too long", () => {
  const others = new Set([...Object.keys(PLAN_FLAGS), ...Object.keys(LINE_FLAGS), ...MIX_SETTINGS]);
  deepEqual(Object.keys(DESIGN_FLAGS).filter((flag) => others.has(flag)), []);
  deepEqual(SWEEP_HELP.split("\n").filter((line) => line.length > 125), []);
  deepEqual(/undefined|\[object|NaN/.exec(SWEEP_HELP), null);
});
