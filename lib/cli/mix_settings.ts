/**
 * The settings of `deno task train` that a method's runs have.
 *
 * @module
 */
import { wrongKind } from "../errors.ts";
import { type GivenSettings, type SettingName, SETTINGS } from "./train_settings.ts";

/** What a method decides itself, or has no place for, and why. */
export const NONE_OF_A_METHOD: Readonly<Partial<Record<SettingName, string>>> = {
  "mixture": "the method decides the mixture",
  "batches": "the method decides how batches are made up",
  "from": "the runs of methods begin with new models",
  "data": "it is for runs that begin --from another",
  "break-step": "the runs of methods are made whole",
  "eval-every": "the method decides when it evaluates",
  "eval-split": "methods evaluate on val, and on test at the end",
};

/** Each of them as undefined: spread over a configuration, it takes them out of its JSON. */
export const NONE_LEFT: Readonly<Record<string, undefined>> = Object.fromEntries(
  Object.keys(NONE_OF_A_METHOD).map((name) => [name, undefined]),
);

/** The others, in the order of the help. */
export const MIX_SETTINGS: readonly SettingName[] = (Object.keys(SETTINGS) as SettingName[]).filter((name) =>
  NONE_OF_A_METHOD[name] === undefined
);

/** @throws {TypeError} when settings hold one that is none of a method's runs. */
export function refuseNoneOfAMethod(given: GivenSettings): void {
  for (const name of Object.keys(given) as SettingName[]) {
    const why = NONE_OF_A_METHOD[name];
    if (why !== undefined && given[name] !== undefined) throw wrongKind(`${name}: ${why}; leave it out`);
  }
}
