/**
 * `deno task sweep collect`: the wide CSV of a sweep's runs, which `deno task fit` reads.
 *
 * @module
 */
import { join } from "node:path";
import { got, outOfRange } from "../errors.ts";
import { writeWhole } from "../files/write_whole.ts";
import { type CollectOptions, collectSweep } from "../sweep/collect/collect_sweep.ts";
import { runStandings } from "../sweep/run_standings.ts";
import type { SlurmStanding } from "../sweep/slurm/standings.ts";
import { writeTable } from "../tables/write_table.ts";
import { parseArguments } from "./arguments.ts";
import { listOption, numberOption } from "./option_values.ts";
import { collectDocument, collectText, missingText, whyMissing } from "./sweep_collect_text.ts";
import { openSweep } from "./sweep_folder.ts";

const OPTIONS = {
  "out": { type: "string" },
  "steps": { type: "string" },
  "split": { type: "string" },
  "json": { type: "boolean" },
  "allow-missing": { type: "boolean" },
} as const;

/** The command: 0, or 1 when runs are missing and that is not allowed. */
export async function sweepCollect(args: string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, OPTIONS);
  const { folder, plan } = await openSweep("collect", positionals);
  const options = { split: splitOf(values.split), steps: stepsOf(values.steps) };
  const { table, missing } = collectSweep(plan, options), keys = new Set(missing.map(({ key }) => key));
  const standings = missing.length === 0 ? [] : runStandings(plan, folder).filter(({ run }) => keys.has(run.key));
  // A table with runs missing is written only where that was asked for: a fit to it would look like any other.
  const writes = table !== undefined && (missing.length === 0 || values["allow-missing"] === true);
  const out = values.out ?? join(folder, "runs.csv");
  if (writes) writeWhole(out, new TextEncoder().encode(writeTable(table)));
  const { slurmStandings } = await import("../sweep/slurm/standings.ts");
  const slurm = standings.length === 0 ? new Map<string, SlurmStanding>() : await slurmStandings(folder, plan);
  const told = {
    ...{ folder, plan, table, split: options.split, ...(writes && { out }) },
    missing: standings.map((standing) => whyMissing(standing, folder, slurm.get(standing.run.key))),
  };
  if (standings.length > 0) console.error(missingText(told));
  console.log(values.json ? JSON.stringify(collectDocument(told), null, 1) : collectText(told));
  return writes ? 0 : 1;
}

function splitOf(split: string | undefined): "val" | "test" {
  if (split === undefined || split === "val" || split === "test") return split ?? "val";
  throw outOfRange(`--split: wanted val or test, got ${got(split)}`);
}

function stepsOf(steps: string | undefined): NonNullable<CollectOptions["steps"]> {
  if (steps === undefined || steps === "all" || steps === "last") return steps ?? "all";
  return listOption("steps", steps)!.map((one) => numberOption("steps", one, { least: 0, whole: true })!);
}
