/** A thousand runs in the queue of a real Slurm cluster. */
import { deepEqual, equal, ok } from "../../assert.ts";
import { Cluster } from "./cluster.ts";
import { needsSlurm } from "./needs_slurm.ts";
import { inSweepFolder, TestSweep } from "./sweeps.ts";

needsSlurm(
  "1,000 runs are planned in less than 2 s, submitted as arrays within Slurm's limit; status of them takes less than 1 s",
  () =>
    inSweepFolder(async (base) => {
      // Indices below 301. Jobs are queued and do not run.
      await using cluster = await Cluster.start({ nodes: 1, lines: ["MaxArraySize=301"] });
      equal((await cluster.slurm("scontrol", "update", "partitionname=test", "state=down")).code, 0);
      const shares = Array.from({ length: 1000 }, (_, n) => `${(n + 1) / 1001},${(1000 - n) / 1001}\n`);
      await Deno.writeTextFile(`${base}/thousand.txt`, shares.join(""));
      const timed = async <T>(work: () => Promise<T>) => {
        const begun = performance.now(), value = await work();
        return { value, seconds: (performance.now() - begun) / 1000 };
      };
      const planned = await timed(() =>
        TestSweep.plan(base, "many", cluster.env, "--mixtures", `${base}/thousand.txt`, "--steps", "60")
      );
      const sweep = planned.value;
      const submitted = await timed(() => sweep.onCluster("--detach", "--runs-per-element", "1"));
      equal(submitted.value.code, 0, submitted.value.err);
      deepEqual(sweep.rounds().map((elements) => elements.length), [301, 301, 301, 97]);
      deepEqual(sweep.rounds().flat(2), sweep.plan.runs.map(({ key }) => key));
      const queue = async () => (await cluster.slurm("squeue", "-h", "-r", "-o", "%K %T")).out.split("\n").slice(0, -1);
      equal((await queue()).filter((line) => line.endsWith(" PENDING")).length, 1000);

      const again = await sweep.onCluster("--detach", "--runs-per-element", "1");
      equal(again.code, 0, again.err);
      equal((await queue()).length, 1000, "nothing is submitted twice");

      // The least of three: other processes of the machine take their time too.
      const times: number[] = [];
      for (let n = 0; n < 3; n++) {
        const { value, seconds } = await timed(() => sweep.status());
        equal(value.runs, 1000);
        times.push(seconds);
      }
      const least = Math.min(...times), cancelled = await timed(() => sweep.sweep("cancel"));
      console.log(
        `1,000 runs: planned in ${planned.seconds.toFixed(1)} s, submitted in ${submitted.seconds.toFixed(1)} s as ` +
          `${sweep.rounds().length} arrays, status in ${least.toFixed(2)} s, cancelled in ${
            cancelled.seconds.toFixed(1)
          } s`,
      );
      ok(planned.seconds < 2, `planned in ${planned.seconds} s`);
      ok(least < 1, `status: ${times.join(", ")} s`);
      equal(cancelled.value.code, 0, cancelled.value.err);
      deepEqual(await queue(), []);
    }),
);
