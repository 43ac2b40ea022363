/**
 * The texts of `deno task mix --help`.
 *
 * @module
 */
import type { Method } from "../methods/method.ts";
import { methodNamed, methods } from "../methods/methods.ts";
import { flagOf } from "../methods/options.ts";
import { defaultWords, helpLine } from "./help_lines.ts";
import { optionLine } from "./option_line.ts";
import { type MixValues, shownFlag } from "./mix_arguments.ts";
import { MIX_SETTINGS } from "./mix_settings.ts";
import { type Setting, type SettingName, SETTINGS } from "./train_settings.ts";

/** Settings that mean something else here than in `deno task train`. */
const OTHERWISE: Readonly<Partial<Record<SettingName, string>>> = {
  "steps": "updates of the final run",
  "schedule-steps": "updates that schedules are laid out for (default: those of each run)",
  "eval-sequences": "R rows of each domain, evenly spread, where a method evaluates; 0: all",
  "final-sequences": "R rows of each domain, evenly spread, in the evaluations before and after each run; 0: all",
};

/** The help: of one method where one is named. */
export function mixHelp({ method }: MixValues): string {
  return method === undefined ? general() : ofMethod(methodNamed(method as string));
}

function general(): string {
  const settings = MIX_SETTINGS.map((name) => {
    const setting: Setting = SETTINGS[name], choices = setting.kind === "choice" ? setting.choices : [];
    const words = OTHERWISE[name] ?? setting.help;
    return helpLine(`--${name} ${setting.value}`, words + defaultWords(setting.default, choices));
  });
  return `Trains a language model under a mixing method, or compares methods.

  deno task mix --method aioli --corpus DIR --model small --steps 2000
  deno task mix --compare stratified,skill-it,doge,doremi,aioli --seeds 0,1,2 --steps 2000
  deno task mix --method doremi --steps 2000 --plan       what it would cost, and nothing else
  deno task mix --compare stratified,aioli --simulate linear --noise 0.01 --seeds 0,1,2
                                                          on a planted law: no model, a second

methods (their options: deno task mix --method NAME --help)
${methods.map(({ name, about }) => helpLine(name, about)).join("\n")}

what is asked for
${helpLine("--method NAME", "one method")}
${
    helpLine(
      "--compare A,B,…",
      "several, judged by average test perplexity against stratified, which is run as well when it is not named",
    )
  }
${helpLine("--preset NAME", "the paper's or the repository's form, for every method named (default: each one's first)")}
${helpLine("--seeds 0,1,2", "everything under each of these seeds; --seed S for a single one (default 0)")}
${helpLine("--domains A,B", "domains to mix (default: all of the corpus)")}
${helpLine("--targets A,B", "domains whose losses count (default: those that are mixed)")}
${
    helpLine(
      "--budget B",
      "what --steps pays for: final, the final run, preparation on top (default), or total, all runs of a method",
    )
  }
${helpLine("--plan", "print runs, steps, tokens, evaluations and bounds, and stop there")}

An option of a method is --lp-rounds 4. In a comparison, one that several of the methods have is given with its method's
name: --aioli.eta 0.2. A flag is taken back by --no-NAME, a number by none. Mixtures are files (Mixlab, DoReMi, RegMix),
rules (even, natural, tempered, …), web=0.7,code=0.3, or Aioli's .pkl (in the order of the domains); matrices .npy or
.json files, or JSON on the line.

simulation (what comes of it is synthetic and says so)
${
    helpLine(
      "--simulate WORLD",
      "linear or transfer: planted numbers; or a law.json of deno task fit as a surface. Settings: steps, batch, " +
        "context, lr, seed",
    )
  }
${helpLine("--noise X", "standard deviation of each evaluation, nats per token (default 0)")}
${helpLine("--world-seed S", "seed of the planted numbers (default 0)")}
${helpLine("--start-loss X", "losses before the first step (default 5; for a law ln 50,304)")}

the runs, as in deno task train
${settings.join("\n")}

files
${
    helpLine(
      "--config FILE",
      'settings as JSON, by the names above, and methods: {"aioli": {"eta": 0.2}}; flags go over them. ' +
        "The config.json of a result is one",
    )
  }
${helpLine("--out DIR", "where results are written (default: mix-HASH beside the runs)")}
${helpLine("--runs-in DIR", "where run directories are made and found again (default runs)")}
${helpLine("--mixture-formats F", "mixtures also as doremi (JSON), regmix (YAML)")}
${helpLine("--json", "one JSON document on standard output, at the end")}

Written: mixture.json (for deno task train --mixture), result.json, rounds.jsonl, runs.csv (for deno task fit), with several
seeds or methods comparison.csv, and figures/shares_over_steps. A run that is in its directory already is not trained again:
a stopped command goes on when it is given again.

Exit code: 0 done, 1 a run that failed, 2 bad input or options, 130 interrupted.`;
}

function ofMethod(method: Method): string {
  const { name, about, source, options, presets } = method;
  const lines = Object.entries(options).map(([key, option]) => optionLine(shownFlag(method, key), option));
  const named = Object.entries(presets).map(([preset, values], n) => {
    const changes = Object.entries(values).map(([key, value]) =>
      value === true
        ? `--${flagOf(key)}`
        : value === false
        ? `--no-${flagOf(key)}`
        : `--${flagOf(key)} ${valueText(value)}`
    );
    return helpLine(preset + (n === 0 ? " (default)" : ""), changes.join(" ") || "the defaults");
  });
  return `${name}: ${about}
Source: ${source}

options
${lines.join("\n")}

presets (--preset NAME) and what they set
${named.join("\n")}

All other options: deno task mix --help`;
}

function valueText(value: unknown): string {
  return value === null ? "none" : typeof value === "object" ? JSON.stringify(value) : String(value);
}
