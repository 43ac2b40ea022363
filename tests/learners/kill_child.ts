/** Runs of a method by the native engine: `kill_child.ts FOLDER OUT RULE`, with the corpus and settings of FOLDER. */
import { mixEnvironment } from "../../lib/cli/mix_environment.ts";
import { methodRuns } from "../../lib/learners/method_runs.ts";
import type { RunSpec } from "../../lib/methods/run_spec.ts";

const [folder, out, rule] = Deno.args;
const { "eval-every": _, ...settings } = JSON.parse(Deno.readTextFileSync(`${folder}/run.json`));

/** Steps that make a run of a second or two. */
const RUNS: Readonly<Record<string, Pick<RunSpec, "rule" | "steps" | "reference">>> = {
  fixed: { rule: { rule: "fixed", options: { shares: [0.7, 0.3] } }, steps: 300 },
  doremi: { rule: { rule: "doremi", options: { roundEvery: 25 } }, steps: 200, reference: "reference" },
  doge: { rule: { rule: "doge", options: { preset: "aioli", roundEvery: 25 } }, steps: 120 },
  aioli: {
    rule: { rule: "aioli", options: { updateSteps: 60, lpSteps: 4, lpRounds: 2 } },
    steps: 240,
  },
};
const run = RUNS[rule];
using environment = await mixEnvironment(
  { ...settings, corpus: `${folder}/corpus`, threads: 2, "checkpoint-every": 7 },
  {},
  console.log,
  { out },
);
const make = methodRuns(environment), seed = 4;
if (run.reference !== undefined) {
  const even = { rule: "fixed", options: { shares: [0.5, 0.5] } };
  await make([{ name: run.reference, role: "preparation", rule: even, steps: 60, seed }]);
}
const [{ val }] = await make([{ name: rule, role: "final", seed, ...run }]);
console.log(JSON.stringify(val));
