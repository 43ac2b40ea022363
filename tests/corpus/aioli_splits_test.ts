import { deepEqual, equal, throws } from "../assert.ts";
import { aioliInstructionSplits } from "../../lib/corpus/aioli_instruction_splits.ts";
import { aioliValTest } from "../../lib/corpus/aioli_val_test.ts";
import { needsReference } from "../reference.ts";

type Published = Record<"train" | "val" | "test", Record<string, number[]>>;

needsReference("aioliInstructionSplits gives all of Aioli's published index lists, in order", async (path) => {
  const { splits }: { splits: Published } = JSON.parse(
    await Deno.readTextFile(path("aioli", "instruction_splits.json")),
  );
  const made = aioliInstructionSplits(), files = Object.keys(splits.train);
  equal(files.length, 9);
  for (const file of files) {
    const task = Object.keys(made).find((name) => file.includes(name));
    for (const split of ["train", "val", "test"] as const) {
      deepEqual([...made[task!][split]], splits[split][file], `${split} of ${file}`);
    }
  }
});

Deno.test("aioliValTest puts even positions of numpy's order into val and odd ones into test", () => {
  // python: p = numpy.random.default_rng(42).permutation(9); p[::2], p[1::2]
  const { val, test } = aioliValTest(9);
  deepEqual([...val], [3, 7, 4, 1, 8]);
  deepEqual([...test], [0, 2, 6, 5]);
  deepEqual(aioliValTest(0), { val: new Uint32Array(), test: new Uint32Array() });
  throws(() => aioliValTest(-1), RangeError);
});

Deno.test("a task too small for Aioli's split is named", () => {
  throws(() => aioliInstructionSplits({ mine: 6498, small: 200 }), {
    name: "RangeError",
    message: "small: wanted more than 200 instances to hold out val and test, got 200",
  });
  throws(() => aioliInstructionSplits({ mine: NaN }), RangeError);
});
