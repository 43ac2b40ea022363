/**
 * Settings of `deno task train` that a plan has no place for.
 *
 * @module
 */
import { got, wrongKind } from "../errors.ts";
import type { SettingName } from "./train_settings.ts";

/** What a plan decides itself, or has no place for, and why. */
const NONE_OF_A_PLAN: Readonly<Partial<Record<SettingName, string>>> = {
  "mixture": "a plan's mixtures are of a --design, or --mixtures FILE",
  "from": "the runs of a plan begin with new models",
  "data": "it is for runs that begin --from another",
  "break-step": "a plan breaks runs off with --break-at",
  "eval-every": "a plan evaluates at the steps of --evaluate-at",
  "eval-split": "runs of a plan are evaluated on val, and on test at the end",
};

/** @throws {TypeError} when something is given that is none of a plan's; `before` stands before its name in the message. */
export function refuseNoneOfAPlan(given: Readonly<Record<string, unknown>>, before: string): void {
  for (const [name, why] of Object.entries(NONE_OF_A_PLAN)) {
    if (given[name] !== undefined) throw wrongKind(`${before}${name}: ${why}; leave it out (got ${got(given[name])})`);
  }
}
