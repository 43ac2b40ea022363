/**
 * Step and size laws of a table of runs: one law for each run and target, along the updates, the tokens or the sizes
 * of the model, and the table that they predict.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { matrix, rowOf, selectRows } from "../../numerics/matrix.ts";
import type { RunKey, RunTable } from "../../tables/run_table.ts";
import type { PowerFit, PowerFitOptions } from "./power_fit.ts";
import { fitPowerLaws } from "./power_law.ts";

/**
 * Along what losses of a run fall.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { fitPowerTable, parseTable, type PowerAxis } from "@mixlab/mixlab";
 *
 * const axis: PowerAxis = "tokens";
 * const rows = [1e6, 2e6, 4e6].map((D) => `1,${D / 512},${D},0.5,0.5,${1 + (1e6 / D) ** 0.5}`);
 * const table = parseTable(["run,step,tokens,share:a,share:b,loss:a", ...rows].join("\n"));
 * equal(fitPowerTable(table, { along: axis }).along, "tokens");
 * ```
 */
export type PowerAxis = "steps" | "tokens" | "parameters";

/**
 * How the laws of a table are fitted.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { fitPowerTable, parseTable, type PowerTableOptions } from "@mixlab/mixlab";
 *
 * const rows = [100, 200, 400, 800].map((s) => `1,${s},0.5,0.5,${1 + (100 / s) ** 0.5},${2 + (100 / s) ** 0.5}`);
 * const table = parseTable(["run,step,share:a,share:b,loss:a,loss:b", ...rows].join("\n"));
 * const options: PowerTableOptions = { along: "steps", tie: "targets", to: 400 };
 * deepEqual(fitPowerTable(table, options).fits.map(({ points, sharing }) => [points, sharing]), [[3, 2], [3, 2]]);
 * ```
 */
export interface PowerTableOptions extends PowerFitOptions {
  /** Along the updates (column step), the tokens, or the parameters of the model. */
  readonly along: PowerAxis;
  /**
   * What shares an exponent: "none", the "targets" of a run (Data Mixing Laws' step law), or "all" curves (its size law).
   * Default: none.
   */
  readonly tie?: "none" | "targets" | "all";
  /** Least x that is fitted. Default: all. */
  readonly from?: number;
  /** Largest x that is fitted. Default: all. */
  readonly to?: number;
  /** Parameters by name of the model, where the table has no column for them (`model` or `model_size`: "70M"). */
  readonly sizes?: Readonly<Record<string, number>>;
}

/**
 * The fitted laws of a table.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { fitPowerTable, parseTable, type PowerTable } from "@mixlab/mixlab";
 *
 * const rows = [1, 2].flatMap((run) =>
 *   [100, 200, 400].map((s) => `${run},${s},0.${run},0.${10 - run},${run + (100 / s) ** 0.5}`)
 * );
 * const laws: PowerTable = fitPowerTable(
 *   parseTable(["run,step,share:a,share:b,loss:a", ...rows].join("\n")),
 *   { along: "steps", tie: "all" },
 * );
 * const later = laws.predict(1600); // a table of the same two runs at update 1600
 * equal(later.runs[1].step, 1600);
 * equal(later.losses.data[1].toFixed(4), "2.2500"); // 2 + (100 / 1600)^0.5
 * ```
 */
export interface PowerTable {
  /** Along what. */
  readonly along: PowerAxis;
  /** The runs (N), as in the first of their rows. */
  readonly runs: readonly RunKey[];
  /** The targets (k). */
  readonly targets: readonly string[];
  /** The fits (N × k), run after run. */
  readonly fits: readonly PowerFit[];
  /** Rows of the table that were fitted, run after run (N lists). */
  readonly rows: readonly (readonly number[])[];
  /** The table at x, as predicted: one row a run. */
  predict(x: number): RunTable;
}

/** Labels that say which model it is: runs that differ in nothing else lie on one size law. */
const MODEL = ["model", "model_size", "size"];

/** Parameters of a run's model: its column, or its name in `sizes`. */
export function parametersOf(run: RunKey, sizes: Readonly<Record<string, number>> = {}): number | undefined {
  const named = MODEL.map((label) => run.labels[label]).find((name) =>
    name !== undefined && Object.hasOwn(sizes, name)
  );
  return named === undefined ? run.parameters : sizes[named];
}

/**
 * Fits a step or size law to each run and target of a table (see {@link fitPowerLaws}). Rows belong to one run when id,
 * seed and labels are the same; along the parameters, when id, seed and step are and labels but those of the model.
 *
 * @throws {TypeError} when an option is of the wrong kind.
 * @throws {RangeError} when a run lacks its x or has two rows at one, a run's shares change, or a run has too few points.
 *
 * @example
 * ```ts
 * import { ok, throws } from "node:assert/strict";
 * import { bestMixture, fitPowerTable, lawNamed, parseTable } from "@mixlab/mixlab";
 *
 * // Planted: floors follow a mixing law, and the loss falls to them with the updates.
 * const shares = [0.1, 0.3, 0.5, 0.7, 0.9];
 * const rows = shares.flatMap((p, n) =>
 *   [100, 200, 400].map((step) => {
 *     const fall = (50 / step) ** 0.8;
 *     return `${n},${step},${p},${1 - p},${1 + Math.exp(-2 * p) + fall},${1 + Math.exp(2 * p - 2) + fall}`;
 *   })
 * );
 * const table = parseTable(["run,step,share:a,share:b,loss:a,loss:b", ...rows].join("\n"));
 *
 * const laws = fitPowerTable(table, { along: "steps", tie: "targets" });
 * const law = lawNamed("log-linear").fit(laws.predict(100_000)); // the mixing law long after the last update
 * ok(Math.abs(bestMixture(law).mixture.a - 0.5) < 1e-4);
 *
 * throws(() => fitPowerTable(table, { along: "parameters" }), /wanted its parameters/);
 * ```
 */
