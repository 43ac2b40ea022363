import { deepEqual, equal, ok, throws } from "../assert.ts";
import { buildCorpus } from "../../lib/corpus/build_corpus.ts";
import type { BuildCorpusOptions } from "../../lib/corpus/build_options.ts";
import { type ShardProgress, ShardWriter } from "../../lib/corpus/shard_writer.ts";
import { isInputError } from "../../lib/errors.ts";
import { denoFiles } from "../../lib/files/deno_files.ts";
import { filesOf, inFolder, sampleBuild, sampleDocuments } from "../corpus/build_fixture.ts";
import { Died, failingFiles } from "./failing_files.ts";
import { powerCutFiles } from "./power_cut.ts";

const documents = sampleDocuments(14);
const build = (out: string): BuildCorpusOptions => ({
  ...sampleBuild(out, documents),
  splitting: { seed: 3, val: 0, test: 0 },
  checkpointBytes: 1500,
});

Deno.test("a corpus whose build fails at any call of the file system goes on to the same bytes", () =>
  inFolder(async (folder) => {
    const counting = failingFiles();
    await buildCorpus({ ...build(`${folder}/whole`), files: counting });
    const whole = filesOf(`${folder}/whole`);
    ok(counting.calls > 100, `${counting.calls} calls`);
    for (const how of ["EIO", "full"]) {
      let failed = 0;
      for (let at = 0; at < counting.calls; at += 1) {
        const out = `${folder}/${how}${at}`, files = failingFiles({ at, how });
        await buildCorpus({ ...build(out), files }).then(() => {
          // What needs no room is done on a full disk too.
          ok(how === "full" && !/^(write|open|makeFolder)/.test(files.last), `unnoticed: ${how} at ${files.last}`);
        }, (error) => {
          failed += 1;
          if (how === "full") ok(isInputError(error) && /the disk is full/.test(error.message), String(error));
          else equal(error.code, "EIO", `${files.last}: ${error.stack}`);
        });
        await buildCorpus({ ...build(out), files: failingFiles() });
        deepEqual(filesOf(out), whole, `${how} at call ${at}, ${files.last}`);
        Deno.removeSync(out, { recursive: true });
      }
      ok(failed > counting.calls / 2, `${failed} of ${counting.calls} failed`);
    }
  }));

Deno.test("a corpus whose power is cut goes on to the same bytes, and is there once it was built", () =>
  inFolder(async (folder) => {
    const counting = failingFiles(), attic = `${folder}/attic`, out = `${folder}/out`;
    await buildCorpus({ ...build(`${folder}/whole`), files: counting });
    const whole = filesOf(`${folder}/whole`);
    for (const names of [true, false]) {
      for (const contents of ["kept", "cut", "zeros"] as const) {
        for (let at = 0; at <= counting.calls; at += at + 4 <= counting.calls ? 4 : 1) {
          Deno.mkdirSync(attic);
          const files = powerCutFiles(failingFiles({ at }), attic);
          const done = await buildCorpus({ ...build(out), files }).then(() => true, (error) => {
            ok(error instanceof Died, String(error));
            return false;
          });
          files.cut({ names, contents });
          if (done) deepEqual(filesOf(out), whole, "a build that returned is on the disk");
          await buildCorpus({ ...build(out), files: failingFiles() });
          deepEqual(filesOf(out), whole, `call ${at}, names ${names}, contents ${contents}`);
          for (const path of [out, attic]) Deno.removeSync(path, { recursive: true });
        }
      }
    }
  }));

Deno.test("reads and writes that take on few bytes at a time make the same corpus", () =>
  inFolder(async (folder) => {
    await buildCorpus(build(`${folder}/whole`));
    await buildCorpus({ ...build(`${folder}/short`), files: failingFiles({ atMost: 7 }) });
    deepEqual(filesOf(`${folder}/short`), filesOf(`${folder}/whole`));
  }));

Deno.test("a shard that dies at any change goes on from its last checkpoint to the same hash", () =>
  inFolder((folder) => {
    const layout = { type: "u16", vocabularySize: 1000, end: 999, starts: true } as const;
    const document = (i: number) => ({
      ids: Uint32Array.from({ length: 40_000 }, (_, k) => (i * 31 + k) % 999),
      bytes: 3,
      where: `document ${i}`,
      ...(i > 2 && { promptTokens: i }),
    });
    const write = (shard: ShardWriter, from: number) => {
      for (let i = from; i < 6; i++) shard.add(document(i));
      shard.checkpoint();
      return shard.entry();
    };
    const counting = failingFiles({ all: false });
    const whole = write(new ShardWriter(`${folder}/whole`, layout, counting), 0);
    for (let at = 0; at < counting.calls; at += 1) {
      let kept: ShardProgress | undefined;
      const files = failingFiles({ at, all: false });
      throws(() => {
        const shard = new ShardWriter(`${folder}/a`, layout, files);
        for (let i = 0; i < 3; i++) shard.add(document(i));
        kept = shard.checkpoint();
        for (let i = 3; i < 6; i++) shard.add(document(i));
        shard.checkpoint();
      }, Died);
      const again = new ShardWriter(`${folder}/a`, layout, denoFiles, kept);
      deepEqual(write(again, kept === undefined ? 0 : 3), whole, `change ${at}`);
    }
  }));

Deno.test("a shard cut below its checkpoint is refused", () =>
  inFolder((folder) => {
    const layout = { type: "u8", vocabularySize: 256, end: undefined, starts: false } as const;
    const shard = new ShardWriter(`${folder}/a`, layout, denoFiles);
    shard.add({ ids: new Uint32Array(100), bytes: 100, where: "here" });
    const kept = shard.checkpoint();
    Deno.truncateSync(`${folder}/a.bin`, 99);
    throws(() => new ShardWriter(`${folder}/a`, layout, denoFiles, kept), {
      message: `${folder}/a.bin: this unfinished file was altered; remove the folder .building and build anew`,
    });
  }));
