/**
 * What a person should know of a table of a sweep.
 *
 * @module
 */
import type { SweepPlan, SweepRun } from "../plan.ts";
import type { SweepResult } from "./sweep_result.ts";

/** A run, what it gave, and its parent where that has a result. */
export interface Collected {
  readonly run: SweepRun;
  readonly result: SweepResult;
  readonly parent?: Collected | undefined;
}

/**
 * The notes of a table: which losses it holds, and how far the rows drawn are from the shares asked for.
 *
 * @param without runs of a table of segments that are left out, for want of losses at their start.
 */
export function collectNotes(
  plan: SweepPlan,
  found: readonly Collected[],
  { split, without }: { readonly split: "val" | "test"; readonly without: readonly Collected[] },
): string[] {
  const told = (values: readonly (number | undefined)[]) => [...new Set(values)].map(rowsInWords).join(", or of ");
  const ends = told(found.map(({ result }) => result.rows.end));
  const way = told(found.filter(({ result }) => result.way.length > 0).map(({ result }) => result.rows.way));
  const notes = [`losses are nats per token on ${split}, of ${ends}`];
  if (split === "val" && way !== "" && way !== ends) {
    notes.push(`losses on the way are of ${way}: they are not those of the same rows as at the end`);
  }
  notes.push(deviation(plan, found));
  if (without.length > 0) {
    notes.push(
      `left out: ${without.length} runs that begin anew, or whose parent has no result: ${split} was not evaluated at ` +
        "their start",
    );
  }
  return notes;
}

function rowsInWords(rows: number | undefined): string {
  if (rows === undefined) return "rows that the configuration does not tell";
  return rows === 0 ? "all rows of a target" : `${rows} rows of a target, evenly spread, where it has as many`;
}

/** The largest distance of a share in the rows drawn from the one asked for. */
function deviation({ domains }: SweepPlan, found: readonly Collected[]): string {
  let most = { distance: -1, words: "" };
  for (const { run, result: { realised } } of found) {
    run.shares.forEach((share, j) => {
      const distance = Math.abs(realised[j] - share);
      if (distance <= most.distance) return;
      const words = `${domains[j]} ${realised[j].toFixed(4)} for ${
        share.toFixed(4)
      } in run ${run.id}, seed ${run.seed}`;
      most = { distance, words };
    });
  }
  return `shares are those asked for; of the rows drawn they differ by at most ${
    most.distance.toFixed(4)
  } (${most.words})`;
}
