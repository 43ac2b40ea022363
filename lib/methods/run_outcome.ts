/**
 * The outcome of a run, from what its rule went through.
 *
 * @module
 */
import type { Action, Folded } from "./actions.ts";
import { addReports, noSteps } from "./add_reports.ts";
import type { DriveState } from "./drive.ts";
import type { StepReport } from "./learner.ts";
import type { RunOutcome } from "./run_spec.ts";

/**
 * What a journal says that a run trained on: updates, tokens, shares as asked for (neighbours with the same shares
 * together), share of each of the m domains in all rows, rounds, and passes over the val split.
 */
export function journalOutcome(
  { journal }: Pick<DriveState, "journal">,
  m: number,
): Pick<RunOutcome, "steps" | "tokens" | "evaluations" | "trained" | "realised" | "rounds"> {
  const trained: { steps: number; shares: readonly number[] }[] = [], rounds: RunOutcome["rounds"][number][] = [];
  let report = noSteps(m), evaluations = 0;
  for (const { asked, came } of journal) {
    const action = asked as unknown as Action;
    if (action.do === "round") rounds.push(action.record);
    else if (action.do === "evaluate") evaluations += action.split === "val" ? 1 : 0;
    else {
      const made = action.do === "train" ? came as unknown as StepReport : (came as unknown as Folded).report;
      report = addReports(report, made);
      const last = trained.at(-1);
      if (last !== undefined && String(last.shares) === String(action.shares)) last.steps += made.steps;
      else if (made.steps > 0) trained.push({ steps: made.steps, shares: action.shares });
    }
  }
  const rows = report.rows.reduce((sum, n) => sum + n, 0);
  const realised = report.rows.map((n) => rows > 0 ? n / rows : 0);
  return { steps: report.steps, tokens: report.tokens, evaluations, trained, realised, rounds };
}
