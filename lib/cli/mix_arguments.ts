/**
 * The flags of `deno task mix`: its own, those of `deno task train` that a method's runs have, and the options of all
 * methods. An option is --eta, or --aioli.eta where more than one method is meant or its name is taken.
 *
 * @module
 */
import type { Method } from "../methods/method.ts";
import { methods } from "../methods/methods.ts";
import { flagOf, type MethodOption } from "../methods/options.ts";
import type { OptionSpec } from "./arguments.ts";
import { MIX_SETTINGS, NONE_OF_A_METHOD } from "./mix_settings.ts";

const text = { type: "string" } as const, flag = { type: "boolean" } as const;

/** The command's own flags. */
export const OWN = {
  "method": text,
  "compare": text,
  "preset": text,
  "domains": text,
  "targets": text,
  "seeds": text,
  "budget": text,
  "simulate": text,
  "noise": text,
  "world-seed": text,
  "start-loss": text,
  "config": text,
  "out": text,
  "runs-in": text,
  "mixture-formats": text,
  "plan": flag,
  "json": flag,
  "help": { type: "boolean", short: "h" },
} as const satisfies Record<string, OptionSpec>;

/** What was given, by flag. */
export type MixValues = Readonly<Record<string, string | boolean | undefined>>;

/** An option of a method. */
export interface Flagged {
  readonly method: Method;
  /** Its name in a call: lpRounds. */
  readonly name: string;
  readonly option: MethodOption;
  /** Its name on the line, without the dashes before it: lp-rounds, or aioli.lp-rounds. */
  readonly flag: string;
  /** Whether a flag takes the value back: --no-reuse. */
  readonly value?: false;
}

/** All flags of the methods' options, by flag. Those without a method's name have one entry for each method with them. */
export function methodFlags(of: readonly Method[] = methods): ReadonlyMap<string, readonly Flagged[]> {
  const found = new Map<string, Flagged[]>(),
    add = (entry: Flagged) => {
      const others = found.get(entry.flag) ?? [];
      // A flag without a value cannot be one with a value as well: the later method's is reached by the method's name.
      if (others.length > 0 && isFlag(others[0]) !== isFlag(entry)) return;
      found.set(entry.flag, [...others, entry]);
    };
  for (const method of of) {
    for (const [name, option] of Object.entries(method.options)) {
      const bare = flagOf(name);
      for (const flag of isTaken(bare) ? [`${method.name}.${bare}`] : [bare, `${method.name}.${bare}`]) {
        add({ method, name, option, flag });
      }
      if (option.kind !== "flag") continue;
      for (const flag of [`no-${bare}`, `${method.name}.no-${bare}`]) {
        add({ method, name, option, flag, value: false });
      }
    }
    const preset = { kind: "choice", choices: Object.keys(method.presets), help: "preset" } as const;
    add({ method, name: "preset", option: preset, flag: `${method.name}.preset` });
  }
  return found;
}

/** The flag by which a method's option is shown in its help. */
export function shownFlag(method: Method, name: string): string {
  const bare = flagOf(name), here = methodFlags().get(bare)?.some((one) => one.method.name === method.name);
  return here ? bare : `${method.name}.${bare}`;
}

/** The specification of the line, for all methods. */
export function mixArguments(): Record<string, OptionSpec> {
  const spec: Record<string, OptionSpec> = { ...OWN };
  for (const name of [...MIX_SETTINGS, ...Object.keys(NONE_OF_A_METHOD)]) spec[name] = text;
  for (const [name, [first]] of methodFlags()) spec[name] = isFlag(first) ? flag : text;
  return spec;
}

function isFlag({ option }: Flagged): boolean {
  return option.kind === "flag";
}

function isTaken(flag: string): boolean {
  return Object.hasOwn(OWN, flag) || (MIX_SETTINGS as readonly string[]).includes(flag);
}
