import { lawFromParameters } from "../../lib/laws/load_law.ts";
import { lawWorld } from "../../lib/methods/simulated/law_world.ts";
import { simulatedLearner } from "../../lib/methods/simulated/learner.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { transferWorld } from "../../lib/methods/simulated/transfer_world.ts";
import { effects, trainingLosses } from "../../lib/methods/simulated/world.ts";
import { deepEqual, ok, rejects, throws } from "../assert.ts";

const DOMAINS = ["web", "code"];
const near = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-12) =>
  ok(a.length === b.length && Array.from(a).every((x, i) => Math.abs(x - b[i]) <= tolerance), `${a} is not ${b}`);

Deno.test("linearWorld: losses fall by A p a step, targets other than the domains included", async () => {
  const A_km = [[0.5, 0.25], [0, 1], [0.125, 0.125]], targets = ["web", "code", "law"];
  const world = linearWorld({ domains: DOMAINS, targets, A_km, start_k: [100, 100, 100] });
  const learner = simulatedLearner(world, { seed: 0, expected: true });
  await learner.train([0.75, 0.25], 8);
  deepEqual([...await learner.evaluate("val")], A_km.map(([a, b]) => 100 - 8 * (0.75 * a + 0.25 * b)));
  deepEqual([...effects(world, { step: 8, losses_k: [1, 1, 1], given_m: [6, 2] })], A_km.flat());
});

Deno.test("transferWorld: each step closes a part of the gap to the floor", async () => {
  const world = transferWorld({
    ...{ domains: DOMAINS, targets: ["code"], graph_mk: [[0.25], [0.5]], floor_k: [2], start_k: [10] },
  });
  const learner = simulatedLearner(world, { seed: 0, expected: true });
  await learner.train([0.5, 0.5], 3);
  near(await learner.evaluate("val"), [2 + 8 * 0.625 ** 3]);
  deepEqual([...effects(world, { step: 0, losses_k: [6], given_m: [0, 0] })], [1, 2]);
  // Without a floor it is Skill-It's own law.
  const bare = simulatedLearner(transferWorld({ domains: DOMAINS, graph_mk: [[0.5, 0], [0, 0.5]], start_k: [8, 8] }), {
    seed: 0,
  });
  await bare.train([0, 1], 2);
  deepEqual([...await bare.evaluate("val")], [8, 2]);
});

Deno.test("lawWorld: a law of losses is met after all steps, by the mean mixture of a changing one, and held from then on", async () => {
  const law = lawFromParameters("log-linear", DOMAINS, [
    { target: "web", parameters: { c: 2.5, "v:web": -2, "v:code": 0.5 } },
    { target: "code", parameters: { c: 1.2, "v:web": 0.3, "v:code": -1 } },
  ]);
  const world = lawWorld(law, { start_k: [9, 8], steps: 40 });
  const learner = simulatedLearner(world, { seed: 0, expected: true });
  deepEqual([...await learner.evaluate("val")], [9, 8]);
  await learner.train([1, 0], 10);
  // On the way: the logarithm of the steps says how far.
  const part = Math.log(11) / Math.log(41), pure = law.predict([1, 0]);
  near(await learner.evaluate("val"), [9 + (pure[0] - 9) * part, 8 + (pure[1] - 8) * part]);
  await learner.train([0.2, 0.8], 30);
  near(await learner.evaluate("val"), law.predict([0.4, 0.6]));
  await learner.train([0.4, 0.6], 10);
  near(await learner.evaluate("val"), law.predict([0.4, 0.6]));
});

Deno.test("lawWorld: n steps on one mixture are one segment of a law of segments", async () => {
  const parameters = [
    { target: "web", parameters: { "a:web": -0.4, "a:code": -0.1 } },
    { target: "code", parameters: { "a:web": 0, "a:code": -0.5 } },
  ];
  for (const name of ["linear-dynamic", "log-ratio"]) {
    const law = lawFromParameters(name, DOMAINS, parameters);
    ok(law.segments, name);
    const learner = simulatedLearner(lawWorld(law, { start_k: [6, 5], steps: 25 }), { seed: 0, expected: true });
    let expected = Float64Array.of(6, 5);
    for (const shares of [[0.75, 0.25], [0.1, 0.9]]) {
      await learner.train(shares, 25);
      expected = Float64Array.from(law.predict(shares, { startLosses: expected }));
      near(await learner.evaluate("val"), expected);
    }
  }
});

Deno.test("lawWorld: says where a law has no finite loss", async () => {
  const law = lawFromParameters("bimix", DOMAINS, [
    { target: "code", parameters: { "log A:code": -1, "alpha:code": 0.4, "log A:web": 0, "alpha:web": 0.1 } },
  ], { offset: 0 });
  const world = lawWorld(law, { start_k: [5], steps: 10 });
  await rejects(simulatedLearner(world, { seed: 0 }).train([0, 1], 1), {
    name: "RangeError",
    message: /^lawWorld: the law bimix predicts the loss Infinity of code after update 1; wanted a finite one/,
  });
  await simulatedLearner(world, { seed: 0, expected: true }).train([0.5, 0.5], 3);
});

Deno.test("worlds: the training loss of a domain that is no target is the targets' mean", () => {
  const world = linearWorld({ domains: DOMAINS, targets: ["code", "law"], A_km: [[0, 0], [0, 0]], start_k: [2, 6] });
  deepEqual([...trainingLosses(world, [2, 6])], [4, 2]);
});

Deno.test("worlds: lists of another length and numbers that are none are refused by name", () => {
  const A_km = [[0, 0], [0, 0]], start_k = [1, 1];
  throws(() => linearWorld({ domains: DOMAINS, A_km: [[0, 0]], start_k }), {
    name: "RangeError",
    message: "linearWorld: A_km: wanted 2 rows, one for each of web, code, got 1",
  });
  throws(() => linearWorld({ domains: DOMAINS, A_km: [[0, 0], [0]], start_k }), /A_km: code: wanted 2 numbers/);
  throws(
    () => linearWorld({ domains: DOMAINS, A_km, start_k: [1, NaN] }),
    /start_k: code: wanted a finite number, got NaN/,
  );
  const graph_mk = [[0, 0.5], [1.5, 0]];
  throws(
    () => transferWorld({ domains: DOMAINS, graph_mk, start_k }),
    /graph_mk: code on web: wanted a part from 0 to 1/,
  );
  throws(
    () => transferWorld({ domains: DOMAINS, graph_mk: A_km, floor_k: [1], start_k }),
    /floor_k: wanted 2 numbers, one for each of web, code, got 1/,
  );
  const law = lawFromParameters("linear", DOMAINS, [{ target: "code", parameters: { "a:web": 3, "a:code": 2 } }]);
  throws(() => lawWorld(law, { start_k: [1, 2], steps: 10 }), /start_k: wanted 1 numbers, one for each of code, got 2/);
  throws(() => lawWorld(law, { start_k: [1], steps: 0 }), /lawWorld: steps/);
});
