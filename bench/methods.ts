/**
 * What mixing methods cost beside plain training, on the native engine and the `small` model with 4 domains:
 *
 *     deno run -c deno.train.json -A bench/methods.ts [threads] [rounds]
 *
 * A step of DoGE in plain steps over its training and target rows together (at most 1.5), one of DoReMi with the
 * reference's forward pass in plain steps (at most 1.75), Aioli's estimation in steps of the rest of the run,
 * evaluations apart. It ends with 1 when a bar is missed.
 *
 * @module
 */
import { estimationCost } from "./methods/estimation_cost.ts";
import { B, CONFIG, DOMAINS, smallEngine } from "./methods/small_learner.ts";
import { stepCosts } from "./methods/step_cost.ts";

const [threads = 2, rounds = 10] = Deno.args.map(Number), missed: string[] = [];

{
  await using engine = await smallEngine(threads, 0);
  console.log(`${engine.device}; small model, ${DOMAINS.length} domains, ${B} rows of ${CONFIG.context} tokens\n`);
}
console.log("| step | ms | in plain steps | at most |\n|---|---|---|---|");
for (const { name, ms, beside } of await stepCosts(threads, rounds)) {
  console.log(
    `| ${name} | ${ms.toFixed(0)} | ${beside ? `${beside.ratio.toFixed(2)} (${beside.name})` : "1"} | ${
      beside?.most ?? "–"
    } |`,
  );
  if (beside && beside.ratio > beside.most) missed.push(`${name}: ${beside.ratio.toFixed(2)}, wanted ${beside.most}`);
}
const { stepShare, timeShare, ratio, evaluations } = await estimationCost(threads, rounds);
console.log(
  `\nAioli: ${percent(stepShare)} of the steps estimate, as configured, and take ${
    percent(timeShare)
  } of the time of all ` +
    `steps; one takes ${ratio.toFixed(3)} steps of the rest. ${evaluations} evaluations apart.`,
);
for (const words of missed) console.error(words);
Deno.exit(missed.length > 0 ? 1 : 0);

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
