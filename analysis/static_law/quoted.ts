import type { Quoted } from "../aioli_published/quoted.ts";

/** The body of the paper could not be read: its numbers are those on which two public reading notes of it agree. */
const NOTES = "Aioli, arXiv 2411.05735v2, by a public reading note";

/**
 * What Aioli's paper says of the static law on its own runs: R² and mean squared error in sample.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { QUOTED_STATIC } from "@mixlab/mixlab/analysis";
 *
 * equal(QUOTED_STATIC[0].value, 0.991);
 * ```
 */
export const QUOTED_STATIC: readonly Quoted[] = [
  { what: "R² of the log-linear static law, 160M parameters", value: 0.991, source: NOTES },
  { what: "R² of the log-linear static law, 1.4B parameters", value: 0.989, source: `${NOTES} (its Table 25)` },
  { what: "R², mean of static and dynamic law", value: 0.969, source: NOTES },
  { what: "mean squared error, mean of static and dynamic law (squared nats)", value: 0.0005, source: NOTES },
];
