/**
 * The run or checkpoint that another one begins from.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { got, wrongKind } from "../errors.ts";
import { latestCheckpoint } from "../train/checkpoint_latest.ts";
import type { Checkpoint } from "../train/checkpoint.ts";
import { readCheckpoint } from "../train/checkpoint_read.ts";
import type { GivenSettings } from "./train_settings.ts";
import { settingsFromFile } from "./train_values.ts";

/** A parent. */
export interface Parent {
  /** Folder of its checkpoint. */
  readonly path: string;
  readonly checkpoint: Checkpoint;
  /** Its settings, where its run directory is known. */
  readonly settings: GivenSettings;
}

/** Finds the checkpoint to begin from: the one that is named, or the latest of the run that is. */
export async function openParent(from: string, say: (text: string) => void): Promise<Parent> {
  const path = exists(join(from, "state.json")) ? from : latestOfRun(from, say);
  const checkpoint = readCheckpoint(path);
  // <run>/attempts/<id>/checkpoints/<step>
  const config = join(path, "..", "..", "..", "..", "config.json");
  const { settings } = exists(config) && exists(join(dirname(config), "attempts"))
    ? await settingsFromFile(config)
    : { settings: {} };
  return { path, checkpoint, settings };
}

function latestOfRun(run: string, say: (text: string) => void): string {
  const attempts = join(run, "attempts");
  if (!exists(attempts)) {
    throw wrongKind(`--from: wanted a run directory, or a checkpoint in one, got ${got(run)}, which is neither`);
  }
  const found = Array.from(Deno.readDirSync(attempts), ({ name }) => join(attempts, name, "checkpoints")).sort()
    .flatMap((folder) => latestCheckpoint(folder, { onRefused: say }) ?? []);
  if (found.length === 0) throw wrongKind(`--from: the run ${run} has no checkpoint that can be used`);
  const finished = resultOf(run);
  const preferred = found.find(({ path }) => finished !== undefined && path.startsWith(join(attempts, finished)));
  return (preferred ?? found.reduce((a, b) => b.state.step > a.state.step ? b : a)).path;
}

/** The attempt whose result the run has. */
function resultOf(run: string): string | undefined {
  const path = join(run, "result.json");
  return exists(path) ? JSON.parse(Deno.readTextFileSync(path)).attempt : undefined;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
