/**
 * The static mixing law on a table of runs: L_i(p) = c_i + exp(Σ_j v_ij p_j) (Data Mixing Laws, arXiv 2403.16952; Aioli,
 * arXiv 2411.05735, section 3), each target by itself, seed by seed and over all seeds.
 *
 * @module
 */
import { got, outOfRange } from "../../lib/errors.ts";
import { fitTable, type TableAnswer } from "../../lib/laws/fit_table.ts";
import type { Law } from "../../lib/laws/law.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { bySeed } from "./by_seed.ts";
import { ownShareLaw } from "./own_share_law.ts";
import { type Spread, spreadOf } from "../shared/spread.ts";

/**
 * One form of the static law on one table.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { staticLaw, type StaticForm } from "@mixlab/mixlab/analysis";
 *
 * const rows = [0, 1].flatMap((seed) =>
 *   [0.1, 0.3, 0.5, 0.7, 0.9].map((p) => `${p},${seed},${p},${1 - p},${2 + Math.exp(-3 * p) + seed / 100}`)
 * );
 * const [form]: readonly StaticForm[] =
 *   staticLaw(parseTable(["run,seed,share:a,share:b,loss:a", ...rows].join("\n")), { replicates: 0 }).forms;
 * equal(form.law.name, "log-linear");
 * deepEqual(form.bySeed.map(({ seed }) => seed), [0, 1]);
 * equal(form.perFit.r2.count, 2); // a fit a seed and target
 * ```
 */
export interface StaticForm {
  /** The law. */
  readonly law: Law;
  /** The fit to each seed's runs, in order of the seeds. */
  readonly bySeed: readonly { readonly seed?: number; readonly answer: TableAnswer }[];
  /** The fit to all runs: with one seed it is that seed's. */
  readonly all: TableAnswer;
  /** Over all fits of a seed and a target: how good they are, in sample and with each mixture left out. */
  readonly perFit: {
    /** Mean squared error (squared nats). */
    readonly mse: Spread;
    /** R². */
    readonly r2: Spread;
    /** Mean squared error with each mixture left out; null with too few mixtures. */
    readonly looMse: Spread | null;
    /** R² with each mixture left out; null with too few mixtures. */
    readonly looR2: Spread | null;
  };
}

/**
 * The static mixing law on a table.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { staticLaw, type StaticLaw } from "@mixlab/mixlab/analysis";
 *
 * const answer: StaticLaw = staticLaw(await readTable(["data/three_domains.csv"]), { replicates: 0 });
 * deepEqual(answer.forms.map(({ law }) => law.name), ["log-linear", "log-linear-joint", "log-linear-own"]);
 * ```
 */
export interface StaticLaw {
  /** The table. */
  readonly table: RunTable;
  /** The forms of the law, the log-linear law first. */
  readonly forms: readonly StaticForm[];
  /** Forms that the table does not allow, and why. */
  readonly without: readonly { readonly law: string; readonly why: string }[];
}

/**
 * Fits the static mixing law to a table, seed by seed and over all seeds.
 *
 * Three forms: `log-linear`, each target by itself; `log-linear-joint`, as Aioli's code fits all targets at once from one
 * start (no parameter is shared, so that it differs by its start and by c having no bound); `log-linear-own`, each target by
 * its own share alone. Means and spreads over fits are as Aioli's notebooks print them: a fit a seed and a target, standard
 * deviation without a correction for few fits.
 *
 * @param options `replicates`: bootstrap replicates of the log-linear law, for intervals, 0 for none. Default: 200. `seed`:
 *   seed of the bootstrap. Default: 0.
 * @throws {RangeError} when rows are of several steps or sizes of model, or the log-linear law does not fit the
 *   table's shape.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { staticLaw } from "@mixlab/mixlab/analysis";
 *
 * const { forms: [each] } = staticLaw(await readTable(["data/three_domains.csv"]), { replicates: 0 });
 * equal(each.perFit.r2.count, 9); // three targets, three seeds
 * ok(each.perFit.r2.mean > 0.95 && each.perFit.looR2!.mean < each.perFit.r2.mean);
 * ok(each.all.best.gap! < 1e-9); // nats per token: the best mixture is exact
 * ```
 */
export function staticLaw(
  table: RunTable,
  { replicates = 200, seed = 0 }: { readonly replicates?: number; readonly seed?: number } = {},
): StaticLaw {
  requireOneStep(table);
  const each = lawNamed("log-linear"), seeds = bySeed(table), forms: StaticForm[] = [];
  const without: { law: string; why: string }[] = [];
  for (const law of [each, lawNamed("log-linear-joint"), ownShareLaw]) {
    const why = seeds.map((one) => law.obstacle(one.table)).find((obstacle) => obstacle !== undefined);
    if (why !== undefined && law === each) throw outOfRange(`${table.source}: ${why}`);
    if (why !== undefined) without.push({ law: law.name, why });
    else forms.push(formOf(law, table, seeds, law === each ? replicates : 0, seed));
  }
  return { table, forms, without };
}

function formOf(
  law: Law,
  table: RunTable,
  seeds: readonly { readonly seed?: number; readonly table: RunTable }[],
  replicates: number,
  seed: number,
): StaticForm {
  const fit = (of: RunTable) => fitTable(of, { law, replicates, seed });
  const fits = seeds.map((one) => ({ ...(one.seed !== undefined && { seed: one.seed }), answer: fit(one.table) }));
  const inSample = fits.flatMap(({ answer }) => answer.inSample);
  const left = fits.every(({ answer }) => answer.outOfSample)
    ? fits.flatMap(({ answer }) => answer.outOfSample!)
    : null;
  return {
    law,
    bySeed: fits,
    all: fits.length === 1 ? fits[0].answer : fit(table),
    perFit: {
      mse: spreadOf(inSample.map(({ mse }) => mse)),
      // fitTable refuses a target that does not vary, so that there always is an R²
      r2: spreadOf(inSample.map(({ r2 }) => r2!)),
      looMse: left && spreadOf(left.map(({ mse }) => mse)),
      looR2: left && spreadOf(left.map(({ r2 }) => r2!)),
    },
  };
}

/**
 * A law of the end of training knows nothing of steps or sizes: a table of several would be mixed up.
 *
 * @throws {RangeError} when rows are of several steps or sizes of model.
 */
export function requireOneStep({ runs, source }: RunTable): void {
  for (const [column, what] of [["step", "step"], ["parameters", "size of model (parameters)"]] as const) {
    const values = [...new Set(runs.map((run) => run[column]))];
    if (values.length === 1) continue;
    throw outOfRange(
      `${source}: wanted runs of one ${what}, got ${values.slice(0, 5).map(got).join(", ")}; choose with --where ` +
        `${column}=${values.at(-1)}`,
    );
  }
}
