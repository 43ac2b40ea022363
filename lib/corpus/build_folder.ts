/**
 * The folder of a build in progress: `<corpus>/.building/`
 *
 *     lock            held while a build runs
 *     plan.json       what is being built: an index without domains
 *     dividing/       what dividing the documents needs on the disk
 *     parts.bin       part of each document, a byte each, once all are divided
 *     parts.json      how many, and the hash of the documents
 *     journal.json    how far the shards are; what lies beyond is cut off when a build goes on
 *     shards/<n>.bin  (and .idx, .mask.bin) files of the n-th shard of the journal
 *     tokenizer.json
 *     index.json      the shards are complete, and only remain to be moved to their places
 *
 * Each JSON file is whole or absent. Whatever a kill leaves behind, the next build goes on from the journal.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { Files } from "../files/files.ts";
import { readIfThere } from "../files/read_file.ts";
import { writeDurably } from "../files/write_durably.ts";
import type { CorpusIndex, Split } from "./corpus_index.ts";
import { sizeFault } from "./corpus_faults.ts";
import { BUILDING } from "./read_corpus_index.ts";
import { shardFiles } from "./shard_files.ts";
import type { ShardProgress } from "./shard_writer.ts";

/** What a corpus is made by: its index without what comes out. */
export type Plan = Omit<CorpusIndex, "domains" | "problems"> & { readonly documentStarts: boolean };

/** How far a build is. */
export interface Journal {
  /** Documents that are in the shards. */
  readonly documents: number;
  /** Hash of those documents. */
  readonly sha256: string;
  /** Shards in the order of their files. */
  readonly shards: readonly (ShardProgress & { readonly domain: string; readonly split: Split })[];
}

/** Path of a file of the build in `out`. */
export function buildPath(out: string, name: string): string {
  return `${out}/${BUILDING}/${name}`;
}

/** A JSON file of the build, or undefined where it is not there. */
export function readBuildJson<T>(out: string, name: string): T | undefined {
  const path = buildPath(out, name), text = readIfThere(path);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    throw wrongKind(`${path}: this file of an unfinished build was altered; remove ${out}/${BUILDING} and build anew`);
  }
}

/** Puts a JSON file in its place, whole. */
export function writeBuildJson(out: string, name: string, value: unknown, files: Files): void {
  writeDurably(buildPath(out, name), JSON.stringify(value, null, 2) + "\n", files);
}

/** @throws {RangeError} when `there` was made by other options than `wanted`; the message names the first. */
export function refuseOther(there: Plan, wanted: Plan, what: string, advice: string): void {
  for (const key of Object.keys({ ...wanted, ...there }) as (keyof Plan)[]) {
    const [a, b] = [there[key], wanted[key]].map((value) => JSON.stringify(value) ?? "none");
    if (a !== b) throw outOfRange(`${what} with ${key} ${a}, wanted ${b}; ${advice}`);
  }
}

/** @throws {TypeError} when a folder without a build holds something. */
export function refuseForeign(out: string): void {
  const names = Array.from(Deno.readDirSync(out), ({ name }) => name);
  const foreign = names.includes(BUILDING) ? undefined : names.find((name) => !name.startsWith("."));
  if (foreign === undefined) return;
  throw wrongKind(`${out}: wanted a new or empty folder for the corpus, but it holds ${got(foreign)}; choose another`);
}

/** Takes everything but the lock out of a build's folder. */
export function clearBuild(out: string, files: Files): void {
  for (const name of files.list(`${out}/${BUILDING}`)) {
    if (name !== "lock") files.remove(buildPath(out, name));
  }
}

/** Moves complete shards to their places, the index last, and removes the build's folder. Can be done again. */
export function publishBuild(out: string, index: CorpusIndex, { shards }: Journal, files: Files): void {
  const numbers = new Map(shards.map(({ domain, split }, i) => [`${domain}/${split}`, i]));
  const wanted = shardFiles(index);
  for (const domain of Object.keys(index.domains)) files.makeFolder(`${out}/${domain}`);
  for (const { domain, split, path } of wanted) {
    const stem = `${domain}/${split}`;
    moveIfThere(buildPath(out, `shards/${numbers.get(stem)}${path.slice(stem.length)}`), `${out}/${path}`, files);
  }
  for (const file of wanted) {
    const size = files.stat(`${out}/${file.path}`)?.size;
    if (size === undefined) throw wrongKind(`${out}/${file.path}: this file was taken away; build anew`);
    if (size !== file.size) throw outOfRange(`${out}/${file.path}: ${sizeFault(size, file)}`);
  }
  moveIfThere(buildPath(out, "tokenizer.json"), `${out}/tokenizer.json`, files);
  for (const domain of Object.keys(index.domains)) files.syncFolder(`${out}/${domain}`);
  files.syncFolder(out);
  files.rename(buildPath(out, "index.json"), `${out}/index.json`);
  files.syncFolder(out);
  files.remove(`${out}/${BUILDING}`);
  files.syncFolder(out);
}

function moveIfThere(from: string, to: string, files: Files): void {
  try {
    files.rename(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
