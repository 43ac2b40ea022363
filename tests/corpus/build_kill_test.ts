import { deepEqual, equal, ok, rejects } from "../assert.ts";
import { buildCorpus } from "../../lib/corpus/build_corpus.ts";
import { random } from "../../lib/numerics/random.ts";
import { filesOf, inFolder, KILLED_DOCUMENTS, sampleBuild, sampleDocuments } from "./build_fixture.ts";
import { Died, failingFiles } from "../files/failing_files.ts";

const documents = sampleDocuments(KILLED_DOCUMENTS);

/** An undisturbed build: its files, and how often it changes the file system. */
async function undisturbed(folder: string): Promise<{ files: Record<string, string>; changes: number }> {
  const files = failingFiles({ all: false });
  await buildCorpus({ ...sampleBuild(folder, documents), files });
  return { files: filesOf(folder), changes: files.calls };
}

Deno.test("a build killed (SIGKILL) at any of 50 moments: the next one completes it to the same bytes", () =>
  inFolder(async (folder) => {
    const { files, changes } = await undisturbed(`${folder}/whole`);
    const kill = async (out: string, change: number) => {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", "-c", "deno.train.json", "--allow-read", "--allow-write", "--allow-run"].concat([
          new URL("kill_child.ts", import.meta.url).pathname,
          out,
          String(change),
        ]),
      });
      return (await child.output()).signal;
    };
    const one = async (seed: number) => {
      const rng = random(seed), out = `${folder}/${seed}`;
      equal(await kill(out, rng.below(changes)), "SIGKILL", `seed ${seed}`);
      // Every fifth is killed again while it goes on; where less was left to do, it may have been done.
      if (seed % 5 === 0) await kill(out, rng.below(changes >> 1));
      await buildCorpus(sampleBuild(out, documents));
      deepEqual(filesOf(out), files, `seed ${seed}`);
    };
    let next = 0;
    await Promise.all([1, 2].map(async () => {
      while (next < 50) await one(next++);
    }));
  }));

Deno.test("a build that dies at each single change of the file system goes on to the same bytes, in the end", () =>
  inFolder(async (folder) => {
    const { files, changes } = await undisturbed(`${folder}/whole`);
    ok(changes > 80, `${changes} changes`);
    for (let change = 0; change < changes; change += 1) {
      const out = `${folder}/${change}`;
      const dying = { ...sampleBuild(out, documents), files: failingFiles({ at: change, all: false }) };
      await rejects(buildCorpus(dying), Died, `change ${change} was not reached`);
      await buildCorpus({ ...sampleBuild(out, documents), files: failingFiles() });
      deepEqual(filesOf(out), files, `change ${change}`);
      Deno.removeSync(out, { recursive: true });
    }
  }));

Deno.test("a build that goes on does not tokenize again what its journal has", () =>
  inFolder(async (folder) => {
    const tokenized = async (change: number) => {
      let first = 0, last = 0;
      const files = failingFiles({ at: change, all: false });
      const onProgress = ({ phase, documents }: { phase: string; documents: number }) => {
        if (phase !== "tokenizing") return;
        first ||= documents;
        last = documents;
      };
      await buildCorpus({ ...sampleBuild(`${folder}/a`, documents), files, onProgress }).catch(() => {});
      return [first, last];
    };
    await tokenized(70);
    const { documents: kept } = JSON.parse(Deno.readTextFileSync(`${folder}/a/.building/journal.json`));
    ok(kept > 10 && kept < KILLED_DOCUMENTS, `${kept} documents in the journal`);
    const size = Deno.statSync(`${folder}/a/.building/shards/0.bin`).size;
    // A source that yields other documents in the part that the journal has cannot go on.
    const other = documents.with(3, { ...documents[3], text: "changed" });
    let message = "";
    await buildCorpus(sampleBuild(`${folder}/a`, other)).catch((error) => message = error.message);
    ok(/has changed since this build began/.test(message), message);
    ok(Deno.statSync(`${folder}/a/.building/shards/0.bin`).size <= size);
    await buildCorpus(sampleBuild(`${folder}/a`, documents));
    await buildCorpus(sampleBuild(`${folder}/b`, documents));
    deepEqual(filesOf(`${folder}/a`), filesOf(`${folder}/b`));
  }));
