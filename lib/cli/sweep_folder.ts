/**
 * A sweep on disk, as all of its commands find it.
 *
 * @module
 */
import { join } from "node:path";
import { unparsable, wrongKind } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import { parseSweepPlan } from "../sweep/parse_plan.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { readText } from "../text/read_text.ts";
import type { MethodEnvironment } from "../learners/method_environment.ts";
import { type MixEnvironment, mixEnvironment } from "./mix_environment.ts";
import { settingsFromObject } from "./train_values.ts";

/** A sweep: its folder, which holds plan.json, and its plan. */
export interface SweepFolder {
  readonly folder: string;
  readonly plan: SweepPlan;
}

/** Opens the sweep that a command's only operand names. */
export async function openSweep(command: string, operands: readonly string[]): Promise<SweepFolder> {
  const [folder] = operands;
  if (operands.length > 1) throw unparsable(`sweep ${command}: wanted one folder, got ${operands.join(" ")}`);
  if (folder === undefined) throw unparsable(`sweep ${command}: wanted the folder of a sweep; see --help`);
  const path = join(folder, "plan.json");
  if (denoFiles.stat(path) === undefined) {
    throw wrongKind(`${path} is not there; wanted a sweep as deno task sweep plan --out ${folder} writes it`);
  }
  return { folder, plan: parseSweepPlan(await readText(path), path) };
}

/** The environment of a plan's runs, as it was where the plan was made. */
export async function sweepEnvironment(
  { settings, corpus, domains, targets, runsIn }: SweepPlan,
  say: (text: string) => void,
  around: Pick<MethodEnvironment, "signal" | "onProgress"> = {},
): Promise<MixEnvironment> {
  const { signal, onProgress } = around;
  return await mixEnvironment(
    settingsFromObject(settings, "plan.json: settings"),
    corpus.sha256 === undefined ? {} : { "corpus-sha256": corpus.sha256 },
    say,
    { domains, targets, out: runsIn, ...(signal && { signal }), ...(onProgress && { onProgress }) },
  );
}
