/**
 * The first `deno task fit` in a fresh clone with empty caches: bytes downloaded and time to the answer.
 *
 * @module
 */
import { parseArguments, run } from "../lib/cli/arguments.ts";
import { coldCopy } from "./cold_copy.ts";
import { coldFit } from "./cold_fit.ts";
import { type Measurement, measurementTable } from "./fit/measurement.ts";

const HELP = `Measures the first deno task fit in a fresh clone with empty caches.

  deno run --allow-read --allow-write --allow-run --allow-env --allow-sys --allow-net bench/cold_start.ts [options]

Options
  --working-tree    the files as they are now, not the last commit
  --json            one JSON document instead of a table
  --help            this text

The result is 0, or 1 when a limit is not kept or the command failed.`;

const LIMIT_MB = 20, LIMIT_SECONDS = 10;

/** The command; returns the exit code. */
async function coldStart(args: string[]): Promise<number> {
  const { values } = parseArguments(args, {
    "working-tree": { type: "boolean" },
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const folder = await Deno.makeTempDir({ prefix: "mixlab-clone-" });
  try {
    await coldCopy(values["working-tree"] ? "working-tree" : "commit", folder);
    const { code, err, seconds, downloaded, unpacked, packages } = await coldFit(folder, ["fit"]);
    if (code !== 0) throw new Error(`deno task fit ended with ${code} in the copy: ${err.trim().slice(-800)}`);
    const what = `cold deno task fit, ${values["working-tree"] ? "working tree" : "clone of the last commit"}`;
    const measurements: Measurement[] = [
      {
        what: `${what}: downloaded`,
        unit: "MB",
        ours: downloaded / 1e6,
        limit: LIMIT_MB,
        notes: [
          `every byte that came over the network, descriptions and encryption included; ` +
          `${(unpacked / 1e6).toFixed(1)} MB in the cache afterwards`,
          `${packages.length} packages: ${packages.join(", ")}`,
        ],
      },
      {
        what: `${what}: time`,
        unit: "s",
        ours: seconds,
        limit: LIMIT_SECONDS,
        notes: ["once, from starting the process to its end, with what this network gives"],
      },
    ];
    console.log(values.json ? JSON.stringify({ measurements, packages }, null, 2) : measurementTable(measurements));
    return downloaded / 1e6 <= LIMIT_MB && seconds <= LIMIT_SECONDS ? 0 : 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await run(coldStart);
