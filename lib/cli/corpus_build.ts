/**
 * `deno task corpus build`.
 *
 * @module
 */
import { basename } from "node:path";
import { got, outOfRange, unparsable } from "../errors.ts";
import { aioliInstructionSplits } from "../corpus/aioli_instruction_splits.ts";
import { aioliTestSplit } from "../corpus/aioli_test_split.ts";
import { buildCorpus } from "../corpus/build_corpus.ts";
import { BUILTIN_CORPORA } from "../corpus/builtin/corpora.ts";
import { openBuiltin } from "../corpus/builtin/open_builtin.ts";
import { writeInstructionTasks } from "../corpus/builtin/write_instruction_tasks.ts";
import type { CorpusIndex } from "../corpus/corpus_index.ts";
import type { DocumentStream, ReaderOptions } from "../corpus/document.ts";
import { applyDomainMap } from "../corpus/readers/apply_domain_map.ts";
import { type DomainMap, readDomainMap } from "../corpus/readers/domain_map.ts";
import { DOMAIN_MAPS } from "../corpus/readers/domain_map_presets.ts";
import type { InstructionSplits } from "../corpus/readers/natural_instructions.ts";
import { openSource } from "../corpus/readers/open_source.ts";
import { readInstructionSplits } from "../corpus/readers/read_instruction_splits.ts";
import type { TokenizerSpec } from "../corpus/tokenizer.ts";
import { trainBpe } from "../corpus/tokenizers/bpe_train.ts";
import { readText, unreadable } from "../text/read_text.ts";
import type { CorpusValues } from "./corpus.ts";
import { inspection } from "./corpus_inspect.ts";
import { listOption, numberOption } from "./option_values.ts";
import { megabytes, progress } from "./progress.ts";

/** What is to be built. */
interface Source {
  readonly name: string;
  readonly open: (options: ReaderOptions) => DocumentStream;
  readonly sources: CorpusIndex["sources"];
}

