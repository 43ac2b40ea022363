/**
 * `deno task notebooks`: executes notebooks without Jupyter, and checks them.
 *
 * @module
 */
import { basename, join, relative } from "node:path";
import { outOfRange, unparsable } from "../errors.ts";
import { parseArguments, run } from "./arguments.ts";
import { type NotebookFile, readNotebooks } from "./notebooks_files.ts";
import { formatNotebooks } from "./notebooks_format.ts";
import { HELP, TIMEOUT } from "./notebooks_help.ts";
import { ROOT } from "./notebooks_places.ts";
import { type Ask, runNotebook } from "./notebooks_run.ts";
import { checkNotebooks } from "./notebooks_types.ts";
import { numberOption } from "./option_values.ts";
import { outUnwritable, refuseFile } from "./out_folder.ts";
import { progress } from "./progress.ts";

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP"];

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
  const read = await readNotebooks(given), say = (text: string) => console.error(text);
  if (out !== undefined) {
    refuseFile(out);
    refuseSameNames(read);
  }
  const stop = new AbortController();
  const interruption = new Error("interrupted"), interrupted = () => stop.abort(interruption);
  for (const name of SIGNALS) Deno.addSignalListener(name, interrupted);
  try {
    const only = check || typesOnly,
      { files, well: shapely } = await formatNotebooks(read, only ? say : undefined, stop.signal);
    const { faulty, well: typed } = await checkNotebooks(files, say, stop.signal), well = typed && (shapely || !only);
    if (typesOnly) {
      if (well) {
        console.log(`${files.length} notebook${files.length === 1 ? "" : "s"}: types and format of all cells hold`);
      }
      return well ? 0 : 1;
    }
    for (const { path } of files) if (faulty.has(path)) console.log(`${path}: FAILED: not run, its types do not hold`);
    const ran = await runAll(files.filter(({ path }) => !faulty.has(path)), jobs, { check, out, timeout }, stop);
    return well && ran ? 0 : 1;
  } catch (error) {
    if (stop.signal.reason !== interruption) throw out === undefined ? error : outUnwritable(error, out);
    console.error("mixlab: interrupted; what was written is whole, the other notebooks are as they were");
    return 130;
  } finally {
    for (const name of SIGNALS) Deno.removeSignalListener(name, interrupted);
  }
}

function refuseSameNames(files: readonly NotebookFile[]): void {
  for (const [name, [first, second]] of Map.groupBy(files, ({ path }) => basename(path))) {
    if (second === undefined) continue;
    throw outOfRange(`--out: ${first.path} and ${second.path} would both be written as ${name}; name one of them`);
  }
}

/** Whether all is well with all notebooks, of which so many run at a time. A fault of one that is not its own ends all. */
async function runAll(
  files: readonly NotebookFile[],
  jobs: number,
  asked: Pick<Ask, "check" | "out" | "timeout">,
  stop: AbortController,
): Promise<boolean> {
  const line = progress((amount) => `${+amount.toFixed(amount < 10 ? 1 : 0)} cells`);
  const total = files.flatMap(({ notebook }) => notebook.cells).filter(({ kind }) => kind === "code").length;
  const waiting = [...files];
  let well = true, done = 0;
  const one = async (file: NotebookFile) => {
    const aside = (say: (text: string) => void) => (text: string) => {
      line.end();
      say(text);
    };
    const ask: Ask = {
      ...asked,
      signal: stop.signal,
      say: aside((text) => console.log(text)),
      complain: aside((text) => console.error(text)),
      progress: (cell) => line.update(done++, total, `${file.path}, cell ${cell}`),
    };
    well = await runNotebook(file, ask) && well;
  };
  await Promise.all(
    Array.from({ length: Math.min(jobs, files.length) }, async () => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await one(file);
    }).map((job) => job.catch((error) => stop.abort(error))),
  );
  line.end();
  stop.signal.throwIfAborted();
  return well;
}

if (import.meta.main) await run(notebooks);
