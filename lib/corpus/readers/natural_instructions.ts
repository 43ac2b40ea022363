/**
 * Task files of Natural Instructions (Wang et al. 2022), as Aioli trains on them.
 *
 * @module
 */
import { got, outOfRange, unparsable, wrongKind } from "../../errors.ts";
import { nearest } from "../../nearest.ts";
import { random } from "../../numerics/random.ts";
import { decodeText, readBytes } from "../../text/read_text.ts";
import type { ReaderOptions, SourceDocument } from "../document.ts";
import { instructionText } from "./instruction_text.ts";
import { instructionTask } from "./instruction_tasks.ts";
import { byteCounter, reporter } from "./problems.ts";
import { type FileKind, type SourceFile, sourceFiles } from "./source_files.ts";

/**
 * Which instances of each task file belong to which split: indices into its `Instances`, in the order to be read.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type InstructionSplits, readInstructionSplits } from "@mixlab/mixlab/train";
 *
 * const splits: InstructionSplits = { train: { squad: [2, 0] }, val: { squad: [1] }, test: {} };
 * const file = await Deno.makeTempFile();
 * await Deno.writeTextFile(file, JSON.stringify(splits));
 * deepEqual(await readInstructionSplits(file), splits);
 * await Deno.remove(file);
 * ```
 */
export type InstructionSplits = Readonly<
  Record<"train" | "val" | "test", Readonly<Record<string, readonly number[]>>>
>;

/**
 * Options of {@link readNaturalInstructions}.
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { type InstructionOptions, readNaturalInstructions } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/task1_adding.json`, '{"Definition": ["Add."], "Instances": []}');
 * const options: InstructionOptions = { tasks: ["task1_ading"], seed: 7 };
 * await rejects(Array.fromAsync(readNaturalInstructions(folder, options)), /there is task1_adding\.json/);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export interface InstructionOptions extends ReaderOptions {
  /** Tasks to read, by short name ("squad") or by the file's name without .json. By default those of `splits`, or all. */
  readonly tasks?: readonly string[];
  /** Seed for drawing one answer where a task gives several; 0 by default. */
  readonly seed?: number;
  /**
   * Instances of each split by the task's file name (without .json) or short name. By default all instances, in no
   * split.
   */
  readonly splits?: InstructionSplits;
}

const TASK_FILE: FileKind = { pattern: /\.json$/i, called: "taskNNN_name.json" };
/** Largest task file in bytes: it is parsed whole. Natural Instructions' own are below 100 MB. */
const LARGEST = 1 << 28;
const SPLITS = ["train", "val", "test"] as const;

