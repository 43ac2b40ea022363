/** Rules that are stopped and go on. */
import { drive, type DriveState } from "../../lib/methods/drive.ts";
import type { OptionValues } from "../../lib/methods/options.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";
import type { Rule } from "../../lib/methods/rule.ts";
import type { SimulatedLearner } from "../../lib/methods/simulated/learner.ts";
import type { SimulatedState } from "../../lib/methods/simulated/state.ts";
import { equal } from "../assert.ts";
import { contextOf } from "./fixtures.ts";

interface Cut {
  readonly drive: DriveState;
  readonly learner: SimulatedState;
  readonly rounds: number;
}

/** Runs a rule, and from every step again; the same answer, journal, losses and rounds each time. */
export async function resumesEverywhere(
  rule: Rule,
  options: OptionValues,
  steps: number,
  learner: () => SimulatedLearner,
): Promise<void> {
  const cuts: Cut[] = [], rounds: RoundRecord[] = [], whole = learner(), context = contextOf(whole, steps);
  rule.check(options, context);
  const { answer, state } = await drive(rule.run(options, context), whole, {
    saveEvery: 1,
    save: (saved) => {
      cuts.push(JSON.parse(JSON.stringify({ drive: saved, learner: whole.state(), rounds: rounds.length })));
    },
    onRound: (record) => rounds.push(record),
  });
  equal(cuts.length, steps);
  for (const cut of cuts) {
    const again = learner(), later: RoundRecord[] = [];
    again.restore(cut.learner);
    const resumed = await drive(rule.run(options, context), again, {
      from: cut.drive,
      onRound: (record) => later.push(record),
    });
    equal(
      JSON.stringify([resumed.answer, resumed.state, again.state()]),
      JSON.stringify([answer, state, whole.state()]),
    );
    equal(JSON.stringify(later), JSON.stringify(rounds.slice(cut.rounds)));
  }
}
