/**
 * state.json: written last, it makes a checkpoint complete. Its last member is the SHA-256 of the file itself, taken with
 * zeros in that place.
 *
 * @module
 */
import type { Files } from "../files/files.ts";
import { readBytes } from "../files/read_file.ts";
import { writeDurably } from "../files/write_durably.ts";
import { canonicalJson } from "../text/canonical_json.ts";
import { sha256Hex } from "../text/sha256_hex.ts";
import type { CHECKPOINT_FILES, CheckpointState } from "./checkpoint.ts";

const FORMAT = "mixlab/checkpoint", VERSION = 1;
const ZEROS = "0".repeat(64), END = `"\n}\n`;

/** Size and hash of a file. */
export interface FileSum {
  readonly bytes: number;
  readonly sha256: string;
}

/** Sizes and hashes of a checkpoint's other files. */
export type FileSums = Readonly<Record<typeof CHECKPOINT_FILES[number], FileSum>>;

/** What state.json holds. */
export interface StateFile {
  readonly state: CheckpointState;
  readonly files: FileSums;
}

/** A checkpoint that is not to be used; the message says why. */
export class Refused extends Error {
  override name = "Refused";
}

/** Puts state.json in a folder, durably. */
export function writeStateFile(folder: string, { state, files: sums }: StateFile, files: Files): void {
  const document = { format: FORMAT, version: VERSION, state, files: sums, sha256: ZEROS };
  const bytes = new TextEncoder().encode(JSON.stringify(document, null, 1) + "\n");
  new TextEncoder().encodeInto(sha256Hex(bytes), placeOfHash(bytes));
  writeDurably(`${folder}/state.json`, bytes, files);
}

function placeOfHash(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(-END.length - ZEROS.length, -END.length);
}

/** @throws {TypeError | RangeError} when a state is not plain JSON. */
export function checkState(state: CheckpointState): void {
  canonicalJson(state, "checkpoint: state");
}

/** @throws {Refused} when state.json is not there, altered, or of another version. */
export function readStateFile(folder: string, files: Files): StateFile {
  const path = `${folder}/state.json`;
  if (files.stat(path) === undefined) throw new Refused("state.json is missing");
  const bytes = readBytes(path, files), place = placeOfHash(bytes), hash = new TextDecoder().decode(place);
  new TextEncoder().encodeInto(ZEROS, place);
  if (sha256Hex(bytes) !== hash) {
    throw new Refused("state.json was altered or cut short: it has not the SHA-256 that it tells");
  }
  const { format, version, state, files: sums } = JSON.parse(new TextDecoder().decode(bytes));
  if (format !== FORMAT || version !== VERSION) {
    throw new Refused(`state.json is of format ${format} and version ${version}, wanted ${FORMAT} and ${VERSION}`);
  }
  return { state, files: sums };
}
