import type { SamplerOptions } from "../corpus/sampler/sampler_options.ts";

/** What every sampler of a learner has in common, that of training and those of target rows. */
export type DataOptions = Pick<SamplerOptions, "seed" | "context" | "rows" | "phase" | "long" | "lossMask" | "pad">;

/** Taken out of a learner's settings. */
export function dataOptions(
  { seed, rows, phase, long, lossMask, pad }: Omit<DataOptions, "context">,
  context: number,
): DataOptions {
  return { seed, context, rows, phase, long, lossMask, pad };
}
