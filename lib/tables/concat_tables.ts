/**
 * Several tables of the same domains and targets as one.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { type Matrix, matrix } from "../numerics/matrix.ts";
import { keyOf } from "./run_key.ts";
import type { RunKey, RunTable } from "./run_table.ts";

/**
 * The rows of all tables, domains and targets in the order of the first: names decide, not positions.
 *
 * @throws {RangeError} when domains or targets differ, or a run stands in two tables.
 */
export function concatTables(tables: readonly RunTable[]): RunTable {
  const [first] = tables;
  for (const table of tables) {
    same(first, table, "domains");
    same(first, table, "targets");
    if ((table.startLosses === undefined) !== (first.startLosses === undefined)) {
      throw outOfRange(`${table.source}: wanted losses at the start of segments in all tables or in none`);
    }
    if ((table.synthetic ?? false) !== (first.synthetic ?? false)) {
      throw outOfRange(`${table.source}: measured and synthetic losses do not mix in one table`);
    }
  }
  // One set of labels: what a table does not say is empty.
  const labels = [...new Set(tables.flatMap((table) => table.runs.flatMap((run) => Object.keys(run.labels))))];
  const seen = new Map<string, string>();
  const runs = tables.flatMap((table) =>
    table.runs.map((run): RunKey => {
      const whole = { ...run, labels: Object.fromEntries(labels.map((label) => [label, run.labels[label] ?? ""])) };
      const key = keyOf(whole), other = seen.get(key);
      if (other !== undefined) {
        const step = run.step === undefined ? "" : `, step ${run.step}`;
        throw outOfRange(
          `${table.source}: run ${run.id}${step} stands in ${other} too; remove one, or add a column that tells them apart`,
        );
      }
      seen.set(key, table.source);
      return whole;
    })
  );
  return {
    source: tables.map((table) => table.source).join(", "),
    domains: first.domains,
    targets: first.targets,
    shares: stack(tables, (table) => [table.shares, table.domains], first.domains),
    losses: stack(tables, (table) => [table.losses, table.targets], first.targets),
    ...(first.startLosses &&
      { startLosses: stack(tables, (table) => [table.startLosses!, table.targets], first.targets) }),
    runs,
    notes: [...new Set(tables.flatMap((table) => table.notes))],
    largestCorrection: Math.max(...tables.map((table) => table.largestCorrection)),
    ...(first.targetPlaces && { targetPlaces: first.targetPlaces }),
    ...(first.synthetic && { synthetic: true }),
  };
}

function same(a: RunTable, b: RunTable, what: "domains" | "targets"): void {
  const [x, y] = [a[what], b[what]];
  const odd = y.find((name) => !x.includes(name)) ?? x.find((name) => !y.includes(name));
  if (odd === undefined) return;
  throw outOfRange(
    `${a.source} and ${b.source}: wanted the same ${what}, but ${JSON.stringify(odd)} is only in ` +
      `${x.includes(odd) ? a.source : b.source}; name those to use with --${what}`,
  );
}

function stack(
  tables: readonly RunTable[],
  part: (table: RunTable) => [Matrix, readonly string[]],
  names: readonly string[],
): Matrix {
  const out = matrix(tables.reduce((rows, table) => rows + table.runs.length, 0), names.length);
  let n = 0;
  for (const table of tables) {
    const [m, own] = part(table);
    const from = names.map((name) => own.indexOf(name));
    for (let i = 0; i < m.rows; i++, n++) {
      from.forEach((f, j) => out.data[n * names.length + j] = m.data[i * m.columns + f]);
    }
  }
  return out;
}
