/**
 * Rounds of a sweep: one job array each, in `<sweep>/slurm/<round>/`. What is submitted stands there before sbatch is
 * asked, and a round is known in the queue by its name: job ids are given out again after a crash of the controller.
 *
 * @module
 */
import { join } from "node:path";
import { got, unparsable, wrongKind } from "../../errors.ts";
import { denoFiles } from "../../files/deno_files.ts";
import { readIfThere } from "../../files/read_file.ts";
import { writeWhole } from "../../files/write_whole.ts";
import { list, object } from "../../text/json_values.ts";
import { sha256Hex } from "../../text/sha256_hex.ts";

/** A round. */
export interface SlurmRound {
  /** Its number, as three digits or more: the name of its folder. */
  readonly id: string;
  /** Its job's name, which no other round of any sweep has. */
  readonly name: string;
  /** Keys of runs by element of the array. */
  readonly elements: readonly (readonly string[])[];
  /** Elements that may run at the same time. */
  readonly throttle?: number;
}

/** What sbatch answered. */
export interface SubmittedRound {
  /** Number of the array. */
  readonly job: string;
}

/** Folder of all rounds of a sweep. */
export function slurmFolder(sweep: string): string {
  return join(sweep, "slurm");
}

/** Folder of a round. */
export function roundFolder(sweep: string, id: string): string {
  return join(slurmFolder(sweep), id);
}

/** Path of what an element says. */
export function elementLog(sweep: string, id: string, job: string, element: number): string {
  return join(roundFolder(sweep, id), `${job}_${element}.out`);
}

/** What names the jobs of a sweep: its place and its plan. */
export function sweepName(sweep: string): string {
  return `mixlab-${sha256Hex(`${Deno.realPathSync(sweep)}\n${readIfThere(join(sweep, "plan.json"))}`).slice(0, 12)}`;
}

/** The rounds of a sweep, oldest first. A folder that its process died in before it was a round is none. */
export function readRounds(sweep: string): SlurmRound[] {
  return roundIds(sweep).flatMap((id) => readRound(sweep, id) ?? []);
}

/** A round, when it is there. */
export function readRound(sweep: string, id: string): SlurmRound | undefined {
  const path = join(roundFolder(sweep, id), "tasks.json"), text = readIfThere(path);
  return text === undefined ? undefined : parseRound(text, id, path);
}

/** Begins a round: makes its folder, which another process may not have made, and says in it what will be submitted. */
export function beginRound(sweep: string, round: Omit<SlurmRound, "id" | "name">): SlurmRound {
  const name = sweepName(sweep);
  denoFiles.makeFolder(slurmFolder(sweep));
  for (let number = Number(roundIds(sweep).at(-1) ?? 0) + 1;; number++) {
    const id = String(number).padStart(3, "0");
    try {
      Deno.mkdirSync(roundFolder(sweep, id));
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) continue;
      throw error;
    }
    const begun = { id, name: `${name}.${id}`, ...round };
    const text = JSON.stringify({ format: "mixlab/slurm-round", version: 1, ...begun }, null, 1) + "\n";
    write(join(roundFolder(sweep, id), "tasks.json"), text);
    return begun;
  }
}

/** Writes a file of a round. */
export function writeInRound(sweep: string, { id }: SlurmRound, name: string, text: string): string {
  const path = join(roundFolder(sweep, id), name);
  write(path, text);
  return path;
}

/** Takes back a round that sbatch refused. */
export function withdrawRound(sweep: string, { id }: SlurmRound): void {
  denoFiles.remove(roundFolder(sweep, id));
}

/** Notes what sbatch answered. Without it the round is found by its name. */
export function noteSubmitted(sweep: string, round: SlurmRound, submitted: SubmittedRound): void {
  writeInRound(sweep, round, "submitted.json", JSON.stringify(submitted) + "\n");
}

/**
 * What sbatch answered, where that was noted.
 *
 * @throws {SyntaxError} when the note was altered.
 */
export function submittedRound(sweep: string, id: string): SubmittedRound | undefined {
  const path = join(roundFolder(sweep, id), "submitted.json"), text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    const { job } = object(JSON.parse(text), "round");
    if (typeof job === "string" && /^\d+$/.test(job)) return { job };
    throw wrongKind(`job: wanted the number of a job, got ${got(job)}`);
  } catch (error) {
    throw unparsable(
      `${path}: this file was altered: ${(error as Error).message}; remove it: the round is known by its name too`,
    );
  }
}

/** When a round was begun (ms since 1970). */
export function roundBegun(sweep: string, id: string): number {
  return denoFiles.stat(join(roundFolder(sweep, id), "tasks.json"))?.changed ?? 0;
}

function roundIds(sweep: string): string[] {
  if (denoFiles.stat(slurmFolder(sweep)) === undefined) return [];
  return denoFiles.list(slurmFolder(sweep)).filter((id) => /^\d{3,}$/.test(id)).sort((a, b) => Number(a) - Number(b));
}

function parseRound(text: string, id: string, path: string): SlurmRound {
  try {
    const { format, version, name, elements, throttle } = object(JSON.parse(text), "round");
    const known = format === "mixlab/slurm-round" && version === 1 && typeof name === "string";
    if (!known || !/^mixlab-[0-9a-f]{12}\.\d{3,}$/.test(name)) throw wrongKind(`name: got ${got(name)}`);
    const keys = list(elements, "elements").map((element, n) =>
      list(element, `elements[${n}]`).map((key) => {
        if (typeof key === "string") return key;
        throw wrongKind(`elements[${n}]: wanted keys of runs, got ${got(key)}`);
      })
    );
    return { id, name, elements: keys, ...(typeof throttle === "number" && { throttle }) };
  } catch (error) {
    throw unparsable(`${path}: this file was altered: ${(error as Error).message}; wanted a round as Mixlab writes it`);
  }
}

function write(path: string, text: string): void {
  writeWhole(path, new TextEncoder().encode(text));
}
