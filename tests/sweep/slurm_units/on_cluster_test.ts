/** What of the executor only a real cluster can show, beside tests/sweep/slurm. */
import { deepEqual, equal, match, ok } from "../../assert.ts";
import { Cluster } from "../slurm/cluster.ts";
import { needsSlurm } from "../slurm/needs_slurm.ts";
import { until } from "../slurm/processes.ts";
import { inSweepFolder, TestSweep } from "../slurm/sweeps.ts";

needsSlurm(
  "Slurm: arrays are cut to what a cluster takes, and the rest is submitted when there is place",
  () =>
    inSweepFolder(async (base) => {
      // Three jobs at most, also counting those that ended less than 2 s ago.
      await using cluster = await Cluster.start({ nodes: 2, lines: ["MaxJobCount=3", "MinJobAge=2"] });
      const of = ["--mixtures", `${base}/mixtures.txt`, "--seeds", "0,1", "--steps", "20"];
      const sweep = await TestSweep.plan(base, "full", cluster.env, ...of);
      match((await sweep.run("--runs-per-element", "1")).out, /sbatch takes no more at present/);
      equal(sweep.complete().length, 4);
      const rounds = sweep.rounds();
      ok(rounds.every((elements) => elements.length <= 3), JSON.stringify(rounds));
      // None was submitted twice, and none that sbatch refused has left its round.
      deepEqual(rounds.flat(2).toSorted(), sweep.plan.runs.map(({ key }) => key).toSorted());
    }),
);

needsSlurm(
  "Slurm: odd names of folders, variables of the user's, set-up lines; a worker is sent SIGTERM",
  (t) =>
    inSweepFolder(async (base) => {
      await using cluster = await Cluster.start({ nodes: 2 });
      const of = ["--mixtures", `${base}/mixtures.txt`];
      const short = await TestSweep.plan(base, "short", cluster.env, ...of, "--seeds", "0,1,2", "--steps", "20");
      equal((await short.sweep("run")).code, 0);

      await t.step("folders with blanks, quotes and % are what they are; setup lines run first", async () => {
        const sweep = await short.again(`a  b%A'c"d#e`),
          slurm = { ...cluster.env, SQUEUE_FORMAT: "%i", SQUEUE_STATES: "R" };
        const user = { ...slurm, SBATCH_PARTITION: "nowhere", SLURM_JOB_ID: "7", SLURM_CPUS_PER_TASK: "99" };
        const driver = sweep.begin(user, "--runs-per-element", "6", "--setup", `echo "set up $((1 + 1))"`);
        const { code, out, err } = await driver.ended;
        equal(code, 0, `${out}\n${err}\n${sweep.logs()}`);
        equal(sweep.rounds().length, 1);
        match(sweep.logs(), /\.out:\nset up 2\n/);
        sweep.equals(short);
      });

      await t.step("SIGTERM: the worker saves and its run goes on in another job, which is no attempt", async () => {
        const long = await TestSweep.plan(
          base,
          "long",
          cluster.env,
          ...of,
          "--steps",
          "6000",
          "--checkpoint-every",
          "100000",
        );
        const driver = long.begin("--runs-per-element", "2", "--attempts", "1"), [run] = long.plan.runs;
        await until("it trains", () => long.metrics(run).join() !== "", { every: 50 });
        const { out: job } = await cluster.slurm("squeue", "-h", "-o", "%F", "-t", "RUNNING");
        equal((await cluster.slurm("scancel", "--batch", "--signal=TERM", `${job.trim()}_0`)).code, 0);
        const { code, out, err } = await driver.ended;
        equal(code, 0, `${out}\n${err}\n${long.logs()}`);
        match(out, /FAILED, NonZeroExitCode\): its runs came further; they go on/);
        match(long.logs(), /stopped: interrupted/);
        equal(long.rounds().length, 2);
        const { begun, ended } = long.timing(run);
        deepEqual([begun.length, begun[0], ended], [2, 0, [6000]]);
        ok(begun[1] > 0);
      });
    }),
);
