/**
 * Files that say which instances of Natural Instructions belong to which split.
 *
 * @module
 */
import { got, unparsable } from "../../errors.ts";
import { decodeText, LARGEST_FILE, readBytes } from "../../text/read_text.ts";
import type { InstructionSplits } from "./natural_instructions.ts";

const SPLITS = ["train", "val", "test"] as const;

/**
 * Reads the splits of Natural Instructions from a JSON file: `{"train": {"task075_…": [4198, 5492, …], …}, "val": …,
 * "test": …}`, or an object with that as its member `splits`.
 *
 * @throws {TypeError} when the file cannot be read.
 * @throws {SyntaxError} when it holds anything else.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readInstructionSplits } from "@mixlab/mixlab/train";
 *
 * const file = await Deno.makeTempFile();
 * await Deno.writeTextFile(file, '{"splits": {"train": {"squad": [2, 0]}, "val": {"squad": [1]}, "test": {}}}');
 * deepEqual((await readInstructionSplits(file)).train, { squad: [2, 0] });
 * await Deno.remove(file);
 * ```
 */
export async function readInstructionSplits(path: string): Promise<InstructionSplits> {
  const text = decodeText(await readBytes(path, LARGEST_FILE), path);
  const wrong = (wanted: string) => unparsable(`${path}: wanted ${wanted}`);
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw unparsable(`${path}: not JSON: ${(error as Error).message}`);
  }
  const splits: unknown = isObject(file) && Object.hasOwn(file, "splits") ? file.splits : file;
  if (!isObject(splits)) throw wrong(`an object with train, val and test, got ${got(splits)}`);
  for (const split of SPLITS) {
    const tasks = Object.hasOwn(splits, split) ? splits[split] : undefined;
    if (!isObject(tasks)) throw wrong(`an object of tasks as "${split}", got ${got(tasks)}`);
    for (const [task, list] of Object.entries(tasks)) {
      const isIndex = (index: unknown) => typeof index === "number" && Number.isSafeInteger(index) && index >= 0;
      if (Array.isArray(list) && list.every(isIndex)) continue;
      const bad = Array.isArray(list) ? list.find((index) => !isIndex(index)) : list;
      throw wrong(`a list of indices from 0 as "${split}" of ${got(task)}, got ${got(bad)}`);
    }
  }
  return splits as unknown as InstructionSplits;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
