/**
 * How rounds are cut where a cluster takes less than is asked for. The sbatch of these tests is a script that refuses
 * arrays in the words of Slurm's; the real one is in tests/sweep/slurm.
 */
import type { SweepJob } from "../../../lib/sweep/executor.ts";
import { detachSweep } from "../../../lib/sweep/slurm/detach.ts";
import { Submitter } from "../../../lib/sweep/slurm/submitter.ts";
import { readRounds } from "../../../lib/sweep/slurm/rounds.ts";
import { deepEqual, equal, match, ok, rejects } from "../../assert.ts";

/** Takes arrays of so many elements, in all so many of them; then says `words`. */
function sbatch({ most, inAll, words }: { most: number; inAll: number; words: string }): string {
  return `#!/bin/bash
here=$(dirname "$0")
n=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\).*/\\1/p' "\${@: -1}"); n=$((n + 1))
case " $* " in *" --test-only "*) echo "sbatch: Job 1 to start" >&2; exit 0;; esac
taken=$(cat "$here/taken" 2>/dev/null || echo 0)
if [ $n -gt ${most} ] || [ $((taken + n)) -gt ${inAll} ]; then echo "${words}" >&2; exit 1; fi
echo $((taken + n)) > "$here/taken"
echo "$*" >> "$here/lines"
echo $((100 + taken))
`;
}

