/**
 * What can be wrong with a file of a corpus, or with a question to it.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { unreadable } from "../text/read_text.ts";
import type { ShardFile } from "./shard_files.ts";

/** Refuses a file that is not there, or not as long as the index tells. */
export function checkSize(folder: string, file: ShardFile): void {
  const path = `${folder}/${file.path}`;
  let info;
  try {
    info = Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw wrongKind(`${path}: this file of the corpus is missing; put it back, or build the corpus anew`);
    }
    throw unreadable(error, path);
  }
  if (!info.isFile) throw wrongKind(`${path}: wanted a file`);
  if (info.size !== file.size) throw outOfRange(`${path}: ${sizeFault(info.size, file)}`);
}

/** What a wrong size says. */
export function sizeFault(size: number, { size: wanted, kind, entry }: ShardFile): string {
  const unit = kind === "starts" ? `${entry.documents} documents` : `${entry.tokens} tokens`;
  const what = size < wanted ? "it was cut short" : "it has grown";
  return `wanted ${wanted} bytes for ${unit}, got ${size}: ${what}, or the index is of another corpus`;
}

/** An error for a domain that a corpus does not have. */
export function noSuchDomain(domain: string, domains: readonly string[], folder: string): RangeError {
  const near = nearest(String(domain), domains);
  const hint = near === undefined ? `it has ${domains.join(", ")}` : `did you mean ${got(near)}?`;
  return outOfRange(`${folder}: no domain ${got(domain)} in this corpus; ${hint}`);
}

/** Refuses places that are not all in a shard. */
export function checkPlaces(start: number, length: number, { entry, domain, split }: ShardFile, folder: string): void {
  const whole = Number.isSafeInteger(start) && Number.isSafeInteger(length);
  if (whole && start >= 0 && length >= 0 && start + length <= entry.tokens) return;
  throw outOfRange(
    `${folder}: ${domain}/${split}: wanted places from 0 to ${entry.tokens}, got ${got(length)} from ${got(start)} on`,
  );
}

/** Starts are used as places, so they are checked here and not only by verify. */
export function checkedStarts(starts: Float64Array, { entry, path }: ShardFile, folder: string): Float64Array {
  const fault = startsFault(starts, entry.tokens);
  if (fault === undefined) return starts;
  throw outOfRange(`${folder}/${path}: ${fault}; the file was altered, run corpus verify`);
}

/** What is wrong with document starts, if anything. */
export function startsFault(starts: Float64Array, tokens: number): string | undefined {
  if (starts[0] !== 0) return `wanted the first document to start at 0, got ${starts[0]}`;
  const bad = starts.findIndex((start, i) => i > 0 && start < starts[i - 1]);
  if (bad > 0) return `wanted starts in order, got ${starts[bad]} after ${starts[bad - 1]}`;
  const last = starts[starts.length - 1];
  return last === tokens ? undefined : `wanted the last document to end at ${tokens}, got ${last}`;
}
