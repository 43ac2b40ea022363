import { outOfRange } from "../errors.ts";
import { rowOf } from "../numerics/matrix.ts";
import { writeCsv } from "./csv.ts";
import type { RunKey, RunTable } from "./run_table.ts";

const OPTIONAL = ["seed", "step", "tokens", "parameters", "parent", "start_step"] as const;
const OWN = new Set<string>(["run", "run_id", "index", ...OPTIONAL, "synthetic"]);
const PREFIXED = /^(?:share:|loss:|loss_start:)/;

/**
 * A table of runs as wide CSV: `run`, those of `seed`, `step`, `tokens`, `parameters`, `parent` and `start_step` that some run
 * has, labels, `synthetic` where the losses are, then `share:`, `loss:` and `loss_start:` columns. Reading it gives the
 * same numbers, to the last bit, and the same runs.
 *
 * @throws {RangeError} when a label has the name of another column, or a name or label could not be read back.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { parseTable, writeTable } from "@mixlab/mixlab";
 *
 * const table = parseTable("run_id,r_web,r_code,r_sum,loss_web\n1,0.25,0.75,1,3.5\n");
 * const text = writeTable(table);
 * equal(text, "run,share:web,share:code,loss:web\n1,0.25,0.75,3.5\n");
 * deepEqual(parseTable(text).shares, table.shares);
 * ```
 */
export function writeTable(table: RunTable): string {
  const optional = OPTIONAL.filter((name) => table.runs.some((run) => valueOf(run, name) !== undefined));
  const labels = [...new Set(table.runs.flatMap((run) => Object.keys(run.labels)))];
  for (const label of labels) {
    if (OWN.has(label) || PREFIXED.test(label)) {
      throw outOfRange(`writeTable: the label ${JSON.stringify(label)} has the name of another column; rename it`);
    }
  }
  const nameless = table.runs.findIndex((run) => run.id === "");
  if (nameless >= 0) throw outOfRange(`writeTable: run ${nameless + 1} has no name`);
  const header = [
    "run",
    ...optional,
    ...labels,
    ...(table.synthetic ? ["synthetic"] : []),
    ...table.domains.map((domain) => `share:${domain}`),
    ...table.targets.map((target) => `loss:${target}`),
    ...(table.startLosses ? table.targets.map((target) => `loss_start:${target}`) : []),
  ];
  const rows = table.runs.map((run, i) => [
    run.id,
    ...optional.map((name) => String(valueOf(run, name) ?? "")),
    ...labels.map((label) => run.labels[label] ?? ""),
    ...(table.synthetic ? ["true"] : []),
    ...Array.from(rowOf(table.shares, i), String),
    ...Array.from(rowOf(table.losses, i), String),
    ...(table.startLosses ? Array.from(rowOf(table.startLosses, i), String) : []),
  ]);
  for (const cell of [...header, ...rows.flat()]) {
    if (cell !== cell.trim()) {
      throw outOfRange(`writeTable: wanted names and labels without spaces around them, got ${JSON.stringify(cell)}`);
    }
  }
  return writeCsv([header, ...rows]);
}

function valueOf(run: RunKey, name: typeof OPTIONAL[number]): string | number | undefined {
  return name === "start_step" ? run.startStep : run[name];
}
