/** Checks of errors that are meant for the user. */
import { equal, ok } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";

type Class = new (...args: never[]) => Error;

/** That an action throws an input error of a class, with a message that begins (or agrees) so. */
export function refuses(action: () => unknown, kind: Class, message: string | RegExp): void {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  check(thrown, kind, message);
}

/** As {@link refuses}, for an action that takes time. */
export async function rejects(action: Promise<unknown>, kind: Class, message: string | RegExp): Promise<void> {
  let thrown: unknown;
  try {
    await action;
  } catch (error) {
    thrown = error;
  }
  check(thrown, kind, message);
}

function check(thrown: unknown, kind: Class, message: string | RegExp): void {
  ok(thrown instanceof Error, "wanted an error, got none");
  if (typeof message === "string") equal(thrown.message.slice(0, message.length), message);
  else ok(message.test(thrown.message), `wanted ${message}, got ${thrown.message}`);
  equal(thrown.constructor, kind, thrown.message);
  ok(isInputError(thrown), `not marked as an input error: ${thrown.message}`);
}
