import { deepEqual, equal, throws } from "../assert.ts";
import { drive } from "../../lib/methods/drive.ts";
import { type Phase, phasesOptions } from "../../lib/methods/phases.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";
import type { RuleContext } from "../../lib/methods/rule.ts";
import { ruleNamed } from "../../lib/methods/rules.ts";
import { simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";

const domains = ["web", "code"], world = linearWorld({ domains, A_km: [[0.02, 0], [0.01, 0.03]], start_k: [9, 9] });
const context: RuleContext = {
  ...{ domains, targets: domains, steps: 100, batch: 8, context: 64, seed: 5, valRows: [9, 9] },
};
const fixed = (shares: number[], steps: number): Phase => ({ rule: "fixed", options: { shares }, steps });
const aioli = (steps: number): Phase => ({
  rule: "aioli",
  options: { updateSteps: 20, lpRounds: 1, lpSteps: 2 },
  steps,
});
const rule = ruleNamed("phases");

Deno.test("phases: one rule after another on one learner, rounds and steps counted on", async () => {
  const options = phasesOptions([aioli(20), fixed([1, 0], 20), aioli(60)]), rounds: RoundRecord[] = [];
  rule.check(options, context);
  const learner = simulatedLearner(world, { seed: 5 });
  const { answer, state } = await drive(rule.run(options, context), learner, {
    onRound: (record) => rounds.push(record),
  });
  equal(learner.step, 100);
  deepEqual(rounds.map(({ round, step }) => [round, step]), [[0, 0], [1, 40], [2, 60], [3, 80]]);
  const evaluations = state.journal.filter(({ asked }) => (asked as { do: string }).do === "evaluate").length;
  equal(rule.evaluations(options, context), evaluations);
  equal(evaluations, 4 * 3);
  const { phases } = answer.details as unknown as { phases: { rule: string; steps: number; mixture: number[] }[] };
  deepEqual(phases.map((phase) => [phase.rule, phase.steps]), [["aioli", 20], ["fixed", 20], ["aioli", 60]]);
  const mean = phases.reduce((sum, { steps, mixture }) => sum + steps * mixture[0], 0) / 100;
  equal(answer.mixture[0].toFixed(12), mean.toFixed(12));
});

Deno.test("phases: a phase does what its rule does alone", async () => {
  const alone = simulatedLearner(world, { seed: 5 }), together = simulatedLearner(world, { seed: 5 });
  await alone.train([1, 0], 40);
  const later: RoundRecord[] = [], own: RoundRecord[] = [];
  const second = ruleNamed("aioli").run(aioli(60).options, { ...context, steps: 60 });
  await drive(second, alone, { onRound: (record) => own.push(record) });
  await drive(rule.run(phasesOptions([fixed([1, 0], 40), aioli(60)]), context), together, {
    onRound: (record) => later.push(record),
  });
  deepEqual(later, own.map((record) => ({ ...record, step: record.step + 40 })));
  deepEqual(together.state(), alone.state());
});

Deno.test("phases: options are refused before anything is trained", () => {
  const refused = (options: Parameters<typeof rule.check>[0], message: RegExp) =>
    throws(() => rule.check(options, context), message);
  refused({}, /phases: wanted a list of { rule, options, steps }, got undefined/);
  refused({ phases: [] }, /wanted a list/);
  refused({ phases: [1] }, /phase 1: wanted { rule, options, steps }, got "1"/);
  refused({ phases: [{ rule: "fixed", steps: 1 }] }, /phase 1: wanted { rule/);
  refused({ ...phasesOptions([fixed([1, 0], 100)]), more: 1 }, /it has no option more/);
  refused(phasesOptions([fixed([1, 0], 100), fixed([1, 0], 0)]), /phase 2: steps: wanted a whole number ≥ 1, got 0/);
  refused(phasesOptions([fixed([1, 0], 90)]), /steps sum to the 100 of the run, got 90/);
  refused(phasesOptions([fixed([1, 1], 100)]), /shares sum to 2/);
  refused(phasesOptions([{ ...fixed([1, 0], 100), rule: "fixt" }]), /did you mean fixed/);
  refused(phasesOptions([fixed([1, 0], 90), aioli(10)]), /divides the 10 steps/);
});
