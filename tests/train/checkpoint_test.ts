import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { readSafetensors } from "../../lib/model/safetensors.ts";
import type { Checkpoint } from "../../lib/train/checkpoint.ts";
import { latestCheckpoint } from "../../lib/train/checkpoint_latest.ts";
import { readCheckpoint } from "../../lib/train/checkpoint_read.ts";
import { saveCheckpoint } from "../../lib/train/checkpoint_save.ts";
import { filesOf, inFolder } from "../corpus/build_fixture.ts";
import { Died, failingFiles } from "../files/failing_files.ts";
import { powerCutFiles } from "../files/power_cut.ts";
import { latest, namesIn, sampleCheckpoint } from "./checkpoints.ts";

/** Files that are not really synced. */
const files = failingFiles();
const FILES = ["config.json", "model.safetensors", "optimizer.safetensors", "state.json"];

Deno.test("a checkpoint is read as it was saved, in four files with the names of others", () =>
  inFolder((folder) => {
    const saved = sampleCheckpoint(1000), moment = saved.firstMoments.get("gpt_neox.final_layer_norm.bias")!;
    moment.set([-0, 1e-45, Math.fround(3.4e38), Infinity]);
    const path = saveCheckpoint(`${folder}/a/b`, saved);
    equal(path, `${folder}/a/b/step-00001000`);
    deepEqual(namesIn(path), FILES);
    const read = readCheckpoint(path);
    deepEqual(read, saved); // strict: −0 is not 0
    equal(read.config.width, 8);
    const { tensors } = readSafetensors(`${path}/optimizer.safetensors`);
    equal(tensors.size, 2 * saved.parameters.size);
    deepEqual(tensors.get("exp_avg_sq.gpt_neox.embed_in.weight")!.shape, [7, 8]);
    deepEqual(JSON.parse(Deno.readTextFileSync(`${path}/config.json`)).model_type, "gpt_neox");
  }));

Deno.test("the same checkpoint gives the same bytes, also where reads and writes take on little", () =>
  inFolder((folder) => {
    saveCheckpoint(`${folder}/a`, sampleCheckpoint(3));
    saveCheckpoint(`${folder}/b`, sampleCheckpoint(3), { files: failingFiles({ atMost: 5 }) });
    deepEqual(filesOf(`${folder}/b`), filesOf(`${folder}/a`));
    const files = failingFiles({ atMost: 1000 });
    deepEqual(readCheckpoint(`${folder}/a/step-00000003`, { files }), sampleCheckpoint(3));
  }));

/** Which of two checkpoints it is, by one of its numbers. */
function same(a: Checkpoint | undefined, b: Checkpoint): boolean {
  return a?.parameters.get("embed_out.weight")?.[0] === b.parameters.get("embed_out.weight")![0];
}

/** Two checkpoints, the later of which is `old`; then `save` of `wanted` meets a fault. */
function faulty(folder: string, old: Checkpoint, wanted: Checkpoint, options: Parameters<typeof failingFiles>[0]) {
  saveCheckpoint(folder, sampleCheckpoint(1), { files });
  saveCheckpoint(folder, old, { files });
  const faulty = failingFiles(options);
  let error: unknown;
  try {
    saveCheckpoint(folder, wanted, { keepLast: 2, files: faulty });
  } catch (thrown) {
    error = thrown;
  }
  return { calls: faulty.calls, last: faulty.last, error };
}

