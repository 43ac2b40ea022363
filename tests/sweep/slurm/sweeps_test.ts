/** Sweeps on a real Slurm cluster, of which nothing dies: they end as on this machine alone. */
import { deepEqual, equal, match, notEqual, ok } from "../../assert.ts";
import { Cluster } from "./cluster.ts";
import { needsSlurm } from "./needs_slurm.ts";
import { until } from "./processes.ts";
import { inSweepFolder, TestSweep } from "./sweeps.ts";

needsSlurm(
  "sweep run --executor slurm: arrays, refusals, failures, parents and children, detached",
  (t) =>
    inSweepFolder(async (base) => {
      await using cluster = await Cluster.start();
      const { env } = cluster, of = ["--mixtures", `${base}/mixtures.txt`, "--steps", "60"];
      const local = await TestSweep.plan(base, "local", env, ...of, "--seeds", "0,1");
      equal((await local.sweep("run")).code, 0);

      await t.step("%2: never more than two at once; the table is that of a local sweep", async () => {
        // In a folder whose name has all that shells and Slurm (%A) would read otherwise.
        const sweep = await local.again(`plain 100%A o'clock "q" $HOME`);
        await sweep.run("--partition", "test", "--throttle", "2", "--runs-per-element", "1");
        deepEqual(sweep.rounds().map((elements) => elements.map((keys) => keys.length)), [[1, 1, 1, 1]]);
        ok(sweep.mostAtOnce() <= 2, `${sweep.mostAtOnce()} at once`);
        sweep.equals(local);
        equal(await sweep.collected(), await local.collected());
      });

      await t.step("several runs an element; what is complete is not submitted again", async () => {
        const sweep = await local.again("grouped");
        equal((await sweep.sweep("worker", "2")).code, 0);
        await sweep.run("--runs-per-element", "2");
        deepEqual(sweep.rounds().map((elements) => elements.map((keys) => keys.length)), [[2, 1]]);
        sweep.equals(local);
        await sweep.run();
        equal(sweep.rounds().length, 1);
      });

      await t.step("a run that fails is told with state, reason and log; a second call makes it alone", async () => {
        const sweep = await local.again("failing"), [, { key }] = sweep.plan.runs;
        await Deno.mkdir(`${sweep.at}/runs`);
        await Deno.writeTextFile(`${sweep.at}/runs/${key}`, "in the way of its directory");
        const { code, out, err } = await sweep.onCluster("--runs-per-element", "2", "--attempts", "2");
        equal(code, 1, `${out}\n${err}`);
        equal(sweep.complete().length, 3);
        const { state, reason, log } = sweep.failure({ key });
        equal(state, "FAILED");
        match(reason, new RegExp(key));
        match(await Deno.readTextFile(log!), new RegExp(`failed: .*${key}`));
        match(`${out}${err}`, new RegExp(`FAILED.*${log}`));
        deepEqual(sweep.rounds().slice(1), [[[key]]], "it was tried again alone");
        await Deno.remove(`${sweep.at}/runs/${key}`);
        await sweep.run();
        deepEqual(sweep.rounds().slice(2), [[[key]]]);
        sweep.equals(local);
        deepEqual(sweep.failure({ key }), {});
      });

      await t.step(
        "what no node can give is told, not awaited; a bad partition is refused in sbatch's words",
        async () => {
          const sweep = await local.again("impossible");
          const impossible = await sweep.onCluster("--cpus-per-task", "64");
          notEqual(impossible.code, 0);
          match(`${impossible.out}${impossible.err}`, /PartitionConfig|node configuration is not available/);
          equal((await cluster.slurm("squeue", "-h")).out, "", "nothing waits for ever");
          const refused = await sweep.onCluster("--partition", "nowhere");
          notEqual(refused.code, 0);
          match(refused.err, /invalid partition specified: nowhere/);
          deepEqual(sweep.complete(), []);
        },
      );

      const segments = ["--break-at", "20,40", "--child-steps", "10"];
      const family = await TestSweep.plan(base, "family", env, ...of, ...segments);
      equal((await family.sweep("run")).code, 0);

      await t.step("parents before their children", async () => {
        const sweep = await family.again("family-slurm");
        await sweep.run("--runs-per-element", "2");
        sweep.equals(family);
      });

      await t.step("detached: returns at once; status from another process; collected when all is there", async () => {
        const sweep = await family.again("family-detached");
        const { code, out } = await sweep.onCluster("--detach", "--runs-per-element", "2", "--throttle", "4");
        equal(code, 0);
        ok(sweep.complete().length < sweep.plan.runs.length, "it did not wait");
        const early = await sweep.status();
        ok(early.counts.complete < sweep.plan.runs.length);

        await until(out, async () => (await sweep.status()).counts.complete === sweep.plan.runs.length, {
          every: 1000,
        });
        const rounds = sweep.rounds().length;
        await sweep.run(); // the same line without --detach: nothing is missing
        equal(sweep.rounds().length, rounds);
        sweep.equals(family);
        equal(await sweep.collected(), await family.collected());
      });
    }),
);
