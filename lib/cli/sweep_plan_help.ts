/**
 * The text of `deno task sweep plan --help`.
 *
 * @module
 */
import { defaultWords, helpLine } from "./help_lines.ts";
import { MIX_SETTINGS } from "./mix_settings.ts";
import { designHelp } from "./sweep_design_help.ts";
import { type Setting, type SettingName, SETTINGS } from "./train_settings.ts";

/** Settings that mean something else here than in `deno task train`. */
const OTHERWISE: Readonly<Partial<Record<SettingName, string>>> = {
  "model": "one model for all runs, as in deno task train (default tiny); several: --models",
  "steps": "updates of a run (default 2000); with --break-at those that schedules are laid out for",
  "seed": "one seed (default 0); several: --seeds",
  "eval-sequences": "R rows of each domain, evenly spread, in evaluations on the way (default: as --final-sequences)",
  "final-sequences":
    "R rows of each domain, evenly spread, at the start, and at the end on val and test (default 0: all)",
  "threads": "threads of a run on the native backend (default 1, so that as many runs go at once as there are cores)",
};

const RUNS: readonly (readonly [left: string, right: string])[] = [
  ["--domains A,B", "domains to mix (default: all of the corpus)"],
  ["--targets A,B", "domains whose losses are told (default: those that are mixed)"],
  ["--seeds 0,1,2", "every mixture under each of these seeds, of the first parameters and of the data"],
  ["--models A,B", "every mixture with each of these models; in a file with settings of their own"],
  ["--batches HOW", "domains of a batch drawn row by row (multinomial, the default), or in exact shares (exact)"],
  ["--evaluate-at 250,500", "val is evaluated after so many updates too, beside start and end"],
  ["--break-at 200,400", "parent/child: runs are broken off after so many updates and gone on from by children"],
  ["--child-steps N", "updates of each child"],
  ["--child-mixtures FILE", "mixtures of the children, from files as of --mixtures (default: those of the design)"],
];

const PLAN: readonly (readonly [left: string, right: string])[] = [
  ["--out DIR", "folder of the sweep, which gets plan.json (default: sweeps/HASH); a plan is never overwritten"],
  ["--runs-in DIR", "where run directories are made, and found again by all sweeps (default runs)"],
  ["--workers W", "runs at once, for the hours (default: as many as the cores hold); nothing of the plan"],
  ["--no-measure", "no trial: hours are told only where finished runs tell how fast they are"],
  [
    "--config FILE",
    'settings and flags as JSON, by these names: {"design": "cover", "runs": 24, "seeds": [0, 1], "steps": 1000, ' +
    '"models": {"tiny": {}, "small": {"lr": 5e-4}}}; flags go over them',
  ],
  ["--json", "one JSON document of the cost and of where the plan is"],
];

const lines = (table: typeof RUNS) => table.map(([left, right]) => helpLine(left, right)).join("\n");

/** The help. */
export function planHelp(): string {
  const settings = MIX_SETTINGS.map((name) => {
    const setting: Setting = SETTINGS[name], choices = setting.kind === "choice" ? setting.choices : [];
    return helpLine(
      `--${name} ${setting.value}`,
      OTHERWISE[name] ?? setting.help + defaultWords(setting.default, choices),
    );
  });
  return `Plans a sweep: mixtures × seeds × models. Writes plan.json, trains nothing, and says what the runs cost: tokens, epochs
of each domain, memory, disk, and hours, at the rate of finished runs with the same learner or of a trial of some seconds.

  deno task sweep plan --domains legal,python,scripture --design cover --runs 24 --seeds 0,1,2 --steps 1000 \\
    --evaluate-at 250,500,750 --out sweeps/three
  deno task sweep plan --mixtures mixtures.csv --models tiny,small --out sweeps/sizes
  deno task sweep plan --design lattice --parts 4 --steps 1000 --break-at 200,400 --child-steps 50 --out sweeps/segments
  deno task sweep plan --config sweep.json

the runs
${lines(RUNS)}

the plan
${lines(PLAN)}

${designHelp()}

settings of all runs, as in deno task train
${settings.join("\n")}`;
}
