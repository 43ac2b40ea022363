/** The version of Deno that Mixlab is made and tested with, the same as in `.ci/run`: kernels of others differ. */
export const PINNED_DENO = "2.9.6";
