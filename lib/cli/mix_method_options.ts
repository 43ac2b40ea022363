/**
 * The options of each method that is asked for, from the line and from the member `methods` of a configuration.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { Json } from "../methods/actions.ts";
import type { Method } from "../methods/method.ts";
import { methods as all } from "../methods/methods.ts";
import { flagOf, type OptionValues } from "../methods/options.ts";
import { nearest } from "../nearest.ts";
import { type Flagged, methodFlags, type MixValues } from "./mix_arguments.ts";
import { optionFromConfig, optionFromText } from "./mix_option_values.ts";
import { told } from "./option_values.ts";

/** Options of the methods, in their order; those of the line go over those of the file. */
export async function methodOptions(
  values: MixValues,
  own: Readonly<Record<string, Json | undefined>>,
  asked: readonly Method[],
  compare: boolean,
): Promise<OptionValues[]> {
  const options: Record<string, Json>[] = [];
  const presets = values.preset ?? own.preset;
  const file = await ofFile(own.methods);
  for (const method of asked) {
    options.push({
      ...(presets !== undefined && { preset: presets as string }),
      ...file.get(method.name),
    });
  }
  const at = (method: Method) => options[asked.findIndex(({ name }) => name === method.name)];
  if (values.preset !== undefined) { for (const one of options) one.preset = values.preset as string; }
  for (const [flag, entries] of methodFlags()) {
    const given = values[flag];
    if (given === undefined) continue;
    const { method, name, option, value } = meant(flag, entries, asked, compare);
    at(method)[name] = typeof given === "boolean" ? value ?? given : await optionFromText(flag, option, given);
  }
  return options;
}

/** Which method's option a flag is. */
function meant(flag: string, entries: readonly Flagged[], asked: readonly Method[], compare: boolean): Flagged {
  const fits = entries.filter(({ method }) => asked.some(({ name }) => name === method.name));
  if (fits.length === 1) return fits[0];
  if (fits.length > 1) {
    throw wrongKind(
      `--${flag}: in a comparison say of which method: ${
        fits.map(({ method }) => `--${method.name}.${flag}`).join(", ")
      }`,
    );
  }
  const owners = entries.map(({ method }) => method.name).join(", ");
  const here = compare ? "none of the methods compared has it" : `${asked[0].name} has none of that name`;
  const known = asked.flatMap((method) => Object.keys(method.options).map(flagOf)), near = nearest(flag, known);
  throw wrongKind(
    `--${flag}: it is an option of ${owners}; ${here}${near ? `; did you mean --${near}?` : ""}`,
  );
}

/** The member `methods`: options by method, in camel or kebab case. */
async function ofFile(given: Json | undefined): Promise<ReadonlyMap<string, OptionValues>> {
  const found = new Map<string, OptionValues>();
  if (given === undefined) return found;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw wrongKind(
      `methods: wanted options by method, such as {"aioli": {"eta": 0.2}}, got ${told(given)}`,
    );
  }
  for (const [name, options] of Object.entries(given)) {
    const method = all.find((one) => one.name === name);
    if (method === undefined) {
      const near = nearest(name, all.map((one) => one.name));
      throw outOfRange(`methods: there is no method ${got(name)}${near ? `; did you mean ${near}?` : ""}`);
    }
    if (typeof options !== "object" || options === null || Array.isArray(options)) {
      throw wrongKind(`methods: ${name}: wanted its options by name, got ${told(options)}`);
    }
    const values: Record<string, Json> = {};
    for (const [key, value] of Object.entries(options)) {
      const camel = key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
      const option = Object.hasOwn(method.options, camel) ? method.options[camel] : undefined;
      // An unknown one is the method's to refuse, with what it has.
      values[camel] = option && value !== undefined
        ? await optionFromConfig(`${name}.${flagOf(camel)}`, option, value)
        : value!;
    }
    found.set(name, values);
  }
  return found;
}
