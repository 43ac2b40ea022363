/** The linear dynamic law on planted learners and on Mixlab's own segments. */
import { dynamicLaw } from "../../analysis/dynamic_law/dynamic_law.ts";
import { ownGains } from "../../analysis/dynamic_law/own_gains.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { transferWorld } from "../../lib/methods/simulated/transfer_world.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { deepEqual, equal, ok, throws } from "../assert.ts";
import { mixtures, segmentRuns } from "./planted_tables.ts";

const DOMAINS = ["code", "web", "books"];
/** Effects of one update, positive where they help, as the methods have them. */
const A_km = [[0.02, 0.004, 0.001], [-0.003, 0.015, 0.006], [0.002, 0.005, 0.01]];
const linear = linearWorld({ domains: DOMAINS, A_km, start_k: [6, 6, 6] });
const PARENTS = mixtures(4, 3, 1), CHILDREN = mixtures(9, 3, 2);
const segments = (noise: number, seed = 0) =>
  segmentRuns(linear, { parents: PARENTS, children: CHILDREN, breakAt: 20, length: 10, noise, seed });

Deno.test("dynamic law: the planted A comes back, of every parent and of all together", async () => {
  const { steps, forms, synthetic } = dynamicLaw(await segments(0));
  deepEqual([forms.length, steps.length, steps[0].step, steps[0].parents.length, synthetic], [3, 1, 20, 4, true]);
  for (const { a_km, fits, count, shares_m } of steps[0].parents) {
    equal(count, 9);
    ok(PARENTS.some((parent) => parent.every((p, j) => Math.abs(p - shares_m![j]) < 1e-12)));
    // ten updates of the planted effects; the sign is that of the change of the loss
    a_km.forEach((row, i) => row.forEach((a, j) => ok(Math.abs(a + 10 * A_km[i][j]) < 1e-10, `${i}, ${j}: ${a}`)));
    fits[0].r2_k.forEach((r2) => ok(r2 > 1 - 1e-10));
    fits[0].looR2_k!.forEach((r2) => ok(r2 > 1 - 1e-9));
  }
  // one A for all parents: in a linear world the state does not matter
  steps[0].pooled[0].r2_k.forEach((r2) => ok(r2 > 1 - 1e-10));
  // the own domain alone cannot say it
  ok(steps[0].perFit[1].r2.most < 0.9999 && steps[0].perFit[2].r2.mean < steps[0].perFit[1].r2.mean);
});

Deno.test("dynamic law: R² falls as noise grows, and with children left out it falls faster", async () => {
  const levels = [0, 0.005, 0.015, 0.05], means: { own: number; left: number }[] = [];
  for (const noise of levels) {
    let own = 0, left = 0;
    const seeds = [0, 100_000, 200_000, 300_000];
    for (const seed of seeds) {
      const { perFit: [every] } = dynamicLaw(await segments(noise, seed)).steps[0];
      own += every.r2.mean / seeds.length;
      left += every.looR2!.mean / seeds.length;
    }
    means.push({ own, left });
  }
  for (let n = 1; n < levels.length; n++) {
    const text = JSON.stringify(means);
    ok(means[n].own < means[n - 1].own && means[n].left < means[n - 1].left, text);
    ok(means[n - 1].left - means[n].left > means[n - 1].own - means[n].own, text);
  }
});

Deno.test("dynamic law: in a world of transfer A belongs to the state, and the higher a loss, the more is gained", async () => {
  const graph_mk = [[0.03, 0.005, 0.002], [0.004, 0.025, 0.006], [0.001, 0.004, 0.02]];
  const world = transferWorld({ domains: DOMAINS, graph_mk, floor_k: [1, 2, 2], start_k: [6, 6, 6] });
  const table = await segmentRuns(world, {
    parents: mixtures(7, 3, 4),
    children: CHILDREN,
    breakAt: 60,
    length: 1,
    noise: 0,
  });
  const law = dynamicLaw(table), [{ parents, perFit: [every], pooled: [one] }] = law.steps;
  ok(every.r2.least > 1 - 1e-10, "one update is linear in the shares");
  for (const { a_km, start_k } of parents) {
    a_km.forEach((row, i) =>
      row.forEach((a, j) => ok(Math.abs(a + (start_k[i] - [1, 2, 2][i]) * graph_mk[j][i]) < 1e-9, `${i}, ${j}`))
    );
  }
  ok(Math.max(...one.r2_k) < 0.95, `${one.r2_k}`);
  for (const { gains, rankWithStart, starts } of ownGains(law)) {
    equal(rankWithStart!.toFixed(9), "-1.000000000");
    ok(new Set(starts).size === 7 && gains.every((gain) => gain < 0));
  }
});

