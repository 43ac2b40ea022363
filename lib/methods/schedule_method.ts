/**
 * A schedule of mixtures, given by hand.
 *
 *     p^t = p_s   for the updates t of segment s
 *
 * Source: Aioli's manual trainer (arXiv 2411.05735; HazyResearch/aioli, `--proportions_schedule`); the rule is schedule.ts.
 * The preset `repo` is the same as `paper`: the repository reads such a schedule and ignores it, which is not imitated.
 *
 * @module
 */
import { checkSetting } from "./check_setting.ts";
import type { Method } from "./method.ts";
import { meanShares, SCHEDULE_OPTIONS, segmentsOf } from "./schedule.ts";

/** The method. */
export const scheduleMethod: Method = {
  name: "schedule",
  about: "mixtures given by hand, one a segment of the run",
  source: "Aioli's manual trainer, arXiv 2411.05735",
  options: SCHEDULE_OPTIONS,
  presets: { paper: {}, repo: {} },
  check(options, setting) {
    checkSetting("schedule", setting, { val: false });
    segmentsOf(options, setting);
  },
  cost: (_, { steps }) => ({ preparation: [], steps, evaluations: 0 }),
  // deno-lint-ignore require-yield -- it needs no preparatory run
  *prepare(options, setting) {
    const { preset: _, ...given } = options;
    return {
      rule: { rule: "schedule", options: given },
      steps: setting.steps,
      mixture: meanShares(segmentsOf(options, setting)),
    };
  },
};
