/**
 * `deno task aioli linreg`: Data Mixing Laws over a sweep that is there, as Aioli's repository fits them.
 *
 *     y_i(p) = b_i + a_i exp(Σ_j M_ij p_j),   all targets together, from a = 1, b = 1, M = −1
 *
 * Source: `linreg` of HazyResearch/aioli, commit a236112, mixing_law_fitting.py. There --loss_diff True, the default, raises
 * a TypeError; runs are found by the first six characters of their weights, which can be those of others. Here it works,
 * and runs are found by their shares.
 *
 * @module
 */
import { outOfRange, wrongKind } from "../../errors.ts";
import { softmaxNelderMead } from "../../laws/best/softmax_nelder_mead.ts";
import { logLinearJoint } from "../../laws/log_linear_joint.ts";
import { parseMixtureRows } from "../../mixture/mixture_rows.ts";
import { matrix } from "../../numerics/matrix.ts";
import type { RunTable } from "../../tables/run_table.ts";
import { readText } from "../../text/read_text.ts";
import { numberOption } from "../option_values.ts";
import { textTable } from "../text_table.ts";
import { runsBelow, sharesOfRun } from "./runs_below.ts";
import { subArguments, type SubFlag, subHelp, truth } from "./sub_arguments.ts";

/** Shares are printed with six decimals, in either place. */
const SAME = 2e-6;

const FLAGS: Readonly<Record<string, SubFlag>> = {
  run_dir: { value: "DIR", help: "folder of the results, or one above", required: true },
  proportions_file: { value: "FILE", help: "the sweep's mixtures, as aioli dirichlet writes them", required: true },
  min_t: { value: "T", help: "checkpoint that differences begin from (default 0)" },
  max_t: { value: "T", help: "checkpoint at the end (default 5000)" },
  loss_diff: {
    value: "True",
    help: "True: val losses at max_t less those at min_t; False: test losses at max_t (default True)",
  },
  seed: { value: "S", help: "runs of this seed alone (default: all)" },
};

/** The command. */
export async function linregCommand(args: string[]): Promise<number> {
  const values = subArguments(args, "linreg", FLAGS);
  if (values === "help") {
    console.log(
      `The best mixture of a sweep, and of a law fitted to it: L_i = b_i + a_i exp(Σ_j M_ij p_j) by least squares from
one start, its optimum by Nelder–Mead over softmax coordinates. The same on other tables of runs, with intervals and
errors out of sample: deno task fit DIR --law log-linear-joint.

${subHelp(FLAGS)}

As published, --loss_diff True (the default) raises a TypeError, and runs are found by six characters of their names.`,
    );
    return 0;
  }
  const whole = (name: string) => numberOption(name, values[name], { least: 0, whole: true });
  const min = whole("min_t") ?? 0, max = whole("max_t") ?? 5000, diff = truth("loss_diff", values.loss_diff, true);
  if (diff && min >= max) throw outOfRange(`--min_t: wanted a checkpoint before --max_t, ${max}, got ${min}`);
  const mixtures = parseMixtureRows(await readText(values.proportions_file!), values.proportions_file!);
  const sweep = await readSweep(values.run_dir!, mixtures, { min, max, diff, seed: whole("seed") });
  for (const note of sweep.notes) console.log(note);
  for (const mixture of sweep.missing) {
    console.log(`left out, there is no such run: ${Array.from(mixture).map(fixed).join(", ")}`);
  }
  console.log(linregReport(sweep.table, diff ? `val losses at ${max} less those at ${min}` : `test losses at ${max}`));
  return 0;
}

