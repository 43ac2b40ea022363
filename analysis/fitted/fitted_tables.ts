/**
 * A table's answer as tables: how well the law fits, how the laws compare, which mixture is best.
 *
 * @module
 */
import type { ReportTable } from "../../lib/figures/report_table.ts";
import type { Interval } from "../../lib/laws/intervals.ts";
import type { TableAnswer } from "../../lib/laws/fit_table.ts";
import type { Quality } from "../../lib/laws/quality.ts";

const fixed = (value: number | null | undefined) => value === null || value === undefined ? null : value.toFixed(4);
const small = (value: number | undefined) => value === undefined ? null : value.toPrecision(3);

/**
 * How well the law fits each target, in sample and with the run's mixture left out (LOO), and the mean over targets.
 *
 * @param answer what `fitTable` says of a table.
 *
 * @example
 * ```ts
 * import { fitTable, parseTable } from "@mixlab/mixlab";
 * import { qualityTable } from "@mixlab/mixlab/analysis";
 * import { deepEqual } from "node:assert/strict";
 *
 * const rows = [[0.1, 1.95], [0.4, 1.6], [0.6, 1.45], [0.9, 1.26]].map(([p, loss], n) => `${n},${p},${1 - p},${loss}`);
 * const answer = fitTable(parseTable(`run,share:code,share:web,loss:code\n${rows.join("\n")}`), { replicates: 0 });
 * deepEqual(qualityTable(answer).rows.map(([target]) => target), ["code"]);
 * ```
 */
export function qualityTable({ table, fitted, inSample, outOfSample, average, seeds }: TableAnswer): ReportTable {
  const row = (name: string, q: Quality, o: Quality | undefined) => [
    name,
    small(q.mae),
    small(o?.mae),
    fixed(q.r2),
    fixed(o?.r2),
    fixed(o?.spearman),
  ];
  const all = table.targets.map((target, i) => [
    ...row(target, inSample[i], outOfSample?.[i]),
    ...(seeds ? [small(seeds.sd[i])] : []),
  ]);
  const mean = [...row("mean", average.inSample, average.outOfSample), ...(seeds ? [null] : [])];
  return {
    caption: `${fitted.law}: errors of ${table.runs.length} runs (nats per token), LOO: the run's mixture left out`,
    columns: ["target", "MAE", "LOO MAE", "R²", "LOO R²", "LOO Spearman", ...(seeds ? ["seed s.d."] : [])],
    rows: table.targets.length > 1 ? [...all, mean] : all,
  };
}

/**
 * The laws that `auto` compared, by their leave-one-out error.
 *
 * @param answer what `fitTable` says of a table with `law: "auto"`.
 *
 * @example
 * ```ts
 * import { fitTable, parseTable } from "@mixlab/mixlab";
 * import { comparedLawsTable } from "@mixlab/mixlab/analysis";
 * import { equal, ok } from "node:assert/strict";
 *
 * const rows = [0.1, 0.3, 0.4, 0.6, 0.8, 0.9].map((p, n) => `${n},${p},${1 - p},${1 + Math.exp(-p)}`);
 * const table = parseTable(`run,share:code,share:web,loss:code\n${rows.join("\n")}`);
 * ok(comparedLawsTable(fitTable(table, { law: "auto", replicates: 0 })).rows.length > 3);
 * equal(comparedLawsTable(fitTable(table, { replicates: 0 })).rows.length, 0); // one law: nothing was compared
 * ```
 */
export function comparedLawsTable({ comparison = [] }: TableAnswer): ReportTable {
  const left = comparison.filter(({ leftOut }) => leftOut !== undefined);
  const words = left.map(({ law, leftOut }) => `; left out: ${law} (${leftOut})`).join("");
  return {
    caption: `Laws by leave-one-out error (means over targets, nats per token)${words}`,
    columns: ["law", "parameters", "MAE", "LOO MAE", "LOO R²", "LOO Spearman"],
    rows: comparison.filter(({ leftOut }) => leftOut === undefined).map(
      (
        { law, parameters, mae, looMae, looR2, looSpearman },
      ) => [law, parameters ?? null, small(mae), small(looMae), fixed(looR2), fixed(looSpearman)],
    ),
  };
}

/**
 * The best mixture with the intervals of its shares, beside the prior and the best run.
 *
 * @param answer what `fitTable` says of a table.
 *
 * @example
 * ```ts
 * import { fitTable, parseTable } from "@mixlab/mixlab";
 * import { bestMixtureTable } from "@mixlab/mixlab/analysis";
 * import { deepEqual } from "node:assert/strict";
 *
 * const rows = [[0.1, 1.95], [0.4, 1.6], [0.6, 1.45], [0.9, 1.26]].map(([p, loss], n) => `${n},${p},${1 - p},${loss}`);
 * const answer = fitTable(parseTable(`run,share:code,share:web,loss:code\n${rows.join("\n")}`), { replicates: 0 });
 * deepEqual(bestMixtureTable(answer).rows[0].slice(0, 4), ["code", "1.0000", "–", "0.5000"]);
 * ```
 */
export function bestMixtureTable({ table, best }: TableAnswer): ReportTable {
  const range = (interval: Interval | undefined) =>
    interval === undefined ? "–" : `${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`;
  return {
    caption: `Best mixture (${best.proof})`,
    columns: ["domain", "share", "95 % interval", "prior", `best run (${best.bestRun.run})`],
    rows: table.domains.map((domain) => [
      domain,
      best.mixture[domain].toFixed(4),
      range(best.intervals?.[domain]),
      best.prior.mixture[domain].toFixed(4),
      best.bestRun.mixture[domain].toFixed(4),
    ]),
  };
}