async function withSbatch(
  script: string,
  test: (job: SweepJob, bin: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mixlab-submitter-" }), path = Deno.env.get("PATH")!;
  try {
    for (const name of ["bin", "sweep"]) await Deno.mkdir(`${folder}/${name}`);
    await Deno.writeTextFile(`${folder}/sweep/plan.json`, "{}");
    await Deno.writeTextFile(`${folder}/bin/sbatch`, script, { mode: 0o755 });
    const config = "#!/bin/sh\necho 'MaxArraySize            = 100'\n";
    await Deno.writeTextFile(`${folder}/bin/scontrol`, config, { mode: 0o755 });
    Deno.env.set("PATH", `${folder}/bin:${path}`);
    const plan = { settings: {}, runs: [] } as unknown as SweepJob["plan"];
    await test({ plan, folder: `${folder}/sweep`, worker: ["worker"], say: () => {} }, `${folder}/bin`);
  } finally {
    Deno.env.set("PATH", path);
    await Deno.remove(folder, { recursive: true });
  }
}

const ELEMENTS = Array.from({ length: 250 }, (_, n) => [`r${n}`]);
const LIMIT = "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates " +
  "accounting/QOS policy (job submit limit, user's size and/or time limits)";

Deno.test("arrays stay within MaxArraySize", async () => {
  await withSbatch(sbatch({ most: 1000, inAll: 1000, words: LIMIT }), async (job) => {
    const { rounds, left, why } = await (await Submitter.open(job, {})).submit(ELEMENTS);
    deepEqual(rounds.map(({ round }) => round.elements.length), [100, 100, 50]);
    deepEqual(rounds.flatMap(({ round }) => round.elements), ELEMENTS);
    deepEqual([left, why], [0, undefined]);
    deepEqual(readRounds(job.folder), rounds.map(({ round }) => round));
  });
});

Deno.test("an array that is refused for its size is halved, and leaves no trace", async () => {
  await withSbatch(sbatch({ most: 30, inAll: 1000, words: LIMIT }), async (job) => {
    const { rounds, left } = await (await Submitter.open(job, {})).submit(ELEMENTS);
    equal(left, 0);
    deepEqual(rounds.flatMap(({ round }) => round.elements), ELEMENTS);
    ok(rounds.every(({ round, job }) => round.elements.length <= 30 && job !== undefined));
    deepEqual(readRounds(job.folder), rounds.map(({ round }) => round));
  });
});

Deno.test("where no more is taken the rest is left for later", async () => {
  await withSbatch(sbatch({ most: 1000, inAll: 70, words: LIMIT }), async (job, bin) => {
    const submitter = await Submitter.open(job, {}), { rounds, left, why } = await submitter.submit(ELEMENTS);
    equal(rounds.reduce((sum, { round }) => sum + round.elements.length, 0), 70);
    equal(left, 180);
    match(why!, /AssocMaxSubmitJobLimit/);
    await Deno.writeTextFile(`${bin}/taken`, "0");
    equal((await submitter.submit(ELEMENTS.slice(70, 140))).left, 0);
  });
});

Deno.test("a throttle is shared by arrays: the room of the first is not there for the next", async () => {
  await withSbatch(sbatch({ most: 1000, inAll: 1000, words: LIMIT }), async (job) => {
    const submitter = await Submitter.open(job, {});
    const { rounds, left } = await submitter.submit(ELEMENTS, { room: 130 });
    deepEqual(rounds.map(({ round }) => [round.elements.length, round.throttle]), [[100, 130], [100, 30]]);
    equal(left, 50);
  });
});

Deno.test("one after the other: each array waits for the one before", async () => {
  await withSbatch(sbatch({ most: 1000, inAll: 1000, words: LIMIT }), async (job, bin) => {
    const submitter = await Submitter.open(job, {});
    await submitter.submit(ELEMENTS, { room: 5, serial: true, after: ["7", "8"] });
    const lines = (await Deno.readTextFile(`${bin}/lines`)).trim().split("\n");
    deepEqual(lines.map((line) => /--dependency=(\S+)/.exec(line)?.[1]), [
      ...["afterany:7:8", "afterany:100", "afterany:200"],
    ]);
  });
});

Deno.test("CPUs of an element: the plan's threads, and as many as there are cores here where a plan means all", async () => {
  const cpus = async (...learners: Record<string, unknown>[]) => {
    let script = "";
    await withSbatch(sbatch({ most: 1000, inAll: 1000, words: LIMIT }), async (plain) => {
      const plan = { settings: {}, runs: learners.map((learner) => ({ learner })) } as unknown as SweepJob["plan"];
      await (await Submitter.open({ ...plain, plan }, {})).submit([["a"]]);
      script = await Deno.readTextFile(`${plain.folder}/slurm/001/job.sh`);
    });
    return Number(/--cpus-per-task=(\d+)/.exec(script)?.[1]);
  };
  deepEqual([await cpus({ threads: 1 }, { threads: 3 }), await cpus({ backend: "webgpu" })], [3, 1]);
  equal(await cpus({}), navigator.hardwareConcurrency);
});

Deno.test("detached: only children of queued parents wait for the queue; with a throttle all do", async () => {
  const dependencies = async (options: { readonly throttle?: number }) => {
    let lines: string[] = [];
    await withSbatch(sbatch({ most: 1000, inAll: 1000, words: LIMIT }), async (plain, bin) => {
      const runs = [["a"], ["a1", "a"], ["b"], ["b1", "b"], ["c"]].map(([key, parent]) => ({ key, parent }));
      const job = { ...plain, plan: { ...plain.plan, runs, runsIn: plain.folder } as unknown as SweepJob["plan"] };
      const name = "mixlab-0123456789ab.000", waiting = new Set(["a", "c"]);
      const row = { name, state: "RUNNING", reason: "None", node: "n1" };
      await detachSweep({
        ...{ job, options, perElement: 1, waiting, submitter: await Submitter.open(job, options) },
        rounds: [{ id: "000", name, elements: [["a"]] }, { id: "000", name: `${name}0`, elements: [["c"]] }],
        rows: [{ ...row, job: "7", element: 0 }, { ...row, name: `${name}0`, job: "8", element: 0 }],
      });
      lines = (await Deno.readTextFile(`${bin}/lines`)).trim().split("\n");
    });
    return lines.map((line) => /--dependency=(\S+)/.exec(line)?.[1]);
  };
  deepEqual(await dependencies({}), [undefined, "afterany:7", "afterany:100:101"]); // b, a1, b1
  deepEqual(await dependencies({ throttle: 2 }), ["afterany:7:8", "afterany:100"]); // a1 and b, b1
});

Deno.test("a refusal for good is thrown in sbatch's words; no answer leaves the round to the queue", async () => {
  const words = "sbatch: error: Batch job submission failed: Invalid account";
  await withSbatch(sbatch({ most: 0, inAll: 0, words }), async (job) => {
    await rejects((await Submitter.open(job, {})).submit(ELEMENTS), /sbatch refuses the job: .*Invalid account/);
    deepEqual(readRounds(job.folder), []);
  });
  const silence = "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation";
  await withSbatch(sbatch({ most: 0, inAll: 0, words: silence }), async (job) => {
    const { rounds, left, why } = await (await Submitter.open(job, {})).submit(ELEMENTS);
    deepEqual(rounds.map(({ job }) => job), [undefined]);
    deepEqual([left, readRounds(job.folder).length], [150, 1]);
    match(why!, /Socket timed out/);
  });
});
