/**
 * Fits the log-linear law to a table, then leaves each mixture out and refits 200 bootstrap replicates, in a process of
 * its own so that the peak of its memory is known. Prints JSON.
 *
 *     deno run --allow-read bench/fit/resampling.ts TABLE REPLICATES
 */
import { resourceUsage } from "node:process";
import { lawNamed } from "../../lib/laws/registry.ts";
import { bootstrap, leaveOneOut } from "../../lib/laws/resample.ts";
import { readTable } from "../../lib/tables/read_table.ts";

const began = performance.now();
const laps: Record<string, number> = {};
let last = began;
function lap(name: string): void {
  const now = performance.now();
  laps[name] = (now - last) / 1000;
  last = now;
}

const [path, replicates] = Deno.args;
const table = await readTable(path);
lap("read");
const law = lawNamed("log-linear");
const fitted = law.fit(table);
lap("fit");
const left = leaveOneOut(law, table, fitted);
if (left === undefined) throw new Error("leave-one-out: too few runs");
lap("leaveOneOut");
const laws = bootstrap(law, table, fitted, { replicates: Number(replicates), seed: 1 });
lap("bootstrap");

const k = table.targets.length, N = table.runs.length;
const mae = table.targets.map((_, i) => {
  let sum = 0;
  for (let n = 0; n < N; n++) sum += Math.abs(left.data[n * k + i] - table.losses.data[n * k + i]);
  return sum / N;
});
console.log(JSON.stringify({
  runs: N,
  domains: table.domains.length,
  targets: table.targets,
  replicates: laws.length,
  laps,
  seconds: (last - began) / 1000,
  converged: fitted.perTarget.every((t) => t.converged),
  looMae: mae,
  objective: fitted.perTarget.map((t) => t.objective),
  peakMB: resourceUsage().maxRSS * 1024 / 1e6, // the system counts in KiB
  shares: Array.from(
    { length: N },
    (_, n) => [...table.shares.data.slice(n * table.domains.length, (n + 1) * table.domains.length)],
  ),
  losses: Array.from({ length: N }, (_, n) => table.losses.data[n * k]),
}));
