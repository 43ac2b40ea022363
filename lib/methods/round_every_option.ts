import type { MethodOption } from "./options.ts";

/** How often a rule that weighs every batch logs a round. */
export const ROUND_EVERY = {
  kind: "number",
  whole: true,
  least: 1,
  help: "updates a logged round (default: a hundredth of the run)",
} as const satisfies MethodOption;