/** Builds a corpus and says what is in it. */
export async function build(
  from: string,
  values: CorpusValues,
  say: (text: string) => void = console.log,
): Promise<number> {
  const seed = numberOption("seed", values.seed, { least: 0, whole: true }) ?? 0;
  const workers = numberOption("workers", values.workers, { least: 1, whole: true });
  const endOfDocument = values["end-of-document"] ?? "append";
  if (endOfDocument !== "append" && endOfDocument !== "none") {
    throw outOfRange(`--end-of-document: wanted append or none, got ${got(endOfDocument)}`);
  }
  const map = await domainMap(values["domain-map"]);
  const temporary: string[] = [];
  try {
    const source = await sourceOf(from, values, seed, temporary);
    const open: Source["open"] = map === undefined
      ? source.open
      : (options) => applyDomainMap(source.open(options), map);
    const bar = progress(megabytes);
    const tokenizer = await tokenizerOption(values.tokenizer ?? "bytes", source, bar);
    const out = values.out ?? `corpora/${source.name}-${(values.tokenizer ?? "bytes").replace(/[^\w.]+/g, "-")}`;
    let shown = 0;
    const began = performance.now();
    await buildCorpus({
      documents: values.split === "aioli" ? aioliTestSplit(open, (domain) => domain) : open,
      tokenizer,
      endOfDocument,
      splitting: splitOption(values, seed, from === "builtin" ? 0.05 : 0.01, from === "tasks"),
      sources: source.sources,
      out,
      ...(workers !== undefined && { workers }),
      onProgress: ({ phase, bytes, documents, source }) => {
        if (source?.total === undefined) bar.update(bytes, undefined, `${phase}, ${documents} documents`);
        else bar.update(source.done, source.total, `${phase}, ${documents} documents`);
      },
      onProblem: ({ where, message }) => {
        bar.end();
        // the first few are named, all are counted in the index
        if (++shown <= 10) console.error(`mixlab: left out: ${where}: ${message}`);
      },
    });
    bar.end();
    if (shown > 10) console.error(`mixlab: left out: ${shown - 10} more; index.json counts them`);
    say(inspection(out));
    say(`\n${out}: ready in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    return 0;
  } finally {
    for (const folder of temporary) await Deno.remove(folder, { recursive: true });
  }
}

async function sourceOf(from: string, values: CorpusValues, seed: number, temporary: string[]): Promise<Source> {
  const domains = listOption("domains", values.domains);
  if (from === "builtin" || from === "tasks") {
    if (values.format !== undefined) throw unparsable(`--format is for files; ${from} has none`);
  }
  if (from === "builtin") {
    const chosen = BUILTIN_CORPORA.filter((c) => domains?.includes(c.name) ?? c.configuration === "deno.train.json");
    return {
      name: "builtin",
      open: (options) => openBuiltin({ ...options, ...(domains && { domains }) }),
      sources: chosen.map((c) => ({
        name: `${c.name}: npm:${c.package}@${c.version}`,
        licence: c.licence.text,
        sha256: c.sha256,
      })),
    };
  }
  if (from === "tasks") {
    const folder = await Deno.makeTempDir({ prefix: "mixlab-tasks-" });
    temporary.push(folder);
    const splits = await instructionSplits(await writeInstructionTasks(folder));
    return {
      name: "tasks",
      open: (options) =>
        opened(folder, {
          ...options,
          format: "natural-instructions",
          seed,
          splits,
          ...(domains && { tasks: domains }),
        }),
      sources: [{ name: "instruction tasks made of the built-in corpora", licence: "see the built-in corpora" }],
    };
  }
  if (domains) throw unparsable("--domains is for the built-in corpora; name your own with --domain-map");
  // before a folder is made for what comes out
  await Deno.stat(from).catch((error) => {
    throw unreadable(error, from);
  });
  const splits = values.splits === undefined ? undefined : await readInstructionSplits(values.splits);
  return {
    name: basename(from).replace(/\..*$/, ""),
    open: (options) =>
      opened(from, { ...options, seed, ...(values.format && { format: values.format }), ...(splits && { splits }) }),
    sources: [{ name: basename(from), licence: "as its owner states" }],
  };
}

/** A source that is opened when it is read. */
async function* opened(path: string, options: Parameters<typeof openSource>[1]): DocumentStream {
  yield* (await openSource(path, options)).stream;
}

/**
 * The published tasks' way of dividing instances: 100 of each for val, 100 for test, the rest for train. Dividing by
 * near-duplicates would not do: instances of a task share most of their prompt.
 */
async function instructionSplits(paths: readonly string[]): Promise<InstructionSplits> {
  const counts = await Promise.all(paths.map(async (path) => {
    const { Instances } = JSON.parse(await Deno.readTextFile(path)) as { Instances: unknown[] };
    return [basename(path, ".json"), Instances.length] as const;
  }));
  const tasks = Object.entries(aioliInstructionSplits(Object.fromEntries(counts)));
  const of = (split: "train" | "val" | "test") =>
    Object.fromEntries(tasks.map(([task, parts]) => [task, Array.from(parts[split])]));
  return { train: of("train"), val: of("val"), test: of("test") };
}

/** How the documents are divided; small corpora hold out more, so that every domain has documents in every split. */
function splitOption(values: CorpusValues, seed: number, part: number, divided: boolean) {
  const val = numberOption("val", values.val, { least: 0 }), test = numberOption("test", values.test, { least: 0 });
  const own = divided || values.split === "source" || values.split === "aioli" || values.splits !== undefined;
  if (values.split !== undefined && !own) {
    throw outOfRange(`--split: wanted source or aioli, got ${got(values.split)}`);
  }
  if (own && (val !== undefined || test !== undefined)) {
    throw unparsable("--val and --test divide the documents anew; leave them out with --split and --splits");
  }
  return own ? "source" as const : { seed, val: val ?? part, test: test ?? part };
}

async function domainMap(name: string | undefined): Promise<DomainMap | undefined> {
  if (name === undefined) return undefined;
  return Object.hasOwn(DOMAIN_MAPS, name) ? DOMAIN_MAPS[name as keyof typeof DOMAIN_MAPS] : await readDomainMap(name);
}

async function tokenizerOption(
  text: string,
  source: Source,
  bar: ReturnType<typeof progress>,
): Promise<TokenizerSpec> {
  if (text === "bytes") return { kind: "bytes" };
  const size = /^bpe:(\d+)$/.exec(text)?.[1];
  if (size === undefined) {
    if (text.startsWith("bpe")) {
      throw unparsable(`--tokenizer: wanted bytes, bpe:SIZE or a tokenizer.json, got ${got(text)}`);
    }
    return { kind: "tokenizer.json", json: await readText(text) };
  }
  async function* texts() {
    for await (const { text } of source.open({ onBytes: (d, t) => bar.update(d, t, "training the tokenizer") })) {
      yield text;
    }
  }
  const { json } = await trainBpe(texts(), { vocabularySize: Number(size) });
  bar.end();
  return { kind: "bpe", json };
}
