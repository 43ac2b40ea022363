/** What the tests of the sampler share. */
import { mixture } from "../../lib/mixture/mixture.ts";
import type { Batch } from "../../lib/corpus/sampler/batch.ts";
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import { type Sampler, sampler } from "../../lib/corpus/sampler/sampler.ts";
import type { SamplerOptions } from "../../lib/corpus/sampler/sampler_options.ts";
import type { TokenSource } from "../../lib/corpus/sampler/token_source.ts";

/** Every id tells its domain (times a million) and its place, so that a row shows where it was cut. */
export function telling(lengths: Readonly<Record<string, number>>): TokenSource {
  return memorySource(Object.fromEntries(
    Object.entries(lengths).map(([domain, length], i) => [
      domain,
      { train: Int32Array.from({ length }, (_, place) => i * 1e6 + place) },
    ]),
  ));
}

/** Three domains of unlike sizes, 40:35:25. */
export const LENGTHS = { web: 5001, code: 1234, books: 97 };
export const SHARES = { web: 0.4, code: 0.35, books: 0.25 };

/** A sampler over them. */
export function start(options: Partial<SamplerOptions> = {}, source = telling(LENGTHS)): Sampler {
  return sampler(source, { context: 8, batch: 10, seed: 5, mixture: mixture(SHARES), ...options });
}

/** Row r of a batch. */
export function rowOf({ tokens_BT1, context }: Batch, r: number): number[] {
  return [...tokens_BT1.subarray(r * (context + 1), (r + 1) * (context + 1))];
}
