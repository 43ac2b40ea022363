import type { Quoted } from "../aioli_published/quoted.ts";

/** The body of the paper could not be read: its numbers are those on which two public reading notes of it agree. */
const NOTES = "Aioli, arXiv 2411.05735v2, by a public reading note";
const NOTEBOOK = "HazyResearch/aioli, stored output of 3_skillit_parameters.ipynb (15 fits)";

/**
 * What Aioli's paper and repository say of the linear dynamic law on their own runs: R² and mean squared error in sample.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { QUOTED_DYNAMIC } from "@mixlab/mixlab/analysis";
 *
 * equal(QUOTED_DYNAMIC.find(({ what }) => what.startsWith("R² of A*"))!.value, 0.9454);
 * ```
 */
export const QUOTED_DYNAMIC: readonly Quoted[] = [
  { what: "R² of the linear dynamic law, 160M parameters", value: 0.947, source: NOTES },
  { what: "R² of the linear dynamic law, 1.4B parameters", value: 0.929, source: `${NOTES} (its Table 25)` },
  { what: "R² of A* along Skill-It's trajectory, three domains", value: 0.9454, spread: 0.0437, source: NOTEBOOK },
  {
    what: "mean squared error of A* along Skill-It's trajectory (squared nats)",
    value: 3.793e-4,
    spread: 3.151e-4,
    source: NOTEBOOK,
  },
];
