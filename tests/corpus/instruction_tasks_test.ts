/** Instruction tasks: the form, the answers, the same ones for the same seed. */
import { deepEqual, equal, match, notDeepEqual, ok, rejects, throws } from "../assert.ts";
import { createHash } from "node:crypto";
import { type BuiltinInstructionTask, builtinInstructionTasks } from "../../lib/corpus/builtin/instruction_tasks.ts";
import { writeInstructionTasks } from "../../lib/corpus/builtin/write_instruction_tasks.ts";
import { readNaturalInstructions } from "../../lib/corpus/readers/natural_instructions.ts";
import { isInputError } from "../../lib/errors.ts";

const NAMES = [
  "wordnet_definition_to_word",
  "wordnet_part_of_speech",
  "udhr_language_identification",
  "udhr_parallel_articles",
  "spdx_osi_approved",
  "kjv_verse_to_book",
];
let made: BuiltinInstructionTask[] | undefined;
const all = () => made ??= [...builtinInstructionTasks()];
const instances = (name: string) => all().find((task) => task.name === name)!.task.Instances;
const find = (name: string, id: string) => instances(name).find((instance) => instance.id === `${name}-${id}`);

Deno.test("six tasks in the form of Natural Instructions, of bounded size", () => {
  deepEqual(all().map(({ name }) => name), NAMES);
  deepEqual(all().map(({ task }) => task.Instances.length), [6500, 6500, 6500, 6500, 726, 6500]);
  for (const { name, task } of all()) {
    equal(task.Definition.length, 1);
    match(task.Definition[0], /\.$/);
    equal(task["Positive Examples"].length, 2);
    equal(new Set(task.Instances.map(({ id }) => id)).size, task.Instances.length, name);
    for (const { id, input, output } of task.Instances) {
      ok(id.startsWith(`${name}-`) && !/\s/.test(id), id);
      ok(input.trim() !== "" && output.length > 0 && output.every((answer) => answer.trim() !== ""), id);
    }
    for (const { input, output } of task["Positive Examples"]) {
      ok(!task.Instances.some((one) => one.input === input && one.output[0] === output) || name.startsWith("spdx"));
    }
  }
});

Deno.test("the answers are right where they are known", () => {
  const tally = (name: string) =>
    new Map(
      [...Map.groupBy(instances(name), ({ output }) => output[0])].map(([answer, { length }]) => [answer, length]),
    );
  const parts = tally("wordnet_part_of_speech");
  deepEqual([...parts.keys()].sort(), ["adjective", "adverb", "noun", "verb"]);
  ok([...parts.values()].every((count) => Math.abs(count - 1625) <= 2));
  const approved = tally("spdx_osi_approved"), examples = all()[4].task["Positive Examples"];
  equal(approved.get("Yes")! + examples.filter(({ output }) => output === "Yes").length, 149);
  ok(tally("udhr_language_identification").size > 400);
  equal(tally("kjv_verse_to_book").size, 66);

  const whole = [...builtinInstructionTasks({ tasks: ["kjv_verse_to_book", "spdx_osi_approved"], limit: 40_000 })];
  const verse = (text: string) => whole[0].task.Instances.find(({ input }) => input === text)?.output;
  deepEqual(verse("Jesus wept."), ["John"]);
  deepEqual(verse("And the LORD spake unto Moses, saying,"), ["Exodus", "Leviticus", "Numbers"]);
  equal(new Set(whole[0].task.Instances.map(({ input }) => input)).size, whole[0].task.Instances.length);
  const licence = (id: string) =>
    whole[1].task.Instances.find((one) => one.id === `spdx_osi_approved-${id}`)?.output[0];
  deepEqual([licence("MIT"), licence("Apache-2.0"), licence("CC-BY-NC-4.0")], ["Yes", "Yes", "No"]);
  ok(whole[1].task.Instances.every(({ input }) => input.length <= 2000));
});

