/**
 * Errors that a user can act on. The native classes say what is wrong (`TypeError` wrong kind, `RangeError` out of
 * range, `SyntaxError` unparsable text); the mark made here tells a command line that the message is meant for the
 * user (exit code 2, no stack) and is not a fault of Mixlab itself.
 *
 * @module
 */

const MARK = Symbol.for("mixlab.input");

function marked<E extends Error>(error: E): E {
  return Object.defineProperty(error, MARK, { value: true });
}

/** A value of the wrong kind. Say what to do, what was wanted and what was got. */
export function wrongKind(message: string): TypeError {
  return marked(new TypeError(message));
}

/** A value of the right kind that is out of range. Say what was wanted and what was got. */
export function outOfRange(message: string): RangeError {
  return marked(new RangeError(message));
}

/** Text that cannot be parsed. Begin the message with `file:line:column: `. */
export function unparsable(message: string): SyntaxError {
  return marked(new SyntaxError(message));
}

/** Whether an error was caused by the input or the options, not by a fault of Mixlab. */
export function isInputError(error: unknown): error is Error {
  return error instanceof Error && MARK in error;
}

/** A value as it should appear in a message: quoted when text, cut when long. */
export function got(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : plain(value);
  return text.length > 60 ? text.slice(0, 57) + "…" : text;
}

/** As text, also where an object from JSON has a member called toString that is no function. */
function plain(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
