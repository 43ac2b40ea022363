/** Small checkpoints for tests. */
import { deepEqual } from "../assert.ts";
import type { ModelConfig } from "../../lib/model/config.ts";
import { modelParameters } from "../../lib/model/parameters.ts";
import { random } from "../../lib/numerics/random.ts";
import type { Checkpoint } from "../../lib/train/checkpoint.ts";
import { latestCheckpoint } from "../../lib/train/checkpoint_latest.ts";
import { readCheckpoint } from "../../lib/train/checkpoint_read.ts";

/** A model of a few hundred numbers. */
export const CONFIG: ModelConfig = {
  vocabularySize: 7,
  context: 8,
  width: 8,
  layers: 1,
  heads: 2,
  mlpWidth: 8,
  rotaryFraction: 0.5,
  rotaryBase: 10000,
  layerNormEpsilon: 1e-5,
  residual: "parallel",
  tiedEmbeddings: false,
};

/** A checkpoint of a step; another seed gives other numbers everywhere. */
export function sampleCheckpoint(step: number, seed = step): Checkpoint {
  const rng = random(seed);
  const numbers = () =>
    new Map(
      modelParameters(CONFIG).map(({ name, shape }) => {
        const size = shape.reduce((a, b) => a * b, 1);
        return [name, Float32Array.from({ length: size }, () => rng.normal())] as const;
      }),
    );
  return {
    config: CONFIG,
    parameters: numbers(),
    firstMoments: numbers(),
    secondMoments: numbers(),
    state: {
      step,
      sampler: { seed, carried: 0.1 },
      random: [seed, 2, 3],
      method: { rounds: [seed, null, "é"] },
      data: "d",
    },
  };
}

/** What the latest checkpoint of a folder holds; fails when one is refused. */
export function latest(folder: string): Checkpoint | undefined {
  const refused: string[] = [];
  const found = latestCheckpoint(folder, { onRefused: (reason) => refused.push(reason) });
  deepEqual(refused, []);
  return found && readCheckpoint(found.path);
}

/** Names in a folder, in order. */
export function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}
