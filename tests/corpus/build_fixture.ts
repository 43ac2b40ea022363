/** A small source of documents for tests of building, and the bytes of what comes out. */
import { createHash } from "node:crypto";
import type { BuildCorpusOptions } from "../../lib/corpus/build_options.ts";
import type { SourceDocument } from "../../lib/corpus/document.ts";
import { random } from "../../lib/numerics/random.ts";

/** Documents of random words: three sources, of which "ni" has prompts, and some near-duplicates. */
export function sampleDocuments(n: number, seed = 1): SourceDocument[] {
  const rng = random(seed),
    words = () => Array.from({ length: 5 + rng.below(60) }, () => WORDS[rng.below(WORDS.length)]);
  const documents: SourceDocument[] = [];
  for (let i = 0; i < n; i++) {
    const source = ["web", "code", "ni"][rng.below(3)];
    const copied = i > 10 && rng.below(10) === 0 ? documents[rng.below(i)].text : undefined;
    const text = copied === undefined ? `${words().join(" ")} – é` : copied.replace(" ", "\n");
    documents.push({
      source,
      text,
      where: `sample:${i + 1}`,
      ...(source === "ni" && { promptLength: rng.below(text.length + 1) }),
    });
  }
  return documents;
}

const WORDS = Array.from({ length: 500 }, (_, i) => (i * 7919 + 1000).toString(36));

/** Options that build a corpus of sample documents. */
export function sampleBuild(out: string, documents: readonly SourceDocument[]): BuildCorpusOptions {
  return {
    documents: async function* () {
      yield* documents;
    },
    tokenizer: { kind: "bytes" },
    endOfDocument: "append",
    splitting: { seed: 3, val: 0.2, test: 0.1 },
    sources: [{ name: "sample", licence: "CC0-1.0" }],
    out,
    checkpointBytes: 4000,
  };
}

/** Every file below a folder with the hash of its bytes, in order. */
export function filesOf(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  const visit = (path: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(`${folder}/${path}`)) {
      const inner = path + name;
      if (isDirectory) visit(inner + "/");
      else {
        const bytes = Deno.readFileSync(`${folder}/${inner}`);
        files[inner] = `${bytes.length}:${createHash("sha256").update(bytes).digest("hex")}`;
      }
    }
  };
  visit("");
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => a < b ? -1 : 1));
}

/** A new folder for the time of a test. */
export async function inFolder(test: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "mixlab-corpus-" });
  try {
    await test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Documents of the builds that are killed: enough for some checkpoints. */
export const KILLED_DOCUMENTS = 60;
