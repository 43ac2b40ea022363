/**
 * `deno task mix`: trains a language model under a mixing method, or compares methods.
 *
 * @module
 */
import { unparsable } from "../errors.ts";
import { parseArguments, run } from "./arguments.ts";
import { mixArguments, type MixValues } from "./mix_arguments.ts";

/** The command. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, mixArguments()), given = values as MixValues;
  if (given.help) {
    console.log((await import("./mix_help.ts")).mixHelp(given));
    return 0;
  }
  if (positionals.length > 0) {
    throw unparsable(
      `mix: wanted options only, got ${positionals.join(" ")}; a method is named with --method, a corpus with --corpus`,
    );
  }
  return await (await import("./mix_command.ts")).mixCommand(given);
}

if (import.meta.main) await run(main);
