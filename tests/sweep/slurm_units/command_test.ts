/** Slurm's commands as processes, and what their words mean. */
import { slurm, slurmEnvironment } from "../../../lib/sweep/slurm/command.ts";
import { refusal } from "../../../lib/sweep/slurm/submit_round.ts";
import { deepEqual, equal, match, ok, rejects } from "../../assert.ts";

Deno.test("variables that change what Slurm prints or submits do not reach its commands", () => {
  deepEqual(
    slurmEnvironment({
      ...{ PATH: "/bin", SLURM_CONF: "/etc/slurm.conf", DENO_DIR: "/deno", LC_ALL: "de_DE.UTF-8" },
      ...{ SQUEUE_FORMAT: "%i", SQUEUE_STATES: "R", SBATCH_PARTITION: "x", SACCT_FORMAT: "x", SCANCEL_NAME: "x" },
      // Those of the job that this process may itself be in.
      ...{ SLURM_JOB_ID: "1", SLURM_ARRAY_TASK_ID: "2", SLURM_CPUS_PER_TASK: "3", SLURM_MEM_PER_NODE: "4" },
    }),
    { PATH: "/bin", SLURM_CONF: "/etc/slurm.conf", DENO_DIR: "/deno", LC_ALL: "C" },
  );
});

Deno.test("a command that is not there is said", async () => {
  await rejects(slurm("no-such-squeue", [], 5), /no-such-squeue is not on PATH; wanted Slurm's commands/);
});

Deno.test("how a command ended", async () => {
  deepEqual(await slurm("sh", ["-c", "echo a; echo b >&2; exit 3"], 10), {
    ...{ ok: false, out: "a\n", err: "b", stopped: false },
  });
  const begun = performance.now(), late = await slurm("sleep", ["30"], 0.2);
  ok(performance.now() - begun < 10_000);
  deepEqual(late, { ok: false, out: "", err: "sleep has not answered in 0.2 s", stopped: true });
  // Stopped at words after which it would only try again by itself.
  const again = ["-c", "echo no place, trying again >&2; exec sleep 30"],
    hopeless = await slurm("sh", again, 20, /no place/);
  ok(performance.now() - begun < 15_000);
  deepEqual(hopeless, { ok: false, out: "", err: "no place, trying again", stopped: true });
  match((await slurm("sh", ["-c", "echo $LC_ALL"], 10)).out, /^C\n$/);
});

Deno.test("what sbatch refuses for good, for now, and for being too much", () => {
  // Recorded from Slurm 22.05.8, but for the limits of an account, which are out of its source's list of errors.
  const is = (words: string, as: ReturnType<typeof refusal>) => equal(refusal(words), as, words);
  is(
    "sbatch: error: invalid partition specified: nowhere\nallocation failure: Invalid partition name specified",
    "refused",
  );
  is("allocation failure: Requested node configuration is not available", "refused");
  is("allocation failure: Invalid license specification", "refused");
  is("sbatch: error: Batch job submission failed: Required partition not available (inactive or drain)", "refused");
  is("sbatch: error: Batch job submission failed: Invalid job array specification", "full");
  is(
    "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS " +
      "policy (job submit limit, user's size and/or time limits)",
    "full",
  );
  is("allocation failure: Resource temporarily unavailable", "full"); // --test-only beyond MaxJobCount
  is("sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying", "full");
  is("sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)", "unsure");
  is("sbatch: error: Batch job submission failed: Socket timed out on send/recv operation", "unsure");
});
