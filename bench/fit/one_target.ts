/**
 * Times the fit of one target in this process: the first, cold one, then the median of many. Prints JSON.
 *
 *     deno run --allow-read bench/fit/one_target.ts TABLE WHERE TARGET DELTA
 */
import { lawNamed } from "../../lib/laws/registry.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { median } from "./measurement.ts";

const [path, where, target, delta] = Deno.args;
const table = await readTable(path, { where, targets: [target] });
const law = lawNamed("m4"), options = { delta: Number(delta) };

const times: number[] = [];
let huber = NaN, converged = false;
for (let i = 0; i < 300; i++) {
  const began = performance.now();
  const fitted = law.fit(table, options);
  times.push((performance.now() - began) / 1000);
  huber = fitted.perTarget[0].objective;
  converged = fitted.perTarget[0].converged;
}
console.log(JSON.stringify({
  cold: times[0],
  warm: median(times.slice(100)),
  huber,
  converged,
  shares: table.runs.map((
    _,
    n,
  ) => [...table.shares.data.subarray(n * table.domains.length).slice(0, table.domains.length)]),
  losses: [...table.losses.data],
}));
