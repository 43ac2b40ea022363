/**
 * The tables that `deno task mix` writes.
 *
 * @module
 */
import { meanShares } from "../methods/schedule.ts";
import { matrix } from "../numerics/matrix.ts";
import { writeCsv } from "../tables/csv.ts";
import type { RunKey } from "../tables/run_table.ts";
import { writeTable } from "../tables/write_table.ts";
import type { MixAnswers } from "./mix_answer.ts";
import type { MixPlace } from "./mix_place.ts";

/**
 * All runs as a table for `deno task fit`: shares that batches were asked for, as means over the run, and losses on val.
 * Labels tell method, role and rule: a law wants `--where rule=fixed`, the runs on one mixture.
 */
export function runTable({ answers }: MixAnswers, { setting: { domains, targets }, synthetic }: MixPlace): string {
  const rows = answers.flatMap(({ method, seed, result, made }) =>
    made.map((run) => ({ method, seed, final: result.final.name, ...run }))
  );
  return writeTable({
    ...{ source: "deno task mix", domains, targets, notes: [], largestCorrection: 0 },
    shares: matrix(rows.length, domains.length, rows.flatMap(({ outcome }) => meanShares(outcome.trained))),
    losses: matrix(rows.length, targets.length, rows.flatMap(({ outcome }) => [...outcome.val])),
    runs: rows.map(({ method, seed, final, spec, outcome }): RunKey => ({
      id: `${method}/${spec.name}`,
      ...{ seed, step: outcome.steps, tokens: outcome.tokens },
      labels: { method, role: spec.name === final ? "final" : spec.role, rule: spec.rule.rule },
    })),
    ...(synthetic && { synthetic }),
  });
}

/** The methods under each seed, as the papers judge them. */
export function comparisonTable({ answers, split, comparison }: MixAnswers, { setting, synthetic }: MixPlace): string {
  const { targets } = setting;
  const header = [
    ...["method", "seed", `average_${split}_perplexity`, "difference", "final_steps"],
    ...["extra_runs", "extra_steps", "extra_tokens", ...(synthetic ? ["synthetic"] : [])],
    ...targets.map((target) => `loss:${target}`),
  ];
  const rows = answers.map((answer) => {
    const { method, seed, cost } = answer, { averagePerplexity, losses } = answer[split]!;
    const own = comparison?.methods.find((one) => one.method === method)?.difference;
    const { runs, steps, tokens } = cost.preparation;
    return [
      ...[method, `${seed}`, `${averagePerplexity}`],
      own ? `${own.bySeed[comparison!.seeds.indexOf(seed)]}` : "",
      ...[cost.final.steps, runs, steps, tokens].map(String),
      ...(synthetic ? ["true"] : []),
      ...losses.map(String),
    ];
  });
  return writeCsv([header, ...rows]);
}
