/**
 * The flags of designs, from their tables of options: --alpha, --prior-cap; the seed is --design-seed, since --seed is the
 * runs'.
 *
 * @module
 */
import { wrongKind } from "../errors.ts";
import type { Design } from "../designs/design.ts";
import { designs } from "../designs/designs.ts";
import type { Json } from "../methods/actions.ts";
import { flagOf, type MethodOption } from "../methods/options.ts";
import type { OptionSpec } from "./arguments.ts";
import { optionFromText } from "./mix_option_values.ts";
import { numberOption } from "./option_values.ts";

/** An option or input of a design. */
export interface DesignFlag {
  readonly design: Design;
  /** Its name in a call: priorCap. */
  readonly name: string;
  readonly option: MethodOption;
  readonly input: boolean;
}

/** What was given, by flag: texts, or true and false. */
export type DesignValues = Readonly<Record<string, string | boolean | undefined>>;

/** The flag of an option. */
export function designFlag(name: string): string {
  return name === "seed" ? "design-seed" : flagOf(name);
}

/** All of them by flag; those that several designs have, with one entry each. */
export function designFlags(): ReadonlyMap<string, readonly DesignFlag[]> {
  const found = new Map<string, DesignFlag[]>();
  for (const design of designs) {
    const add = (table: Design["options"], input: boolean) => {
      for (const [name, option] of Object.entries(table)) {
        const flag = designFlag(name);
        found.set(flag, [...found.get(flag) ?? [], { design, name, option, input }]);
      }
    };
    add(design.options, false);
    add(design.inputs ?? {}, true);
  }
  return found;
}

/** How the line has them: flags without a value also as --no-NAME. */
export function designSpecs(): Record<string, OptionSpec> {
  const specs: Record<string, OptionSpec> = {};
  for (const [flag, [{ option }]] of designFlags()) {
    specs[flag] = { type: option.kind === "flag" ? "boolean" : "string" };
    if (option.kind === "flag") specs[`no-${flag}`] = { type: "boolean" };
  }
  return specs;
}

/**
 * The options of a design that were given, and its inputs as texts.
 *
 * @throws {TypeError} when one is an option of other designs alone.
 */
export async function givenOptions(
  design: Design,
  values: DesignValues,
): Promise<{ readonly options: Readonly<Record<string, Json>>; readonly inputs: Readonly<Record<string, string>> }> {
  const options: Record<string, Json> = {}, inputs: Record<string, string> = {};
  for (const [flag, entries] of designFlags()) {
    const off = values[`no-${flag}`], value = values[flag] ?? (off === undefined ? undefined : !off);
    if (value === undefined) continue;
    if (values[flag] !== undefined && off !== undefined) throw wrongKind(`--${flag}, --no-${flag}: wanted one of them`);
    const own = entries.find((entry) => entry.design.name === design.name);
    if (own === undefined) {
      const owners = entries.map((entry) => entry.design.name).join(", ");
      throw wrongKind(`--${flag}: it is an option of ${owners}; ${design.name} has none of that name`);
    }
    if (typeof value === "boolean") options[own.name] = value;
    else if (own.input) inputs[own.name] = value;
    // No option of a design can be taken back by "none", as those of methods can.
    else if (own.option.kind === "number") options[own.name] = numberOption(flag, value)!;
    else options[own.name] = await optionFromText(flag, own.option, value);
  }
  return { options, inputs };
}
