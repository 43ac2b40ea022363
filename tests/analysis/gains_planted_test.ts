/** Gains on planted worlds are those that the planted law says. */
import { gainsOf } from "../../analysis/gains/gains_of.ts";
import { plantedComparison, type PlantedMethod } from "../../analysis/gains/planted.ts";
import { roundPanels } from "../../analysis/gains/rounds.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { transferWorld } from "../../lib/methods/simulated/transfer_world.ts";
import { deepEqual, equal, ok, rejects } from "../assert.ts";

const domains = ["maths", "prose", "recipes"], steps = 400;
const graph_mk = [[0.004, 0.002, 0.001], [0.0005, 0.003, 0.0002], [0, 0.0001, 0.002]];
const floor_k = [1.2, 1.8, 1], start_k = [5, 4.5, 4];
const world = transferWorld({ domains, graph_mk, floor_k, start_k });
const near = (got: number, wanted: number, within: number) =>
  ok(Math.abs(got - wanted) <= within, `${got} is not ${wanted} ± ${within}`);

/** Losses after all steps on one mixture: L_i = floor_i + (start_i − floor_i) (1 − Σ_j G_ji p_j)^n. */
const ended = (p: readonly number[]) =>
  floor_k.map((floor, i) =>
    floor + (start_k[i] - floor) * (1 - p.reduce((sum, share, j) => sum + share * graph_mk[j][i], 0)) ** steps
  );

Deno.test("planted gains: a fixed mixture on a world of transfer gains what the law says, target by target", async () => {
  const shares = [0.7, 0.2, 0.1], even = [1 / 3, 1 / 3, 1 / 3];
  const fixed: PlantedMethod = {
    ...{ method: "fixed", label: "mostly maths" },
    options: { mixture: Object.fromEntries(domains.map((domain, j) => [domain, shares[j]])) },
  };
  const methods = [{ method: "stratified" }, fixed];
  const { table } = await plantedComparison(world, { methods, seeds: [0, 1, 2], steps, expected: true });
  equal(table.synthetic, true);
  const { methods: [gained], baseline } = gainsOf(table), after = ended(shares), before = ended(even);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  near(baseline.averagePerplexity, mean(before.map(Math.exp)), 1e-9);
  near(gained.perplexity.mean, mean(after.map(Math.exp)) - mean(before.map(Math.exp)), 1e-9);
  near(gained.loss.mean, mean(after) - mean(before), 1e-11);
  gained.byTarget.forEach(({ loss }, i) => near(loss.mean, after[i] - before[i], 1e-11));
  // Maths helps maths, and too little of it is left for recipes.
  deepEqual(gained.byTarget.map(({ loss }) => Math.sign(loss.mean)), [-1, -1, 1]);
  equal(gained.method, "mostly maths");
  gained.shares.forEach((share, j) => near(share, shares[j], 1e-12));
});

Deno.test("planted gains: Aioli wins where one domain teaches all, by more with larger steps; extra costs are counted", async () => {
  const methods: PlantedMethod[] = [
    { method: "stratified" },
    { method: "aioli" },
    { method: "aioli", options: { eta: 2 }, label: "steep" },
    { method: "skill-it" },
  ];
  const seeds = [0, 1, 2];
  const { table, rounds } = await plantedComparison(world, { methods, seeds, steps, expected: true });
  const { methods: [aioli, steep, skillIt], tally } = gainsOf(table);
  deepEqual(tally, { better: 3, worse: 0, cannotTell: 0 });
  ok(steep.gain > 3 * aioli.gain && aioli.gain > 0, `${aioli.gain}, ${steep.gain}`);
  deepEqual([aioli.extra!.runs, skillIt.extra!.runs, skillIt.extra!.steps], [0, 3, 1200]);
  equal(skillIt.extra!.tokens, 1200 * 8 * 64);
  // η = 0.1 for three domains and four rounds: no ratio of shares above e^0.4.
  for (const { shares } of rounds.filter(({ method }) => method === "aioli")) {
    ok(Math.max(...shares) / Math.min(...shares) <= Math.exp(0.4), `${shares}`);
  }
  const panels = roundPanels(rounds.filter(({ method }) => method !== "skill-it"));
  deepEqual(panels.map(({ name, runs }) => [name, runs.length]), [["aioli", 3], ["steep", 3]]);
  deepEqual(panels[0].runs[0].steps, [0, 100, 200, 300]);
});

Deno.test("planted gains: a world in which every mixture is as good as any other gives no gain", async () => {
  // All columns of A are alike: whatever is trained on, each loss falls by the same.
  const same = linearWorld({ domains, A_km: domains.map((_, i) => domains.map(() => 0.001 * (i + 1))), start_k });
  const methods = [{ method: "stratified" }, { method: "aioli" }, { method: "doremi" }];
  const { table } = await plantedComparison(same, { methods, seeds: [0, 1, 2], steps });
  for (const { perplexity } of gainsOf(table).methods) near(perplexity.mean, 0, 1e-9);
});

Deno.test("planted gains: nothing to compare is refused", async () => {
  await rejects(plantedComparison(world, { methods: [], seeds: [0], steps }), /methods: wanted at least one, got none/);
  const methods = [{ method: "stratified" }];
  await rejects(plantedComparison(world, { methods, seeds: [], steps }), /seeds: wanted at least one, got none/);
  const unknown = [{ method: "astrology" }];
  await rejects(plantedComparison(world, { methods: unknown, seeds: [0], steps }), /astrology/);
});
