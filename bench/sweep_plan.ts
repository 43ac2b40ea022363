/**
 * How long it takes to plan a sweep and to tell how far it is: whole processes, from their start to their end.
 *
 * @module
 */
import { parseArguments, run } from "../lib/cli/arguments.ts";
import { keepsLimit, type Measurement, measurementTable } from "./fit/measurement.ts";

const HELP =
  `Measures deno task sweep plan (without a trial) and deno task sweep status on plans of 1,000 and 10,000 runs.

  deno run --allow-read --allow-write --allow-run --allow-env bench/sweep_plan.ts [options]

Options
  --corpus DIR   corpus of the plans (default corpora/builtin-bytes, which must be there)
  --times N      processes of each kind, of which the median counts (default 3)
  --json         one JSON document instead of a table
  --help         this text

The result is 0, or 1 when a limit is not kept or a command failed.`;

/** Limits of issue 6, for 1,000 runs (s). */
const PLAN_LIMIT = 2, STATUS_LIMIT = 1;

const ROOT = new URL("..", import.meta.url).pathname;
const SWEEP = [
  ...["run", "-c", `${ROOT}deno.train.json`, "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
  ...["--allow-sys", "--allow-ffi", "--allow-run", `${ROOT}lib/cli/sweep.ts`],
];

/** Runs a command of the sweep; gives its seconds. */
async function timed(args: readonly string[]): Promise<number> {
  const began = performance.now();
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args: [...SWEEP, ...args], cwd: ROOT }).output();
  if (code !== 0) throw new Error(`sweep ${args[0]} ended with ${code}: ${new TextDecoder().decode(stderr)}`);
  return (performance.now() - began) / 1000;
}

/** The command; returns the exit code. */
async function benchPlan(args: string[]): Promise<number> {
  const { values } = parseArguments(args, {
    corpus: { type: "string" },
    times: { type: "string" },
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { corpus = "corpora/builtin-bytes", times = "3" } = values;
  const folder = await Deno.makeTempDir({ prefix: "mixlab-sweeps-" }), measurements: Measurement[] = [];
  try {
    for (const [seeds, named] of [[10, "1,000"], [100, "10,000"]] as const) {
      const ids = Array.from({ length: seeds }, (_, n) => n).join(","), limited = seeds === 10;
      const line = (out: string) => [
        ...["plan", "--corpus", corpus, "--design", "cover", "--runs", "100", "--seeds", ids, "--no-measure"],
        ...["--runs-in", `${folder}/runs`, "--out", out],
      ];
      const planned: number[] = [], told: number[] = [];
      for (let n = 0; n < Number(times); n++) {
        const out = `${folder}/${seeds}-${n}`;
        planned.push(await timed(line(out)));
        told.push(await timed(["status", out]));
      }
      const notes = [`median of ${times} processes: ${planned.map((s) => s.toFixed(2)).join(", ")} s`];
      measurements.push(
        {
          what: `sweep plan, ${named} runs`,
          unit: "s",
          ours: median(planned),
          ...(limited && { limit: PLAN_LIMIT }),
          notes,
        },
        {
          ...{ what: `sweep status, ${named} runs, none begun`, unit: "s", ours: median(told) },
          ...(limited && { limit: STATUS_LIMIT }),
          notes: [`median of ${times} processes: ${told.map((s) => s.toFixed(2)).join(", ")} s`],
        },
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  console.log(values.json ? JSON.stringify({ measurements }, null, 2) : measurementTable(measurements));
  return measurements.every((one) => keepsLimit(one) ?? true) ? 0 : 1;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

if (import.meta.main) await run(benchPlan);
