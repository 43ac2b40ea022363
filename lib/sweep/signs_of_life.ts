/**
 * What the attempts of an unfinished run have written.
 *
 * @module
 */
import { join } from "node:path";
import { denoFiles } from "../files/deno_files.ts";
import { readIfThere } from "../files/read_file.ts";

/** How far a run is, counted from the first update of its first parent, and when that was written (ms since 1970). */
export interface SignsOfLife {
  readonly step?: number;
  readonly changed?: number;
}

/** The furthest step that an attempt of a run has logged, and when any of them wrote something. */
export function signsOfLife(folder: string): SignsOfLife {
  const attempts = join(folder, "attempts");
  if (denoFiles.stat(attempts) === undefined) return {};
  let step: number | undefined, changed: number | undefined;
  for (const id of denoFiles.list(attempts)) {
    const path = join(attempts, id, "metrics.jsonl"), metrics = denoFiles.stat(path);
    const timing = denoFiles.stat(join(attempts, id, "timing.jsonl"));
    for (const stat of [metrics, timing]) if (stat) changed = Math.max(changed ?? 0, stat.changed);
    const logged = metrics && lastStep(path, metrics.size);
    if (logged !== undefined) step = Math.max(step ?? 0, logged);
  }
  return { ...(step !== undefined && { step }), ...(changed !== undefined && { changed }) };
}

/** The last time that a run was begun or gone on with, and its end where it came to one. */
export interface RunTiming {
  /** When (ms since 1970). */
  readonly begun: number;
  /** Updates that it stood at then, counted as in `SignsOfLife`. */
  readonly from: number;
  readonly ended?: { readonly at: number; readonly step: number };
}

/** Times of a run's latest attempt, as timing.jsonl has them; undefined where it does not tell. */
export function runTiming(folder: string): RunTiming | undefined {
  const attempts = join(folder, "attempts");
  if (denoFiles.stat(attempts) === undefined) return undefined;
  const found = denoFiles.list(attempts).flatMap((id) => timingOf(join(attempts, id, "timing.jsonl")) ?? []);
  return found.reduce<RunTiming | undefined>((a, b) => a && a.begun >= b.begun ? a : b, undefined);
}

function timingOf(path: string): RunTiming | undefined {
  let timing: RunTiming | undefined;
  for (const text of (readIfThere(path) ?? "").split("\n")) {
    const line = parsed(text), step = line?.step;
    if (typeof step !== "number") continue;
    const begun = Date.parse(String(line!.begun)), at = Date.parse(String(line!.ended));
    if (Number.isFinite(begun)) timing = { begun, from: step };
    else if (timing !== undefined && Number.isFinite(at)) timing = { ...timing, ended: { at, step } };
  }
  return timing;
}

/** A line of times is for people: one that a kill cut is passed over. */
function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === "object" && line !== null ? line as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}

/** How much of the end of metrics.jsonl is read: lines are short but for those of evaluations. */
const TAIL = 16384;

function lastStep(path: string, size: number): number | undefined {
  using file = Deno.openSync(path, { read: true });
  file.seekSync(Math.max(0, size - TAIL), Deno.SeekMode.Start);
  const buffer = new Uint8Array(Math.min(TAIL, size));
  let length = 0;
  for (let n: number | null; length < buffer.length && (n = file.readSync(buffer.subarray(length))) !== null;) {
    length += n;
  }
  const steps = [...new TextDecoder().decode(buffer.subarray(0, length)).matchAll(/"step":(\d+)/g)];
  return steps.length === 0 ? undefined : Number(steps.at(-1)![1]);
}
