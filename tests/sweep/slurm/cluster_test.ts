/** The cluster that the tests of Slurm run on is a real one. */
import { equal, match, notEqual } from "../../assert.ts";
import { Cluster } from "./cluster.ts";
import { needsSlurm } from "./needs_slurm.ts";
import { isGone, until } from "./processes.ts";

needsSlurm(
  "Slurm: three nodes of one machine: what they run, and what dies with what",
  async (t) => {
    const begun = performance.now();
    await using cluster = await Cluster.start();
    console.log(`cluster of 3 nodes up in ${((performance.now() - begun) / 1000).toFixed(2)} s`);
    const { folder } = cluster;

    await t.step("a job runs with the client's environment, which nothing of another cluster enters", async () => {
      const { code, out, err } = await cluster.slurm(
        ...[
          "sbatch",
          "--wait",
          "--parsable",
          "--output",
          `${folder}/hello.out`,
          "--wrap",
          "echo $SLURM_CONF $SLURMD_NODENAME",
        ],
      );
      equal(code, 0, err);
      match(out, /^\d+\n$/);
      match(await Deno.readTextFile(`${folder}/hello.out`), new RegExp(`^${folder}/slurm.conf n[123]\n$`));
    });

    await t.step("a lock that is held on one node is held on all", async () => {
      const lock = `${folder}/lock`, held = `flock ${lock} sh -c 'touch ${folder}/locked; sleep 60'`;
      await cluster.slurm("sbatch", "-w", "n1", "--output", `${folder}/held.out`, "--wrap", held);
      await until("the lock is held", () => there(`${folder}/locked`));
      const asked = [
        "sbatch",
        "--wait",
        "-w",
        "n2",
        "--output",
        `${folder}/asked.out`,
        "--wrap",
        `flock -n ${lock} true`,
      ];
      equal((await cluster.slurm(...asked)).code, 1);
      await cluster.slurm("scancel", "-u", String(Deno.uid()));
      await until("the holder is gone", async () => (await cluster.slurm("squeue", "-h")).out === "");
      equal((await cluster.slurm(...asked)).code, 0);
    });

    await t.step("slurmd dies alone: its job lives", async () => {
      const { pid, node } = await sleeper(cluster);
      await cluster.killSlurmd(node);
      equal(await isGone(pid), false);
      await cluster.restartNode(node);
      equal(await isGone(pid), true);
      await cluster.cancelAll();
    });

    await t.step({
      name: `a node dies: its job dies with it${cluster.nodesDie ? "" : " (skipped: unshare is forbidden)"}`,
      ignore: !cluster.nodesDie,
      fn: async () => {
        const { pid, node } = await sleeper(cluster);
        await cluster.killNode(node);
        equal(await isGone(pid), true);
        await cluster.restartNode(node);
        await cluster.cancelAll();
      },
    });

    await t.step("the controller dies: jobs live, clients fail; it comes back", async () => {
      const { pid } = await sleeper(cluster);
      await cluster.killController();
      notEqual((await cluster.slurm("squeue", "-h")).code, 0);
      equal(await isGone(pid), false);
      cluster.startController();
      await until("it answers", async () => (await cluster.slurm("squeue", "-h")).code === 0);
      await cluster.cancelAll();
      equal(await isGone(pid), true);
    });
  },
);

/** A job that sleeps: its process and its node. */
async function sleeper(cluster: Cluster): Promise<{ readonly pid: number; readonly node: string }> {
  const output = `${cluster.folder}/sleeper.out`;
  equal((await cluster.slurm("sbatch", "--requeue", "--output", output, "--wrap", "exec sleep 1000")).code, 0);
  let found: { pid: number; node: string } | undefined;
  await until("the job runs", async () => {
    for (const node of ["n1", "n2", "n3"]) {
      const process = (await cluster.jobsOf(node)).find(({ line }) => line.join(" ") === "sleep 1000");
      if (process !== undefined) found = { pid: process.pid, node };
    }
    return found !== undefined;
  });
  return found!;
}

function there(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
