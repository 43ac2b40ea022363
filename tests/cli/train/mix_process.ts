/** The command `deno task mix` as a process with the task's permissions, and a small corpus for it. */
import { buildCorpus } from "../../../lib/corpus/build_corpus.ts";
import { trainBpe } from "../../../lib/corpus/tokenizers/bpe_train.ts";
import { random } from "../../../lib/numerics/random.ts";
import assert from "../../assert.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;
export const MIX = [
  ...["run", "-c", `${ROOT}deno.train.json`, "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
  ...["--allow-sys", "--allow-ffi", `${ROOT}lib/cli/mix.ts`],
];

/** How a run of the command ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in a folder. */
export async function mix(folder: string, ...args: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...MIX, ...args],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

// deno-lint-ignore no-explicit-any -- the tests look into all corners of the document
export type Document = any;

/** The one document of a run with `--json`. */
export async function mixJson(folder: string, ...args: string[]): Promise<Document> {
  const { code, out, err } = await mix(folder, ...args, "--json");
  if (code !== 0) throw new Error(`exit code ${code}: ${err}`);
  assert.match(out, /^\{[^]*\}\n$/);
  return JSON.parse(out);
}

/** What a run printed for people. */
export async function mixText(folder: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await mix(folder, ...args);
  assert.equal(err, "");
  assert.equal(code, 0, out);
  assert.equal(/NaN|undefined|Infinity|\[object/.exec(out), null, out);
  return out;
}

/** An empty folder. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mixlab-mix-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const LETTERS = { vowels: "aeiou", digits: "0123456789", marks: "!?.,;:" };

/**
 * A folder with a corpus of three domains (`corpus`), one whose marks have no val split (`unjudged`), the first in another
 * tokenizer's ids (`merged`), and settings of short runs of a very small model (`mix.json`).
 */
export async function inMixFolder(test: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    await corpus(`${folder}/corpus`, { kind: "bytes" }, true);
    await corpus(`${folder}/unjudged`, { kind: "bytes" }, false);
    const { json } = await trainBpe(["eiou 1234 ?.,;"], { vocabularySize: 260, minFrequency: 1 });
    await corpus(`${folder}/merged`, { kind: "bpe", json }, true);
    await Deno.writeTextFile(`${folder}/mix.json`, JSON.stringify(SETTINGS, null, 2));
    await test(folder);
  });
}

async function corpus(out: string, tokenizer: Document, marks: boolean): Promise<void> {
  await buildCorpus({
    documents: async function* () {
      const rng = random(1);
      for (const [source, letters] of Object.entries(LETTERS)) {
        for (let d = 0; d < 40; d++) {
          let text = "";
          while (text.length < 200) text += letters.repeat(2).slice(rng.below(letters.length)).slice(0, 4);
          const split = d < 30 || (source === "marks" && !marks) ? "train" : d < 36 ? "val" : "test";
          yield { source, text, split, where: `${source}:${d}` };
        }
      }
    },
    ...{ tokenizer, endOfDocument: "append", splitting: "source" },
    ...{ sources: [{ name: "letters", licence: "CC0-1.0" }], out },
  });
}

const SETTINGS = {
  corpus: "corpus",
  model: {
    ...{ vocabularySize: 300, context: 16, width: 8, layers: 1, heads: 2, mlpWidth: 16, rotaryFraction: 0.5 },
    ...{ rotaryBase: 10000, layerNormEpsilon: 1e-5, residual: "parallel", tiedEmbeddings: false },
  },
  ...{ steps: 48, batch: 4, lr: 0.02, "eval-sequences": 8, "log-every": 4, "checkpoint-every": 5, threads: 1 },
};
