/** kill -9 of the command itself, with the native engine, at 50 random moments of runs with checkpoints. */
import { deepEqual, equal, ok } from "../../assert.ts";
import { killAtRandom } from "../../train/kill.ts";
import { lastingFiles } from "../../train/mini_training.ts";
import { inTrainFolder, TASK, trainProcess } from "./process.ts";

const STEPS = 900, EVERY = 6;

Deno.test("killed (SIGKILL) 50 times, runs end with the bytes of one that was never stopped: model, moments, metrics", () =>
  inTrainFolder(async (folder) => {
    const args = (out: string) => [
      ...["--config", `${folder}/run.json`, "--corpus", `${folder}/corpus`, "--out", `${folder}/${out}`],
      ...["--steps", `${STEPS}`, "--checkpoint-every", `${EVERY}`, "--eval-every", "90", "--threads", "2"],
    ];
    const { code, err } = await trainProcess(folder, ...args("whole"));
    equal(code, 0, err);
    const whole = lastingFiles(`${folder}/whole`), reached = new Set<string>();
    const names = Object.keys(whole).map((path) => path.split("/").at(-1));
    for (const name of ["model.safetensors", "optimizer.safetensors", "metrics.jsonl", "result.json"]) {
      ok(names.includes(name), `${name} among ${names}`);
    }
    let most = 0;
    const { kills } = await killAtRandom({
      args: (run) => [...TASK, ...args(`${run}`)],
      kills: 50,
      longest: 500,
      begins: "native: ", // the engine is open: what is left is compiling, evaluating, training
      seed: 7,
      afterKill: (run) => void reached.add(stepsIn(`${folder}/${run}`).join()),
      completed(run, kills) {
        most = Math.max(most, kills);
        deepEqual(lastingFiles(`${folder}/${run}`), whole, `run ${run}, killed ${kills} times`);
      },
    });
    equal(kills, 50);
    ok(most >= 2, `at most ${most} kills of one run`);
    ok(reached.size >= 10, `checkpoints at the kills: ${[...reached].join("; ")}`);
  }));

/** The checkpoints that a killed run has. */
function stepsIn(out: string): string[] {
  for (const { name } of Deno.readDirSync(out)) {
    return Array.from(Deno.readDirSync(`${out}/${name}/attempts/0001/checkpoints`), (entry) => entry.name).sort();
  }
  return [];
}
