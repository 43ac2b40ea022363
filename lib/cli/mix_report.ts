/**
 * What `deno task mix` prints of its results.
 *
 * @module
 */
import type { ComparedMethod, Comparison } from "../methods/compare.ts";
import type { MixAnswer, MixAnswers } from "./mix_answer.ts";
import type { MixPlace } from "./mix_place.ts";
import { amount } from "./mix_plan.ts";
import { textTable } from "./text_table.ts";

/** Rounds' notes that are shown; all are in rounds.jsonl. */
const NOTES = 5;

/** The whole report. */
export function mixReport({ answers, split, comparison, alone }: MixAnswers, place: MixPlace): string {
  const mark = place.synthetic ? [place.about] : [];
  if (comparison !== undefined) {
    return [...mark, comparisonText(comparison, split), mixturesText(answers, place)].join("\n\n");
  }
  if (alone !== undefined) {
    return [...mark, aloneText(alone, answers, split), mixturesText(answers, place)].join("\n\n");
  }
  return [...mark, answerText(answers[0], place)].join("\n\n");
}

/** One method under one seed. */
function answerText(answer: MixAnswer, { setting: { domains, targets } }: MixPlace): string {
  const { method, seed, result, start, val, test, cost, estimation } = answer, { final, preparation } = result;
  const shares = textTable(
    ["domain", "mixture %", "trained on %"],
    domains.map((domain, j) => [domain, percent(result.mixture[j]), percent(final.realised[j])]),
  );
  const losses = textTable(
    ["target", "loss at start", "val", "perplexity", ...(test ? ["test", "perplexity"] : [])],
    [
      ...targets.map((target, i) => [
        target,
        start.losses[i].toFixed(3),
        val.losses[i].toFixed(3),
        Math.exp(val.losses[i]).toFixed(2),
        ...(test ? [test.losses[i].toFixed(3), Math.exp(test.losses[i]).toFixed(2)] : []),
      ]),
      [
        "average",
        start.averageLoss.toFixed(3),
        ...[val, ...(test ? [test] : [])].flatMap((one) => [
          one.averageLoss.toFixed(3),
          one.averagePerplexity.toFixed(2),
        ]),
      ],
    ],
  );
  const judged = test === null
    ? `average val perplexity ${val.averagePerplexity.toFixed(3)} (there is no test split)`
    : `average test perplexity ${test.averagePerplexity.toFixed(3)}`;
  const before = preparation.length === 0
    ? "no preparation"
    : `preparation ${preparation.length} run${preparation.length === 1 ? "" : "s"}, ${cost.preparation.steps} steps, ` +
      `${amount(cost.preparation.tokens)} tokens`;
  const spent = estimation === 0
    ? ""
    : `, ${estimation} of them (${
      percent(estimation / final.steps)
    } %) for estimation in ${final.rounds.length} rounds`;
  const notes = final.rounds.flatMap(({ round, notes = [] }) => notes.map((note) => `round ${round}: ${note}`));
  return [
    `${method}, seed ${seed}: ${judged}`,
    shares,
    `${losses}\nLosses are mean nats per token; average perplexity is the mean over targets of exp(loss).`,
    `cost: ${before}; final run ${final.steps} steps${spent}, ${amount(cost.final.tokens)} tokens; ` +
    `${cost.evaluations} passes over val in all`,
    ...(notes.length === 0 ? [] : [
      [
        ...notes.slice(0, NOTES).map((note) => `! ${note}`),
        ...(notes.length > NOTES ? [`! … ${notes.length - NOTES} more in rounds.jsonl`] : []),
      ].join("\n"),
    ]),
  ].join("\n\n");
}

/** One method under several seeds. */
function aloneText({ method, mean, interval }: ComparedMethod, answers: readonly MixAnswer[], split: string): string {
  const rows = answers.map(({ seed, cost, ...splits }) => [
    `${seed}`,
    splits[split as "val" | "test"]!.averagePerplexity.toFixed(3),
    `${cost.preparation.runs}`,
    `${cost.preparation.steps}`,
    `${cost.final.steps}`,
  ]);
  return `${method}: average ${split} perplexity ${mean.toFixed(3)}, 95 % interval over ${answers.length} seeds ` +
    `${range(interval!)}\n${
      textTable(["seed", `${split} perplexity`, "runs before", "their steps", "final steps"], rows)
    }`;
}

/** The comparison, as the papers print it. */
function comparisonText({ baseline, seeds, methods }: Comparison, split: string): string {
  const one = seeds.length === 1;
  const rows = methods.map(({ method, perplexities, mean, interval, difference, extra }) => [
    method,
    ...(difference?.bySeed.map(signed) ?? perplexities.map((value) => value.toFixed(3))),
    ...(one ? [] : [
      difference ? signed(difference.mean) : mean.toFixed(3),
      difference ? range(difference.interval!) : range(interval!),
    ]),
    difference ? `${difference.wins} of ${seeds.length}` : "",
    ...(one ? [] : [difference?.verdict ?? ""]),
    extra.runs > 0 ? number(extra.runs) : "–",
    extra.runs > 0 ? number(extra.steps) : "–",
    extra.runs > 0 ? amount(extra.tokens) : "–",
  ]);
  const table = textTable([
    "method",
    ...seeds.map((seed) => `seed ${seed}`),
    ...(one ? [] : ["mean", "95 % interval"]),
    "wins",
    ...(one ? [] : ["verdict"]),
    ...["extra runs", "extra steps", "extra tokens"],
  ], rows);
  const how = one
    ? "One seed: no interval, so nobody can tell; give --seeds 0,1,2"
    : `Intervals are Student's over ${seeds.length} seeds, paired by seed; "cannot tell": the interval holds 0`;
  return `Average ${split} perplexity: ${baseline} in absolute numbers, the others as differences from it (below 0 is ` +
    `better)\n${table}\n${how}. Extra: what preparation cost beside the final run.`;
}

/** The mixtures that were found. */
function mixturesText(answers: readonly MixAnswer[], { setting: { domains } }: MixPlace): string {
  const rows = answers.map((
    { method, seed, result },
  ) => [`${method}, seed ${seed}`, ...Array.from(result.mixture, percent)]);
  return `Mixtures found (%)\n${textTable(["", ...domains], rows)}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${value.toFixed(3)}`;
}

function range([low, high]: readonly [number, number]): string {
  return `${low.toFixed(3)} to ${high.toFixed(3)}`;
}

function number(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toFixed(1);
}
