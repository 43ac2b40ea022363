/**
 * `deno task bench`: how fast fitting is, beside the tools of others in the same run.
 *
 * Peers run in Python where it has their libraries (MIXLAB_PEER_PYTHON names another than python3); the rows say so
 * where it has not. Nothing here is needed to use Mixlab.
 *
 * @module
 */
import { cpus } from "node:os";
import { parseArguments, run } from "../lib/cli/arguments.ts";
import { outOfRange } from "../lib/errors.ts";
import { keepsLimit, type Measurement, measurementTable, ratioOf } from "./fit/measurement.ts";
import { oneTargetRows } from "./fit/one_target_rows.ts";
import { resamplingRows } from "./fit/resampling_rows.ts";
import { startUpRows } from "./fit/start_up_rows.ts";

const PARTS: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  "one-target": oneTargetRows,
  "resampling": resamplingRows,
  "start-up": startUpRows,
};

const HELP = `Measures how fast fitting is, beside the tools of others in the same run.

  deno task bench [options]

Options
  --only PARTS      only these, separated by commas: ${Object.keys(PARTS).join(", ")}
  --json            one JSON document instead of a table
  --help            this text

Environment
  MIXLAB_REFERENCE      folder of published tables (default: ../shared/reference, then tables/)
  MIXLAB_PEER_PYTHON    a Python with torch, scipy and pandas for the peers (default: python3)

The result is 0, or 1 when a limit is not kept or a measurement failed.`;

/** The command; returns the exit code. */
async function bench(args: string[]): Promise<number> {
  const { values } = parseArguments(args, {
    only: { type: "string" },
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const parts = values.only?.split(",").map((part) => part.trim()) ?? Object.keys(PARTS);
  for (const part of parts) {
    if (!Object.hasOwn(PARTS, part)) {
      throw outOfRange(`--only wants parts out of ${Object.keys(PARTS).join(", ")}, got ${part}`);
    }
  }
  const measurements: Measurement[] = [], load = Deno.loadavg()[0];
  for (const part of parts) {
    console.error(`measuring: ${part}`);
    measurements.push(...await PARTS[part]());
  }
  const machine = {
    cpu: cpus()[0]?.model ?? "unnamed processor",
    cores: cpus().length,
    loadBefore: load,
    deno: Deno.version.deno,
  };
  if (values.json) {
    const results = measurements.map((m) => ({ ...m, ratio: ratioOf(m), kept: keepsLimit(m) }));
    console.log(JSON.stringify({ machine, measurements: results }, null, 2));
  } else {
    console.log(measurementTable(measurements));
    console.log(
      `\n${machine.cpu}, ${machine.cores} cores, load before ${load.toFixed(2)}; Deno ${machine.deno}. ` +
        `Times depend on the machine and on what else it does; the ratios less.`,
    );
  }
  return measurements.some((m) => keepsLimit(m) === false) ? 1 : 0;
}

if (import.meta.main) await run(bench);
