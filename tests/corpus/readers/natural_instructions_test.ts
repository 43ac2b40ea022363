import { deepEqual, equal, match, notDeepEqual, ok, rejects } from "../../assert.ts";
import fc from "fast-check";
import { isInputError } from "../../../lib/errors.ts";
import { INSTRUCTION_TASKS } from "../../../lib/corpus/readers/instruction_tasks.ts";
import { type InstructionSplits, readNaturalInstructions } from "../../../lib/corpus/readers/natural_instructions.ts";
import { readInstructionSplits } from "../../../lib/corpus/readers/read_instruction_splits.ts";
import { needsReference } from "../../reference.ts";
import { readWith, test, withFiles } from "./reading.ts";

interface Instance {
  readonly id?: string;
  readonly input: unknown;
  readonly output: unknown;
}

const task = (instances: readonly Instance[], definition: unknown = ["Answer it. ", "Another wording."]) =>
  JSON.stringify({ Definition: definition, "Positive Examples": [], "Negative Examples": [], Instances: instances });
const SQUAD = "task075_squad1.1_answer_generation.json";

test("an instance is definition, input and answer, with the prompt's length", async () => {
  const instances = [
    { input: "Who?", output: ["Me"] },
    { input: " Where? \n", output: [" Here.\x1c\n"] },
    { input: "😀", output: "A text by itself" },
  ];
  await withFiles(
    { [SQUAD]: task(instances), "task9_mine.json": task(instances, "\u0085\n One text.") },
    async (folder) => {
      const documents = await Array.fromAsync(readNaturalInstructions(folder));
      const parts = documents.map(({ source, text, promptLength }) => [
        source,
        text.slice(0, promptLength),
        text.slice(promptLength),
      ]);
      deepEqual(parts, [
        ["squad", "Answer it. Input: Who?\n", "Me"],
        ["squad", "Answer it. Input:  Where? \n\n", " Here."],
        ["squad", "Answer it. Input: 😀\n", "A text by itself"],
        ["task9_mine", "One text.Input: Who?\n", "Me"],
        ["task9_mine", "One text.Input:  Where? \n\n", " Here."],
        ["task9_mine", "One text.Input: 😀\n", "A text by itself"],
      ]);
      deepEqual(documents[1].where, `${folder}/${SQUAD}:instance 1`);
      ok(documents.every((document) => !("split" in document)));
    },
  );
});

test("answers are drawn by seed, evenly, and the same whatever else is read", async () => {
  const many = Array.from({ length: 3000 }, (_, i) => ({ input: `${i}`, output: ["a", "b", "c"] }));
  await withFiles({ [SQUAD]: task(many), "task1_x.json": task(many) }, async (folder) => {
    const answers = async (options: Parameters<typeof readNaturalInstructions>[1]) =>
      (await Array.fromAsync(readNaturalInstructions(folder, options))).map(({ text }) => text.at(-1));
    const squad = await answers({ tasks: ["squad"], seed: 1 });
    for (const letter of ["a", "b", "c"]) {
      const count = squad.filter((answer) => answer === letter).length;
      ok(Math.abs(count - 1000) < 5 * Math.sqrt(3000 * 2 / 9), `${letter}: ${count}`);
    }
    deepEqual((await answers({ seed: 1 })).slice(0, 3000), squad);
    notDeepEqual(await answers({ tasks: ["squad"], seed: 2 }), squad);
    notDeepEqual(await answers({ tasks: ["task1_x"], seed: 1 }), squad);
    const splits = { train: { squad: [7, 2999] }, val: { squad: [0] }, test: {} };
    deepEqual(await answers({ splits, seed: 1 }), [squad[7], squad[2999], squad[0]]);
    await rejects(answers({ seed: -1 }), { name: "RangeError" });
  });
});

test("splits are read in their order; what is wrong with them is named", async () => {
  const instances = ["a", "b", "c", "d"].map((input) => ({ input, output: ["x"] }));
  const stem = SQUAD.slice(0, -5);
  await withFiles({ [SQUAD]: task(instances), "task1_other.json": task(instances) }, async (folder) => {
    const splits: InstructionSplits = { train: { [stem]: [3, 0] }, val: { [stem]: [1] }, test: { [stem]: [2] } };
    const documents = await Array.fromAsync(readNaturalInstructions(folder, { splits }));
    deepEqual(documents.map(({ text, split }) => [text.at(-3), split]), [
      ["d", "train"],
      ["a", "train"],
      ["b", "val"],
      ["c", "test"],
    ]);
    const none = { train: {}, val: {}, test: {} };
    const wrong: [InstructionSplits, RegExp][] = [
      [{ ...none, train: { [stem]: [4] } }, /the train split names instance 4; wanted 0 to 3/],
      [{ ...none, train: { [stem]: [0.5] } }, /names instance 0\.5/],
      [{ ...none, train: { [stem]: [1] }, test: { squad: [1] } }, /instance 1 twice/],
      [{ ...none, val: { sqad: [1] } }, /there is no sqad\.json/],
      [{ ...none, val: { task1_othre: [1] } }, /there is no task1_othre\.json; there is task1_other\.json/],
    ];
    for (const [bad, message] of wrong) {
      await rejects(Array.fromAsync(readNaturalInstructions(folder, { splits: bad })), (error) => {
        ok(isInputError(error));
        match(error.message, message);
        return true;
      });
    }
  });
});

