import { readIfThere } from "../../files/read_file.ts";
import { denoFiles } from "../../files/deno_files.ts";
import type { RunFailure } from "../failures.ts";
import type { WorkerEnd } from "./worker_process.ts";

/** Why a worker that left neither result nor reason has ended. */
export function workerFailure({ code, signal, error }: WorkerEnd, log: string): RunFailure {
  const said = lastLine(log), told = said === "" ? "" : `; it said last: ${said}`;
  if (error !== undefined) return { state: "FAILED", reason: `its worker could not be started: ${error}`, log };
  if (signal !== null) {
    const why = signal === "SIGKILL" ? " (out of memory, perhaps: the system's log tells)" : "";
    return { state: "KILLED", reason: `its worker was ended by ${signal}${why}${told}`, log };
  }
  if (code === 1 || code === 2) return { state: "FAILED", reason: `its worker ended with code ${code}${told}`, log };
  return { state: "KILLED", reason: `its worker ended with code ${code} and without a result${told}`, log };
}

/** The last line that is not empty. */
function lastLine(path: string): string {
  const lines = (readIfThere(path, denoFiles) ?? "").trimEnd().split("\n");
  return lines.at(-1)!.trim().slice(0, 500);
}
