import { sampler } from "../../lib/corpus/sampler/sampler.ts";
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import { smoothedOneHots } from "../../lib/mixture/smoothed_one_hots.ts";
import { ok } from "../assert.ts";

Deno.test("sampler: exact batches realise Aioli's smoothed one-hot mixtures to a row, for 2, 3 and 7 domains", () => {
  const B = 8, lpSteps = 5, rounds = 4;
  for (const m of [2, 3, 7]) {
    const names = Array.from({ length: m }, (_, j) => `d${j}`);
    const source = memorySource(Object.fromEntries(names.map((name) => [name, { train: new Uint8Array(4000) }])));
    for (const f of [0.75, 0.6]) {
      const oneHots = smoothedOneHots(m, f),
        segments = Array.from({ length: rounds }, () =>
          oneHots.map((shares) => ({
            steps: lpSteps,
            mixture: mixture(Object.fromEntries(names.map((name, j) => [name, shares[j]]))),
          }))).flat();
      const batches = sampler(source, { context: 8, batch: B, seed: 0, mixture: segments, batches: "exact" });
      const asked = names.map(() => 0), got = names.map(() => 0);
      for (let round = 0; round < rounds; round++) {
        for (const shares of oneHots) {
          const rows = names.map(() => 0);
          for (let n = 0; n < lpSteps; n++) batches.next().counts_m.forEach((count, j) => rows[j] += count);
          rows.forEach((n, j) => {
            const wanted = lpSteps * B * shares[j];
            ok(Math.abs(n - wanted) < 2, `m ${m}, f ${f}: ${n} rows of ${names[j]} for ${wanted}`);
            got[j] += n;
            asked[j] += wanted;
          });
        }
      }
      got.forEach((n, j) =>
        ok(Math.abs(n - asked[j]) <= 1, `m ${m}, f ${f}: ${n} rows of ${names[j]} for ${asked[j]}`)
      );
    }
  }
});