/** What `linreg` finds, for people: the best run, the law, its optimum. Losses may be differences, below 0. */
export function linregReport(table: RunTable, what: string): string {
  const { domains, targets, runs, losses, shares } = table, N = runs.length, m = domains.length, k = targets.length;
  const means = runs.map((_, n) => mean(losses.data.subarray(n * k, (n + 1) * k)));
  const best = means.indexOf(Math.min(...means)), of = (n: number) => shares.data.subarray(n * m, (n + 1) * m);
  const law = logLinearJoint.fit(table), predicted = runs.flatMap((_, n) => [...law.predict(of(n))]);
  const errors = predicted.map((value, n) => (value - losses.data[n]) ** 2), all = mean(losses.data);
  const mse = mean(errors), r2 = 1 - mse / mean(losses.data.map((y) => (y - all) ** 2));
  const unsettled = law.perTarget.filter(({ converged }) => !converged);
  const optimum = softmaxNelderMead(law), found = optimum.shares;
  const rows = [
    ["best run of the sweep", ...Array.from(of(best), fixed), means[best].toFixed(6)],
    ...(found ? [["optimum of the law", ...Array.from(found, fixed), mean(law.predict(found)).toFixed(6)]] : []),
  ];
  return [
    `${N} runs over ${domains.join(", ")}: ${what}`,
    textTable(["", ...domains, "mean"], rows),
    `law log-linear-joint: MSE ${mse.toExponential(4)}, R2 ${
      r2.toFixed(6)
    } (over all runs and targets together, in sample)`,
    ...unsettled.map(({ target, reason }) => `the fit of ${target} did not converge: ${reason}`),
    ...law.warnings.map(({ message }) => `note: ${message}`),
    `optimum: ${optimum.note}`,
  ].join("\n");
}

interface Asked {
  readonly min: number;
  readonly max: number;
  readonly diff: boolean;
  readonly seed: number | undefined;
}

/** The runs of mixtures; those of which there is none are named. */
async function readSweep(
  folder: string,
  mixtures: readonly Float64Array[],
  { min, max, diff, seed }: Asked,
): Promise<{ table: RunTable; missing: Float64Array[]; notes: string[] }> {
  const notes: string[] = [];
  const split = diff ? "val" : "test";
  const rows: { id: string; seed: number; shares: readonly number[]; losses: number[] }[] = [],
    taken = new Set<number>();
  let domains: readonly string[] | undefined;
  for (const run of runsBelow(folder)) {
    if (run.name.resumed !== undefined) continue;
    for (const own of run.seeds) {
      if (seed !== undefined && own !== seed) continue;
      if (!run.has(split, own, max) || (diff && !run.has(split, own, min))) continue;
      const after = await run.losses(split, own, max), told = sharesOfRun(run, [...after.keys()]);
      if (typeof told === "string") {
        notes.push(`left out: ${told}`);
        continue;
      }
      const { order, shares } = told;
      const n = mixtures.findIndex((mixture) =>
        mixture.length === shares.length && mixture.every((share, j) => Math.abs(share - shares[j]) <= SAME)
      );
      if (n < 0) continue;
      domains ??= order;
      if (String(domains) !== String(order)) {
        throw outOfRange(
          `${run.folder}: its groups are ${order.join(", ")}, others' ${domains.join(", ")}; wanted one sweep`,
        );
      }
      const before = diff ? await run.losses(split, own, min) : undefined;
      const losses = order.map((group) => after.get(group)! - (before?.get(group) ?? 0));
      taken.add(n);
      rows.push({ id: run.folder, seed: own, shares, losses });
    }
  }
  if (domains === undefined) {
    throw wrongKind(
      `${folder}: wanted runs of the mixtures with ${split}_seed_<s>_checkpoint-${max}.pkl${
        diff ? ` and -${min}.pkl` : ""
      }, got none`,
    );
  }
  const m = domains.length;
  const table: RunTable = {
    ...{ source: folder, domains, targets: domains, notes: [], largestCorrection: 0 },
    shares: matrix(rows.length, m, rows.flatMap(({ shares }) => shares)),
    losses: matrix(rows.length, m, rows.flatMap(({ losses }) => losses)),
    runs: rows.map(({ id, seed }) => ({ id, seed, step: max, labels: {} })),
  };
  return { table, missing: mixtures.filter((_, n) => !taken.has(n)), notes };
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

function fixed(share: number): string {
  return share.toFixed(6);
}
