/** DoReMi's printed tables: the analysis' arithmetic gives their summaries again; its rounds; weights over steps. */
import { compareCurves } from "../../analysis/doremi_curves/compare_curves.ts";
import type { EvaluationCurve } from "../../analysis/doremi_curves/evaluation_curves.ts";
import { DOREMI_PAPER, type QuotedSummary } from "../../analysis/doremi_curves/quoted.ts";
import { roundsUntilSettled } from "../../analysis/doremi_curves/rounds_until_settled.ts";
import { isWeightsTable, weightsOverSteps } from "../../analysis/doremi_curves/weights_over_steps.ts";
import { isInputError } from "../../lib/errors.ts";
import { deepEqual, equal, ok, throws } from "../assert.ts";
import { needsReference } from "../reference.ts";

const json = (path: string) => JSON.parse(Deno.readTextFileSync(path)).doremi;
const refused = (run: () => unknown, message: RegExp) =>
  throws(run, (error) => isInputError(error) && message.test(error.message));

needsReference("DoReMi's table 4 by domain gives the worst, mean and domains improved of table 3a", (path) => {
  const { domains, ...rows } = json(path("paper_tables.json")).table4_8B_per_domain_logppl;
  const curve = (run: string): EvaluationCurve => ({ run, targets: domains, steps: [200_000], losses: [rows[run]] });
  const baseline = curve("Baseline (8B)");
  for (const { model, worst, mean, beating } of DOREMI_PAPER.large) {
    const found = compareCurves(curve(model), baseline);
    equal(found.worst.end, worst, model);
    equal(found.mean.end.toFixed(2), mean.toFixed(2), model);
    equal(found.improved.length, beating, model);
  }
  equal(domains.length, DOREMI_PAPER.domains);
});

needsReference("what is quoted is what the tables print", (path) => {
  const tables = json(path("paper_tables.json"));
  const printed = (table: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(table).filter(([name]) => name !== "columns"));
  const quoted = (rows: readonly QuotedSummary[], of = (beating: number): string => `${beating}/22`) =>
    Object.fromEntries(rows.map(({ model, worst, mean, beating }) => [model, [worst, mean, of(beating)]]));
  deepEqual(quoted(DOREMI_PAPER.large), printed(tables.table3a_8B_summary));
  deepEqual(quoted(DOREMI_PAPER.sameSize), printed(tables.table6_same_size_summary));
  const { Baseline, ...objectives } = printed(tables.table7_objective_ablation_280M);
  const [first, ...rest] = DOREMI_PAPER.objectives;
  deepEqual([first.worst, first.mean, String(first.beating)], Baseline);
  deepEqual(Object.values(quoted(rest)), Object.values(objectives));
  const { round1, round2, round3, domains } = tables.table2_glam_weights;
  deepEqual(DOREMI_PAPER.glam, { domains, rounds: [round1, round2, round3] });
  ok(tables.headline.steps_to_baseline_accuracy.startsWith("75k of 200k (the text says 2.6x"));
  equal(tables.headline.avg_downstream_gain_points, DOREMI_PAPER.headline.accuracyGain);
});

needsReference("DoReMi's table 5: rows mean what they print, one of them cut off and not rounded", (path) => {
  const { tasks: _, averages, ...rows } = json(path("paper_tables.json")).table5_one_shot_exact_match;
  const mean = (row: number[]) => row.reduce((a, b) => a + b) / row.length;
  const odd = Object.keys(averages).filter((model) => mean(rows[model]).toFixed(2) !== averages[model].toFixed(2));
  deepEqual(odd, ["DoReMi (70M->8B)"]);
  equal(averages[odd[0]], Math.floor(100 * mean(rows[odd[0]])) / 100);
  const gain = averages["DoReMi (280M->8B)"] - averages.Baseline;
  equal(gain.toFixed(1), DOREMI_PAPER.headline.accuracyGain.toFixed(1));
});

