import { deepEqual, equal, match, ok, rejects } from "../../assert.ts";
import { isInputError } from "../../../lib/errors.ts";
import { openSource } from "../../../lib/corpus/readers/open_source.ts";
import { test, withFiles, zst } from "./reading.ts";

const line = (meta: unknown, text = "x") => `${JSON.stringify({ text, meta })}\n`;
const task = JSON.stringify({ Definition: ["Do."], Instances: [{ input: "a", output: ["b"] }] });

test("the format is told by the files", async () => {
  const sources: [string, Record<string, string | Uint8Array>, string, string[]][] = [
    ["pile", { "00.jsonl.zst": zst(line({ pile_set_name: "ArXiv" })) }, "", ["ArXiv"]],
    ["pile", { "train/00.jsonl.zst": zst(`broken\n${line({ pile_set_name: "ArXiv" })}`) }, "", ["ArXiv"]],
    ["slimpajama", { "train/chunk1/a.jsonl": line({ redpajama_set_name: "RedPajamaC4" }) }, "", ["RedPajamaC4"]],
    ["redpajama", { "c4/a.jsonl": line({}), "arxiv/b.jsonl": line({}) }, "", ["arxiv", "c4"]],
    ["folders", { "c4/a.jsonl": line({}), "mail/b.jsonl": line({}) }, "", ["c4", "mail"]],
    ["folders", { "notes/a.txt": "x", "mail/b.jsonl": line({}) }, "", ["mail", "notes"]],
    ["jsonl", { "a.jsonl": line({}), "b.jsonl": line({}) }, "", ["a", "b"]],
    ["jsonl", { "train/a.jsonl": line({}), "val/b.jsonl": line({}) }, "", ["a", "b"]],
    ["jsonl", { "a.jsonl": line({}) }, "/a.jsonl", ["a"]],
    ["natural-instructions", { "task363_sst2_polarity_classification.json": task, "README.md": "" }, "", ["sst2"]],
  ];
  for (const [wanted, files, below, names] of sources) {
    await withFiles(files, async (folder) => {
      const { format, stream } = await openSource(folder + below, { onProblem: () => {} });
      equal(format, wanted);
      deepEqual((await Array.fromAsync(stream)).map(({ source }) => source), names);
    });
  }
});

test("the format can be named, and its options are passed on", async () => {
  await withFiles({ "a.jsonl": '{"body": "x", "kind": "k"}' }, async (folder) => {
    const { format, stream } = await openSource(folder, { format: "jsonl", text: "body", source: "kind" });
    equal(format, "jsonl");
    deepEqual((await Array.fromAsync(stream)).map(({ source, text }) => [source, text]), [["k", "x"]]);
    const one = await openSource(folder, { text: "body", domain: "d" });
    deepEqual((await Array.fromAsync(one.stream)).map(({ source }) => source), ["d"]);
  });
});

test("a format that is not there, or cannot be told, is an error of the input", async () => {
  const files = { "a/x.jsonl": line({}), "a/y.parquet": "", "b/z.txt": "x", "c/readme.md": "", "texts/one.txt": "x" };
  await withFiles(files, async (folder) => {
    const fails = (path: string, format: string | undefined, message: RegExp) =>
      rejects(async () => await Array.fromAsync((await openSource(path, { format })).stream), (error) => {
        ok(isInputError(error), String(error));
        match(error.message, message);
        return true;
      });
    await fails(folder, "jsonnl", /there is no format "jsonnl" \(did you mean jsonl\?\)/);
    await fails(folder, "toString", /there is no format "toString"/);
    await fails(folder, 7 as unknown as string, /wanted a name, got 7/);
    await fails(`${folder}/a`, undefined, /cannot tell the format, .*--format/);
    await fails(`${folder}/c`, undefined, /there is no file named/);
    await fails(`${folder}/none`, undefined, /there is no such file/);
    await fails(`${folder}/texts`, undefined, /wanted one folder a domain/);
  });
});

test("parquet and Arrow are told and read", async () => {
  const golden = new URL("../../golden/corpus/slimpajama", import.meta.url).pathname;
  for (const [wanted, format] of [["parquet", undefined], ["slimpajama", "slimpajama"]]) {
    const { format: found, stream } = await openSource(golden, { format });
    equal(found, wanted);
    const sources = new Set((await Array.fromAsync(stream)).map(({ source }) => source));
    ok(sources.has("RedPajamaArXiv"));
  }
  await withFiles({ "train/data-00000-of-00001.arrow": "none", "train/state.json": "{}" }, async (folder) => {
    const { format, stream } = await openSource(folder);
    equal(format, "arrow");
    await rejects(Array.fromAsync(stream), (error) => isInputError(error));
  });
});
