import { deepEqual, equal, throws } from "../assert.ts";
import type { Json } from "../../lib/methods/actions.ts";
import { type CheckpointsDetails, checkpointsOptions } from "../../lib/methods/checkpoints.ts";
import { drive, type DriveState } from "../../lib/methods/drive.ts";
import type { RuleContext, RuleSpec } from "../../lib/methods/rule.ts";
import { ruleNamed } from "../../lib/methods/rules.ts";
import { simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";

const domains = ["web", "code"], world = linearWorld({ domains, A_km: [[0.02, 0], [0.01, 0.03]], start_k: [9, 9] });
const context: RuleContext = {
  ...{ domains, targets: domains, steps: 40, batch: 8, context: 64, seed: 5, valRows: [9, 9] },
};
const aioli: RuleSpec = { rule: "aioli", options: { updateSteps: 20, lpRounds: 1, lpSteps: 2 } };
const rule = ruleNamed("checkpoints");

async function run(options: RuleSpec["options"], steps = context.steps) {
  const learner = simulatedLearner(world, { seed: 5 }), own = { ...context, steps }, rounds: unknown[] = [];
  rule.check(options, own);
  const { answer, state } = await drive(rule.run(options, own), learner, { onRound: (one) => rounds.push(one) });
  return { answer, state, learner, rounds, details: answer.details as unknown as CheckpointsDetails };
}

const passes = ({ journal }: DriveState) =>
  journal.filter(({ asked }) => (asked as { do: Json }).do === "evaluate").length;

Deno.test("checkpoints: the run is that of the rule inside, with losses on the way", async () => {
  const alone = simulatedLearner(world, { seed: 5 });
  const inside = await drive(ruleNamed("aioli").run(aioli.options, context), alone);
  const { answer, learner, details, state } = await run(checkpointsOptions(aioli, { at: [0, 1, 20, 25, 40] }));
  deepEqual(learner.state(), alone.state());
  deepEqual(answer.mixture, inside.answer.mixture);
  deepEqual(details.inside, inside.answer.details);
  equal(details.broken, false);
  deepEqual(details.evaluations.map(({ updates }) => updates), [0, 1, 20, 25, 40]);
  deepEqual(details.evaluations[0].losses, [9, 9]);
  deepEqual(details.evaluations.at(-1)!.losses, Array.from(await alone.evaluate("val")));
  // Aioli evaluates at the start of each round itself: after 0 and 20 updates no second pass is made.
  equal(passes(state), passes(inside.state) + 3);
  equal(rule.evaluations(checkpointsOptions(aioli, { at: [0, 1, 20, 25, 40] }), context), passes(inside.state) + 5);
});

Deno.test("checkpoints: a rule with a state goes on through an evaluation", async () => {
  const doge: RuleSpec = { rule: "doge", options: { roundEvery: 10 } };
  const alone = simulatedLearner(world, { seed: 5 });
  const inside = await drive(ruleNamed("doge").run(doge.options, context), alone);
  const { answer, learner, details } = await run(checkpointsOptions(doge, { at: [7, 13] }));
  deepEqual(learner.state(), alone.state());
  deepEqual(answer.mixture, inside.answer.mixture);
  deepEqual(details.last, (inside.answer.details as { weights: number[] }).weights);
});

Deno.test("checkpoints: a run that is broken off has gone the first part of the whole one", async () => {
  const whole = await run(checkpointsOptions(aioli, { at: [15, 20] }));
  const part = await run(checkpointsOptions(aioli, { at: [15, 20], steps: 40 }), 20);
  equal(part.learner.step, 20);
  equal(part.details.broken, true);
  deepEqual(part.details.evaluations, whole.details.evaluations);
  deepEqual(part.rounds, whole.rounds.slice(0, 1));
  const { details } = await run(checkpointsOptions(aioli, { at: [], steps: 40 }), 3);
  deepEqual([details.broken, details.inside], [true, null]);
});

Deno.test("checkpoints: options are refused before anything is trained", () => {
  const refused = (options: RuleSpec["options"], message: RegExp) =>
    throws(() => rule.check(options, context), message);
  refused({}, /wanted the name of a rule, got none/);
  refused({ rule: "checkpoints" }, /wanted another rule inside/);
  refused(
    checkpointsOptions(aioli, { at: [3, 3] }),
    /wanted ascending whole numbers from 0 to the 40 .* got 3 after 3/,
  );
  refused(checkpointsOptions(aioli, { at: [41] }), /got 41/);
  refused(checkpointsOptions(aioli, { at: [], steps: 39 }), /steps: wanted at least the 40 of the run, got 39/);
  refused(checkpointsOptions({ rule: "aioli", options: { updateSteps: 7 } }, { at: [] }), /aioli: updateSteps/);
});
