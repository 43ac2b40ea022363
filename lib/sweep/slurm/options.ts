/**
 * What a user asks of Slurm.
 *
 * @module
 */
import { got, outOfRange, unparsable, wrongKind } from "../../errors.ts";
import { wholeNumber } from "../../text/whole_number.ts";

/**
 * The name of an option of sbatch that is handed on.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SbatchOption } from "@mixlab/mixlab/train";
 *
 * const flag = (option: SbatchOption, value: string) => `--${option}=${value}`;
 * equal(flag("cpus-per-task", "4"), "--cpus-per-task=4");
 * ```
 */
export type SbatchOption =
  | "partition"
  | "account"
  | "qos"
  | "time"
  | "cpus-per-task"
  | "mem"
  | "mem-per-cpu"
  | "gres"
  | "gpus-per-task"
  | "constraint"
  | "exclude"
  | "reservation"
  | "nice"
  | "mail-type"
  | "mail-user"
  | "signal";

/** These options, and what must be written there. */
export const SBATCH_OPTIONS: Readonly<Record<SbatchOption, string>> = {
  "partition": "NAME,…",
  "account": "NAME",
  "qos": "NAME",
  "time": "D-HH:MM:SS",
  "cpus-per-task": "N",
  "mem": "SIZE",
  "mem-per-cpu": "SIZE",
  "gres": "gpu:1",
  "gpus-per-task": "N",
  "constraint": "FEATURES",
  "exclude": "NODES",
  "reservation": "NAME",
  "nice": "N",
  "mail-type": "FAIL,…",
  "mail-user": "ADDRESS",
  "signal": "B:TERM@SECONDS",
};

/**
 * How a sweep is run by Slurm.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SlurmOptions } from "@mixlab/mixlab/train";
 *
 * const options: SlurmOptions = {
 *   sbatch: { partition: "short", time: "04:00:00", mem: "4G" },
 *   setup: ["module load deno"],
 *   throttle: 32,
 * };
 * equal(options.attempts, undefined); // 2
 * ```
 */
export interface SlurmOptions {
  /** Options of sbatch by their long names. `cpus-per-task` is the plan's threads by default. */
  readonly sbatch?: Readonly<Partial<Record<SbatchOption, string>>>;
  /** Further options of sbatch, as they stand behind `#SBATCH`: `--licenses=fast`. */
  readonly lines?: readonly string[];
  /** Lines of shell that run before the worker: `module load deno`. */
  readonly setup?: readonly string[];
  /** Runs that an element of an array makes one after the other. Default: as many as take a minute, else 1. */
  readonly runsPerElement?: number;
  /** Elements that run at the same time at most. Default: as many as Slurm lets. */
  readonly throttle?: number;
  /** Elements of an array at most. Default: the cluster's MaxArraySize. */
  readonly arraySize?: number;
  /** How often a run may fail. Default 2. */
  readonly attempts?: number;
  /** Seconds between two looks at the queue. Default: from 2 to 15, growing. */
  readonly poll?: number;
  /** Submit everything and return. */
  readonly detach?: boolean;
}

/** What Mixlab writes itself, by long and short names. */
const OWN: readonly string[] = [
  ...["array", "a", "output", "o", "error", "e", "job-name", "J", "open-mode", "requeue", "no-requeue", "chdir", "D"],
  ...["dependency", "d", "parsable", "wrap", "wait", "W", "test-only", "nodes", "N", "ntasks", "n", "uid", "h", "help"],
];

const FORMS: Readonly<Partial<Record<SbatchOption, readonly [form: RegExp, wanted: string]>>> = {
  "time": [
    /^(\d+|\d+:\d{1,2}(:\d{1,2})?|\d+-\d+(:\d{1,2}){0,2}|unlimited|infinite)$/i,
    "minutes, HH:MM:SS or D-HH:MM:SS",
  ],
  "cpus-per-task": [/^[1-9]\d*$/, "a whole number ≥ 1"],
  "mem": [/^\d+[KMGT]?$/i, "a size as 4G or 800M"],
  "mem-per-cpu": [/^\d+[KMGT]?$/i, "a size as 4G or 800M"],
  "nice": [/^-?\d+$/, "a whole number"],
  // A worker is its job's shell, which Slurm sends a signal only with B:, and saves a checkpoint at SIGTERM and SIGINT.
  "signal": [/^B:(SIG)?(TERM|INT)@\d+$/, "B:TERM@SECONDS, at which a worker saves a checkpoint"],
};

/**
 * Checks what can be known without Slurm; `sbatch --test-only` knows the rest.
 *
 * @throws {TypeError | RangeError | SyntaxError} naming the option.
 */
export function checkSlurmOptions({ sbatch = {}, lines = [], setup = [], ...numbers }: SlurmOptions): void {
  for (const [name, value] of Object.entries(sbatch)) {
    if (!Object.hasOwn(SBATCH_OPTIONS, name)) {
      throw wrongKind(`slurm: wanted an option out of ${Object.keys(SBATCH_OPTIONS).join(", ")}, got ${got(name)}`);
    }
    oneLine(name, value);
    const [form, wanted] = FORMS[name as SbatchOption] ?? [];
    if (form !== undefined && !form.test(value)) throw unparsable(`${name}: wanted ${wanted}, got ${got(value)}`);
  }
  if (sbatch.mem !== undefined && sbatch["mem-per-cpu"] !== undefined) {
    throw wrongKind("mem and mem-per-cpu: wanted one of the two, got both");
  }
  for (const line of lines) checkLine(line);
  for (const line of setup) oneLine("setup", line);
  const { runsPerElement, throttle, arraySize, attempts, poll } = numbers;
  for (const [name, value] of Object.entries({ runsPerElement, throttle, arraySize, attempts })) {
    if (value !== undefined) wholeNumber(name, value, 1, Number.MAX_SAFE_INTEGER, "≥ 1");
  }
  if (poll !== undefined && !(poll > 0 && poll <= 3600)) {
    throw outOfRange(`poll: wanted seconds above 0, at most 3600, got ${got(poll)}`);
  }
}

function checkLine(line: string): void {
  oneLine("sbatch", line);
  const name = /^--([a-z][a-z-]*)(?:=|$)/.exec(line)?.[1] ?? /^-([A-Za-z])(?:[ =]|$)/.exec(line)?.[1];
  if (name === undefined) throw unparsable(`sbatch: wanted an option as --licenses=fast, got ${got(line)}`);
  if (OWN.includes(name)) throw wrongKind(`sbatch: ${got(line)}: Mixlab writes this option itself; leave it out`);
}

function oneLine(name: string, value: string): void {
  // deno-lint-ignore no-control-regex -- that is what it looks for
  if (value.trim() === "" || /[\x00-\x08\x0a-\x1f\x7f]/.test(value)) {
    throw unparsable(`${name}: wanted text of one line, got ${got(value)}`);
  }
}
