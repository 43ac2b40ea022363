/**
 * `deno task notebooks`: executes notebooks without Jupyter, and checks them.
 *
 * @module
 */
import { dirname, join, relative, resolve } from "node:path";
import { unparsable } from "../errors.ts";
import { checkTypes } from "../jupyter/check_types.ts";
import { parseArguments, run } from "./arguments.ts";
import { type NotebookFile, readNotebooks } from "./notebooks_files.ts";
import { HELP, TIMEOUT } from "./notebooks_help.ts";
import { ROOT } from "./notebooks_places.ts";
import { type Ask, runNotebook } from "./notebooks_run.ts";
import { numberOption } from "./option_values.ts";
import { onInterrupts } from "./sweep_interrupt.ts";

async function notebooks(args: string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    check: { type: "boolean" },
    "types-only": { type: "boolean" },
    out: { type: "string" },
    timeout: { type: "string" },
    jobs: { type: "string" },
    help: { type: "boolean", short: "h" },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const timeout = numberOption("timeout", values.timeout, { above: 0 }) ?? TIMEOUT;
  const jobs = numberOption("jobs", values.jobs, { least: 1, whole: true }) ?? 1;
  const { out, check = false, "types-only": typesOnly = false } = values;
  if (typesOnly && (check || out !== undefined)) {
    throw unparsable(`--types-only runs nothing: drop it, or ${check ? "--check" : "--out"}`);
  }
  const given = positionals.length > 0 ? positionals : [relative(Deno.cwd(), join(ROOT, "notebooks")) || "."];
  const files = await readNotebooks(given);
  using interrupts = onInterrupts((text) => console.error(text), "kernels are ended, no file is half written");
  const ask: Ask = {
    check,
    out,
    timeout,
    signal: interrupts.stop,
    say: (text) => console.log(text),
    complain: (text) => console.error(text),
  };
  try {
    const typed = await typesHold(files, ask);
    if (typesOnly) {
      if (typed) ask.say(`${files.length} notebook${files.length === 1 ? "" : "s"}: the types of all cells hold`);
      return typed ? 0 : 1;
    }
    const well = await inTurn(files, jobs, ask);
    return typed && well ? 0 : 1;
  } catch (error) {
    if (!interrupts.stop.aborted) throw error;
    return 130;
  }
}

async function typesHold(files: readonly NotebookFile[], { signal, complain }: Ask): Promise<boolean> {
  let hold = true;
  for (const [folder, all] of Map.groupBy(files, ({ path }) => dirname(resolve(path)))) {
    const named = all.map(({ path, notebook }) => ({ file: path, notebook }));
    for (const { file, cell, line, column, message } of await checkTypes(folder, named, signal)) {
      complain(`${file}: cell ${cell}, ${line}:${column}: ${message}`);
      hold = false;
    }
  }
  return hold;
}

/** Whether all is well with all notebooks, of which so many run at a time. */
async function inTurn(files: readonly NotebookFile[], jobs: number, ask: Ask): Promise<boolean> {
  const waiting = [...files];
  let well = true;
  await Promise.all(Array.from({ length: Math.min(jobs, files.length) }, async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      well = await runNotebook(file, ask) && well;
    }
  }));
  return well;
}

if (import.meta.main) await run(notebooks);
