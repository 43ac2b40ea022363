/**
 * `deno task train`, once it is clear that help is not what is wanted.
 *
 * @module
 */
import { basename, dirname } from "node:path";
import { unparsable } from "../errors.ts";
import { runReport } from "./train_report.ts";
import { type Ended, runOrResume, timeLine } from "./train_run.ts";
import { resolveRun } from "./train_resolve.ts";
import type { TrainValues } from "./train.ts";
import { CONFIGURED, type GivenSettings, type SettingName } from "./train_settings.ts";
import { type Seals, settingsFromFile, settingsFromLine } from "./train_values.ts";

/** Trains as asked, and says what came of it. */
export async function trainCommand(values: TrainValues): Promise<number> {
  const { settings, seals, out } = await asked(values);
  // Standard output is for the one document with --json.
  const say = values.json ? console.error : console.log;
  using resolved = await resolveRun(settings, seals, say);
  const ended = await runOrResume(resolved, out, say);
  if (values.json) console.log(document(ended));
  else console.log(words(ended));
  return ended.outcome.outcome === "interrupted" ? 130 : 0;
}

interface Asked {
  readonly settings: GivenSettings;
  readonly seals: Seals;
  readonly out: string;
}

async function asked(values: TrainValues): Promise<Asked> {
  const line = settingsFromLine(values);
  if (values.resume === undefined) {
    const file = values.config === undefined ? { settings: {}, seals: {} } : await settingsFromFile(values.config);
    return { settings: { ...file.settings, ...line }, seals: file.seals, out: values.out ?? "runs" };
  }
  const changed = (Object.keys(line) as SettingName[]).filter((name) => CONFIGURED.includes(name));
  for (const name of [...changed, "config", "out"] as const) {
    if ((values as Record<string, unknown>)[name] === undefined) continue;
    throw unparsable(
      `--resume goes on with a run as it was configured: wanted no --${name}; for another run use --config RUN/config.json`,
    );
  }
  const run = values.resume.replace(/(?<=.)\/+$/, ""),
    { settings, seals } = await settingsFromFile(`${run}/config.json`);
  return { settings: { ...settings, ...line }, seals, out: dirname(run) };
}

function document({ run, outcome, model, seconds }: Ended): string {
  return JSON.stringify({ run: run.folder, ...outcome, folder: model, seconds: seconds ?? null }, null, 1);
}

function words({ run, outcome, model, seconds }: Ended): string {
  if (outcome.outcome === "interrupted") {
    return `\nstopped at step ${outcome.step}; go on with: deno task train --resume ${run.folder}`;
  }
  const next = outcome.outcome === "broken off"
    ? `\ngo on from it with: deno task train --from ${run.folder} --mixture OTHER --steps N`
    : "";
  return `\n${runReport(outcome)}\n${seconds ? `\n${timeLine(seconds)}` : ""}\nmodel: ${model}\nrun: ${
    basename(run.folder)
  } in ${dirname(run.folder)}${next}`;
}
