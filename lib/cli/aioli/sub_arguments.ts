/**
 * Flags of the smaller commands of Aioli's repository, which python-fire reads there: underscores or dashes, `--flag VALUE`
 * or `--flag=VALUE`, truths as True and False.
 *
 * @module
 */
import { got, unparsable } from "../../errors.ts";
import { parseArguments } from "../arguments.ts";
import { helpLine } from "../help_lines.ts";

/** A flag. */
export interface SubFlag {
  readonly value: string;
  readonly help: string;
  readonly required?: boolean;
}

/**
 * Reads a line.
 *
 * @returns values by name with underscores; `"help"` where that is asked for.
 * @throws {SyntaxError} for an unknown flag, one without its value, or one that is missing.
 */
export function subArguments(
  args: readonly string[],
  command: string,
  flags: Readonly<Record<string, SubFlag>>,
): Readonly<Record<string, string | undefined>> | "help" {
  const spec = {
    ...Object.fromEntries(Object.keys(flags).map((name) => [name, { type: "string" } as const])),
    help: { type: "boolean", short: "h" } as const,
  };
  const lined = args.map((word) =>
    word.startsWith("--") ? word.replace(/^[^=]*/, (name) => `--${name.slice(2).replaceAll("-", "_")}`) : word
  );
  const { values, positionals } = parseArguments(lined, spec), given = values as Record<string, string | undefined>;
  if (given.help) return "help";
  if (positionals.length > 0) {
    throw unparsable(`aioli ${command}: wanted flags only, got ${positionals.map(got).join(" ")}`);
  }
  const missing = Object.entries(flags).find(([name, { required }]) => required && given[name] === undefined);
  if (missing !== undefined) {
    throw unparsable(
      `aioli ${command}: wanted --${missing[0]} ${missing[1].value}; see deno task aioli ${command} --help`,
    );
  }
  return given;
}

/** Lines of help for flags. */
export function subHelp(flags: Readonly<Record<string, SubFlag>>): string {
  return Object.entries(flags).map(([name, { value, help }]) => helpLine(`--${name} ${value}`, help)).join("\n");
}

/** True or False. */
export function truth(flag: string, text: string | undefined, byDefault: boolean): boolean {
  if (text === undefined) return byDefault;
  if (/^(true|1)$/i.test(text)) return true;
  if (/^(false|0)$/i.test(text)) return false;
  throw unparsable(`--${flag}: wanted True or False, got ${got(text)}`);
}
