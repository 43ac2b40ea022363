/**
 * Aioli's splits of Natural Instructions, by name.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { AIOLI_INSTANCES } from "./aioli_instances.ts";
import { numpyRandomState } from "../numerics/numpy/numpy_random_state.ts";

/**
 * Indices into a task's Instances, in the order in which Aioli lists them.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { aioliInstructionSplits, type InstructionSplit } from "@mixlab/mixlab/train";
 *
 * const squad: InstructionSplit = aioliInstructionSplits().squad;
 * equal(squad.val[0], 5602);
 * ```
 */
export interface InstructionSplit {
  /** The rest. */
  readonly train: Uint32Array;
  /** The first 100 of the permutation. */
  readonly val: Uint32Array;
  /** The next 100. */
  readonly test: Uint32Array;
}

/** Instances of a task that are held out for val, and again for test. */
const HELD_OUT = 100;

/**
 * Aioli's splits of Natural Instructions tasks: indices into each task's Instances.
 *
 * One stream, `numpy.random.RandomState(0)` (what `numpy.random.seed(0)` sets), permutes the instances of one task after
 * the other; the first 100 of each are val, the next 100 test, the rest train. Without arguments these are the index
 * lists that Aioli published. They hold for task files of exactly those sizes, so compare {@link AIOLI_INSTANCES} with
 * the files at hand.
 *
 * @param instances number of instances of each task, in the order of drawing; Aioli's nine by default.
 * @param seed seed of the stream; Aioli's is 0.
 * @throws {TypeError} when a number of instances or the seed is not a number.
 * @throws {RangeError} when a task has not more than 200 instances, or the seed is out of range.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { aioliInstructionSplits } from "@mixlab/mixlab/train";
 *
 * const { squad } = aioliInstructionSplits();
 * deepEqual([...squad.val.slice(0, 3)], [5602, 3609, 3520]);
 * deepEqual([squad.val.length, squad.test.length, squad.train.length], [100, 100, 6298]);
 * ```
 */
export function aioliInstructionSplits(
  instances: Readonly<Record<string, number>> = AIOLI_INSTANCES,
  seed = 0,
): Record<string, InstructionSplit> {
  const rng = numpyRandomState(seed);
  return Object.fromEntries(
    Object.entries(instances).map(([task, n]) => {
      if (n <= 2 * HELD_OUT) {
        throw outOfRange(`${task}: wanted more than ${2 * HELD_OUT} instances to hold out val and test, got ${got(n)}`);
      }
      const order = rng.permutation(n);
      return [task, {
        val: order.slice(0, HELD_OUT),
        test: order.slice(HELD_OUT, 2 * HELD_OUT),
        train: order.slice(2 * HELD_OUT),
      }];
    }),
  );
}
