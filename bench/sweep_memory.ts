/**
 * What workers of a sweep take at their peaks, beside what lib/sweep/cost/memory_estimate.ts says. Linux.
 *
 * @module
 */
import { parseArguments, run } from "../lib/cli/arguments.ts";
import { textTable } from "../lib/cli/text_table.ts";

const HELP = `Measures the peak memory of workers (VmHWM), beside the estimate of it.

  deno run -A bench/sweep_memory.ts [options]        on the built-in corpus of six domains

Options
  --large        also models of 19 M and 85 M parameters: up to 3 GB, about a minute
  --help         this text

The result is 0, or 1 when an estimate is more than 15 % off.`;

const SMALL = [
  ["--model", "tiny"],
  ["--model", "tiny", "--batch", "64"],
  ["--model", "small"],
  ["--model", "small", "--batch", "32", "--micro-batch", "8"],
  ["--model", "tiny", "--vocabulary", "50304"],
  ["--model", "pythia-14m", "--context", "256"],
  ["--model", "regmix-1m", "--context", "128", "--batch", "4"],
];
const LARGE = [
  ["--model", "pythia-70m", "--context", "32"],
  ["--model", "pythia-160m", "--context", "32", "--batch", "4"],
];

const ROOT = new URL("..", import.meta.url).pathname, LIMIT = 0.15;
const SWEEP = ["run", "-c", `${ROOT}deno.train.json`, "--no-prompt", "-A", `${ROOT}lib/cli/sweep.ts`];

/** The command; returns the exit code. */
async function benchMemory(args: string[]): Promise<number> {
  const { values } = parseArguments(args, { large: { type: "boolean" }, help: { type: "boolean", short: "h" } });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const rows: string[][] = [];
  let worst = 0;
  for (const settings of values.large ? [...SMALL, ...LARGE] : SMALL) {
    const { estimate, peak } = await measured(settings), off = estimate / peak - 1;
    worst = Math.max(worst, Math.abs(off));
    const shown = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
    rows.push([settings.join(" "), shown(peak), shown(estimate), `${(100 * off).toFixed(1)} %`]);
  }
  console.log(textTable(["worker", "peak", "estimate", "off"], rows));
  return worst <= LIMIT ? 0 : 1;
}

/** A plan's estimate, and the peak of a worker that makes its first run (bytes). */
async function measured(settings: readonly string[]): Promise<{ readonly estimate: number; readonly peak: number }> {
  const folder = await Deno.makeTempDir({ prefix: "mixlab-memory-" });
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...[
          ...SWEEP,
          "plan",
          "--design",
          "lattice",
          "--parts",
          "6",
          "--steps",
          "12",
          "--final-sequences",
          "16",
          "--json",
        ],
        ...["--no-measure", "--out", folder, "--runs-in", `${folder}/runs`, ...settings],
      ],
      cwd: ROOT,
    }).output();
    if (code !== 0) throw new Error(`sweep plan ended with ${code}: ${new TextDecoder().decode(stderr)}`);
    const { models: [{ memory }] } = JSON.parse(new TextDecoder().decode(stdout));
    return { estimate: memory, peak: await peakOf([...SWEEP, "worker", folder, "1"]) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** How often a process is looked at (ms): its peak is what it has held at most, so the last look counts. */
const LOOK = 20;

async function peakOf(args: string[]): Promise<number> {
  const process = new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stdout: "null", stderr: "null" }).spawn();
  let peak = 0;
  const look = setInterval(() => {
    try {
      const found = /^VmHWM:\s*(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${process.pid}/status`));
      peak = Math.max(peak, 1024 * Number(found?.[1] ?? 0));
    } catch {
      // it has ended
    }
  }, LOOK);
  const { code } = await process.status;
  clearInterval(look);
  if (code !== 0) throw new Error(`the worker ended with ${code}`);
  return peak;
}

if (import.meta.main) await run(benchMemory);