test("files of splits that are none are named", async () => {
  const wrong: [string, RegExp][] = [
    ["[]", /wanted an object with train, val and test, got/],
    ['{"splits": 3}', /wanted an object with train, val and test, got 3/],
    ['{"train": {}, "val": {}}', /wanted an object of tasks as "test", got undefined/],
    ['{"train": {"a": [0, -1]}, "val": {}, "test": {}}', /list of indices from 0 as "train" of "a", got -1/],
    ['{"train": {"a": {}}, "val": {}, "test": {}}', /as "train" of "a", got \[object Object\]/],
    ["{", /not JSON/],
  ];
  for (const [text, message] of wrong) {
    await withFiles({ "splits.json": text }, async (folder) => {
      await rejects(readInstructionSplits(`${folder}/splits.json`), { name: "SyntaxError", message });
    });
  }
  const bad = { train: { [SQUAD.slice(0, -5)]: 3 }, val: {}, test: {} } as unknown as InstructionSplits;
  await withFiles({ [SQUAD]: task([]) }, async (folder) => {
    const reading = Array.fromAsync(readNaturalInstructions(folder, { splits: bad }));
    await rejects(reading, { name: "TypeError", message: /wanted a list of indices as train\.task075.*, got 3/ });
  });
});

test("instances and files that cannot be used are named", async () => {
  const instances = [
    { input: 1, output: ["x"] },
    { input: "a", output: [] },
    { input: "a", output: 7 },
    { input: "a", output: [7] },
    { input: "a", output: [" \n"] },
    { input: "\ud800", output: ["x"] },
    { input: "a", output: ["good"] },
  ];
  await withFiles({ "task1_a.json": task([...instances, null as unknown as Instance]) }, async (folder) => {
    const { documents, problems } = await readWith((options) => readNaturalInstructions(folder, options));
    equal(documents.length, 1);
    deepEqual(
      problems.map(({ where }) => where),
      [0, 1, 2, 3, 4, 5, 7].map((i) => `${folder}/task1_a.json:instance ${i}`),
    );
    await rejects(Array.fromAsync(readNaturalInstructions(folder)), /instance 0: "input" wants a text, got 1/);
  });
  for (const bad of ["", "{", "[]", "null", '{"Definition": [], "Instances": []}', '{"Definition": ["a"]}', "\xff"]) {
    await withFiles({ "task1_a.json": bad }, async (folder) => {
      await rejects(Array.fromAsync(readNaturalInstructions(folder)), (error) => {
        ok(error instanceof SyntaxError && isInputError(error), String(error));
        return error.message.startsWith(`${folder}/task1_a.json`);
      });
    });
  }
});

needsReference("the published splits are taken as they are", async (reference) => {
  const splits = await readInstructionSplits(reference("aioli", "instruction_splits.json"));
  // Files with as many instances as the splits name, each of which says its number.
  const files = Object.fromEntries(INSTRUCTION_TASKS.map(({ file }) => {
    const size = Math.max(...(["train", "val", "test"] as const).flatMap((split) => splits[split][file])) + 1;
    return [`${file}.json`, task(Array.from({ length: size }, (_, i) => ({ input: "?", output: [`${i}`] })))];
  }));
  await withFiles(files, async (folder) => {
    const read: Record<string, Record<string, number[]>> = { train: {}, val: {}, test: {} };
    for await (const { source, text, promptLength, split } of readNaturalInstructions(folder, { splits })) {
      const { file } = INSTRUCTION_TASKS.find(({ name }) => name === source)!;
      (read[split!][file] ??= []).push(Number(text.slice(promptLength)));
    }
    deepEqual(read, splits);
  });
});

test("any JSON as a task: an end or an error of the input", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/task1_any.json`;
  const value = fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" }), fc.array(fc.string()));
  const instance = fc.oneof(fc.record({ input: value, output: value }), value);
  const any = fc.record({ Definition: value, Instances: fc.oneof(fc.array(instance, { maxLength: 5 }), value) });
  try {
    await fc.assert(
      fc.asyncProperty(fc.oneof(any.map((task) => JSON.stringify(task)), fc.string()), async (text) => {
        await Deno.writeTextFile(path, text);
        try {
          const { documents } = await readWith((options) => readNaturalInstructions(folder, options));
          for (const { text, promptLength } of documents) ok(promptLength! > 0 && promptLength! < text.length);
        } catch (error) {
          ok(isInputError(error), String(error));
        }
      }),
      { numRuns: 200 },
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
