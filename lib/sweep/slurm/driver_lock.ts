import { join } from "node:path";
import { wrongKind } from "../../errors.ts";
import { denoFiles } from "../../files/deno_files.ts";
import type { OpenFile } from "../../files/files.ts";
import { slurmFolder } from "./rounds.ts";

/**
 * The right to submit jobs of a sweep, which ends with its process, however that ends.
 *
 * @throws {TypeError} when another process has it.
 */
export function driverLock(sweep: string): OpenFile {
  denoFiles.makeFolder(slurmFolder(sweep));
  const lock = denoFiles.lock(join(slurmFolder(sweep), "driver.lock"));
  if (lock !== undefined) return lock;
  throw wrongKind(`${sweep}: another process submits this sweep; wanted one at a time: wait for it, or stop it`);
}
