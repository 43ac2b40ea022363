import type { Method, Prepared, Preparing } from "../../lib/methods/method.ts";
import { methodNamed } from "../../lib/methods/methods.ts";
import { runMethod } from "../../lib/methods/run_method.ts";
import type { RunMany, RunOutcome, RunSpec } from "../../lib/methods/run_spec.ts";
import { simulatedRuns } from "../../lib/methods/simulated/runs.ts";
import { deepEqual, equal, rejects } from "../assert.ts";
import { DOMAINS, settingOf, WORLD } from "./fixtures.ts";

const fixedRule = (shares: readonly number[]) => ({ rule: "fixed", options: { shares, batches: "exact" } });

/** Trains on each domain alone, then on the one that lowers the sum of losses the most; it may keep that run. */
function greedy(keep: boolean, seen: (readonly RunOutcome[])[] = []): Method {
  const prepare = function* (
    _: unknown,
    { domains, steps, seed }: { domains: readonly string[]; steps: number; seed: number },
  ): Preparing {
    const pure = domains.map((_, j) => domains.map((_, i) => i === j ? 1 : 0));
    const specs: RunSpec[] = domains.map((domain, j) => ({
      ...{ name: `alone/${domain}`, role: "preparation", steps, seed, rule: fixedRule(pure[j]) },
    }));
    const outcomes = yield specs;
    seen.push(outcomes);
    const sums = outcomes.map(({ val }) => val.reduce((a, b) => a + b, 0)), best = sums.indexOf(Math.min(...sums));
    seen.push(yield [{ ...specs[best], name: "again" }]);
    const found: Prepared = { rule: fixedRule(pure[best]), steps, mixture: pure[best], details: { best } };
    return keep ? { ...found, final: `alone/${domains[best]}` } : found;
  };
  return {
    ...{ name: "greedy", about: "a method of this test", source: "this test", options: {}, presets: { paper: {} } },
    check(options) {
      if (options.wrong === true) throw new RangeError("greedy: wrong: wanted false, got true");
    },
    cost: (_, { domains, steps }) => ({
      preparation: [{ what: "alone", runs: domains.length, steps }],
      steps,
      evaluations: 0,
    }),
    prepare,
  };
}

/** Counts the runs and notes their names, call by call. */
function counting(runMany: RunMany): { runMany: RunMany; calls: string[][] } {
  const calls: string[][] = [];
  return {
    calls,
    runMany(specs) {
      calls.push(specs.map(({ name, role }) => `${name} (${role})`));
      return runMany(specs);
    },
  };
}

Deno.test("runMethod: hands out runs in turn, gives back their outcomes in order, and makes the final run", async () => {
  const { runMany, calls } = counting(simulatedRuns(WORLD, { context: 4 })), seen: (readonly RunOutcome[])[] = [];
  const result = await runMethod(greedy(false, seen), {}, settingOf(), runMany);
  deepEqual(calls, [
    DOMAINS.map((domain) => `alone/${domain} (preparation)`),
    ["again (preparation)"],
    ["final (final)"],
  ]);
  deepEqual(seen.map((outcomes) => outcomes.map(({ name }) => name)), [DOMAINS.map((d) => `alone/${d}`), ["again"]]);
  const { method, preparation, final, mixture, prepared } = result;
  equal(method, "greedy");
  deepEqual(preparation.map(({ name }) => name), [...DOMAINS.map((domain) => `alone/${domain}`), "again"]);
  deepEqual([final.name, final.role, final.steps], ["final", "final", 60]);
  deepEqual(prepared.details, { best: mixture.indexOf(1) });
  // The final run is the best one once more, under the same seed.
  deepEqual(final.val, preparation[mixture.indexOf(1)].val);
});

Deno.test("runMethod: a preparatory run that is the final one is not made again, and counts once", async () => {
  const { runMany, calls } = counting(simulatedRuns(WORLD, { context: 4 }));
  const { preparation, final, mixture } = await runMethod(greedy(true), {}, settingOf(), runMany);
  deepEqual(calls.map((names) => names.length), [3, 1]);
  const best = DOMAINS[mixture.indexOf(1)];
  deepEqual([final.name, final.role], [`alone/${best}`, "final"]);
  deepEqual(
    preparation.map(({ name }) => name),
    [...DOMAINS.filter((domain) => domain !== best).map((domain) => `alone/${domain}`), "again"],
  );
  const lost: Method = {
    ...greedy(true),
    // deno-lint-ignore require-yield -- it asks for nothing
    *prepare(_, { steps }) {
      return { rule: fixedRule([1, 0, 0]), steps, final: "alone/nobody" };
    },
  };
  await rejects(runMethod(lost, {}, settingOf(), runMany), /the run alone\/nobody is said to be the final one/);
});

Deno.test("runMethod: options and setting are checked before anything runs", async () => {
  const { runMany, calls } = counting(simulatedRuns(WORLD, { context: 4 }));
  await rejects(runMethod(greedy(false), { wrong: true }, settingOf(), runMany), /greedy: wrong/);
  const stratified = methodNamed("stratified");
  await rejects(runMethod(stratified, { batch: 3 }, settingOf(), runMany), /stratified: it has no option batch/);
  await rejects(runMethod(stratified, {}, settingOf({ steps: 0 }), runMany), /stratified: steps/);
  await rejects(runMethod(stratified, {}, settingOf({ domains: ["web"] }), runMany), /at least two to mix, got web/);
  deepEqual(calls, []);
});

Deno.test("runMethod: the mixture is the one prepared, or what the final run's rule found", async () => {
  const runMany = simulatedRuns(WORLD, { context: 4 });
  const { mixture, final } = await runMethod(methodNamed("stratified"), {}, settingOf(), runMany);
  deepEqual(mixture, [1 / 3, 1 / 3, 1 / 3]);
  const found: Method = {
    ...greedy(false),
    // deno-lint-ignore require-yield -- it asks for nothing
    *prepare(_, { steps }) {
      return { rule: { rule: "schedule", options: { mixtures: [[1, 0, 0], [0, 1, 0]] } }, steps };
    },
  };
  const scheduled = await runMethod(found, {}, settingOf(), runMany);
  deepEqual(scheduled.mixture, scheduled.final.answer.mixture);
  deepEqual(scheduled.mixture, [0.5, 0.5, 0]);
  equal(final.tokens, 60 * 8 * 4);
});
