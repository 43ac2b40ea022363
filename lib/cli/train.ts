/**
 * `deno task train`: trains a language model on a mixture of domains.
 *
 * @module
 */
import { unparsable } from "../errors.ts";
import { type OptionSpec, parseArguments, run } from "./arguments.ts";
import { type SettingName, SETTINGS } from "./train_settings.ts";

const text = { type: "string" } as const;
const OPTIONS = {
  ...Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, text])) as Record<SettingName, typeof text>,
  config: text,
  out: text,
  resume: text,
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies Record<string, OptionSpec>;

/** Options of the command as given, by name. */
export type TrainValues = ReturnType<typeof parseArguments<typeof OPTIONS>>["values"];

/** The command. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, OPTIONS);
  if (values.help) {
    console.log((await import("./train_help.ts")).trainHelp());
    return 0;
  }
  if (positionals.length > 0) {
    throw unparsable(`train: wanted options only, got ${positionals.join(" ")}; a corpus is named with --corpus`);
  }
  return await (await import("./train_command.ts")).trainCommand(values);
}

if (import.meta.main) await run(main);
