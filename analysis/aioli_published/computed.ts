/**
 * What this project computed from Aioli's published parameters, for machines that do not have them. A test compares these
 * numbers with tests/golden/methods/aioli_derived_checks.json, another with the parameters themselves.
 *
 * @module
 */
import type { PublishedSetting } from "./settings.ts";

/**
 * Best mixtures of Aioli's published static laws by seed (0 to 4), computed for this project from the published parameters:
 * shares of tokens, to three decimals.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { COMPUTED_OPTIMA } from "@mixlab/mixlab/analysis";
 *
 * deepEqual(COMPUTED_OPTIMA.arxiv_stackexchange[0], [0.404, 0.596]);
 * ```
 */
export const COMPUTED_OPTIMA: Readonly<Record<PublishedSetting, readonly (readonly number[])[]>> = {
  arxiv_stackexchange: [[0.404, 0.596], [0.407, 0.593], [0.357, 0.643], [0.385, 0.615], [0.39, 0.61]],
  arxiv_books_stackexchange: [
    [0.246, 0.277, 0.477],
    [0.276, 0.268, 0.455],
    [0.229, 0.273, 0.498],
    [0.249, 0.291, 0.46],
    [0.276, 0.27, 0.454],
  ],
};

/**
 * Directions of the column sums of A*, mean over the seeds, by method, computed for this project from the published
 * parameters. The domain with the most negative entry lowers the summed loss most.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { COMPUTED_DIRECTIONS } from "@mixlab/mixlab/analysis";
 *
 * deepEqual(COMPUTED_DIRECTIONS.arxiv_stackexchange.doge, [-0.629, -0.774]);
 * ```
 */
export const COMPUTED_DIRECTIONS: Readonly<Record<PublishedSetting, Readonly<Record<string, readonly number[]>>>> = {
  arxiv_stackexchange: {
    skillit: [-0.671, -0.736],
    doge: [-0.629, -0.774],
    doremi: [-0.609, -0.793],
    aioli: [-0.621, -0.782],
  },
  arxiv_books_stackexchange: {
    skillit: [-0.601, -0.376, -0.691],
    doge: [-0.445, -0.356, -0.811],
    doremi: [-0.489, -0.544, -0.677],
    aioli: [-0.512, -0.474, -0.714],
  },
};
