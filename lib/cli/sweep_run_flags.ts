/**
 * The line of `deno task sweep run`: the executor and its options.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { LocalOptions } from "../sweep/local/local_options.ts";
import type { SlurmOptions } from "../sweep/slurm/options.ts";
import { type OptionSpec, parseArguments } from "./arguments.ts";
import { numberOption } from "./option_values.ts";
import { SLURM_FLAGS, slurmOptions } from "./sweep_slurm.ts";

const text = { type: "string" } as const;

const LOCAL_FLAGS = {
  "workers": text,
  "memory": text,
  "attempts": text,
} as const satisfies Record<string, OptionSpec>;

const FLAGS = {
  ...LOCAL_FLAGS,
  ...SLURM_FLAGS,
  "executor": text,
  "json": { type: "boolean" },
} as const satisfies Record<string, OptionSpec>;

/** What was asked for. */
export type RunFlags =
  & { readonly json: boolean; readonly operands: readonly string[] }
  & (
    | { readonly executor: "local"; readonly options: LocalOptions }
    | { readonly executor: "slurm"; readonly options: SlurmOptions }
  );

/**
 * Reads the line.
 *
 * @throws {SyntaxError | TypeError | RangeError} naming the option.
 */
export function runFlags(args: string[]): RunFlags {
  const { values, positionals: operands } = parseArguments(args, FLAGS);
  const { executor = "local", json = false } = values, common = { json, operands };
  if (executor !== "local" && executor !== "slurm") {
    throw outOfRange(`--executor: wanted local or slurm, got ${got(executor)}`);
  }
  const [own, other] = executor === "local" ? [LOCAL_FLAGS, SLURM_FLAGS] : [SLURM_FLAGS, LOCAL_FLAGS];
  for (const name of Object.keys(other)) {
    if (name in own || !(name in values)) continue;
    const instead = executor === "local" ? "write --executor slurm beside it" : "leave it out";
    throw wrongKind(`--${name}: it is for --executor ${executor === "local" ? "slurm" : "local"}; ${instead}`);
  }
  return executor === "local"
    ? { ...common, executor, options: localOptions(values) }
    : { ...common, executor, options: slurmOptions(values) };
}

function localOptions(values: Readonly<Partial<Record<keyof typeof LOCAL_FLAGS, string>>>): LocalOptions {
  const workers = numberOption("workers", values.workers, { least: 1, whole: true });
  const memory = numberOption("memory", values.memory, { above: 0 });
  const attempts = numberOption("attempts", values.attempts, { least: 1, whole: true });
  return {
    ...(workers !== undefined && { workers }),
    ...(memory !== undefined && { memory: memory * 1e9 }),
    ...(attempts !== undefined && { attempts }),
  };
}
