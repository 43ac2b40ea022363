/**
 * The output folder of Aioli: a folder for each configuration, with the losses of each seed and checkpoint in pickled
 * pandas frames.
 *
 * @module
 */
import { outOfRange, wrongKind } from "../errors.ts";
import { type AioliName, orderGroups, parseAioliName, splitWeights } from "./aioli_name.ts";
import type { Column, Grid } from "./grid.ts";
import { parseLossFrame } from "./loss_frame.ts";
import { readBytes, unreadable } from "../text/read_text.ts";

const LOSSES = /^(val|test)_seed_(\d+)_checkpoint-(\d+)\.pkl$/;
const DYNAMIC = /_(?:doge_trainer|doremi_trainer|aioli_eta|greedy|weightschedule)_/;
/** Aioli keeps a frame of a few groups: far below this. */
const LARGEST_PICKLE = 1 << 20;
/** A folder of runs stands at most this deep: `output/<date>/<run>`. */
const DEPTH = 3;
/** More folders than any sweep has: such a directory was named by mistake. */
const MOST_FOLDERS = 10_000;

interface Measured {
  readonly folder: string;
  readonly name: AioliName;
  readonly file: string;
  readonly seed: string;
  readonly checkpoint: number;
  readonly step: number;
  readonly losses: Map<string, number>;
}

/** Whether a path is a folder. */
export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    throw unreadable(error, path);
  }
}

/**
 * The validation losses of all runs with a fixed mixture below a folder. Runs whose mixture changes (DoGE, DoReMi,
 * Skill-It, Aioli) are left out with a note. A resumed run is a segment: it has its parent's weights, its first step and,
 * when the parent's folder is there too, the losses at its start.
 *
 * Aioli counts from 0 in the files of a running run and not in the last one: `checkpoint-250` was measured after 251 steps,
 * and is given as step 251.
 *
 * @throws {TypeError} when there is no such run.
 * @throws {SyntaxError} when a pickle is no frame of losses.
 * @throws {RangeError} when a folder's name does not tell which shares its run had.
 */
export async function readAioliTree(path: string, domains?: readonly string[]): Promise<Grid> {
  const notes: string[] = [];
  const measured = await collect(path, notes);
  if (measured.length === 0) {
    throw wrongKind(`${path}: wanted a file, or Aioli's output folder; got a directory without runs of Aioli`);
  }
  const targets = [...measured[0].losses.keys()];
  const shares = new Map<string, Map<string, number>>();
  for (const { folder, name } of measured) {
    if (!shares.has(folder)) shares.set(folder, sharesOf(folder, name, targets, domains));
  }
  const names = [...shares.get(measured[0].folder)!.keys()];
  notes.push(`${path}: validation losses of runs with a fixed mixture: ${shares.size}`);
  return { source: path, columns: columnsOf(measured, shares, names, targets), rows: measured.length, notes };
}

async function collect(path: string, notes: string[]): Promise<Measured[]> {
  const measured: Measured[] = [];
  let dynamic = 0, unknown = 0, test = 0;
  for (const folder of (await foldersBelow(path, DEPTH)).sort()) {
    const files = (await entriesOf(folder)).map((entry) => LOSSES.exec(entry.name)).filter((match) => match !== null);
    if (files.length === 0) continue;
    const base = folder.replace(/\/+$/, "").replace(/^.*\//, "");
    const name = parseAioliName(base);
    if (name === undefined) {
      if (DYNAMIC.test(base)) dynamic += 1;
      else unknown += 1;
      continue;
    }
    const last = new Map<string, number>();
    for (const [, split, seed, t] of files) {
      if (split === "val") last.set(seed, Math.max(last.get(seed) ?? 0, Number(t)));
    }
    for (const [file, split, seed, t] of files.sort(([a], [b]) => a < b ? -1 : 1)) {
      if (split === "test") {
        test += 1;
        continue;
      }
      const checkpoint = Number(t), losses = await readLosses(`${folder}/${file}`);
      const step = checkpoint === last.get(seed) ? checkpoint : checkpoint + 1;
      measured.push({ folder: base, name, file: `${folder}/${file}`, seed, checkpoint, step, losses });
    }
  }
  if (dynamic > 0) {
    notes.push(`${path}: left out runs whose mixture changes (DoGE, DoReMi, Skill-It, Aioli): ${dynamic}`);
  }
  if (unknown > 0) notes.push(`${path}: left out folders whose names are not of Aioli's runs: ${unknown}`);
  if (test > 0) notes.push(`${path}: left out files of test losses: ${test}`);
  return measured;
}

/** A folder and those below it. */
async function foldersBelow(path: string, depth: number, found: string[] = []): Promise<string[]> {
  found.push(path);
  if (found.length > MOST_FOLDERS) {
    throw wrongKind(`${path}: wanted a file, or Aioli's output folder; got a directory of over ${MOST_FOLDERS} others`);
  }
  if (depth === 0) return found;
  for (const entry of await entriesOf(path)) {
    if (entry.isDirectory) await foldersBelow(`${path}/${entry.name}`, depth - 1, found);
  }
  return found;
}

async function entriesOf(path: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(path));
  } catch (error) {
    throw unreadable(error, path);
  }
}