for (
  const [what, wanted] of [["a later one", sampleCheckpoint(3)], [
    "another of that step",
    sampleCheckpoint(2, 9),
  ]] as const
) {
  Deno.test(`a save of ${what} that fails at any call leaves the old or the new checkpoint whole`, () =>
    inFolder((folder) => {
      const old = sampleCheckpoint(2), calls = faulty(`${folder}/whole`, old, wanted, {}).calls;
      ok(calls > 28, `${calls} calls`);
      const seen = new Set<string>();
      for (const how of ["died", "full", "EIO"]) {
        for (let at = 0; at < calls; at += 1) {
          const out = `${folder}/${how}${at}`, { last, error } = faulty(out, old, wanted, { at, how });
          const where = `${how} at call ${at}, ${last}`, there = latest(out);
          if (error === undefined) ok(how === "full" && !/^(write|makeFolder)/.test(last), where);
          else if (how === "died") ok(error instanceof Died, where);
          else if (how === "EIO") equal((error as { code?: string }).code, "EIO", where);
          else ok(isInputError(error) && /the disk is full; free some space/.test(error.message), `${where}: ${error}`);
          const isNew = same(there, wanted);
          deepEqual(there, isNew ? wanted : old, where);
          if (error === undefined) ok(isNew, where);
          seen.add(`${how}:${isNew}`);
          // The same process or the next one saves again: nothing is left over.
          saveCheckpoint(out, wanted, { keepLast: 2, files });
          deepEqual(latest(out), wanted, where);
          deepEqual(namesIn(out).length, 2, where);
          ok(namesIn(out).every((name) => !name.startsWith(".")), where);
          Deno.removeSync(out, { recursive: true });
        }
      }
      for (const how of ["died", "EIO"]) ok(seen.has(`${how}:true`) && seen.has(`${how}:false`), [...seen].join());
    }));

  Deno.test(`a power cut at any moment of a save of ${what} leaves the old or the new checkpoint whole`, () =>
    inFolder((folder) => {
      const old = sampleCheckpoint(2), calls = faulty(`${folder}/whole`, old, wanted, {}).calls;
      const seen = new Set<boolean>();
      for (const names of [true, false]) {
        for (const contents of ["kept", "cut", "zeros"] as const) {
          for (let at = 0; at <= calls; at += 1) {
            const out = `${folder}/out`, attic = `${folder}/attic`;
            Deno.mkdirSync(attic);
            saveCheckpoint(out, sampleCheckpoint(1), { files });
            saveCheckpoint(out, old, { files });
            const cut = powerCutFiles(failingFiles({ at }), attic);
            let done = false;
            try {
              saveCheckpoint(out, wanted, { keepLast: 2, files: cut });
              done = true;
            } catch (error) {
              ok(error instanceof Died, String(error));
            }
            cut.cut({ names, contents });
            const there = latest(out), isNew = same(there, wanted);
            deepEqual(there, isNew ? wanted : old, `call ${at}, names ${names}, contents ${contents}`);
            if (done) ok(isNew, "a save that returned is on the disk");
            seen.add(isNew);
            for (const path of [out, attic]) Deno.removeSync(path, { recursive: true });
          }
        }
      }
      equal(seen.size, 2);
    }));
}

Deno.test("altered, cut, longer or missing files: refused with the file's name, and the one before is used", () =>
  inFolder((folder) => {
    saveCheckpoint(folder, sampleCheckpoint(1));
    const path = saveCheckpoint(folder, sampleCheckpoint(2));
    const refused = (file: string, reason: RegExp, where: string) => {
      const said: string[] = [];
      const found = latestCheckpoint(folder, { onRefused: (reason) => said.push(reason) });
      equal(found?.state.step, 1, where);
      equal(said.length, 1, where);
      ok(said[0].startsWith(`${path}: this checkpoint is not used: ${file} `), `${where}: ${said[0]}`);
      match(said[0], reason);
      throws(() => readCheckpoint(path), (error) => isInputError(error) && error.message.includes(file), where);
    };
    for (const file of FILES) {
      const whole = Deno.readFileSync(`${path}/${file}`), n = whole.length;
      // All of the smaller ones, and both ends and many places of the larger ones.
      const step = n < 3000 ? 1 : 97;
      for (let i = 0; i < n; i += i < 64 || i > n - 64 ? 1 : step) {
        Deno.writeFileSync(`${path}/${file}`, whole.with(i, whole[i] ^ (1 << (i % 8))));
        refused(file, /was altered/, `${file}: byte ${i}`);
      }
      for (const length of [0, 1, n >> 1, n - 1]) {
        Deno.writeFileSync(`${path}/${file}`, whole.subarray(0, length));
        refused(file, file === "state.json" ? /cut short/ : / has \d+ bytes, wanted \d+/, `${file}: ${length} bytes`);
      }
      Deno.writeFileSync(`${path}/${file}`, Uint8Array.of(...whole, 10));
      refused(file, file === "state.json" ? /altered/ : / has \d+ bytes, wanted \d+/, `${file}: longer`);
      Deno.removeSync(`${path}/${file}`);
      refused(file, / is missing/, `${file}: removed`);
      Deno.writeFileSync(`${path}/${file}`, whole);
      deepEqual(latest(folder), sampleCheckpoint(2));
    }
  }));

Deno.test("a checkpoint whose folder was renamed, is of another version, or is a file", () =>
  inFolder((folder) => {
    const said: string[] = [], onRefused = (reason: string) => said.push(reason);
    Deno.renameSync(saveCheckpoint(folder, sampleCheckpoint(1)), `${folder}/step-00000005`);
    Deno.writeTextFileSync(`${folder}/step-00000004`, "");
    Deno.writeTextFileSync(`${folder}/step-4`, ""); // names of others
    Deno.mkdirSync(`${folder}/step-000000003`);
    equal(latestCheckpoint(folder, { onRefused }), undefined);
    deepEqual(said, [
      `${folder}/step-00000005: this checkpoint is not used: its folder was renamed: state.json tells step 1`,
      `${folder}/step-00000004: this checkpoint is not used: state.json is missing`,
    ]);
    // A copy under a name of one's own can be read.
    Deno.renameSync(`${folder}/step-00000005`, `${folder}/best`);
    deepEqual(readCheckpoint(`${folder}/best`), sampleCheckpoint(1));
  }));

