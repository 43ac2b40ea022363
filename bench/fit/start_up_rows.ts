/**
 * Whole processes: `deno task fit --help` and the embedded fit, beside what a Python peer pays to load its libraries.
 *
 * @module
 */
import { child } from "./child.ts";
import { type Measurement, median } from "./measurement.ts";
import { ONE_THREAD, PYTHON, pythonHas } from "./peer_python.ts";

const REPEATS = 9;
const IMPORTS = ["scipy", "pandas"];

/** Wall time of the command, from starting the process to its end. */
export async function startUpRows(): Promise<Measurement[]> {
  const libraries = await pythonHas(...IMPORTS);
  const floor = "versions" in libraries
    ? await wall(PYTHON, ["-c", "import scipy.optimize, pandas"], ONE_THREAD)
    : undefined;
  const peer = floor === undefined ? {} : { peer: floor.median, peerName: "loading SciPy and pandas alone" };
  const said = "versions" in libraries ? `peer: fits nothing; ${libraries.versions}` : `no peer: ${libraries.missing}`;
  const rows: Measurement[] = [];
  for (
    const [what, args, limit] of [
      ["deno task fit --help", ["task", "--quiet", "fit", "--help"], 0.15],
      ["deno task fit (embedded table)", ["task", "--quiet", "fit"], 1],
    ] as const
  ) {
    const ours = await wall(Deno.execPath(), args);
    rows.push({
      what,
      unit: "s",
      ours: ours.median,
      limit,
      ...peer,
      notes: [`median of ${REPEATS} after 1 (${ours.least.toFixed(3)} to ${ours.most.toFixed(3)} s); ${said}`],
    });
  }
  return rows;
}

async function wall(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const times: number[] = [];
  for (let i = 0; i <= REPEATS; i++) {
    const { code, err, seconds } = await child(command, args, { env });
    if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${err.trim().slice(-500)}`);
    if (i > 0) times.push(seconds); // the first fills the caches of files and of compiled code
  }
  return { median: median(times), least: Math.min(...times), most: Math.max(...times) };
}
