/** The trajectories and children that Mixlab made itself: whole, consistent, and what is said of them. */
import { deepEqual, equal, ok } from "../assert.ts";
import { methodEffects, similarityByMethod } from "../../analysis/method_effects/method_effects.ts";
import { readTrajectories } from "../../analysis/method_effects/read_trajectories.ts";
import { readTable } from "../../lib/tables/read_table.ts";

const DATA = new URL("../../data/", import.meta.url).pathname;
const METHODS = ["aioli", "skill-it", "doge", "doremi"];

Deno.test("data/method_effects: four methods, three seeds, nine children each, from their trajectory's end", async () => {
  const segments = await readTable(`${DATA}method_effects_segments.csv`), k = segments.targets.length;
  const { trajectories, breakAt } = await readTrajectories(`${DATA}method_effects.json`);
  deepEqual(
    trajectories.map(({ method, seed }) => `${method} ${seed}`),
    METHODS.flatMap((m) => [0, 1, 2].map((s) => `${m} ${s}`)),
  );
  equal(segments.runs.length, 12 * 10);
  for (const { method, seed, rounds } of trajectories) {
    equal(rounds.reduce((sum, { steps }) => sum + steps, 0), breakAt);
    const own = segments.runs.flatMap(({ labels, seed: s }, n) => labels.method === method && s === seed ? [n] : []);
    const [parent, ...children] = own, row = (data: Float64Array, n: number) => [...data.slice(n * k, (n + 1) * k)];
    equal(segments.runs[parent].labels.segment, "parent");
    equal(children.length, 9);
    for (const n of children) deepEqual(row(segments.startLosses!.data, n), row(segments.losses.data, parent));
    // Half of ln 257 and less: trained well past what shares of letters tell.
    ok(row(segments.losses.data, parent).reduce((sum, loss) => sum + loss, 0) / k < 5.53 / 2);
  }
});

Deno.test("data/method_effects: the mixtures are those of data/segments.csv", async () => {
  const own = await readTable(`${DATA}method_effects_segments.csv`, { where: "segment=child,method=doge,seed=2" });
  const cover = await readTable(`${DATA}segments.csv`, { where: "segment=child,parent=1@500" });
  deepEqual(own.shares, cover.shares);
});

Deno.test("data/method_effects: the linear law holds for every trajectory, and every method has a similarity", async () => {
  const segments = await readTable(`${DATA}method_effects_segments.csv`, { where: "segment=child" });
  const compared = methodEffects(segments, await readTrajectories(`${DATA}method_effects.json`), { replicates: 0 });
  for (const { optimal, optimalSums } of compared) {
    optimal.quality.forEach(({ r2 }) => ok(r2! > 0.5, `${r2}`));
    ok(optimalSums[2] < Math.min(optimalSums[0], optimalSums[1])); // scripture does least, whatever the trajectory
  }
  deepEqual(similarityByMethod(compared).map(({ method, untold }) => [method, untold]), METHODS.map((m) => [m, 0]));
});
