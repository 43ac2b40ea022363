/**
 * Did the predictions hold? Runs of the best mixtures against the even one, paired by seed: mean losses over targets, their
 * differences with a 95 % Student interval, and what each law had predicted.
 *
 *     deno run --allow-read data/confirm.ts
 */
import { fitTable, readTable, type RunTable } from "../mod.ts";
import { studentInterval } from "../lib/numerics/student_interval.ts";

const pathOf = (name: string) => new URL(name, import.meta.url).pathname;
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** Mean loss over targets of each run, by mixture and seed. */
function losses({ runs, targets, losses: { data } }: RunTable): Map<string, Map<number, number>> {
  const found = new Map<string, Map<number, number>>(), k = targets.length;
  runs.forEach(({ id, seed }, n) => {
    found.set(id, (found.get(id) ?? new Map()).set(seed!, mean(data.slice(n * k, (n + 1) * k))));
  });
  return found;
}

for (const name of ["three_domains", "six_domains"]) {
  const sweep = await readTable([pathOf(`${name}.csv`)]), confirm = await readTable([pathOf(`${name}_confirm.csv`)]);
  const found = losses(confirm), even = found.get("even")!, m = confirm.domains.length;
  console.log(`\n${name}: even ${[...even.values()].map((loss) => loss.toFixed(4)).join(", ")}`);
  for (const [id, bySeed] of found) {
    const law = /^best-(.+)$/.exec(id)?.[1];
    if (law === undefined) continue;
    const { fitted } = fitTable(sweep, { law, replicates: 0 }), n = confirm.runs.findIndex((run) => run.id === id);
    const at = (shares: Float64Array) => mean(fitted.predict(shares));
    const predicted = at(confirm.shares.data.slice(n * m, (n + 1) * m)) - at(new Float64Array(m).fill(1 / m));
    const { mean: measured, interval } = studentInterval([...bySeed].map(([seed, loss]) => loss - even.get(seed)!));
    const told = [...bySeed.values()].map((loss) => loss.toFixed(4)).join(", ");
    console.log(
      `${id} ${told}; minus even: predicted ${predicted.toFixed(4)}, measured ${measured.toFixed(4)} ` +
        `(95 % ${interval!.map((end) => end.toFixed(4)).join(" to ")})`,
    );
  }
}
