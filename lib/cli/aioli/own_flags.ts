/**
 * Flags of `deno task aioli` that Aioli's `main.py` has not.
 *
 * @module
 */

/** The flags. */
export const OWN_FLAGS = {
  date: { type: "str", value: "MMDDYYYY", here: "the date in the folder's name (default: today's)" },
  backend: { type: "str", value: "NAME", here: "what computes, as deno task train has it (default: native)" },
  threads: { type: "int", value: "N", here: "threads of the native backend (default: the machine's processors)" },
  plan: { type: "bool", value: "", here: "say what would be run, and stop" },
  help: { type: "bool", value: "", here: "this text" },
} as const;

/** A name of them. */
export type OwnFlag = keyof typeof OWN_FLAGS;

/** Their values. */
export interface OwnValues {
  readonly date?: string;
  readonly backend?: string;
  readonly threads?: number;
  readonly plan?: boolean;
  readonly help?: boolean;
}
