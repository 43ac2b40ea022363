/**
 * Aioli: which examples of each Natural Instructions task are for training, validation and test.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";
import { type PickleValue, readPlainPickle } from "./plain_pickle.ts";
import { type PythonJson, pythonJson } from "./python_json.ts";
import type { Recipe } from "./recipe.ts";
import { sha256 } from "../../text/sha256.ts";

const SPLITS = ["train", "val", "test"];
const path = (split: string) => `aux_data/instruction_${split}_split.pkl`;

/** Index lists by split and task, in the order stored. */
export const AIOLI_SPLITS: readonly Recipe[] = [{
  makes: "aioli/instruction_splits.json",
  from: SPLITS.map(path),
  async make(files) {
    const source = new Map<string, PythonJson>(), splits = new Map<string, PythonJson>();
    for (const split of SPLITS) {
      const bytes = files.get(path(split))!;
      source.set(split, { path: path(split), sha256: await sha256(bytes) });
      splits.set(split, tasks(readPlainPickle(bytes, path(split)), path(split)));
    }
    const note = "index lists into the Instances array of each Natural Instructions task file; order as stored";
    return pythonJson({ note, source, splits });
  },
}];

function tasks(value: PickleValue, file: string): PythonJson {
  if (value instanceof Map) {
    const lists = [...value] as [unknown, unknown][];
    if (lists.every(([, list]) => Array.isArray(list) && list.every(Number.isSafeInteger))) {
      return new Map(lists.map(([task, list]) => [String(task), list as number[]]));
    }
  }
  throw unparsable(`${file}: wanted a dictionary from tasks to lists of integers, got something else`);
}
