/**
 * Which column of a grid holds what.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Column, Grid } from "./grid.ts";

/** Prefixes of columns. The first of each is Mixlab's own: where it occurs, the others are ordinary names. */
const PREFIXES = { share: ["share:", "p_", "w_", "r_"], loss: ["loss:", "loss_", "agg_"] } as const;
const START = "loss_start:";
const RUN = ["run", "run_id", "index"];
const OPTION = { share: "--domains", loss: "--targets" } as const;
type Kind = "share" | "loss";

/** A column that holds the shares of a domain, or the losses of a target. */
export interface Named {
  readonly name: string;
  readonly column: Column;
}

/** The columns of a table of runs by what they hold. */
export interface Columns {
  readonly run?: Column;
  readonly meta: Readonly<Partial<Record<"seed" | "step" | "tokens" | "parameters" | "start_step", Column>>>;
  readonly parent?: Column;
  readonly synthetic?: Column;
  readonly labels: readonly Column[];
  readonly shares: readonly Named[];
  readonly losses: readonly Named[];
  /** As many as losses, or none. */
  readonly starts: readonly Column[];
  /** A share-like column named as a sum, when the domains were found by prefix. */
  readonly sum?: Named;
  /** The shares and the sum in the order of the file. */
  readonly inOrder: readonly Named[];
}

/**
 * Sorts the columns of a grid.
 *
 * @throws {RangeError} when a named column is absent or ambiguous, when shares or losses are absent or could be either
 * of two families, or when two columns would have one name.
 */
export function sortColumns(grid: Grid, domains?: readonly string[], targets?: readonly string[]): Columns {
  const chosen = { share: choose(grid, "share", domains), loss: choose(grid, "loss", targets) };
  const taken = new Map<Column, string>();
  for (const kind of ["share", "loss"] as const) {
    const seen = new Map<string, Column>();
    for (const { name, column } of chosen[kind]) {
      const other = seen.get(name);
      if (other !== undefined) {
        throw outOfRange(
          `${column.at(-1)}: ${column.name} and ${other.name} are both ${kind === "share" ? "domain" : "target"} ` +
            `${JSON.stringify(name)}; name the columns to use with ${OPTION[kind]}`,
        );
      }
      if (taken.has(column)) throw outOfRange(`${column.at(-1)}: ${column.name} cannot be both a domain and a target`);
      seen.set(name, column);
      taken.set(column, name);
    }
  }
  const sums = domains === undefined ? chosen.share.filter(({ name }) => /^(sum|total)$/i.test(name)) : [];
  const shares = sums.length === 1 && chosen.share.length > 1
    ? chosen.share.filter((named) => named !== sums[0])
    : chosen.share;
  return {
    ...sortRest(grid, taken, chosen),
    shares,
    inOrder: chosen.share,
    losses: chosen.loss,
    starts: starts(grid, chosen.loss, targets !== undefined),
    sum: shares === chosen.share ? undefined : sums[0],
  };
}

/** The columns that are neither shares nor losses. */
function sortRest(grid: Grid, taken: Map<Column, string>, chosen: Record<Kind, readonly Named[]>) {
  const rest = grid.columns.filter((column) => !taken.has(column) && !column.name.startsWith(START));
  const take = (name: string) => {
    const i = rest.findIndex((column) => column.name === name);
    return i < 0 ? undefined : rest.splice(i, 1)[0];
  };
  const runName = RUN.find((name) => rest.some((column) => column.name === name));
  const run = runName === undefined ? undefined : take(runName);
  const meta = {
    seed: take("seed"),
    step: take("step"),
    tokens: take("tokens"),
    parameters: take("parameters"),
    start_step: take("start_step"),
  };
  const parent = take("parent"), synthetic = take("synthetic");
  // Shares and losses that were not chosen are no labels.
  const used = (["share", "loss"] as const).flatMap((kind) =>
    PREFIXES[kind].filter((prefix) => chosen[kind].some(({ column }) => column.name.startsWith(prefix)))
  );
  const labels = rest.filter((column) => !column.role && !used.some((prefix) => column.name.startsWith(prefix)));
  return { run, meta, parent, synthetic, labels };
}