Deno.test("language codes, articles and definitions belong together", () => {
  const whole = [...builtinInstructionTasks({
    tasks: ["udhr_language_identification", "udhr_parallel_articles", "wordnet_definition_to_word"],
    limit: 200_000,
  })];
  const [codes, articles, words] = whole.map(({ name, task }) =>
    new Map(task.Instances.map((one) => [one.id.slice(name.length + 1), one]))
  );
  const danish = "Alle mennesker er født frie og lige i værdighed og rettigheder.";
  ok(codes.get("dan-1")!.input.startsWith(danish));
  deepEqual(codes.get("dan-1")!.output, ["dan"]);
  ok(articles.get("dan-1")!.input.startsWith("Language: Danish\nArticle: All human beings are born free and equal"));
  ok(articles.get("dan-1")!.output[0].startsWith(danish));
  ok([...codes.values()].every(({ output }) => /^[a-z]{3}$/.test(output[0]) && output[0] !== "und"));
  ok(!articles.has("eng-1"));
  ok(
    [...articles.values(), ...codes.values()].every(({ input, output }) =>
      !/<\/?(?:article|h[1-6]|p|[ou]l|li)\b/i.test(input + output[0])
    ),
  );
  deepEqual(words.get("adjective-00014377"), {
    id: "wordnet_definition_to_word-adjective-00014377",
    input: "Part of speech: adjective\nDefinition: existing in abundance",
    output: ["abounding", "galore"],
  });
});

Deno.test("a seed fixes the draw; each task has its own stream, whichever others are asked for", () => {
  const ids = (options: Parameters<typeof builtinInstructionTasks>[0]) =>
    [...builtinInstructionTasks({ limit: 50, ...options })].map(({ task }) => task.Instances.map(({ id }) => id));
  const tasks = ["wordnet_definition_to_word", "wordnet_part_of_speech"];
  const both = ids({ tasks, seed: 5 });
  deepEqual(both, ids({ tasks, seed: 5 }));
  notDeepEqual(both, ids({ tasks, seed: 6 }));
  deepEqual(both[1], ids({ tasks: ["wordnet_part_of_speech"], seed: 5 })[0]);
  const keys = both.map((list, t) => new Set(list.map((id) => id.slice(tasks[t].length))));
  ok(keys[0].intersection(keys[1]).size < 10, "both tasks drew the same synsets");
  ok(find("kjv_verse_to_book", "no-such-verse") === undefined);
});

Deno.test("small limits hold exactly", () => {
  for (const limit of [1, 2, 3, 5, 17]) {
    for (const { name, task } of builtinInstructionTasks({ limit })) equal(task.Instances.length, limit, name);
  }
});

Deno.test("files are whole, parse, and have the same bytes each time", async () => {
  const hash = async (folder: string) => {
    const files = await writeInstructionTasks(folder, { limit: 300 });
    deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), NAMES.map((name) => `${name}.json`).sort());
    const sha = createHash("sha256");
    for (const file of files) {
      const text = Deno.readTextFileSync(file);
      ok(Array.isArray(JSON.parse(text).Instances));
      sha.update(text);
    }
    return sha.digest("hex");
  };
  const root = await Deno.makeTempDir();
  try {
    const first = await hash(`${root}/deep/a`);
    equal(await hash(`${root}/b`), first);
    equal(await hash(`${root}/b`), first); // once more, over what is there
    equal(first, "29c7536900cf4cc7ee3fffbc4c250a174eb4deb802ac5466b661759c091604a8");
    Deno.writeTextFileSync(`${root}/file`, "");
    await rejects(writeInstructionTasks(`${root}/file`, { limit: 1 }));
    await rejects(writeInstructionTasks(`${root}/c`, { tasks: ["nothing"] }), RangeError);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("the reader of Natural Instructions reads them, prompt and answer apart", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await writeInstructionTasks(folder, { limit: 40 });
    const documents = await Array.fromAsync(readNaturalInstructions(folder));
    const expected = [...builtinInstructionTasks({ limit: 40 })];
    deepEqual(new Set(documents.map(({ source }) => source)), new Set(NAMES));
    for (const { name, task } of expected) {
      const own = documents.filter(({ source }) => source === name);
      equal(own.length, 40);
      own.forEach(({ text, promptLength }, i) => {
        ok(text.slice(0, promptLength).includes(task.Instances[i].input.trim()), name);
        ok(task.Instances[i].output.includes(text.slice(promptLength)), `${name}: ${text}`);
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("bad options are answered at once", () => {
  const said = (options: unknown, pattern: RegExp) =>
    throws(() => builtinInstructionTasks(options as Record<string, never>), (error) => {
      ok(isInputError(error), String(error));
      match(error.message, pattern);
      return true;
    });
  said({ limit: 0 }, /whole number ≥ 1 as limit, got 0/);
  said({ limit: 2.5 }, /got 2\.5/);
  said({ limit: NaN }, /got NaN/);
  said({ seed: -1 }, /seed, got -1/);
  said({ seed: "1" }, /seed, got "1"/);
  said({ tasks: ["kjv_verse_to_boko"] }, /did you mean kjv_verse_to_book\?/);
  said({ tasks: [] }, /at least one name/);
});
