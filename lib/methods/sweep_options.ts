import { BATCHES } from "./batches_option.ts";
import type { OptionTable } from "./options.ts";

/** Options of the sweep that grid search and Data Mixing Laws begin with. */
export const SWEEP_OPTIONS = {
  mixtures: {
    kind: "matrix",
    help:
      "mixtures of the sweep, rows of shares; default: the interior tenths of two domains, a Dirichlet cover of more",
  },
  runs: {
    kind: "number",
    least: 2,
    whole: true,
    help: "mixtures of a sweep that is built; default: 9, or domains + 3",
  },
  alpha: { kind: "number", above: 0, default: 1, help: "concentration of the Dirichlet cover" },
  oversample: {
    kind: "number",
    least: 0,
    most: 15,
    whole: true,
    default: 4,
    help: "the cover is thinned out from runs · 2^oversample draws",
  },
  sweepSteps: {
    kind: "number",
    least: 1,
    whole: true,
    help: "updates of each run of the sweep; default: those of the final run, or its part of half of a total budget",
  },
  batches: BATCHES,
} as const satisfies OptionTable;