function choose(grid: Grid, kind: Kind, names?: readonly string[]): Named[] {
  if (names?.length === 0) throw outOfRange(`${OPTION[kind]}: wanted at least one name, got none`);
  if (names !== undefined) return names.map((name) => find(grid, kind, name));
  const known = grid.columns.filter((column) => column.role?.kind === kind);
  if (known.length > 0) return known.map((column) => ({ name: column.role!.name, column }));
  const prefix = family(grid, kind);
  if (prefix === undefined) {
    const wanted = PREFIXES[kind].join(", ");
    throw outOfRange(
      `${grid.source}: no columns of ${kind === "share" ? "shares" : "losses"}; wanted names that begin with one of ` +
        `${wanted}, or name them with ${OPTION[kind]}; the columns are ${list(grid)}`,
    );
  }
  return ofFamily(grid, prefix).map((column) => ({ name: column.name.slice(prefix.length), column }));
}

/** The prefixes of shares (or losses) that occur. */
export function families(grid: Grid, kind: Kind): string[] {
  return PREFIXES[kind].filter((prefix) => ofFamily(grid, prefix).length > 0);
}

/** The prefix that the columns of shares (or losses) have; undefined when there are none. */
function family(grid: Grid, kind: Kind): string | undefined {
  const present = families(grid, kind);
  if (present.length > 1 && present[0] !== PREFIXES[kind][0]) {
    const each = present.map((prefix) => ofFamily(grid, prefix).map((column) => column.name).join(", "));
    throw outOfRange(
      `${grid.source}: ${each.join(" and ")} could all be ${kind === "share" ? "shares" : "losses"}; ` +
        `name the columns to use with ${OPTION[kind]}`,
    );
  }
  return present[0];
}

function ofFamily(grid: Grid, prefix: string): Column[] {
  return grid.columns.filter((column) =>
    !column.role && column.name.startsWith(prefix) && column.name.length > prefix.length &&
    !column.name.startsWith(START)
  );
}

/** The column that a domain or target is named after, with or without its prefix. */
function find(grid: Grid, kind: Kind, given: string): Named {
  const found = grid.columns.find((column) => column.role?.kind === kind && namesOf(column).includes(given)) ??
    grid.columns.find((column) => !column.role && column.name === given) ??
    findPrefixed(grid, kind, given);
  if (found === undefined) {
    throw outOfRange(
      `${grid.source}: ${OPTION[kind]} names ${JSON.stringify(given)}, which is no column; the columns are ${
        list(grid)
      }`,
    );
  }
  return { name: found.role?.kind === kind ? found.role.name : strip(found.name, kind), column: found };
}

function findPrefixed(grid: Grid, kind: Kind, given: string): Column | undefined {
  const found = PREFIXES[kind].flatMap((prefix) =>
    grid.columns.filter((column) => !column.role && column.name === prefix + given)
  );
  if (found.length > 1 && found[0].name !== PREFIXES[kind][0] + given) {
    const names = found.map((column) => column.name).join(" or ");
    throw outOfRange(`${grid.source}: ${OPTION[kind]} ${given} could be ${names}; give the column's whole name`);
  }
  return found[0];
}

function strip(name: string, kind: Kind): string {
  const prefix = PREFIXES[kind].find((prefix) => name.startsWith(prefix) && name.length > prefix.length);
  return prefix === undefined || name.startsWith(START) ? name : name.slice(prefix.length);
}

/** All names that a column goes by: its own, and those without and with the prefix of what it holds. */
export function namesOf(column: Column): string[] {
  const { name, role } = column;
  if (role !== undefined) return [name, role.name, PREFIXES[role.kind][0] + role.name];
  return [name, strip(strip(name, "share"), "loss"), ...(RUN.includes(name) ? ["run"] : [])];
}

function starts(grid: Grid, losses: readonly Named[], targetsGiven: boolean): Column[] {
  const all = grid.columns.filter((column) => column.name.startsWith(START));
  const found = losses.map(({ name }) => all.find((column) => column.name === START + name));
  const strange = all.find((column) => !found.includes(column));
  if (strange !== undefined && !targetsGiven) {
    throw outOfRange(`${strange.at(-1)}: ${strange.name} has no column of end losses beside it`);
  }
  if (!found.some(Boolean)) return [];
  const lacking = found.indexOf(undefined);
  if (lacking >= 0) {
    throw outOfRange(`${grid.source}: no column ${START}${losses[lacking].name}; wanted one for every target or none`);
  }
  return found as Column[];
}

/** The column that a mistyped name may have meant, in words. */
export function hint(grid: Grid, given: string): string {
  const near = nearest(given, grid.columns.flatMap(namesOf));
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}

function list(grid: Grid): string {
  return grid.columns.map((column) => column.name).join(", ") || "none";
}