const HEAD = "run,step,parent,start_step,share:a,share:b,loss:a,loss:b,loss_start:a,loss_start:b";
const rows = (...lines: string[]) => parseTable([HEAD, ...lines].join("\n"));

Deno.test("dynamic law: a parent that is broken off twice is no child between its breaks", () => {
  const children = (parent: string, at: number, from: number) =>
    [0.1, 0.5, 0.9].map((p, n) =>
      `${parent}>${n},${at + 10},${parent},${at},${p},${1 - p},${from - p},${from - 1 + p},${from},${from}`
    );
  const law = dynamicLaw(rows(
    "p@20,20,,0,0.5,0.5,4,4,6,6",
    ...children("p@20", 20, 4),
    "p@50,50,p@20,20,0.5,0.5,3,3,4,4",
    ...children("p@50", 50, 3),
  ));
  deepEqual(law.steps.map(({ step, parents }) => [step, parents.map(({ parent, count }) => [parent, count])]), [
    [20, [["p@20", 3]]],
    [50, [["p@50", 3]]],
  ]);
  deepEqual(law.steps[1].parents[0].shares_m, [0.5, 0.5]);
});

Deno.test("dynamic law: refuses what is no table of children, and says what is missing", async () => {
  const own = new URL("../../data/three_domains.csv", import.meta.url).pathname;
  throws(() => dynamicLaw(rows("1,20,,,0.5,0.5,4,4,6,6")), /wanted segments that name their parent in a column parent/);
  throws(() => dynamicLaw(rows("1,20,p,,0.5,0.5,4,4,6,6")), /run 1: wanted a start_step, got none/);
  throws(
    () => dynamicLaw(rows("1,30,p,20,0.5,0.5,4,4,6,6", "2,30,p,20,0.4,0.6,4,4,6,5")),
    /run 2: wanted the start of the other children of p, got another/,
  );
  throws(
    () => dynamicLaw(rows("1,30,p,20,0.5,0.5,4,4,6,6", "2,40,p,20,0.4,0.6,4,4,6,6")),
    /wanted segments of one length, got 10, 20 updates; choose with --where step=/,
  );
  throws(() => dynamicLaw(rows("1,30,p,20,0.5,0.5,4,4,6,6")), /needs as many different mixtures; the table has 1/);
  const table = await readTable(own);
  throws(() => dynamicLaw(table), /three_domains\.csv: wanted loss_start:<target> columns/);
});

Deno.test("dynamic law: what notebooks and data/README.md say of Mixlab's own segments", async () => {
  const law = dynamicLaw(await readTable(new URL("../../data/segments.csv", import.meta.url).pathname));
  const text = (own: number, left: number) => `${own.toFixed(3)} (${left.toFixed(3)})`;
  const byTarget = law.steps.map(({ parents }) =>
    law.targets.map((_, i) => {
      const mean = (of: "r2_k" | "looR2_k") =>
        parents.reduce((sum, { fits }) => sum + fits[0][of]![i], 0) / parents.length;
      return text(mean("r2_k"), mean("looR2_k"));
    })
  );
  deepEqual(byTarget, [
    ["0.928 (0.743)", "0.898 (0.763)", "0.945 (0.815)"],
    ["0.960 (0.864)", "0.965 (0.909)", "0.956 (0.853)"],
  ]);
  deepEqual(
    law.steps.map(({ pooled: [one] }) => law.targets.map((_, i) => text(one.afterR2_k[i]!, one.afterLooR2_k![i]!))),
    [
      ["0.395 (0.309)", "-0.144 (-0.221)", "0.604 (0.558)"],
      ["0.774 (0.758)", "0.559 (0.546)", "0.760 (0.743)"],
    ],
  );
  deepEqual(
    law.steps.map(({ perFit: [every] }) => text(every.r2.mean, every.looR2!.mean)),
    ["0.924 (0.774)", "0.961 (0.875)"],
  );
  deepEqual(law.steps.map(({ pooled: [one] }) => one.r2_k.map((r2) => r2.toFixed(3))), [
    ["0.444", "0.330", "0.488"],
    ["0.474", "0.375", "0.426"],
  ]);
  deepEqual(ownGains(law).map(({ step, target, rankWithShare }) => [step, target, rankWithShare!.toFixed(2)]), [
    ...[[500, "legal", "0.48"], [500, "python", "0.92"], [500, "scripture", "0.25"]],
    ...[[750, "legal", "0.88"], [750, "python", "0.95"], [750, "scripture", "0.73"]],
  ]);
});
