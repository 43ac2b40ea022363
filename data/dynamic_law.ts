/**
 * The linear dynamic law on data/segments.csv, one fit a parent, and all parents of a step together: R² in sample and with
 * each child left out, by target.
 *
 *     deno run --allow-read data/dynamic_law.ts
 */
import { fitTable, readTable } from "../mod.ts";

const PATH = new URL("segments.csv", import.meta.url).pathname;
const LAW = "linear-dynamic";

/** R² and leave-one-out R² of each target (k); NaN where it cannot be told. */
async function quality(where: string): Promise<{ readonly targets: readonly string[]; readonly r2: number[][] }> {
  const table = await readTable([PATH], { where }), answer = fitTable(table, { law: LAW, replicates: 0 });
  const r2 = answer.inSample.map((own, i) => [own.r2 ?? NaN, answer.outOfSample?.[i].r2 ?? NaN]);
  return { targets: table.targets, r2 };
}

const { runs } = await readTable([PATH], { where: "segment=child" });
const parents = [...new Set(runs.map(({ parent }) => parent!))];
const line = (name: string, r2: readonly number[][]) =>
  console.log([name.padEnd(14), ...r2.map(([own, left]) => `${own.toFixed(3)} (${left.toFixed(3)})`)].join("  "));

for (const step of [...new Set(runs.map(({ startStep }) => startStep!))]) {
  const of = parents.filter((parent) => parent.endsWith(`@${step}`)), all: number[][][] = [];
  for (const parent of of) {
    const { targets, r2 } = await quality(`segment=child,parent=${parent}`);
    if (all.length === 0) console.log(`\nstep ${step}: R² (leave-one-out) of ${targets.join(", ")}`);
    line(parent, r2);
    all.push(r2);
  }
  line("mean", all[0].map((_, i) => [0, 1].map((n) => all.reduce((sum, r2) => sum + r2[i][n], 0) / all.length)));
  line("one A for all", (await quality(`segment=child,start_step=${step}`)).r2);
}
