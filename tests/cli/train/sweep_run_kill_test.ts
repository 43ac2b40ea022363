/** Drivers and workers of real sweeps are killed, and doubled: what is left must be as if nothing had happened. */
import { deepEqual, equal, match, ok } from "../../assert.ts";
import { random } from "../../../lib/numerics/random.ts";
import { killAtRandom } from "../../train/kill.ts";
import { lastingFiles } from "../../train/mini_training.ts";
import { endOf, inSweepFolder, planIn, startSweep, SWEEP, sweep, sweepText } from "./sweep_run_process.ts";

/** A parent/child sweep: two parents, each gone on from under two mixtures. */
const PLAN = [
  ...["plan", "--config", "sweep.json", "--design", "lattice", "--parts", "3", "--steps", "800", "--no-measure"],
  ...["--break-at", "500", "--child-steps", "150"],
];

Deno.test({
  name:
    "drivers and workers are killed (SIGKILL), two drivers work on one sweep: every run ends with the bytes of an " +
    "undisturbed sweep, and none was trained to its end twice",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inSweepFolder(async (folder) => {
      const make = async (name: string) => {
        const out = `${folder}/${name}`,
          places = ["--corpus", `${folder}/corpus`, "--out", out, "--runs-in", `${out}-runs`];
        await sweepText(folder, ...PLAN, ...places);
        Deno.mkdirSync(`${out}-runs`);
        return out;
      };
      const whole = await make("whole"), bytesOf = (sweep: string) => runFiles(`${sweep}-runs`);
      await sweepText(folder, "run", whole);
      const undisturbed = bytesOf(whole), { runs } = planIn(whole);
      equal(runs.length, 6);
      for (const { key } of runs) ok(`${key}/result.json` in undisturbed, Object.keys(undisturbed).join());
      deepEqual(endsIn(`${whole}-runs`), Array(6).fill(1));
      const same = (sweep: string) => {
        deepEqual(bytesOf(sweep), undisturbed);
        ok(endsIn(`${sweep}-runs`).every((ends) => ends <= 1), `ends: ${endsIn(`${sweep}-runs`)}`);
        deepEqual(failures(sweep), []);
      };

      // Drivers, the last one left in peace. Workers of the dead save checkpoints, on their leash.
      const killed = await make("killed");
      const { kills } = await killAtRandom({
        args: () => [...SWEEP, "run", killed],
        ...{ kills: 3, longest: 1500, begins: "to be made", seed: 5 },
        completed: () => {},
      });
      equal(kills, 3);
      same(killed);
      const logs = runs.map(({ key }: { key: string }) => textOf(`${killed}/log/${key}.log`)).join("");
      match(logs, /stopped: the executor is gone/);

      // Workers at random moments, while their driver lives.
      const shot = await make("shot"),
        driver = startSweep(folder, "run", shot, "--attempts", "99"),
        ended = endOf(driver);
      const hits = await shootWorkers(driver.pid, ended);
      const { code, err, out } = await ended;
      equal(code, 0, err + out);
      // One that has just published its result is not lost.
      const again = out.split("; it is tried again").length - 1;
      ok(again >= 2 && again <= hits, `${hits} workers killed: ${out}`);
      match(out, /killed: its worker was ended by SIGKILL.*\/log\/[0-9a-f]{12}\.log/);
      same(shot);

      // Two drivers at once; one of them is asked to stop.
      const shared = await make("shared"),
        first = startSweep(folder, "run", shared),
        second = sweep(folder, "run", shared);
      await firstResult(`${shared}-runs`);
      first.kill("SIGTERM");
      const [stopped, { code: through, out: said }] = await Promise.all([endOf(first), second]);
      equal(stopped.code, 130, stopped.out + stopped.err);
      match(stopped.err, /interrupted: the workers save checkpoints/);
      match(stopped.out, /of 6 complete, \d of them now; interrupted: the same command goes on from here\n$/);
      equal(through, 0, said);
      match(said, /6 of 6 complete/);
      same(shared);
    }),
});

/** Processes that a driver has started and that are workers. */
async function workersOf(driver: number): Promise<number[]> {
  const script = "for p in $(cat /proc/$0/task/*/children); do grep -q worker /proc/$p/cmdline && echo $p; done";
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script, `${driver}`], stderr: "null" }).output();
  return new TextDecoder().decode(stdout).split("\n").filter(Boolean).map(Number);
}

/** Waits until a run is complete. */
async function firstResult(runs: string): Promise<void> {
  while (!Array.from(Deno.readDirSync(runs), ({ name }) => textOf(`${runs}/${name}/result.json`)).some(Boolean)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** All that runs leave but who held them, and when. */
function runFiles(runs: string): Record<string, string> {
  return Object.fromEntries(Object.entries(lastingFiles(runs)).filter(([path]) => !path.endsWith("/worker.lock")));
}

/** Kills a worker of a driver now and then until it ends; returns how many. */
async function shootWorkers(driver: number, ended: Promise<unknown>): Promise<number> {
  const rng = random(3);
  let hits = 0, going = true;
  void ended.then(() => going = false);
  while (going && hits < 8) {
    await new Promise((resolve) => setTimeout(resolve, 300 + 900 * rng.uniform()));
    const workers = await workersOf(driver);
    if (workers.length === 0) continue;
    try {
      Deno.kill(workers[rng.below(workers.length)], "SIGKILL");
      hits++;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // it has ended by itself in this moment
    }
  }
  return hits;
}

/**
 * How often each run was trained to its end. One that was killed when its last checkpoint was saved, and not yet its result,
 * is only evaluated again.
 */
function endsIn(runs: string): number[] {
  return Array.from(Deno.readDirSync(runs), ({ name: run }) => {
    let ends = 0;
    for (const { name: id } of Deno.readDirSync(`${runs}/${run}/attempts`)) {
      let from = NaN;
      for (const line of textOf(`${runs}/${run}/attempts/${id}/timing.jsonl`).split("\n").filter(Boolean)) {
        const { begun, ended, step } = JSON.parse(line);
        if (begun !== undefined) from = step;
        if (ended !== undefined && step > from) ends++;
      }
    }
    return ends;
  });
}

function failures(sweep: string): string[] {
  try {
    return Array.from(Deno.readDirSync(`${sweep}/failed`), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