export function fitPowerTable(table: RunTable, options: PowerTableOptions): PowerTable {
  const { along, tie = "none", from = 0, to = Infinity, sizes, ...fit } = options;
  if (!["steps", "tokens", "parameters"].includes(along)) {
    throw wrongKind(`along: wanted "steps", "tokens" or "parameters", got ${got(along)}`);
  }
  if (!["none", "targets", "all"].includes(tie)) {
    throw wrongKind(`tie: wanted "none", "targets" or "all", got ${got(tie)}`);
  }
  if (!(from <= to)) throw outOfRange(`from, to: wanted from ≤ to, got ${got(from)} and ${got(to)}`);
  const xs = table.runs.map((run) => xOf(table.source, run, along, sizes));
  const groups = new Map<string, number[]>();
  table.runs.forEach((run, n) => {
    const key = runOf(run, along), rows = groups.get(key);
    if (rows) rows.push(n);
    else groups.set(key, [n]);
  });
  const rows = [...groups.values()].map((all) =>
    checkedRows(table, all, xs).filter((n) => xs[n] >= from && xs[n] <= to)
  )
    .filter((chosen) => chosen.length > 0);
  if (rows.length === 0) throw outOfRange(`${table.source}: no row has ${along} from ${from} to ${to}`);
  const k = table.targets.length, runs = rows.map(([first]) => table.runs[first]);
  const fits = fitPowerLaws(
    rows.flatMap((chosen, r) =>
      table.targets.map((target, i) => ({
        name: `run ${nameOf(runs[r])}, ${target}`,
        ...(tie !== "none" && { group: tie === "all" ? "all" : String(r) }),
        x: chosen.map((n) => xs[n]),
        losses: chosen.map((n) => table.losses.data[n * k + i]),
      }))
    ),
    fit,
  );
  const firsts = rows.map(([first]) => first), shares = selectRows(table.shares, firsts);
  return {
    along,
    runs,
    targets: table.targets,
    fits,
    rows,
    predict(x) {
      const losses = matrix(runs.length, k, fits.map((fit) => fit.predict(x)));
      const { targetPlaces: _, startLosses: __, ...rest } = table;
      return {
        ...rest,
        source: `${table.source}, as predicted at ${x} ${along === "steps" ? "updates" : along}`,
        shares,
        losses,
        runs: runs.map((run, r) => keyAt(run, along, x, table.runs[rows[r].at(-1)!])),
        notes: [`losses were predicted by power laws along the ${along === "steps" ? "updates" : along}, not measured`],
      };
    },
  };
}

/** The key of a run's predicted row; tokens follow updates, and the model's name is not that of the predicted size. */
function keyAt(run: RunKey, along: PowerAxis, x: number, last: RunKey): RunKey {
  if (along === "parameters") {
    const labels = Object.fromEntries(Object.entries(run.labels).filter(([label]) => !MODEL.includes(label)));
    return { ...run, parameters: x, labels };
  }
  const { step: _, tokens: __, ...rest } = run, { step, tokens } = last;
  const both = step !== undefined && step > 0 && tokens !== undefined && tokens > 0;
  if (along === "steps") return { ...rest, step: x, ...(both && { tokens: x * tokens / step }) };
  return { ...rest, tokens: x, ...(both && { step: Math.round(x * step / tokens) }) };
}

function xOf(source: string, run: RunKey, along: PowerAxis, sizes?: Readonly<Record<string, number>>): number {
  const x = along === "steps" ? run.step : along === "tokens" ? run.tokens : parametersOf(run, sizes);
  if (x !== undefined && x > 0 && Number.isFinite(x)) return x;
  const what = along === "steps" ? "its step" : along === "tokens" ? "its tokens" : "its parameters";
  throw outOfRange(
    `${source}: run ${nameOf(run)}: wanted ${what}, a number > 0 (column ${along === "steps" ? "step" : along}` +
      `${along === "parameters" ? ", or its model's name in sizes" : ""}), got ${got(x ?? "none")}`,
  );
}

function runOf({ id, seed, step, parameters, labels }: RunKey, along: PowerAxis): string {
  return along === "parameters"
    ? JSON.stringify([id, seed, step, Object.entries(labels).filter(([label]) => !MODEL.includes(label))])
    : JSON.stringify([id, seed, parameters, labels]);
}

function nameOf({ id, seed, labels }: RunKey): string {
  const model = MODEL.map((label) => labels[label]).find((name) => name !== undefined && name !== "");
  return `${id}${model === undefined ? "" : `, ${model}`}${seed === undefined ? "" : `, seed ${seed}`}`;
}

/** Rows of one run in order of x: all of one mixture, no x twice. */
function checkedRows(table: RunTable, rows: readonly number[], xs: readonly number[]): number[] {
  const ordered = [...rows].sort((a, b) => xs[a] - xs[b]), [first] = ordered, shares = rowOf(table.shares, first);
  ordered.forEach((n, i) => {
    const name = `${table.source}: run ${nameOf(table.runs[n])}`;
    if (i > 0 && xs[n] === xs[ordered[i - 1]]) {
      throw outOfRange(`${name}: wanted one row at each x, got two at ${xs[n]}`);
    }
    const j = rowOf(table.shares, n).findIndex((p, j) => Math.abs(p - shares[j]) > 1e-9);
    if (j >= 0) {
      throw outOfRange(
        `${name}: wanted the same shares at every x, got ${rowOf(table.shares, n)[j]} and ${shares[j]} of ` +
          table.domains[j],
      );
    }
  });
  return ordered;
}
