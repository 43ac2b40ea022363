/**
 * Aioli's splits of Natural Instructions, by name.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { numpyRandomState } from "./numpy_random_state.ts";

/**
 * The nine Natural Instructions tasks of Aioli: short name and stem of the task's file, in the order in which the
 * splits were drawn (it matters: one stream of random numbers serves all nine).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { AIOLI_TASKS } from "@mixlab/mixlab/train";
 *
 * equal(AIOLI_TASKS.length, 9);
 * equal(AIOLI_TASKS[0].file, "task075_squad1.1_answer_generation");
 * ```
 */
export const AIOLI_TASKS: readonly { readonly name: string; readonly file: string }[] = [
  { name: "squad", file: "task075_squad1.1_answer_generation" },
  { name: "mathqa", file: "task1420_mathqa_general" },
  { name: "xsum", file: "task1290_xsum_summarization" },
  { name: "sst2", file: "task363_sst2_polarity_classification" },
  { name: "abductivenli", file: "task067_abductivenli_answer_generation" },
  { name: "hellaswag", file: "task1389_hellaswag_completion" },
  { name: "semeval", file: "task295_semeval_2020_task4_commonsense_reasoning" },
  { name: "piqa", file: "task080_piqa_answer_generation" },
  { name: "boolq", file: "task380_boolq_yes_no_question" },
];

/** Instances of a task that Aioli holds out, for val and again for test. */
const HELD_OUT = 100;

/**
 * Aioli's splits of Natural Instructions tasks: indices into each task's Instances.
 *
 * One stream, `numpy.random.RandomState(0)`, permutes the instances of the tasks in the given order; the first 100 of
 * each are val, the next 100 test, the rest train. With the nine {@link AIOLI_TASKS} in their order and the numbers of
 * instances of the public task files (6,498, 6,452, 6,493, 6,495, 6,499, 6,494, 5,996, 6,500, 6,500) these are the
 * index lists that Aioli published.
 *
 * @param instances number of instances of each task, in the order of drawing.
 * @param seed seed of the stream; Aioli's is 0.
 * @throws {TypeError} when a number of instances or the seed is not a number.
 * @throws {RangeError} when a task has not more than 200 instances, or the seed is out of range.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { aioliInstructionSplits } from "@mixlab/mixlab/train";
 *
 * const [squad] = aioliInstructionSplits([6498]);
 * deepEqual([...squad.val.slice(0, 3)], [5602, 3609, 3520]);
 * deepEqual([squad.val.length, squad.test.length, squad.train.length], [100, 100, 6298]);
 * ```
 */
export function aioliInstructionSplits(
  instances: readonly number[],
  seed = 0,
): { train: Uint32Array; val: Uint32Array; test: Uint32Array }[] {
  const rng = numpyRandomState(seed);
  return instances.map((n, i) => {
    if (n <= 2 * HELD_OUT) {
      throw outOfRange(
        `aioliInstructionSplits: wanted more than ${2 * HELD_OUT} instances, got ${got(n)} for task ${i}`,
      );
    }
    const order = rng.permutation(n);
    return {
      val: order.slice(0, HELD_OUT),
      test: order.slice(HELD_OUT, 2 * HELD_OUT),
      train: order.slice(2 * HELD_OUT),
    };
  });
}
