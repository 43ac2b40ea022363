/** The command `deno task train` as a process with the task's permissions, and a small corpus for it. */
import { buildCorpus } from "../../../lib/corpus/build_corpus.ts";
import { random } from "../../../lib/numerics/random.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;
export const TASK = [
  ...["run", "-c", `${ROOT}deno.train.json`, "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
  ...["--allow-sys", "--allow-ffi", `${ROOT}lib/cli/train.ts`],
];

/** How a run of the command ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in a folder. */
export async function trainProcess(folder: string, ...args: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...TASK, ...args],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

// deno-lint-ignore no-explicit-any -- the tests look into all corners of the document
export type Document = any;

/** The one document of a run with `--json`. */
export async function trainJson(folder: string, ...args: string[]): Promise<Document> {
  const { code, out, err } = await trainProcess(folder, ...args, "--json");
  if (code !== 0) throw new Error(`exit code ${code}: ${err}`);
  return JSON.parse(out);
}

/** A folder with a corpus of two domains (`corpus`) and a configuration of a short run of a very small model (`run.json`). */
export async function inTrainFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mixlab-train-" });
  try {
    await buildCorpus({
      documents: async function* () {
        const rng = random(1);
        for (const [source, letters] of [["vowels", "aeiou"], ["digits", "0123456789"]]) {
          for (let d = 0; d < 40; d++) {
            let text = "";
            while (text.length < 200) text += letters.repeat(2).slice(rng.below(letters.length)).slice(0, 4);
            const split = d < 30 ? "train" : d < 36 ? "val" : "test";
            yield { source, text, split, where: `${source}:${d}` };
          }
        }
      },
      ...{ tokenizer: { kind: "bytes" }, endOfDocument: "append", splitting: "source" },
      ...{ sources: [{ name: "letters", licence: "CC0-1.0" }], out: `${folder}/corpus` },
    });
    await Deno.writeTextFile(`${folder}/run.json`, JSON.stringify(RUN, null, 2));
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const RUN = {
  corpus: "corpus",
  model: {
    ...{ vocabularySize: 257, context: 16, width: 8, layers: 1, heads: 2, mlpWidth: 16, rotaryFraction: 0.5 },
    ...{ rotaryBase: 10000, layerNormEpsilon: 1e-5, residual: "parallel", tiedEmbeddings: false },
  },
  ...{ steps: 24, batch: 4, lr: 0.02, "eval-every": 10, "eval-sequences": 8, "log-every": 4, "checkpoint-every": 5 },
  threads: 1,
};
