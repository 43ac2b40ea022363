/**
 * How fast the sampler makes batches: sequences and tokens a second, from memory and from files, beside a bare loop
 * that copies as many tokens from random places of the same array.
 *
 *     deno run -c deno.train.json --no-prompt --allow-read --allow-write bench/corpus_sampler.ts
 *
 * @module
 */
import type { Batch } from "../lib/corpus/sampler/batch.ts";
import { memorySource } from "../lib/corpus/sampler/memory_source.ts";
import { sampler } from "../lib/corpus/sampler/sampler.ts";
import type { SamplerOptions } from "../lib/corpus/sampler/sampler_options.ts";
import type { TokenSource } from "../lib/corpus/sampler/token_source.ts";
import { mixture } from "../lib/mixture/mixture.ts";
import { random } from "../lib/numerics/random.ts";

/** Seven domains, as SlimPajama has; 16 M tokens of u16 each. */
const DOMAINS = ["arxiv", "book", "c4", "cc", "github", "stackexchange", "wikipedia"], TOKENS = 1 << 24;
const MIXTURE = mixture(DOMAINS.map((domain): [string, number] => [domain, 1 / DOMAINS.length]));

/** One measurement: the best of three stretches of half a second. */
export interface SamplerSpeed {
  readonly what: string;
  readonly sequencesPerSecond: number;
  readonly tokensPerSecond: number;
}

function measure(what: string, B: number, T: number, batch: () => unknown): SamplerSpeed {
  let best = 0;
  for (let round = 0; round < 4; round++) { // the first one warms up
    const from = performance.now();
    let batches = 0, now = from;
    while ((now = performance.now()) - from < 500) {
      batch();
      batches++;
    }
    if (round > 0) best = Math.max(best, batches * B / (now - from) * 1000);
  }
  return { what, sequencesPerSecond: best, tokensPerSecond: best * T };
}

/** A source of files as a corpus has them: a positional read a row. */
function fileSource(folder: string): TokenSource & Disposable {
  const files = new Map(DOMAINS.map((domain) => [domain, Deno.openSync(`${folder}/${domain}.bin`)]));
  return {
    domains: DOMAINS,
    tokens: () => TOKENS,
    read(domain, _split, start, length) {
      const file = files.get(domain)!, ids = new Uint16Array(length), bytes = new Uint8Array(ids.buffer);
      file.seekSync(2 * start, Deno.SeekMode.Start);
      for (let at = 0, n; at < bytes.length; at += n) {
        if ((n = file.readSync(bytes.subarray(at)) ?? 0) === 0) throw new Error(`${domain}.bin ended early`);
      }
      return ids;
    },
    [Symbol.dispose]: () => files.forEach((file) => file.close()),
  };
}

/** All measurements. */
export function samplerSpeeds(): SamplerSpeed[] {
  const ids = Uint16Array.from({ length: TOKENS }, (_, i) => i * 7919 & 0x7fff);
  const memory = memorySource(Object.fromEntries(DOMAINS.map((domain) => [domain, { train: ids }])));
  const folder = Deno.makeTempDirSync(), speeds: SamplerSpeed[] = [];
  try {
    for (const domain of DOMAINS) Deno.writeFileSync(`${folder}/${domain}.bin`, new Uint8Array(ids.buffer));
    using files = fileSource(folder);
    for (const [T, B] of [[64, 8], [128, 16], [256, 32], [2048, 8]]) {
      const rng = random(1);
      const bare = () => {
        const tokens = new Int32Array(B * (T + 1));
        for (let r = 0; r < B; r++) {
          const start = rng.below(TOKENS - T);
          tokens.set(ids.subarray(start, start + T + 1), r * (T + 1));
        }
        return tokens;
      };
      speeds.push(measure(`T ${T}, B ${B}: bare copying loop`, B, T, bare));
      const run = (what: string, source: TokenSource, options: Partial<SamplerOptions> = {}) => {
        const batches = sampler(source, { context: T, batch: B, seed: 1, mixture: MIXTURE, ...options });
        speeds.push(measure(`T ${T}, B ${B}: ${what}`, B, T, (): Batch => batches.next()));
      };
      run("memory, multinomial", memory);
      run("memory, exact", memory, { batches: "exact" });
      run("memory, exact, fresh phases", memory, { batches: "exact", phase: "fresh" });
      run("files, multinomial", files);
      const batches = sampler(memory, { context: T, batch: B, seed: 1, mixture: MIXTURE });
      speeds.push(measure(`T ${T}, B ${B}: planning alone`, B, T, () => batches.plan()));
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
  return speeds;
}

if (import.meta.main) {
  for (const { what, sequencesPerSecond, tokensPerSecond } of samplerSpeeds()) {
    const sequences = Math.round(sequencesPerSecond / 1000), tokens = Math.round(tokensPerSecond / 1e6);
    console.log(`${what.padEnd(48)} ${`${sequences}`.padStart(6)} k sequences/s ${`${tokens}`.padStart(6)} M tokens/s`);
  }
}
