/**
 * The options of `deno task sweep run --executor slurm`.
 *
 * @module
 */
import { checkSlurmOptions, SBATCH_OPTIONS, type SbatchOption, type SlurmOptions } from "../sweep/slurm/options.ts";
import type { OptionSpec, OptionValues } from "./arguments.ts";
import { numberOption } from "./option_values.ts";

const text = { type: "string" } as const;

/** Options that sbatch is handed. */
const HANDED_ON = Object.fromEntries(Object.keys(SBATCH_OPTIONS).map((name) => [name, text])) as Readonly<
  Record<SbatchOption, typeof text>
>;

/** The flags of the Slurm executor. */
export const SLURM_FLAGS = {
  ...HANDED_ON,
  "sbatch": { type: "string", multiple: true },
  "setup": { type: "string", multiple: true },
  "runs-per-element": text,
  "throttle": text,
  "array-size": text,
  "attempts": text,
  "poll": text,
  "detach": { type: "boolean" },
} as const satisfies Record<string, OptionSpec>;

/** What was given, by flag. */
export type SlurmValues = Readonly<OptionValues<typeof SLURM_FLAGS>>;

/**
 * How Slurm shall run a sweep.
 *
 * @throws {TypeError | RangeError | SyntaxError} naming the option.
 */
export function slurmOptions(values: SlurmValues): SlurmOptions {
  const whole = { least: 1, whole: true };
  const sbatch = Object.fromEntries(
    Object.keys(SBATCH_OPTIONS).flatMap((name) => {
      const value = values[name as SbatchOption];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const numbers = {
    runsPerElement: numberOption("runs-per-element", values["runs-per-element"], whole),
    throttle: numberOption("throttle", values.throttle, whole),
    arraySize: numberOption("array-size", values["array-size"], whole),
    attempts: numberOption("attempts", values.attempts, whole),
    poll: numberOption("poll", values.poll, { above: 0 }),
  };
  const given = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
  const { sbatch: lines, setup, detach } = values;
  const options: SlurmOptions = {
    ...{ sbatch, ...given },
    ...(lines && { lines }),
    ...(setup && { setup }),
    ...(detach && { detach }),
  };
  checkSlurmOptions(options);
  return options;
}