Deno.test("a file that cannot be read is refused too, a fault of another kind is not hidden", () =>
  inFolder((folder) => {
    for (const step of [1, 2]) saveCheckpoint(folder, sampleCheckpoint(step));
    const counting = failingFiles();
    latestCheckpoint(folder, { files: counting, onRefused: () => ok(false) });
    for (let at = 2; at < counting.calls; at += 1) {
      const said: string[] = [], files = failingFiles({ at, how: "EIO" });
      equal(latestCheckpoint(folder, { files, onRefused: (reason) => said.push(reason) })?.state.step, 1);
      match(said.join(), /^.*step-00000002: this checkpoint is not used: it cannot be read: failed with EIO/);
      throws(() => latestCheckpoint(folder, { files: failingFiles({ at }), onRefused: () => {} }), Died);
    }
  }));

Deno.test("the latest checkpoints stay, and those at multiples", () =>
  inFolder((folder) => {
    const steps = () => namesIn(folder).map((name) => Number(name.slice(5)));
    for (let step = 100; step <= 1200; step += 100) {
      saveCheckpoint(folder, sampleCheckpoint(step), { keepLast: 3, keepEvery: 500 });
    }
    deepEqual(
      steps(),
      [500, 1000, 1100, 1200],
    );
    saveCheckpoint(folder, sampleCheckpoint(1300), { keepLast: 1 });
    deepEqual(steps(), [1300]);
    for (const step of [1400, 1500]) saveCheckpoint(folder, sampleCheckpoint(step));
    deepEqual(steps(), [1300, 1400, 1500]);
    // Gone back to 1300, as the later ones were refused: they neither count nor go before they are saved anew.
    saveCheckpoint(folder, sampleCheckpoint(1350), { keepLast: 2 });
    deepEqual(steps(), [1300, 1350, 1400, 1500]);
    saveCheckpoint(folder, sampleCheckpoint(1400, 5), { keepLast: 1 });
    deepEqual(steps(), [1400, 1500]);
    deepEqual(readCheckpoint(`${folder}/step-00001400`), sampleCheckpoint(1400, 5));
    saveCheckpoint(folder, sampleCheckpoint(123_456_789_012), { keepLast: 1 });
    deepEqual(namesIn(folder), ["step-123456789012"]);
    equal(latest(folder)?.state.step, 123_456_789_012);
  }));

Deno.test("what does not fit is refused before anything is written", () =>
  inFolder((folder) => {
    const good = sampleCheckpoint(1), values = Float32Array.of(1);
    const without = new Map(good.secondMoments);
    without.delete("embed_out.weight");
    const refuse = (checkpoint: Partial<Checkpoint>, options: object, message: RegExp) => {
      throws(() => saveCheckpoint(`${folder}/a`, { ...good, ...checkpoint }, options), (error) => {
        ok(isInputError(error), String(error));
        match(error.message, message);
        return true;
      });
    };
    refuse({ secondMoments: without }, {}, /secondMoments: wanted also "embed_out.weight"/);
    refuse({ parameters: without }, {}, /parameters: wanted also embed_out.weight/);
    refuse({ firstMoments: new Map([...good.firstMoments, ["x", values]]) }, {}, /firstMoments: the model has no "x"/);
    refuse({ firstMoments: new Map([...good.firstMoments, ["embed_out.weight", values]]) }, {}, /wanted numbers for/);
    refuse({ state: { step: -1 } }, {}, /state.step: wanted a whole number ≥ 0, got -1/);
    refuse({ state: { step: "1" as unknown as number } }, {}, /state.step: wanted the number of updates done, got "1"/);
    refuse({ state: { step: 1, method: { loss: NaN } } }, {}, /state.method.loss: wanted a finite number, got NaN/);
    refuse(
      { state: { step: 1, random: new Uint32Array(4) } },
      {},
      /state.random: wanted plain data .* got a Uint32Array/,
    );
    refuse({}, { keepLast: 0 }, /keepLast: wanted a whole number ≥ 1, got 0/);
    refuse({}, { keepEvery: 1.5 }, /keepEvery: wanted a whole number ≥ 1, got 1.5/);
    deepEqual(namesIn(folder), []);
    Deno.writeTextFileSync(`${folder}/file`, "");
    throws(() => saveCheckpoint(`${folder}/file`, good), /file: wanted a folder, got a file/);
  }));

Deno.test("prune: step 0 goes as any other when none is to stay besides", () => {
  const folder = Deno.makeTempDirSync();
  for (const step of [0, 1, 2]) saveCheckpoint(folder, sampleCheckpoint(step), { keepLast: 2 });
  deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name).sort(), ["step-00000001", "step-00000002"]);
  Deno.removeSync(folder, { recursive: true });
});