/**
 * Documents of Natural Instructions' task files. The text of an instance is the task's first definition, "Input: ", the
 * input, a line end and one of the answers, white space around all of it taken off; `promptLength` covers everything
 * before the answer. The source is the task's short name (see {@link INSTRUCTION_TASKS}), or the file's name.
 *
 * An answer is drawn for every instance of a file in order, whether it is used or not, from a stream that the seed and
 * the file's name fix: an instance has the same answer whatever else is read.
 *
 * @param path the folder of task files, or one of them.
 * @throws {TypeError} when there is nothing to read, or a task asked for is not there.
 * @throws {RangeError} when a split names an instance that the file does not have, or one instance twice.
 * @throws {SyntaxError} when a file is no task file; at the first instance that cannot be used, where no `onProblem` is
 * given.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type InstructionOptions, type InstructionSplits, readNaturalInstructions } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * const task = { Definition: ["Add. "], Instances: [{ input: "1 + 1", output: ["2"] }, { input: "2 + 2", output: ["4"] }] };
 * await Deno.writeTextFile(`${folder}/task1_adding.json`, JSON.stringify(task));
 * const splits: InstructionSplits = { train: { task1_adding: [1] }, val: { task1_adding: [0] }, test: {} };
 * const options: InstructionOptions = { splits, seed: 7 };
 * const [document] = await Array.fromAsync(readNaturalInstructions(folder, options));
 * equal(document.text, "Add. Input: 2 + 2\n4");
 * equal(document.text.slice(document.promptLength), "4");
 * equal(document.split, "train");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function* readNaturalInstructions(
  path: string,
  options: InstructionOptions = {},
): AsyncGenerator<SourceDocument> {
  const { seed = 0, splits } = options, report = reporter(options);
  const files = chosen(await sourceFiles(path, [TASK_FILE], report), path, options);
  const count = byteCounter(options, files.reduce((sum, file) => sum + file.size, 0));
  for (const file of files) {
    const stem = stemOf(file), source = instructionTask(stem)?.name ?? stem;
    const { definition, instances } = parseTask(await readBytes(file.path, LARGEST), file.path);
    count(file.size);
    const rng = random(seedOf(seed, stem));
    const documents = instances.map((instance, i) => {
      const made = instructionText(definition, instance, rng);
      return typeof made === "string" ? made : { source, ...made, where: `${file.path}:instance ${i}` };
    });
    for (const { index, split } of order(splits, stem, documents.length, file.path)) {
      const document = documents[index];
      if (typeof document === "string") report(`${file.path}:instance ${index}`, document);
      else yield split === undefined ? document : { ...document, split };
    }
  }
}

function stemOf(file: SourceFile): string {
  return file.parts.at(-1)!.replace(/\.json$/i, "");
}

/** The files of the tasks that are asked for. */
function chosen(files: readonly SourceFile[], path: string, options: InstructionOptions): SourceFile[] {
  const { splits } = options;
  const tasks = options.tasks ?? (splits && [...new Set(SPLITS.flatMap((split) => Object.keys(splits[split] ?? {})))]);
  if (tasks === undefined) return [...files];
  const wanted = new Set(tasks.map((task) => instructionTask(task)?.file ?? task));
  const there = new Set(files.map(stemOf));
  for (const task of wanted) {
    if (there.has(task)) continue;
    const similar = nearest(task, there);
    throw wrongKind(`${path}: there is no ${task}.json${similar === undefined ? "" : `; there is ${similar}.json`}`);
  }
  return files.filter((file) => wanted.has(stemOf(file)));
}

/** What a task file holds. */
function parseTask(bytes: Uint8Array, path: string): { definition: string; instances: readonly unknown[] } {
  let task: unknown;
  try {
    task = JSON.parse(decodeText(bytes, path));
  } catch (error) {
    const message = (error as Error).message;
    throw message.startsWith(path) ? error : unparsable(`${path}: not JSON: ${message}`);
  }
  const { Definition: definition, Instances: instances } = Object(task) as Record<string, unknown>;
  // Early releases have the definition as a text by itself.
  const first = Array.isArray(definition) ? definition[0] : definition;
  if (typeof first !== "string" || !Array.isArray(instances)) {
    throw unparsable(
      `${path}: wanted a task of Natural Instructions with "Definition" and "Instances", got ${
        got(Object.keys(Object(task)))
      }`,
    );
  }
  return { definition: first, instances };
}

/** Instances in the order to be read, each at most once. */
function order(
  splits: InstructionSplits | undefined,
  stem: string,
  instances: number,
  path: string,
): { index: number; split?: SourceDocument["split"] }[] {
  if (splits === undefined) return Array.from({ length: instances }, (_, index) => ({ index }));
  const name = instructionTask(stem)?.name ?? stem, taken = new Set<number>();
  return SPLITS.flatMap((split) =>
    listed(splits, split, stem, name).map((index) => {
      if (!Number.isInteger(index) || index < 0 || index >= instances) {
        throw outOfRange(`${path}: the ${split} split names instance ${got(index)}; wanted 0 to ${instances - 1}`);
      }
      if (taken.has(index)) throw outOfRange(`${path}: the splits name instance ${index} twice`);
      taken.add(index);
      return { index, split };
    })
  );
}

function listed(splits: InstructionSplits, split: "train" | "val" | "test", ...names: string[]): readonly number[] {
  const list: unknown = names.map((name) => Object(splits[split])[name]).find((list) => list !== undefined) ?? [];
  if (Array.isArray(list)) return list;
  throw wrongKind(`splits: wanted a list of indices as ${split}.${names[0]}, got ${got(list)}`);
}

/** A seed of its own for each file: the seed mixed with the file's name (FNV-1a). */
function seedOf(seed: number, stem: string): number {
  random(seed); // the checks, and the message, of the user's own seed
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(stem)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (seed + hash * 2 ** 20) % 2 ** 53;
}
