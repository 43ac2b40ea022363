import { wrongKind } from "../errors.ts";
import type { Action, Json, Observation } from "./actions.ts";
import { addReports, noSteps } from "./add_reports.ts";
import type { DriveOptions, DriveState } from "./drive.ts";
import type { Learner, StepOptions } from "./learner.ts";
import { plainJson } from "./plain_json.ts";

/** An action that is steps. */
export type StepsAction = Exclude<Action, { do: "round" } | { do: "evaluate" }>;

/**
 * Makes the steps of an action, from where `partial` left them.
 *
 * @param save called with how much of the action is done, where {@link DriveOptions} say so.
 * @throws {TypeError} when the steps are no whole number, or the rule's state is no plain JSON.
 */
export async function makeSteps(
  action: StepsAction,
  learner: Learner,
  { saveEvery = 0, signal, onStep }: DriveOptions,
  partial: DriveState["partial"],
  save: (partial: DriveState["partial"]) => Promise<void>,
): Promise<Observation> {
  const { shares, steps, batches } = action;
  if (!Number.isSafeInteger(steps) || steps < 0) throw wrongKind(`rule: wanted a whole number of steps, got ${steps}`);
  let report = partial?.report ?? noSteps(learner.domains.length);
  // A copy as it will come back from a file, here and after each step: a state that JSON would change fails at once.
  const kept = (value: unknown) => plainJson(value, "rule: its state");
  let state: Json = partial ? kept(partial.state) : action.do === "train" ? null : kept(action.state);
  const stepOptions: StepOptions = {
    batches,
    ...(action.do === "reweigh" && {
      reweigh: (batch) => {
        const next = action.weigh(state, batch);
        state = kept(next.state);
        return next.weights_BT;
      },
    }),
    ...(action.do === "combine" && {
      combine: {
        ...(action.target && { target: action.target }),
        ...(action.clip !== undefined && { clip: action.clip }),
        weigh: (batch) => {
          const next = action.weigh(state, batch);
          state = kept(next.state);
          return next.weights_m;
        },
      },
    }),
  };
  // One step a call: sums are then added in the same order wherever the run was stopped.
  while (report.steps < steps) {
    const made = await learner.train(shares, 1, stepOptions);
    if (made.steps !== 1) throw new Error(`learner: wanted one step, it made ${made.steps}`);
    report = addReports(report, made);
    onStep?.(learner);
    if ((saveEvery > 0 && learner.step % saveEvery === 0) || signal?.aborted) {
      await save({ report, state: kept(state) });
    }
    signal?.throwIfAborted();
  }
  return action.do === "train" ? report : { report, state };
}
