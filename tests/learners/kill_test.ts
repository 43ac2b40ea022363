/** kill -9 of runs of methods, with the native engine, at random moments: start, steps, rounds, evaluations, saving. */
import { deepEqual, equal, ok } from "../assert.ts";
import { inTrainFolder } from "../cli/train/process.ts";
import { killAtRandom } from "../train/kill.ts";
import { lastingFiles } from "../train/mini_training.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

for (
  const [rule, kills, longest] of [["fixed", 12, 500], ["doremi", 14, 700], ["doge", 14, 700], [
    "aioli",
    14,
    600,
  ]] as const
) {
  Deno.test(`${rule}: killed (SIGKILL) ${kills} times, runs end with the bytes of ones that were never stopped`, () =>
    inTrainFolder(async (folder) => {
      const args = (out: string) => [
        ...["run", "-c", `${ROOT}deno.train.json`, "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
        ...["--allow-sys", "--allow-ffi", `${ROOT}tests/learners/kill_child.ts`, folder, `${folder}/${out}`, rule],
      ];
      const { code, stderr } = await new Deno.Command(Deno.execPath(), { args: args("whole") }).output();
      equal(code, 0, new TextDecoder().decode(stderr));
      const whole = lastingFiles(`${folder}/whole`), names = Object.keys(whole).map((path) => path.split("/").at(-1));
      for (const name of ["model.safetensors", "optimizer.safetensors", "metrics.jsonl", "result.json", "state.json"]) {
        ok(names.includes(name), `${name} among ${names}`);
      }
      let most = 0;
      await killAtRandom({
        ...{ args: (run) => args(`${run}`), kills, longest, seed: 11 },
        begins: `${rule}: `, // the environment is there, and a reference: what is left is compiling, evaluating, training
        completed(run, kills) {
          most = Math.max(most, kills);
          deepEqual(lastingFiles(`${folder}/${run}`), whole, `run ${run}, killed ${kills} times`);
        },
      });
      ok(most >= 2, `at most ${most} kills of one run`);
    }));
}
