/**
 * Reading a command line: `node:util` parseArgs, with errors that say what to write instead.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { got, isInputError, unparsable } from "../errors.ts";
import { nearest } from "../nearest.ts";

/** An option: `multiple` lets it be given several times, `short` is its one-letter form. */
export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly multiple?: boolean;
}

/** The values of options, by name; an option that was not given is missing. */
export type OptionValues<S extends Record<string, OptionSpec>> = {
  -readonly [K in keyof S]?: S[K] extends { type: "boolean" } ? boolean
    : S[K] extends { multiple: true } ? string[]
    : string;
};

/**
 * Reads a command line.
 *
 * @throws SyntaxError for an unknown option, one without its value, one with a value too many, or one given twice.
 */
export function parseArguments<const S extends Record<string, OptionSpec>>(
  args: string[],
  spec: S,
): { values: OptionValues<S>; positionals: string[] } {
  const { values, positionals, tokens } = parseArgs({
    args,
    options: spec,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (!option) {
      const meant = nearest(name, Object.keys(spec));
      throw unparsable(`unknown option ${rawName}${meant ? `, did you mean --${meant}?` : ""}; see --help`);
    }
    if (option.type === "boolean" && value !== undefined) {
      throw unparsable(`option ${rawName} takes no value, got ${got(value)}`);
    }
    if (option.type === "string" && (!value || (!inlineValue && /^-[^\d.]/.test(value)))) {
      const instead = !value ? "nothing" : `the option ${value}`;
      throw unparsable(`option ${rawName} wants a value, got ${instead}; write ${rawName}=VALUE`);
    }
    if (seen.has(name) && !option.multiple) throw unparsable(`option ${rawName} is given twice; give it once`);
    seen.add(name);
  }
  return { values: values as OptionValues<S>, positionals };
}

/** What stands behind an option on a line that was not read yet, where it is given. */
export function givenOnLine(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(`--${name}`);
  return at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/**
 * Runs a command and ends the process: 0, the number that `main` returns, 2 for bad input or options, 1 for a run that
 * failed; what went wrong goes to standard error.
 */
export async function run(main: (args: string[]) => Promise<number | void> | number | void): Promise<never> {
  let code = 0;
  try {
    code = await main(Deno.args) ?? 0;
  } catch (error) {
    console.error(`mixlab: ${error instanceof Error ? error.message : error}`);
    code = isInputError(error) ? 2 : 1;
  }
  Deno.exit(code);
}
