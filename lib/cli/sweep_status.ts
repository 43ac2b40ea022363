/**
 * `deno task sweep status`: how far a sweep is, what is wrong with runs that failed, how long the rest takes.
 *
 * @module
 */
import type { SlurmStanding } from "../sweep/slurm/standings.ts";
import { sweepStatus as statusOf } from "../sweep/sweep_status.ts";
import { parseArguments } from "./arguments.ts";
import { openSweep } from "./sweep_folder.ts";
import { statusDocument, statusText } from "./sweep_status_text.ts";

const OPTIONS = {
  json: { type: "boolean" },
  failed: { type: "boolean" },
} as const;

/** The command: 0, or 1 when a run failed. */
export async function sweepStatus(args: string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, OPTIONS);
  const { folder, plan } = await openSweep("status", positionals);
  const asked = { folder, failed: values.failed ?? false, status: statusOf(plan, folder), now: Date.now() };
  const { slurmStandings } = await import("../sweep/slurm/standings.ts");
  const slurm: ReadonlyMap<string, SlurmStanding> = await slurmStandings(folder, plan);
  console.log(values.json ? JSON.stringify(statusDocument(asked, slurm), null, 1) : statusText(asked, slurm));
  return asked.status.counts.failed > 0 ? 1 : 0;
}
