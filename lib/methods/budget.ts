/**
 * How updates are divided among the runs of a method.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import type { MethodSetting } from "./method.ts";

/** What preparation may take of a total budget: half, as in Aioli's restricted setting (arXiv 2411.05735, section 6). */
const PREPARATION = 0.5;

/**
 * Updates of each of n preparatory runs, and of the final run.
 *
 * With `"final"`: each preparatory run is as long as the final one, or as long as `own` says. With `"total"`: they share
 * half of the budget equally, or take `own` each, and the final run has what they leave.
 *
 * @param own updates of a preparatory run, where the method's options say.
 * @throws {RangeError} when the budget leaves no update for a run.
 */
export function divideBudget(
  { steps, budget }: Pick<MethodSetting, "steps" | "budget">,
  n: number,
  own?: number,
): { readonly preparation: number; readonly final: number } {
  if (n === 0) return { preparation: 0, final: steps };
  if (budget === "final") return { preparation: own ?? steps, final: steps };
  const preparation = own ?? Math.floor(steps * PREPARATION / n), final = steps - n * preparation;
  if (preparation < 1 || final < 1) {
    throw outOfRange(
      `budget: ${n} preparatory runs${
        own ? ` of ${own} updates` : ""
      } and a final run do not fit in ${steps} updates; ` +
        "wanted more steps, fewer runs, or --budget final",
    );
  }
  return { preparation, final };
}
