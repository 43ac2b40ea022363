/**
 * Runs on a fixed mixture in a folder of Aioli's results.
 *
 * @module
 */
import { join } from "node:path";
import { type AioliName, orderGroups, parseAioliName, splitWeights } from "../../tables/aioli_name.ts";
import { parseLossFrame } from "../../tables/loss_frame.ts";
import { readBytes, unreadable } from "../../text/read_text.ts";

/** A frame of a few groups is far below. */
const LARGEST = 1 << 20;
const FRAME = /^(val|test)_seed_(\d+)_checkpoint-(\d+)\.pkl$/;
/** A folder of runs stands at most so deep: <output>/<date>/<run>. */
const DEPTH = 2;

/** A run's folder. */
export interface FoundRun {
  readonly folder: string;
  readonly name: AioliName;
  readonly seeds: readonly number[];
  has(split: "val" | "test", seed: number, checkpoint: number): boolean;
  /** Losses by group (nats per token). */
  losses(split: "val" | "test", seed: number, checkpoint: number): Promise<Map<string, number>>;
}

/** Finds them, in the order of paths. */
export function runsBelow(folder: string, depth = DEPTH): FoundRun[] {
  let entries: Deno.DirEntry[];
  try {
    entries = Array.from(Deno.readDirSync(folder)).sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    throw unreadable(error, folder);
  }
  return entries.filter(({ isDirectory }) => isDirectory).flatMap((entry) => {
    const path = join(folder, entry.name), name = parseAioliName(entry.name);
    return [...(name === undefined ? [] : foundRun(path, name)), ...(depth > 1 ? runsBelow(path, depth - 1) : [])];
  });
}

function foundRun(folder: string, name: AioliName): FoundRun[] {
  const files = new Set(Array.from(Deno.readDirSync(folder), (entry) => entry.name).filter((file) => FRAME.test(file)));
  if (files.size === 0) return [];
  const file = (split: string, seed: number, checkpoint: number) =>
    `${split}_seed_${seed}_checkpoint-${checkpoint}.pkl`;
  return [{
    ...{ folder, name },
    seeds: [...new Set(Array.from(files, (name) => Number(FRAME.exec(name)![2])))].sort((a, b) => a - b),
    has: (split, seed, checkpoint) => files.has(file(split, seed, checkpoint)),
    async losses(split, seed, checkpoint) {
      const path = join(folder, file(split, seed, checkpoint));
      return parseLossFrame(await readBytes(path, LARGEST), path);
    },
  }];
}

/** Groups in the order of a run's name, and its shares; a sentence where the name does not tell. */
export function sharesOfRun(
  { folder, name }: FoundRun,
  groups: readonly string[],
): { readonly order: readonly string[]; readonly shares: readonly number[] } | string {
  const order = orderGroups(name.groups, groups);
  if (order === undefined) return `${folder}: its name does not tell the order of the groups ${groups.join(", ")}`;
  if (name.weights === undefined) return { order, shares: order.map(() => 1 / order.length) };
  const ways = splitWeights(name.weights, order.length);
  if (ways.length === 1) return { order, shares: ways[0] };
  const why = ways.length === 0 ? "are not" : "could be several sets of";
  return `${folder}: the weights ${name.weights} ${why} ${order.length} numbers`;
}
