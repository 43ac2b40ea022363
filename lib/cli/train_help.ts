/**
 * The text of `deno task train --help`.
 *
 * @module
 */
import { defaultWords, helpLine } from "./help_lines.ts";
import { type Setting, SETTINGS } from "./train_settings.ts";

const HEADINGS: Readonly<Record<Setting["group"], string>> = {
  what: "what is trained",
  optimiser: "optimiser (AdamW)",
  data: "data",
  evaluation: "evaluation and metrics",
  machine: "machine and checkpoints",
  parent: "runs that go on from others",
};

/** The help: the table of settings with words around it. */
export function trainHelp(): string {
  const groups = Object.entries(HEADINGS).map(([group, heading]) => {
    const settings = Object.entries(SETTINGS as Record<string, Setting>).filter(([, s]) => s.group === group);
    return [heading, ...settings.map(([name, setting]) => line(name, setting))].join("\n");
  });
  return `Trains a language model on a mixture of domains.

  deno task train                               the built-in corpus, an even mixture, a tiny model: about a minute
  deno task train --corpus DIR --mixture mix.json --model small --steps 2000
  deno task train --config run.json --seed 1    settings of a file, and flags over them
  deno task train --resume runs/3f9c2a41d07b    go on with a run that was stopped

${groups.join("\n")}
files
${
    helpLine(
      "--config FILE",
      "settings as JSON, by the names above; flags go over them. The config.json of a run is one",
    )
  }
${helpLine("--out DIR", "where run directories are made (default runs)")}
${helpLine("--resume RUN", "go on with the run in this directory, under its own configuration")}
${helpLine("--json", "one JSON document on standard output, at the end")}

A run is kept in <out>/<hash of its settings>: config.json, attempts with metrics.jsonl, timing.jsonl and checkpoints,
and result.json once it is complete. The same command again goes on from the last checkpoint, with the same bytes as a
run that was never stopped; a complete run is shown again. A checkpoint is a model that transformers opens.
Interrupted (Ctrl-C), a run saves a checkpoint first; interrupted twice, it ends at once.

A run broken off with --break-step, and two children of it on other mixtures:
  deno task train --steps 1000 --break-step 500
  deno task train --from runs/3f9c2a41d07b --mixture web=1 --steps 100
  deno task train --from runs/3f9c2a41d07b --mixture code=1 --steps 100

Exit code: 0 done, 1 a run that failed, 2 bad input or options, 130 interrupted.`;
}

function line(name: string, setting: Setting): string {
  const { value, help, default: byDefault } = setting;
  return helpLine(
    `--${name} ${value}`,
    help + defaultWords(byDefault, setting.kind === "choice" ? setting.choices : []),
  );
}
