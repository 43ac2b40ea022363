import type { Quoted } from "../aioli_published/quoted.ts";

/** The body of the paper could not be read: its numbers are those of public reading notes. */
const NOTES = "Aioli, arXiv 2411.05735v2, by a public reading note";

/**
 * What Aioli's paper says of instruction tuning: R² in sample on its own runs, of which no loss was published.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { QUOTED_INSTRUCTION } from "@mixlab/mixlab/analysis";
 *
 * equal(QUOTED_INSTRUCTION[0].value, 0.419);
 * ```
 */
export const QUOTED_INSTRUCTION: readonly Quoted[] = [
  {
    what: "R² of the linear dynamic law, instruction tuning, nine tasks",
    value: 0.419,
    source: `${NOTES} (its C.1.2)`,
  },
  { what: "R² of the linear dynamic law, pretraining", value: 0.947, source: NOTES },
  { what: "R² of the log-linear static law, pretraining", value: 0.991, source: NOTES },
];
