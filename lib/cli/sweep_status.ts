/**
 * `deno task sweep status`: how far a sweep is, what is wrong with runs that failed, how long the rest takes.
 *
 * @module
 */
import { unparsable } from "../errors.ts";
import type { SlurmStanding } from "../sweep/slurm/standings.ts";
import { sweepStatus as statusOf } from "../sweep/sweep_status.ts";
import { parseArguments } from "./arguments.ts";
import { openSweep } from "./sweep_folder.ts";
import { statusDocument, statusText } from "./sweep_status_text.ts";

const OPTIONS = {
  json: { type: "boolean" },
  failed: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** The command: 0, or 1 when a run failed. */
export async function sweepStatus(args: string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, OPTIONS);
  if (values.help) {
    console.log((await import("./sweep_help.ts")).SWEEP_HELP);
    return 0;
  }
  if (positionals.length > 1) throw unparsable(`sweep status: wanted one folder, got ${positionals.join(" ")}`);
  const { folder, plan } = await openSweep("status", positionals);
  const asked = { folder, failed: values.failed ?? false, status: statusOf(plan, folder), now: Date.now() };
  const { slurmStandings } = await import("../sweep/slurm/standings.ts");
  const slurm: ReadonlyMap<string, SlurmStanding> = await slurmStandings(folder, plan);
  console.log(values.json ? JSON.stringify(statusDocument(asked, slurm), null, 1) : statusText(asked, slurm));
  return asked.status.counts.failed > 0 ? 1 : 0;
}
