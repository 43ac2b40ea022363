/** Options of the Slurm executor. */
import { parseArguments } from "../../../lib/cli/arguments.ts";
import { SLURM_FLAGS, slurmOptions } from "../../../lib/cli/sweep_slurm.ts";
import { SLURM_HELP } from "../../../lib/cli/sweep_slurm_help.ts";
import { checkSlurmOptions, type SlurmOptions } from "../../../lib/sweep/slurm/options.ts";
import { deepEqual, match, throws } from "../../assert.ts";

const read = (...args: string[]): SlurmOptions => slurmOptions(parseArguments(args, SLURM_FLAGS).values);

Deno.test("a line becomes options", () => {
  deepEqual(read(), { sbatch: {} });
  deepEqual(
    read(
      ...["--partition=short", "--time", "1-12:00:00", "--mem=4G", "--gres=gpu:1", "--nice=-5", "--signal=B:TERM@60"],
      ...["--setup=module load deno", "--setup", "umask 027", "--sbatch=--licenses=fast", "--sbatch=-w n1"],
      ...["--throttle", "8", "--runs-per-element=4", "--array-size=100", "--attempts=3", "--poll=0.5", "--detach"],
    ),
    {
      sbatch: {
        ...{ partition: "short", time: "1-12:00:00", mem: "4G", gres: "gpu:1", nice: "-5", signal: "B:TERM@60" },
      },
      ...{ setup: ["module load deno", "umask 027"], lines: ["--licenses=fast", "-w n1"] },
      ...{ throttle: 8, runsPerElement: 4, arraySize: 100, attempts: 3, poll: 0.5, detach: true },
    },
  );
});

Deno.test("what cannot be meant is refused, by name, with what was wanted", () => {
  for (
    const [line, words] of [
      [["--time=soon"], /time: wanted minutes, HH:MM:SS or D-HH:MM:SS, got "soon"/],
      [["--cpus-per-task=0"], /cpus-per-task: wanted a whole number ≥ 1, got "0"/],
      [["--mem=lots"], /mem: wanted a size as 4G or 800M, got "lots"/],
      [["--mem=4G", "--mem-per-cpu=1G"], /mem and mem-per-cpu: wanted one of the two, got both/],
      [["--signal=USR1@90"], /signal: wanted B:TERM@SECONDS, at which a worker saves a checkpoint, got "USR1@90"/],
      [["--signal=TERM@90"], /signal: wanted B:TERM@SECONDS/],
      [["--partition=a\n#SBATCH --wrap=rm"], /partition: wanted text of one line, got "a\\n#SBATCH --wrap=rm"/],
      [["--account= "], /account: wanted text of one line/],
      [["--setup=a\nb"], /setup: wanted text of one line/],
      [["--sbatch=licenses=fast"], /sbatch: wanted an option as --licenses=fast, got "licenses=fast"/],
      [["--sbatch=--array=0-9"], /sbatch: "--array=0-9": Mixlab writes this option itself; leave it out/],
      [["--sbatch=-o x"], /sbatch: "-o x": Mixlab writes this option itself/],
      [["--sbatch=--no-requeue"], /Mixlab writes this option itself/],
      [["--throttle=0"], /--throttle: wanted a whole number ≥ 1, got "0"/],
      [["--runs-per-element=1.5"], /--runs-per-element: wanted a whole number ≥ 1/],
      [["--poll=0"], /--poll: wanted a number > 0/],
      [["--poll=4000"], /poll: wanted seconds above 0, at most 3600, got 4000/],
    ] as const
  ) throws(() => read(...line), words, line.join(" "));
  const unknown = { sbatch: { wrap: "ls" } } as unknown as SlurmOptions;
  throws(() => checkSlurmOptions(unknown), /slurm: wanted an option out of partition, .*, got "wrap"/);
  throws(() => checkSlurmOptions({ attempts: 0 }), /attempts/);
});

Deno.test("times as Slurm writes them are taken", () => {
  for (const time of ["5", "5:30", "1:02:03", "2-0", "2-12:30", "2-12:30:15", "UNLIMITED"]) read(`--time=${time}`);
});

Deno.test("the help tells every flag once", () => {
  for (const flag of Object.keys(SLURM_FLAGS)) {
    match(SLURM_HELP, new RegExp(`^  --${flag}( |$)`, "m"));
  }
});
