import { roundFolder, type SlurmRound } from "./rounds.ts";
import { slurm } from "./command.ts";
import { join } from "node:path";

/**
 * What came of a submission. `full`: refused because of how much it is, so that less may be taken; `unsure`: sbatch or
 * the controller gave no answer, and the queue will show whether it was taken; `refused`: it never will be.
 */
export type Submission =
  | { readonly as: "submitted"; readonly job: string }
  | { readonly as: "full" | "unsure" | "refused"; readonly why: string };

/** What sbatch says when the cluster has as many jobs as it takes (MaxJobCount); it would try again for minutes. */
const NO_PLACE = /temporarily unable to accept job|Resource temporarily unavailable/i;
/** Refusals of how much is asked: of a user's jobs, of an array's elements. */
const FULL = /MaxSubmit|accounting\/QOS policy|Invalid job array specification|job array.*too large/i;
/** No answer, or one that tells to come again. */
const UNSURE =
  /Unable to contact|timed out|Connection (refused|reset)|temporarily|Zero Bytes|Transport endpoint|Communication connection|controller.*(backup|standby)|try again/i;

/** Submits a round whose script is written. */
export async function submitRound(
  sweep: string,
  { id }: SlurmRound,
  { after = [], testOnly = false }: { readonly after?: readonly string[]; readonly testOnly?: boolean } = {},
): Promise<Submission> {
  const { ok, out, err, stopped } = await slurm(
    "sbatch",
    [
      ...(testOnly ? ["--test-only"] : ["--parsable"]),
      ...(after.length > 0 ? [`--dependency=afterany:${after.join(":")}`] : []),
      join(roundFolder(sweep, id), "job.sh"),
    ],
    120,
    NO_PLACE,
  );
  if (ok) {
    const job = /^(\d+)(?:;.*)?$/m.exec(out.trim())?.[1];
    if (testOnly || job !== undefined) return { as: "submitted", job: job ?? "" };
    return { as: "unsure", why: `sbatch: wanted the number of the job, got ${out.trim() || "nothing"}` };
  }
  return { as: stopped && !NO_PLACE.test(err) ? "unsure" : refusal(err), why: err };
}

/** What a refusal in sbatch's words comes to. */
export function refusal(words: string): "full" | "unsure" | "refused" {
  return NO_PLACE.test(words) || FULL.test(words) ? "full" : UNSURE.test(words) ? "unsure" : "refused";
}
