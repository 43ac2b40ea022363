import type { MethodOption } from "./options.ts";

/** How batches are made up: row by row as in all of the repositories, or in exact shares by largest remainders. */
export const BATCHES = {
  kind: "choice",
  choices: ["multinomial", "exact"],
  default: "multinomial",
  help: "how batches are made up",
} as const satisfies MethodOption;
