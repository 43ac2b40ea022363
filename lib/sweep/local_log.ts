import { join } from "node:path";
import { denoFiles } from "../files/deno_files.ts";

/** Path of what the workers of a run said, where the local executor kept it. */
export function localLog(sweep: string, key: string): string | undefined {
  const path = join(sweep, "log", `${key}.log`);
  return denoFiles.stat(path) === undefined ? undefined : path;
}