async function readLosses(file: string): Promise<Map<string, number>> {
  return parseLossFrame(await readBytes(file, LARGEST_PICKLE), file);
}

function sharesOf(folder: string, name: AioliName, groups: readonly string[], given?: readonly string[]) {
  const order = orderGroups(name.groups, groups) ?? given;
  if (name.weights === undefined) return new Map((order ?? groups).map((g, _, all) => [g, 1 / all.length]));
  if (order === undefined) {
    throw outOfRange(
      `${folder}: the name does not tell the order of the groups ${
        groups.join(", ")
      }; name them in order with --domains`,
    );
  }
  const ways = splitWeights(name.weights, order.length);
  if (ways.length !== 1) {
    const read = ways.slice(0, 3).map((way) => way.map((p) => Number(p.toPrecision(4))).join(" ")).join(" or ");
    throw outOfRange(
      `${folder}: the weights ${name.weights} ` +
        (ways.length === 0 ? `are not ${order.length} numbers` : `could be the shares ${read}; rename the folder`),
    );
  }
  return new Map(order.map((group, j) => [group, ways[0][j]]));
}

function columnsOf(
  rows: readonly Measured[],
  shares: Map<string, Map<string, number>>,
  domains: readonly string[],
  targets: readonly string[],
): Column[] {
  const column = (name: string, of: (row: Measured) => string | number | undefined): Column => ({
    name,
    cell: (row) => String(of(rows[row]) ?? ""),
    at: (row) => `${row < 0 ? rows[0].file : rows[row].file}:1:1`,
  });
  const start = startLosses(rows);
  return [
    column("run", (row) => row.folder),
    column("seed", (row) => row.seed),
    column("step", (row) => row.step),
    column("parent", (row) => row.name.resumed?.weights),
    column("start_step", (row) => row.name.resumed?.step),
    column("task", (row) => row.name.task),
    column("model", (row) => row.name.model),
    column("max_steps", (row) => row.name.maxSteps),
    column("settings", (row) => row.name.settings),
    ...domains.map((name) => column(`share:${name}`, (row) => shares.get(row.folder)!.get(name))),
    ...targets.map((name) => column(`loss:${name}`, (row) => row.losses.get(name))),
    ...(rows.some((row) => start(row) !== undefined)
      ? targets.map((name) => column(`loss_start:${name}`, (row) => start(row)?.get(name)))
      : []),
  ];
}

/** The losses of the run that a segment continues, at the step where it was broken off. */
function startLosses(rows: readonly Measured[]): (row: Measured) => Map<string, number> | undefined {
  const broken = new Map<string, Map<string, number>>();
  for (const { name, seed, checkpoint, losses } of rows) {
    if (name.breakStep !== checkpoint) continue;
    broken.set([name.weights ?? "", checkpoint, seed].join(), losses);
  }
  return ({ name, seed }) => name.resumed && broken.get([name.resumed.weights, name.resumed.step, seed].join());
}
