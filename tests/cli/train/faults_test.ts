/** `deno task train` when something goes wrong on the way: losses, disks, checkpoints. */
import { deepEqual, equal, match, ok } from "../../assert.ts";
import { readCheckpoint } from "../../../lib/train/checkpoint_read.ts";
import { lastingFiles } from "../../train/mini_training.ts";
import { inTrainFolder, TASK, trainJson, trainProcess } from "./process.ts";

Deno.test("a loss that is not finite stops the run: exit code 1, with step, domains and the last good checkpoint", () =>
  inTrainFolder(async (folder) => {
    // Decay that turns over: parameters grow two hundred times a step, until scores overflow.
    const options = ["--config", "run.json", "--weight-decay", "10000", "--warmup", "0", "--schedule", "constant"];
    const { code, out, err } = await trainProcess(folder, ...options, "--checkpoint-every", "3", "--eval-every", "0");
    equal(code, 1, out + err);
    const [, step, checkpoint] =
      /^mixlab: step (\d+): .*(?:vowels|digits) \d rows, loss .* The last good checkpoint is (\S+); try a lower/m
        .exec(err)!;
    equal(err.trim().split("\n").length, 1, err);
    const good = Number(/step-(\d+)$/.exec(checkpoint)![1]);
    ok(good > 0 && good < Number(step), err);
    const { state, parameters } = readCheckpoint(`${folder}/${checkpoint}`);
    equal(state.step, good);
    ok(parameters.values().every((values) => values.every(Number.isFinite)));
  }));

Deno.test("checkpoints that were altered are refused, aloud; the run goes on from an older one to the same bytes", () =>
  inTrainFolder(async (folder) => {
    const whole = await trainJson(folder, "--config", "run.json", "--out", "whole");
    const { run } = await trainJson(folder, "--config", "run.json", "--keep", "3");
    const checkpoints = `${folder}/${run}/attempts/0001/checkpoints`;
    const names = Array.from(Deno.readDirSync(checkpoints), ({ name }) => name).sort();
    deepEqual(names, ["step-00000015", "step-00000020", "step-00000024"]);
    await Deno.remove(`${folder}/${run}/result.json`);
    await Deno.truncate(`${checkpoints}/${names[2]}/model.safetensors`, 1000);
    const moments = `${checkpoints}/${names[1]}/optimizer.safetensors`, bytes = await Deno.readFile(moments);
    bytes[bytes.length - 5] ^= 1;
    await Deno.writeFile(moments, bytes);

    const { code, out, err } = await trainProcess(folder, "--config", "run.json", "--keep", "3");
    equal(code, 0, err);
    match(err, /^mixlab: \S+step-00000024.*model\.safetensors/m);
    match(err, /^mixlab: \S+step-00000020.*optimizer\.safetensors/m);
    match(out, /going on from step 15 /);
    const again = await trainJson(folder, "--config", "run.json");
    deepEqual({ ...again, run: 0, folder: 0 }, { ...whole, run: 0, folder: 0, seconds: null });
  }));

/** Runs a script with a mount namespace of its own, where the system lets it. */
const unshare = (script: string, ...args: string[]) =>
  new Deno.Command("unshare", { args: ["--user", "--map-root-user", "--mount", "sh", "-ec", script, "sh", ...args] })
    .output();
const mounts = await unshare("mount -t tmpfs none /mnt").then(({ success }) => success, () => false);

Deno.test({
  name: mounts
    ? "a full disk: exit code 2, and with space again the run goes on to the same bytes"
    : "a full disk: skipped: this system lets no test mount a small one (unshare)",
  ignore: !mounts,
  fn: () =>
    inTrainFolder(async (folder) => {
      const options = ["--config", "run.json", "--checkpoint-every", "4"];
      equal((await trainProcess(folder, ...options, "--out", "whole")).code, 0);
      const { success, stderr } = await unshare(
        `cd "$1"; shift
         mkdir disk; mount -t tmpfs -o size=200k none disk
         if "$@" >full.out 2>full.err; then exit 3; else echo $? >full.code; fi
         mount -o remount,size=4m none disk
         "$@" >after.out 2>after.err
         cp -r disk after`,
        folder,
        ...[Deno.execPath(), ...TASK, ...options, "--out", "disk"],
      );
      ok(success, new TextDecoder().decode(stderr));
      const read = (file: string) => Deno.readTextFileSync(`${folder}/${file}`);
      equal(read("full.code").trim(), "2");
      match(
        read("full.err"),
        /^mixlab: \S+: the disk is full; free some space and run the same command again[^\n]*\n$/,
      );
      match(read("after.out"), /going on from step \d+/);
      equal(read("after.err"), "");
      deepEqual(lastingFiles(`${folder}/after`), lastingFiles(`${folder}/whole`));
    }),
});
