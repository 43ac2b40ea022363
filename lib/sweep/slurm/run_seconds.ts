import { join } from "node:path";
import type { SweepPlan } from "../plan.ts";
import { isComplete } from "../run_standings.ts";
import { runTiming } from "../signs_of_life.ts";

/** How many finished runs are looked at. */
const LOOKS = 20;

/**
 * Seconds that the longest run of a plan takes, by those that have finished, of whichever sweep: seconds per update of the
 * slowest, times the most updates. Undefined when none has.
 */
export function runSeconds({ runs, runsIn }: Pick<SweepPlan, "runs" | "runsIn">): number | undefined {
  const finished = runs.filter(({ key }) => isComplete(runsIn, key)).slice(0, LOOKS);
  const rates = finished.flatMap(({ key }) => {
    const { begun, from, ended } = runTiming(join(runsIn, key)) ?? {};
    if (begun === undefined || from === undefined || ended === undefined || ended.step <= from) return [];
    return [(ended.at - begun) / 1000 / (ended.step - from)];
  });
  return rates.length === 0 ? undefined : Math.max(...rates) * Math.max(...runs.map(({ steps }) => steps));
}
