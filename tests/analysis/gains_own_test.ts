/** Mixlab's own comparisons of methods: whole, and what data/README.md and notebook 05 say of them. */
import { gainsOf } from "../../analysis/gains/gains_of.ts";
import { signed } from "../../analysis/shared/cells.ts";
import { onTop } from "../../analysis/gains/on_top.ts";
import type { PairedDifference } from "../../analysis/gains/paired_difference.ts";
import { QUOTED_TABLE_2, tallyQuoted } from "../../analysis/gains/quoted.ts";
import { readRounds } from "../../analysis/gains/rounds.ts";
import { seedsNeeded } from "../../analysis/gains/seeds_needed.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { deepEqual, equal, ok } from "../assert.ts";

const DATA = new URL("../../data/", import.meta.url).pathname;
const table = await readTable([`${DATA}methods_unrestricted.csv`, `${DATA}methods_restricted.csv`]);
const METHODS = ["aioli", "skill-it", "doge", "doremi", "data-mixing-laws", "grid-search"];
const free = gainsOf(table, { setting: "unrestricted" });
const tight = gainsOf(table, { setting: "restricted", methods: ["stratified", ...METHODS] });
const said = ({ mean, interval }: PairedDifference) =>
  `${signed(mean)} (${interval!.map((end) => signed(end)).join(" to ")})`;

Deno.test("own comparisons: five seeds of every method, each run at less than half of the loss that it began with", () => {
  deepEqual([free.methods.map(({ method }) => method), free.seeds], [METHODS, [0, 1, 2, 3, 4]]);
  deepEqual([tight.methods.map(({ method }) => method), tight.seeds], [METHODS, [0, 1, 2, 3, 4]]);
  equal(table.runs.length, 2 * 5 * (7 + 12)); // test and val
  equal(table.synthetic, undefined);
  table.runs.forEach(({ id }, n) => {
    const losses = table.losses.data.slice(3 * n, 3 * n + 3), mean = losses.reduce((a, b) => a + b) / 3;
    ok(mean < 5.53 / 2, `${id}: ${mean}`);
  });
});

Deno.test("own comparisons: differences from stratified sampling as they are told", () => {
  deepEqual(free.methods.map(({ perplexity }) => said(perplexity)), [
    ...["+0.055 (−0.223 to +0.332)", "+0.128 (−0.276 to +0.531)", "+0.637 (+0.275 to +0.999)"],
    ...["+0.105 (−0.171 to +0.381)", "+0.179 (−0.006 to +0.365)", "+0.062 (−0.173 to +0.296)"],
  ]);
  deepEqual(tight.methods.map(({ perplexity }) => said(perplexity)), [
    ...["−0.141 (−0.412 to +0.129)", "−0.077 (−0.322 to +0.168)", "+0.251 (+0.029 to +0.474)"],
    ...["−0.061 (−0.329 to +0.208)", "+0.082 (−0.333 to +0.497)", "+0.287 (−0.283 to +0.857)"],
  ]);
  const differs = (gains: typeof free) =>
    gains.methods.filter(({ adjustedVerdict }) => adjustedVerdict !== "cannot tell").map(({ method }) => method);
  deepEqual([free.tally, differs(free)], [{ better: 0, worse: 1, cannotTell: 5 }, ["doge"]]);
  deepEqual([tight.tally, differs(tight)], [{ better: 0, worse: 1, cannotTell: 5 }, []]);
  deepEqual([free.baseline.averagePerplexity.toFixed(3), tight.baseline.averagePerplexity.toFixed(3)], [
    "9.908",
    "11.936",
  ]);
  const dml = free.methods.find(({ method }) => method === "data-mixing-laws")!;
  deepEqual([dml.loss.verdict, dml.perplexity.verdict], ["worse", "cannot tell"]);
});

Deno.test("own comparisons: Aioli on top helps DoGE beyond doubt and nobody else", () => {
  const pairs = onTop(table, { setting: "restricted" });
  deepEqual(pairs.map(({ method, perplexity }) => `${method} ${said(perplexity)}`), [
    "grid-search −0.350 (−0.792 to +0.091)",
    "data-mixing-laws −0.071 (−0.248 to +0.106)",
    "skill-it +0.097 (−0.019 to +0.213)",
    "doge −0.408 (−0.487 to −0.329)",
    "doremi −0.002 (−0.022 to +0.018)",
  ]);
  deepEqual(pairs.filter(({ adjustedP }) => adjustedP! < 0.05).map(({ method }) => method), ["doge"]);
  const mean = pairs.reduce((sum, { perplexity }) => sum + perplexity.mean, 0) / pairs.length;
  equal(signed(mean), "−0.147");
});

Deno.test("own comparisons: the paper's relative gain would take thirty seeds; Aioli stays near equal shares", async () => {
  const { differences, stratified } = QUOTED_TABLE_2;
  const { mean } = tallyQuoted(differences.aioli.map((d, i) => d / stratified[i]));
  equal((100 * mean).toFixed(2), "-0.86");
  equal(seedsNeeded(free.methods[0].perplexity.bySeed, mean * free.baseline.averagePerplexity), 30);
  const { domains, rounds } = await readRounds(`${DATA}methods_rounds.csv`);
  deepEqual([domains, rounds.length], [["legal", "python", "scripture"], 270]);
  const shares = rounds.filter(({ method }) => method === "aioli").flatMap(({ shares }) => shares);
  deepEqual([Math.min(...shares).toFixed(3), Math.max(...shares).toFixed(3)], ["0.324", "0.345"]);
});
