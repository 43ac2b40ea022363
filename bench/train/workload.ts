/**
 * What all contenders are given: the same parameters and the same batches, in files. B rows, T positions a row.
 *
 * @module
 */
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import { sampler } from "../../lib/corpus/sampler/sampler.ts";
import type { TokenSource } from "../../lib/corpus/sampler/token_source.ts";
import type { ParameterSpec, Update } from "../../lib/engine/engine.ts";
import { type Mixture, mixture } from "../../lib/mixture/mixture.ts";
import type { ModelConfig } from "../../lib/model/config.ts";
import { initialParameters } from "../../lib/model/initialise.ts";
import { modelParameters } from "../../lib/model/parameters.ts";
import { random } from "../../lib/numerics/random.ts";
import type { Shape } from "./shapes.ts";

/** `workload.json` of a folder; beside it `parameters.f32` and `batches.i32`, little-endian. */
export interface Workload {
  readonly config: ModelConfig;
  /** Rows a batch, B. */
  readonly rows: number;
  /** Positions a row, T. */
  readonly context: number;
  /** In the order of `parameters.f32`. */
  readonly parameters: readonly ParameterSpec[];
  /** How many numbers the parameters have. */
  readonly size: number;
  /** Batches of B × (T + 1) ids in `batches.i32`; step n takes batch n modulo this. */
  readonly batches: number;
  readonly update: Omit<Update, "step">;
}

/** AdamW as Pythia's; the norm is clipped to 1 (as the papers, and as the issue asks). */
const UPDATE: Workload["update"] = {
  learningRate: 1e-3,
  betas: [0.9, 0.95],
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 1,
};
const BATCHES = 16, DOMAINS = ["arxiv", "books", "code", "web"], TOKENS = 1 << 16;

/** Seed of all samplers. */
export const SEED = 1;

/**
 * Tokens as training has them: a mixture of four domains. Ids fall off by Zipf's law, as in text, so embeddings meet
 * few distinct rows often; every domain has its own order of ids.
 */
export function domainTokens({ vocabularySize: V }: ModelConfig): { source: TokenSource; mixture: Mixture } {
  const domains = DOMAINS.map((domain, d): [string, { train: Int32Array }] => {
    const rng = random(100 + d), ids = new Int32Array(TOKENS);
    for (let i = 0; i < TOKENS; i++) {
      const rank = Math.min(V - 1, Math.floor(Math.exp(rng.uniform() * Math.log(V + 1))) - 1);
      ids[i] = (rank + d * (V >> 3)) % V;
    }
    return [domain, { train: ids }];
  });
  const even = mixture(DOMAINS.map((domain): [string, number] => [domain, 1 / DOMAINS.length]));
  return { source: memorySource(Object.fromEntries(domains)), mixture: even };
}

/** Writes the files of a shape into a folder. */
export async function writeWorkload(folder: string, { config, rows }: Shape): Promise<Workload> {
  const parameters = modelParameters(config), values = initialParameters(config, { seed: 1 });
  const { source, mixture } = domainTokens(config), { context } = config, size_BT1 = rows * (context + 1);
  const batches = sampler(source, { context, batch: rows, seed: SEED, mixture });
  const ids = new Int32Array(BATCHES * size_BT1);
  for (let n = 0; n < BATCHES; n++) ids.set(batches.next().tokens_BT1, n * size_BT1);
  using file = await Deno.open(`${folder}/parameters.f32`, { write: true, create: true, truncate: true });
  const writer = file.writable.getWriter();
  let size = 0;
  for (const { name } of parameters) {
    const tensor = values.get(name)!;
    await writer.write(new Uint8Array(tensor.buffer, tensor.byteOffset, tensor.byteLength) as Uint8Array<ArrayBuffer>);
    size += tensor.length;
  }
  await writer.close();
  await Deno.writeFile(`${folder}/batches.i32`, new Uint8Array(ids.buffer));
  const workload = { config, rows, context: config.context, parameters, size, batches: BATCHES, update: UPDATE };
  await Deno.writeTextFile(`${folder}/workload.json`, JSON.stringify(workload));
  return workload;
}

/** Reads them again, in a worker. */
export async function readWorkload(
  folder: string,
): Promise<{ workload: Workload; parameters: Map<string, Float32Array>; batches: Int32Array[] }> {
  const workload: Workload = JSON.parse(await Deno.readTextFile(`${folder}/workload.json`));
  const { buffer } = await Deno.readFile(`${folder}/parameters.f32`), parameters = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, shape } of workload.parameters) {
    const size = shape.reduce((product, n) => product * n, 1);
    parameters.set(name, new Float32Array(buffer, 4 * at, size));
    at += size;
  }
  const ids = new Int32Array((await Deno.readFile(`${folder}/batches.i32`)).buffer);
  const size = workload.rows * (workload.context + 1);
  const batches = Array.from({ length: workload.batches }, (_, n) => ids.subarray(n * size, (n + 1) * size));
  return { workload, parameters, batches };
}
