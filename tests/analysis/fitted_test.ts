import { fitTable, parseTable, simplexLattice } from "@mixlab/mixlab";
import { bestMixtureTable, comparedLawsTable, fittedFigures, qualityTable } from "@mixlab/mixlab/analysis";
import { deepEqual, equal, match, ok } from "../assert.ts";

/** Planted losses of three domains, two targets, and two seeds that differ by 0.01. */
function planted() {
  const rows = simplexLattice(3, 4).flatMap((p, n) =>
    [0, 1].map((seed) =>
      [n, seed, "true", ...p, 1 + Math.exp(-2 * p[0] - p[1]) + seed / 100, 2 + Math.exp(-p[2]) + seed / 100].join()
    )
  );
  return parseTable(`run,seed,synthetic,share:a,share:b,share:c,loss:a,loss:c\n${rows.join("\n")}\n`);
}

Deno.test("tables of a fit: errors by target and their mean, shares with intervals, laws compared", () => {
  const answer = fitTable(planted(), { law: "auto", replicates: 20 });
  const quality = qualityTable(answer);
  deepEqual(quality.rows.map(([name]) => name), ["a", "c", "mean"]);
  equal(quality.columns.at(-1), "seed s.d.");
  deepEqual(
    quality.rows.map((row) => row.at(-1)),
    [...answer.seeds!.sd].map((sd) => sd.toPrecision(3)).concat(null as never),
  );
  equal(quality.rows[0][2], answer.outOfSample![0].mae.toPrecision(3));
  const best = bestMixtureTable(answer);
  deepEqual(best.rows.map(([domain]) => domain), ["a", "b", "c"]);
  ok(Math.abs(best.rows.reduce((sum, row) => sum + Number(row[1]), 0) - 1) < 2e-4);
  match(String(best.rows[0][2]), /^0\.\d{3} to [01]\.\d{3}$/);
  const laws = comparedLawsTable(answer);
  equal(laws.rows[0][0], answer.law.name, "the best comes first");
  const left = answer.comparison!.filter(({ leftOut }) => leftOut !== undefined);
  equal(laws.rows.length + left.length, answer.comparison!.length);
  for (const { law } of left) match(laws.caption!, new RegExp(`left out: ${law} `));
});

Deno.test("figures of a fit: planted losses are called synthetic in each; isolines only for three domains", () => {
  const { lossAgainstShare, ...others } = fittedFigures(fitTable(planted(), { replicates: 5 }));
  deepEqual(Object.keys(lossAgainstShare), ["a", "c"]);
  deepEqual(Object.keys(others), ["bestMixture", "predicted", "isolines"]);
  for (const { figure } of [...Object.values(others), ...Object.values(lossAgainstShare)]) {
    match((figure.layout.title as { text: string }).text, /\(synthetic data\)/);
  }
});