Deno.test("rounds: GLaM's weights stayed in the third round, as far as two digits tell", () => {
  const { moved, settled } = roundsUntilSettled(DOREMI_PAPER.glam.rounds);
  deepEqual(moved.map((most) => most.toFixed(2)), ["0.12", "0.00"]);
  equal(settled, 2); // counted from the first of them, which is round 1: in round 3
});

needsReference("rounds: RedPajama's had not settled after three (sangmichaelxie/doremi, issue 11)", (path) => {
  const [header, ...rows] = Deno.readTextFileSync(path("doremi", "doremi_redpajama_weights.csv")).trim().split("\n")
    .map((line) => line.split(","));
  const column = (name: string) => rows.map((row) => Number(row[header.indexOf(name)]));
  const { moved, settled } = roundsUntilSettled(
    ["rp_baseline_config_json", ...[1, 2, 3].map((round) => `issue11_user_round${round}`)].map(column),
  );
  deepEqual(moved.map((most) => most.toFixed(4)), ["0.0646", "0.0810", "0.0240"]);
  equal(settled, null);
});

Deno.test("rounds: the tolerance is not reached by a move of its own size", () => {
  equal(roundsUntilSettled([[0.5, 0.5], [0.625, 0.375]], 0.125).settled, null);
  equal(roundsUntilSettled([[0.5, 0.5], [0.625, 0.375]], 0.126).settled, 1);
  refused(() => roundsUntilSettled([[1]]), /wanted the reference's and at least one round's, got 1/);
  refused(() => roundsUntilSettled([[0.5, 0.5], [1]]), /mixtures\[1\]: wanted 2 shares, got 1/);
  refused(() => roundsUntilSettled([[0.5, 0.5], [NaN, 0.5]]), /mixtures\[1\]\[0\]: wanted a finite number/);
});

const HEADER = "run,seed,step,average:web,average:code,weight:web,weight:code";

Deno.test("weights over steps: by proxy and seed, columns in any order", () => {
  const text = `${HEADER}\nproxy/1,0,20,0.5,0.5,0.25,0.75\nproxy/1,1,20,1,0,1,0\nproxy/1,0,40,0.75,0.25,1,0\n`;
  deepEqual(weightsOverSteps(text), [
    {
      ...{ run: "proxy/1", seed: 0, domains: ["web", "code"], steps: [20, 40] },
      ...{ averages: [[0.5, 0.5], [0.75, 0.25]], weights: [[0.25, 0.75], [1, 0]] },
    },
    {
      ...{ run: "proxy/1", seed: 1, domains: ["web", "code"], steps: [20] },
      ...{ averages: [[1, 0]], weights: [[1, 0]] },
    },
  ]);
  ok(isWeightsTable(text));
  ok(!isWeightsTable("run,step,share:web,loss:web\n"));
});

Deno.test("weights over steps: what is no such table is refused, with its place", () => {
  const rows = (...lines: string[]) => () => weightsOverSteps([HEADER, ...lines].join("\n"), "w.csv");
  refused(rows("p,0,20,0.5,0.5,0.5,x"), /^w\.csv:2:20: weight:code: wanted a number, got "x"/);
  refused(rows("p,0,20,0.5,0.4,0.5,0.5"), /^w\.csv:2:8: wanted weights that sum to 1, got 0\.9/);
  refused(rows("p,0,20,1.5,-0.5,0.5,0.5"), /^w\.csv:2:12: wanted a weight from 0 to 1, got -0\.5/);
  refused(rows("p,0,20,1,0,1,0", "p,0,20,1,0,1,0"), /^w\.csv:3:5: wanted steps that rise, got 20/);
  refused(() => weightsOverSteps("run,seed,average:web\n", "w.csv"), /wanted a column step/);
  refused(() => weightsOverSteps("run,seed,step,average:web\n", "w.csv"), /wanted a column weight:web/);
  refused(() => weightsOverSteps("run,seed,step\n", "w.csv"), /wanted columns average:DOMAIN/);
});
