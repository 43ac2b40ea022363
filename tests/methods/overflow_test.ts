/** Numbers that overflow: no share becomes NaN, and nothing that is not finite reaches JSON. All losses are synthetic. */
import { averagePerplexity } from "../../lib/methods/average_perplexity.ts";
import type { Acting } from "../../lib/methods/actions.ts";
import { tiltShares } from "../../lib/methods/aioli/tilt_shares.ts";
import { drive } from "../../lib/methods/drive.ts";
import { methodNamed } from "../../lib/methods/methods.ts";
import type { RoundRecord } from "../../lib/methods/round_record.ts";
import { ruleNamed } from "../../lib/methods/rules.ts";
import type { RuleAnswer } from "../../lib/methods/rule.ts";
import { runMethod } from "../../lib/methods/run_method.ts";
import { simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { simulatedRuns } from "../../lib/methods/simulated/runs.ts";
import { skillItUpdate } from "../../lib/methods/skill_it_update.ts";
import { deepEqual, equal, ok, rejects, throws } from "../assert.ts";
import { contextOf, DOMAINS, settingOf, WORLD } from "./fixtures.ts";

Deno.test("tilts that overflow give all to the largest score among the domains with a share", () => {
  deepEqual([...tiltShares([0.5, 0.25, 0.25], [2, 3, 3], 1e308)], [0, 0.5, 0.5]);
  deepEqual([...tiltShares([0.5, 0.5, 0], [-2, -3, 5], 1e308)], [1, 0, 0]);
  deepEqual([...skillItUpdate([[2, 0], [0, 2], [0, 2]], [1, 1], 1e308, [0.2, 0.4, 0.4])], [0.2, 0.4, 0.4]);
  deepEqual([...skillItUpdate([[2, 0], [0, 3], [0, 9]], [1, 1], 1e308, [0.5, 0.5, 0])], [0, 1, 0]);
  throws(() => skillItUpdate([[1e308, 1e308], [0, 1]], [1, 1], 0.2), /graph_mk: row 1: wanted effects .*got Infinity/);
});

for (const [name, options] of [["aioli", { eta: 1e308 }], ["skill-it", { eta: 1e308 }]] as const) {
  Deno.test(`${name} with a huge η: shares are shares, and rounds are as JSON has them`, async () => {
    const setting = settingOf({ steps: 100 });
    const { final, mixture } = await runMethod(
      methodNamed(name),
      options,
      setting,
      simulatedRuns(WORLD, { context: 4 }),
    );
    ok(Math.abs(mixture.reduce((a, b) => a + b) - 1) < 1e-12);
    for (const record of final.rounds) {
      equal("tiltBound" in record, false);
      ok(Object.values(record.mixture).every((share) => share >= 0 && share <= 1));
    }
    equal(JSON.stringify(final).includes("null"), false);
  });
}

Deno.test("aioli and doge leave a bound out that no number can hold, and state others", async () => {
  const bounds = async (rule: string, options: Record<string, number>) => {
    const learner = simulatedLearner(WORLD, { seed: 0, context: 4, learningRate: 1 }), rounds: RoundRecord[] = [];
    await drive(ruleNamed(rule).run(options, contextOf(learner, 40)), learner, { onRound: (one) => rounds.push(one) });
    return rounds.map(({ tiltBound }) => tiltBound);
  };
  ok((await bounds("aioli", { eta: 800 })).every((bound) => bound === undefined));
  ok((await bounds("aioli", { eta: 700 })).every((bound) => bound === Math.exp(700)));
  ok((await bounds("doge", { mu: 0.001 })).every((bound) => bound === undefined));
  ok((await bounds("doge", { mu: 0.1 })).every((bound) => bound === Math.exp(50)));
  const { tiltBound } = methodNamed("aioli").cost({ eta: 1, updateSteps: 4 }, settingOf({ steps: 4000 }));
  deepEqual(tiltBound, { update: Math.E, run: Infinity });
});

Deno.test("a round that holds what JSON would change is refused", async () => {
  const acting = function* (tiltBound: number): Acting<RuleAnswer> {
    const none = { steps: 0, tokens: 0, estimation: { steps: 0, share: 0 }, evaluations: 0 };
    yield { do: "round", record: { kind: "round", round: 0, step: 0, mixture: { web: 1 }, ...none, tiltBound } };
    return { mixture: [1] };
  };
  const learner = simulatedLearner(WORLD, { seed: 0 });
  await rejects(drive(acting(Infinity), learner), /rule: its action\.record\.tiltBound: wanted a finite number/);
  equal((await drive(acting(2), learner)).state.journal.length, 1);
});

Deno.test("losses that are no losses are refused before they become perplexities", async () => {
  const far = linearWorld({ domains: DOMAINS, A_km: DOMAINS.map(() => [0, 0, 0]), start_k: [800, 2, 2] });
  equal(averagePerplexity([700]), Math.exp(700));
  await rejects(
    runMethod(methodNamed("grid-search"), { objective: "perplexity" }, settingOf(), simulatedRuns(far, { context: 4 })),
    /losses: wanted nats per token whose exponentials are numbers, all below 709, got 800/,
  );
});
