import { deepEqual, equal, throws } from "node:assert/strict";
import { AIOLI_TASKS, aioliInstructionSplits } from "../../lib/corpus/aioli_instruction_splits.ts";
import { aioliValTest } from "../../lib/corpus/aioli_val_test.ts";
import { needsReference } from "../reference.ts";

type Published = Record<"train" | "val" | "test", Record<string, number[]>>;

needsReference("aioliInstructionSplits gives all of Aioli's published index lists, in order", async (path) => {
  const { splits }: { splits: Published } = JSON.parse(
    await Deno.readTextFile(path("aioli", "instruction_splits.json")),
  );
  equal(Object.keys(splits.train).length, AIOLI_TASKS.length);
  const made = aioliInstructionSplits(AIOLI_TASKS.map(({ file }) => splits.train[file].length + 200));
  AIOLI_TASKS.forEach(({ file }, i) => {
    for (const split of ["train", "val", "test"] as const) {
      deepEqual([...made[i][split]], splits[split][file], `${split} of ${file}`);
    }
  });
});

Deno.test("aioliValTest puts even positions into val and odd ones into test", () => {
  // python: p = numpy.random.default_rng(42).permutation(9); p[::2], p[1::2]
  const { val, test } = aioliValTest(9);
  deepEqual([...val], [3, 7, 4, 1, 8]);
  deepEqual([...test], [0, 2, 6, 5]);
  deepEqual(aioliValTest(0), { val: new Uint32Array(), test: new Uint32Array() });
  throws(() => aioliValTest(-1), RangeError);
});

Deno.test("a task too small for Aioli's split is named", () => {
  throws(() => aioliInstructionSplits([6498, 200]), {
    name: "RangeError",
    message: "aioliInstructionSplits: wanted more than 200 instances, got 200 for task 1",
  });
});
