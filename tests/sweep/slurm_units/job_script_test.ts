/** The text of a round's script. */
import fc from "fast-check";
import { cachedOnly, jobScript, type ScriptParts } from "../../../lib/sweep/slurm/job_script.ts";
import { logFolder, sbatchLine, shellWord } from "../../../lib/sweep/slurm/script_words.ts";
import { deepEqual, equal, match, throws } from "../../assert.ts";

const PARTS: ScriptParts = {
  round: {
    ...{ id: "003", name: "mixlab-0123456789ab.003", elements: [["000000000001", "000000000002"], ["000000000003"]] },
    throttle: 1,
  },
  ...{ folder: "/data/my sweeps/50%", cwd: "/home/me/it's", worker: ["/bin/deno", "run", "sweep.ts", "worker"] },
  ...{ threads: 2, denoDir: "/data/deno" },
  options: {
    sbatch: { partition: "short,long", time: "1-12", constraint: "[rack1|rack2]&ssd" },
    lines: ["--licenses=fast"],
    setup: ["module load deno", 'export SCRATCH="$TMPDIR"'],
  },
};

Deno.test("the script of a round", () => {
  equal(
    jobScript(PARTS),
    `#!/bin/bash
# Round 003 of a sweep of Mixlab: 3 runs in 2 elements, which tasks.json beside this lists.
#SBATCH --job-name=mixlab-0123456789ab.003
#SBATCH --array=0-1%1
#SBATCH --output="/data/my sweeps/50%%/slurm/003/%A_%a.out"
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --chdir="/home/me/it's"
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --partition=short,long
#SBATCH --time=1-12
#SBATCH --constraint=[rack1|rack2]&ssd
#SBATCH --licenses=fast

export DENO_DIR=/data/deno
module load deno
export SCRATCH="$TMPDIR"
exec /bin/deno run sweep.ts worker '/data/my sweeps/50%' --round 003 --element "$SLURM_ARRAY_TASK_ID" \\
  --log '/data/my sweeps/50%/slurm/003'/"$SLURM_ARRAY_JOB_ID"_"$SLURM_ARRAY_TASK_ID".out
`,
  );
});

Deno.test("what is not asked for is not in the script; CPUs may be", () => {
  const { throttle: _, ...round } = PARTS.round, { denoDir: __, ...parts } = PARTS;
  const text = jobScript({ ...parts, round, options: { sbatch: { "cpus-per-task": "8" } } });
  match(text, /\n#SBATCH --array=0-1\n/);
  match(text, /\n#SBATCH --cpus-per-task=8\n\nexec /);
});

Deno.test("a shell reads a word as it was meant", async () => {
  const words = fc.sample(fc.string({ unit: "binary", minLength: 1 }).filter((word) => !word.includes("\0")), {
    ...{ seed: 7, numRuns: 200 },
  });
  words.push("it's", "$HOME", "`id`", "a b", "*", "~", "\\", "\n", "-n", "#", "!x", "a\tb", "%A");
  const wanted = words.map((word) => new TextDecoder().decode(new TextEncoder().encode(word))).join("\x01") + "\x01";
  const script = `printf '%s\\001' ${words.map(shellWord).join(" ")}`;
  const { stdout } = await new Deno.Command("bash", { args: ["-c", script] }).output();
  equal(new TextDecoder().decode(stdout), wanted);
});

Deno.test("values of sbatch's options are quoted where it would cut them", () => {
  equal(sbatchLine("gres", "gpu:a100:1"), "#SBATCH --gres=gpu:a100:1");
  equal(sbatchLine("comment", 'a "b" # \\'), '#SBATCH --comment="a \\"b\\" # \\\\"');
  equal(logFolder("/a%Ab"), "/a%%Ab");
  throws(() => logFolder("/a\\b"), /wanted a folder without a backslash in its name/);
});

Deno.test("a worker by Deno fetches nothing; other workers stay as they are", () => {
  deepEqual(cachedOnly([Deno.execPath(), "run", "-A", "a.ts"]), [
    Deno.execPath(),
    "run",
    "--cached-only",
    "-A",
    "a.ts",
  ]);
  const again = [Deno.execPath(), "run", "--cached-only", "a.ts"];
  deepEqual(cachedOnly(again), again);
  deepEqual(cachedOnly(["/usr/bin/worker", "run"]), ["/usr/bin/worker", "run"]);
});
