/** Whatever dies in the middle of a sweep on a real Slurm cluster, it ends with the bytes of one in which nothing did. */
import { deepEqual, equal, match, notEqual, ok } from "../../assert.ts";
import { Cluster } from "./cluster.ts";
import { needsSlurm } from "./needs_slurm.ts";
import { isGone, kill, type Process, until } from "./processes.ts";
import { inSweepFolder, TestSweep } from "./sweeps.ts";

needsSlurm(
  "a Slurm sweep whose driver, workers, nodes or controller die ends as one in which nothing died",
  (t) =>
    inSweepFolder(async (base) => {
      await using cluster = await Cluster.start();
      const { env } = cluster, of = ["--mixtures", `${base}/mixtures.txt`, "--seeds", "0,1", "--steps", "300"];
      // The same runs: how often they are saved does not change them.
      const whole = await TestSweep.plan(base, "whole", env, ...of, "--checkpoint-every", "300");
      equal((await whole.sweep("run")).code, 0);
      const table = await whole.collected();
      const plan = await TestSweep.plan(base, "plan", env, ...of, "--checkpoint-every", "1");
      deepEqual(plan.plan.runs.map(({ key }) => key), whole.plan.runs.map(({ key }) => key));

      const same = async (sweep: TestSweep, options?: { readonly times: number }) => {
        sweep.equals(whole, options);
        equal(await sweep.collected(), table);
      };

      await t.step(
        "the driver is killed right after sbatch, the second in mid-sweep; the third submits nothing",
        async () => {
          const sweep = await plan.again("drivers");
          // An sbatch whose caller dies before it hears the answer.
          const shim = `${base}/shim`, real = (await cluster.slurm("sh", "-c", "command -v sbatch")).out.trim();
          await Deno.mkdir(shim);
          const script = `#!/bin/sh\n${real} "$@"; case " $* " in *" --parsable "*) kill -9 $PPID;; esac\n`;
          await Deno.writeTextFile(`${shim}/sbatch`, script, { mode: 0o755 });
          const first = sweep.begin({ PATH: `${shim}:${env.PATH}` });
          notEqual((await first.ended).code, 0);
          equal(sweep.rounds().length, 1);
          const second = sweep.begin();
          await sweep.underWay(2);
          const beside = await sweep.onCluster();
          equal(beside.code, 2);
          match(beside.err, /another process submits this sweep/);
          await second.kill();
          match((await sweep.run()).out, /in the queue already/);
          equal(sweep.rounds().length, 1);
          await same(sweep);
          for (const run of plan.plan.runs) deepEqual(sweep.timing(run), { begun: [0], ended: [300] });
        },
      );

      await t.step("a worker is killed: its run goes on from its checkpoint in another job", async () => {
        const sweep = await plan.again("worker"), driver = sweep.begin("--runs-per-element", "1");
        await sweep.underWay(2);
        const { node, pid } = await someWorker(cluster);
        kill(pid, "SIGKILL");
        const { code, out, err } = await driver.ended;
        equal(code, 0, `${out}\n${err}`);
        deepEqual(sweep.rounds().map((elements) => elements.length), [4, 1], `${node}: ${out}`);
        equal(resumed(sweep), 1);
        await same(sweep);
      });

      await t.step("cancelled in mid-sweep: workers save; the next call goes on from there", async () => {
        const sweep = await plan.again("cancelled"), driver = sweep.begin("--runs-per-element", "1", "--throttle", "2");
        await sweep.underWay(2);
        await driver.kill();
        const { code, out } = await sweep.sweep("cancel");
        equal(code, 0);
        match(out, /4 elements/);
        await cluster.idle();
        await sweep.run("--runs-per-element", "1");
        ok(resumed(sweep) >= 2);
        await same(sweep);
      });

      await t.step({
        name: `a node dies: its runs go on elsewhere${cluster.nodesDie ? "" : " (skipped: unshare is forbidden)"}`,
        ignore: !cluster.nodesDie,
        fn: async () => {
          const sweep = await plan.again("node"), driver = sweep.begin("--runs-per-element", "1");
          await sweep.underWay(3);
          const { node } = await someWorker(cluster), begun = performance.now();
          await cluster.killNode(node);
          const { code, out, err } = await driver.ended;
          console.log(`whole ${((performance.now() - begun) / 1000).toFixed(1)} s after the death of ${node}`);
          equal(code, 0, `${out}\n${err}`);
          equal(sweep.rounds().length, 1, "Slurm itself runs them again");
          ok(resumed(sweep) >= 1);
          await same(sweep);
          await cluster.restartNode(node);
        },
      });

      await t.step("the controller dies and comes back with a memory that lacks the last seconds", async () => {
        const sweep = await plan.again("controller"),
          driver = sweep.begin("--runs-per-element", "1", "--throttle", "2");
        await sweep.underWay(2);
        await cluster.killController();
        const begun = performance.now();
        await until("two runs end without a controller", () => sweep.complete().length >= 2);
        cluster.startController();
        const { code, out, err } = await driver.ended;
        console.log(`whole ${((performance.now() - begun) / 1000).toFixed(1)} s after the controller's death`);
        equal(code, 0, `${out}\n${err}`);
        await same(sweep);
        await cluster.cancelAll();
      });

      await t.step(
        "only slurmd dies: its tasks live while copies begin elsewhere; one waits, one trains too and ends with the same bytes",
        async () => {
          const sweep = await plan.again("copies"), driver = sweep.begin("--runs-per-element", "1", "--throttle", "2");
          const [seen, unseen] = await sweep.underWay(2, 50), { node } = await someWorker(cluster);
          const workers = (await cluster.jobsOf(node)).filter(isWorker);
          equal(workers.length, 2);
          // Held where they are until the copies run; one's lock is made invisible, as on a disk that knows no locks.
          for (const { pid } of workers) kill(pid, "SIGSTOP");
          await cluster.killSlurmd(node);
          await Deno.remove(`${sweep.at}/runs/${unseen.key}/worker.lock`);
          await until("a copy waits", () => sweep.logs().includes(`${seen.key}: another process trains this run`));
          await until("a copy trains", () => sweep.timing(unseen).begun.length === 2);
          await driver.kill(); // it would cancel what trains a run that has a result
          for (const { pid } of workers) {
            equal(await isGone(pid), false);
            kill(pid, "SIGCONT");
          }
          await until("both copies have ended", () => sweep.timing(unseen).ended.length === 2);
          await sweep.run("--runs-per-element", "1");
          deepEqual(sweep.timing(seen), { begun: [0], ended: [300] });
          deepEqual(sweep.timing(unseen), { begun: [0, 0], ended: [300, 300] });
          const [first, second] = sweep.metrics(unseen);
          equal(first, second);
          await same(sweep, { times: 2 });
          await cluster.restartNode(node);
        },
      );
    }),
);

/** Whether a process is a worker. */
function isWorker({ line }: Process): boolean {
  return line.includes("worker") && line.includes("--element");
}

/** A worker that trains, and its node. */
async function someWorker(cluster: Cluster): Promise<{ readonly node: string; readonly pid: number }> {
  for (const node of ["n1", "n2", "n3"]) {
    const worker = (await cluster.jobsOf(node)).find(isWorker);
    if (worker !== undefined) return { node, pid: worker.pid };
  }
  throw new Error("no worker runs");
}

/** How many runs went on from a checkpoint. */
function resumed(sweep: TestSweep): number {
  return sweep.plan.runs.filter((run) => sweep.timing(run).begun.some((step) => step > 0)).length;
}
