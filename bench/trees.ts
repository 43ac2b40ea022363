/**
 * What boosted trees cost, beside LightGBM on one thread: RegMix's 512 runs of 17 domains, one target and all 13.
 *
 *     MIXLAB_PEER_PYTHON=python3 deno run --allow-read --allow-run --allow-env bench/trees.ts
 *
 * Both include the making of bins; the peer takes the better of its two layouts. Needs the published tables (`deno task
 * tables`); without LightGBM only ours is measured.
 *
 * @module
 */
import { bestMixture } from "../lib/laws/best/best_mixture.ts";
import { boostedTrees } from "../lib/laws/boosted_trees.ts";
import { predictTable } from "../lib/laws/predict_table.ts";
import { rowOf } from "../lib/numerics/matrix.ts";
import { readTable } from "../lib/tables/read_table.ts";
import type { RunTable } from "../lib/tables/run_table.ts";
import { childJson } from "./fit/child.ts";
import { type Measurement, measurementTable, median } from "./fit/measurement.ts";
import { ONE_THREAD, PYTHON, pythonHas } from "./fit/peer_python.ts";
import { publishedTable } from "./fit/published_table.ts";

const REPEATS = 5;

interface PeerOutput {
  readonly force_col_wise: readonly number[];
  readonly force_row_wise: readonly number[];
  /** k × N predictions of the test mixtures. */
  readonly predicted: readonly (readonly number[])[];
}

/** Rows as the peer takes them; shares to 12 decimals, since LightGBM divides those that differ by rounding. */
const rowsOf = (table: RunTable, part: "shares" | "losses") =>
  table.runs.map((_, n) => Array.from(rowOf(table[part], n), (x) => part === "shares" ? Number(x.toFixed(12)) : x));

/** Seconds that some work takes: the first time apart from the median of others. */
function timed(work: () => void): { first: number; warm: number } {
  const seconds = Array.from({ length: REPEATS + 1 }, () => {
    const began = performance.now();
    work();
    return (performance.now() - began) / 1000;
  });
  return { first: seconds[0], warm: median(seconds.slice(1)) };
}

/** The fit of some targets, ours and the peer's. */
async function fitRow(paths: [string, string], targets: string[] | undefined, peer: boolean): Promise<Measurement> {
  const options = targets ? { targets } : {};
  const [train, test] = [await readTable(paths[0], options), await readTable(paths[1], options)];
  let fitted = boostedTrees.fit(train);
  const { first, warm } = timed(() => fitted = boostedTrees.fit(train));
  const notes = [`ours: median of ${REPEATS} in one process; the first after one warm-up ${first.toPrecision(3)} s`];
  const what = `fit of ${train.targets.length} target${train.targets.length === 1 ? "" : "s"}, 1,000 rounds`;
  if (!peer) return { what, unit: "s", ours: warm, notes };
  const input = JSON.stringify({
    shares: rowsOf(train, "shares"),
    losses: rowsOf(train, "losses"),
    test: rowsOf(test, "shares"),
    repeats: REPEATS,
  });
  const said = await childJson<PeerOutput>(PYTHON, ["bench/peer_lightgbm.py"], { input, env: ONE_THREAD });
  const [columns, rows] = [median(said.force_col_wise), median(said.force_row_wise)], k = train.targets.length;
  const ours = predictTable(fitted, test);
  const apart = Math.max(
    ...said.predicted.flatMap((all, i) => all.map((f, n) => Math.abs(ours.data[n * k + i] / f - 1))),
  );
  notes.push(
    `peer: ${columns.toPrecision(3)} s by columns, ${rows.toPrecision(3)} s by rows, medians of ${REPEATS}`,
    `largest relative difference of the predictions of ${test.runs.length} other mixtures: ${apart.toExponential(1)}`,
  );
  return { what, unit: "s", ours: warm, peer: Math.min(columns, rows), peerName: "LightGBM, one thread", notes };
}

const train = publishedTable("regmix/regmix_train_1M.csv"), test = publishedTable("regmix/regmix_test_1M.csv");
if ("missing" in train || "missing" in test) {
  console.log("missing" in train ? train.missing : (test as { missing: string }).missing);
  Deno.exit(1);
}
const has = await pythonHas("lightgbm"), there = "versions" in has;
console.log(there ? `peer: ${has.versions}` : `no peer: ${has.missing}`);
const paths: [string, string] = [train.path, test.path];
const one = await fitRow(paths, ["pile_cc"], there), all = await fitRow(paths, undefined, there);
const law = boostedTrees.fit(await readTable(train.path, { targets: ["pile_cc"] }));
const search = timed(() => bestMixture(law, { draws: 20_000 }));
console.log(measurementTable([one, all, {
  what: "RegMix's simulation, 100,000 draws, one target",
  unit: "s",
  ours: 5 * search.warm,
  notes: ["ours: five times the median of 20,000 draws"],
}]));
