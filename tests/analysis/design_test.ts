import { dOptimalMixtures, lawFromParameters, lawNamed, readTable, simplexLattice } from "@mixlab/mixlab";
import { boundedCorners, errorByRuns, plantedDesigns, runWorth } from "@mixlab/mixlab/analysis";
import type { CurveLaw } from "../../lib/laws/curve_law.ts";
import { deepEqual, equal, ok, throws } from "../assert.ts";

const DOMAINS = ["a", "b", "c"];
const LINEAR = lawFromParameters("linear", DOMAINS, [
  { target: "a", parameters: { "a:a": 1, "a:b": 3, "a:c": 2 } },
  { target: "b", parameters: { "a:a": 2, "a:b": 1, "a:c": 4 } },
]);

Deno.test("errors by runs: more mixtures, smaller errors and a better best mixture; the same seed, the same numbers", async () => {
  const table = await readTable("data/six_domains.csv"), options = { counts: [40, 12, 12], subsets: 6 };
  const [few, many] = errorByRuns(table, options);
  deepEqual([few.runs, many.runs], [12, 40]);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  ok(mean(many.errors) < 0.8 * mean(few.errors), `${mean(few.errors)} to ${mean(many.errors)}`);
  ok(mean(many.excess) < 0.2 * mean(few.excess), `${mean(few.excess)} to ${mean(many.excess)}`);
  ok(few.excess.every((excess) => excess >= -1e-9), "no mixture is better than the best");
  deepEqual(errorByRuns(table, options), [few, many]);
  throws(() => errorByRuns(table, { counts: [48] }), /counts: wanted whole numbers from 1 to 47/);
  throws(() => errorByRuns(table, { subsets: 0 }), /subsets: wanted a whole number ≥ 1, got 0/);
});

Deno.test("planted designs: without noise the truth comes back, and errors grow as the noise does", () => {
  const designs = [{ name: "lattice", mixtures: simplexLattice(3, 3) }];
  const at = (sd: number) => plantedDesigns({ truth: LINEAR, noise: [sd, sd], designs, draws: 40 })[0];
  ok(at(0).error < 1e-12 && at(0).excess < 1e-12);
  // For the linear law errors are proportional to the noise, draw by draw.
  ok(Math.abs(at(0.2).error / at(0.1).error - 2) < 1e-9);
  // Mean variance of a prediction over the judged lattice: σ² tr((XᵀX)⁻¹ mean(p pᵀ)), for X the lattice of 10 mixtures.
  const gram = [0, 1, 2].map((i) => [0, 1, 2].map((j) => simplexLattice(3, 3).reduce((s, p) => s + p[i] * p[j], 0)));
  const judged = simplexLattice(3, 22), x = gram[0][0], y = gram[0][1];
  // XᵀX = (x − y) I + y J, whose inverse is (I − y / (x + 2 y) J) / (x − y).
  const variance = judged.reduce((s, p) => s + (p.reduce((a, q) => a + q * q, 0) - y / (x + 2 * y)) / (x - y), 0);
  const predicted = 0.1 * Math.sqrt(variance / judged.length);
  ok(Math.abs(at(0.1).error / predicted - 1) < 0.15, `${at(0.1).error} beside ${predicted}`);
  throws(() => plantedDesigns({ truth: LINEAR, noise: [1], designs }), /noise: wanted 2 numbers ≥ 0/);
  throws(() => plantedDesigns({ truth: LINEAR, noise: [1, 1], designs, draws: 0 }), /draws: wanted a whole number ≥ 1/);
});

Deno.test("worth of a run: Scheffé's vertices are worth 1, a lattice its D-efficiency, repeated runs no less", () => {
  const vertices = [[1, 0, 0], [0, 1, 0], [0, 0, 1]], lattice = simplexLattice(3, 3);
  const [one, twice, spread] = runWorth(LINEAR, [vertices, [...vertices, ...vertices], lattice]);
  ok(Math.abs(one - 1) < 1e-9 && Math.abs(twice - 1) < 1e-9);
  // det of the lattice's Gram matrix, (x − y)² (x + 2 y), beside that of vertices as often as 10 runs allow: 4, 3, 3.
  const x = lattice.reduce((s, p) => s + p[0] * p[0], 0), y = lattice.reduce((s, p) => s + p[0] * p[1], 0);
  ok(Math.abs(spread - (((x - y) ** 2 * (x + 2 * y)) / 36) ** (1 / 3)) < 1e-9, String(spread));
  throws(() => runWorth(LINEAR, [[[1, 0, 0], [0, 1, 0], [0.5, 0.5, 0]]]), /designs\[0\]: wanted runs enough/);
});

Deno.test("worth of a run: a D-optimal design of a bent law is worth 1", async () => {
  const law = lawNamed("log-linear") as CurveLaw, fitted = law.fit(await readTable("data/three_domains.csv"));
  const { domains, targets } = fitted;
  const { mixtures } = dOptimalMixtures({ law, domains, targets, fitted, runs: 10, replicates: true });
  const [best, lattice] = runWorth(fitted, [mixtures, simplexLattice(3, 3)]);
  equal(best.toFixed(9), "1.000000000");
  ok(lattice > 0.3 && lattice < 1, String(lattice));
});

Deno.test("corners under bounds", () => {
  deepEqual(boundedCorners(DOMAINS).map((p) => [...p]).sort(), [[0, 0, 1], [0, 1, 0], [1, 0, 0]]);
  const corners = boundedCorners(DOMAINS, { caps: { a: 0.5 }, floors: { b: 0.25 } });
  equal(corners.length, 4);
  for (const [a, b, c] of corners) {
    ok(a <= 0.5 && b >= 0.25 && Math.abs(a + b + c - 1) < 1e-12);
    ok([a === 0, a === 0.5, b === 0.25, c === 0].filter(Boolean).length >= 2, "two bounds meet in a corner");
  }
  throws(() => boundedCorners(DOMAINS, { caps: { a: 0.1, b: 0.1, c: 0.1 } }), /caps/);
});
