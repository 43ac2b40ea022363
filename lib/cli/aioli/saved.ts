/**
 * Models that runs leave under the names that Aioli's launchers look for. There they are files of torch.save, here folders
 * of the same name in Hugging Face's layout; one to go on from has moments and state besides.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { wrongKind } from "../../errors.ts";
import { denoFiles } from "../../files/deno_files.ts";
import { latestCheckpoint } from "../../train/checkpoint_latest.ts";
import { CHECKPOINT_FILES } from "../../train/checkpoint.ts";

/** Where they stand, below the folder that the command is run in. */
export const MODELS = "saved_models", BROKEN_OFF = "saved_model_optim";

/** The folder of a run's model. */
export function savedName(folder: string, { name, seed }: { readonly name: string; readonly seed: number }): string {
  return join(folder, `${name}_seed_${seed}.pt`);
}

/** Whether something is there. */
export function isThere(path: string): boolean {
  return denoFiles.stat(path) !== undefined;
}

/** The last checkpoint of a finished run. */
export function lastCheckpoint(run: string): string {
  const { attempt } = JSON.parse(Deno.readTextFileSync(join(run, "result.json"))), refused: string[] = [];
  const folder = join(run, "attempts", String(attempt), "checkpoints");
  const found = latestCheckpoint(folder, { onRefused: (reason) => refused.push(reason) });
  if (found === undefined) throw wrongKind([...refused, `${folder}: there is no checkpoint`][0]);
  return found.path;
}

/**
 * Copies a checkpoint, in place of what stood there under the name.
 *
 * @param what the model alone, or with all that is needed to go on.
 */
export function copyCheckpoint(from: string, to: string, what: "model" | "all"): void {
  const names = what === "model" ? CHECKPOINT_FILES.slice(0, 2) : [...CHECKPOINT_FILES, "state.json"];
  const part = join(dirname(to), `.${basename(to)}.${crypto.randomUUID().slice(0, 8)}.part`);
  if (isThere(to) && !isThere(join(to, "config.json"))) {
    throw wrongKind(`${to}: wanted to write a model here, and something else has the name; move it away`);
  }
  Deno.mkdirSync(part, { recursive: true });
  try {
    for (const name of names) Deno.copyFileSync(join(from, name), join(part, name));
    if (isThere(to)) Deno.removeSync(to, { recursive: true });
    Deno.renameSync(part, to);
  } catch (error) {
    Deno.removeSync(part, { recursive: true });
    throw error;
  }
}
