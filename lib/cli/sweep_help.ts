/**
 * The text of `deno task sweep --help`.
 *
 * @module
 */

/** The help. */
export const SWEEP_HELP = `Plans, runs and collects many runs.

  deno task sweep plan --design cover --runs 24 --seeds 0,1,2 --steps 1000 --out sweeps/three
  deno task sweep run sweeps/three
  deno task sweep status sweeps/three
  deno task sweep collect sweeps/three
  deno task sweep worker sweeps/three 1 2 3`;
