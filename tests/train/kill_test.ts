import { deepEqual, equal, ok, rejects } from "../assert.ts";
import { inFolder } from "../corpus/build_fixture.ts";
import { killAtRandom } from "./kill.ts";
import { lastingFiles, miniTraining, stepIn } from "./mini_training.ts";

const MINI = { steps: 60, every: 3 };
const CHILD = ["run", "--no-prompt", "-c", "deno.train.json", "--allow-read", "--allow-write"].concat(
  new URL("kill_child.ts", import.meta.url).pathname,
);

Deno.test("a training killed (SIGKILL) at 50 random moments ends with the bytes of one that was never stopped", () =>
  inFolder(async (folder) => {
    miniTraining(`${folder}/whole`, MINI);
    const whole = lastingFiles(`${folder}/whole`), reached = new Set<number>();
    let most = 0;
    const { kills } = await killAtRandom({
      args: (run) => [...CHILD, `${folder}/${run}`, String(MINI.steps), String(MINI.every)],
      kills: 50,
      longest: 120,
      begins: "step",
      seed: 1,
      afterKill: (run) => void reached.add(stepIn(`${folder}/${run}`, MINI)),
      completed(run, kills) {
        most = Math.max(most, kills);
        deepEqual(lastingFiles(`${folder}/${run}`), whole, `run ${run}, killed ${kills} times`);
      },
    });
    equal(kills, 50);
    ok(most >= 2, `at most ${most} kills of one run`);
    ok(reached.size >= 8, `checkpoints at the kills: ${[...reached].join()}`);
  }));

Deno.test("the harness tells of a process that fails, and of kills that come too late", async () => {
  const failing = { kills: 1, longest: 5000, seed: 0, completed: () => {} };
  await rejects(
    killAtRandom({ ...failing, args: () => ["eval", "console.error('broken'); Deno.exit(3)"] }),
    /run 0, after 0 kills, ended with code 3: broken/,
  );
  const late = { ...failing, begins: "never said", args: () => ["eval", "0"] };
  await rejects(killAtRandom(late), /2 runs completed unharmed: give a shorter life/);
});
