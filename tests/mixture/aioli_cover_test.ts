import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { aioliCover } from "../../lib/mixture/aioli_cover.ts";
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { mergeClosest } from "../../lib/mixture/merge_closest.ts";
import { writeMixtureRows } from "../../lib/mixture/mixture_rows.ts";
import { random } from "../../lib/numerics/random.ts";
import { needsReference } from "../reference.ts";

needsReference("aioliCover: every shipped cover, to all six printed decimals", (path) => {
  const lines = Deno.readTextFileSync(path("aioli", "dirichlet_weights.csv")).trim().split(/\r?\n/).slice(1);
  const cells = lines.map((line) => line.split(","));
  let rows = 0;
  for (const [m, N, alpha] of [[3, 9, 1], [9, 50, 1.5]]) {
    for (let seed = 0; seed < 5; seed++) {
      const shipped = cells.filter(([k, n, s]) => Number(k) === m && Number(n) === N && Number(s) === seed)
        .map((row) => `${row.slice(5, 5 + m).join(",")}\n`);
      equal(shipped.length, N);
      equal(
        writeMixtureRows(aioliCover({ m, N, alpha, oversample: 4, seed })),
        shipped.join(""),
        `m ${m}, seed ${seed}`,
      );
      rows += N;
    }
  }
  equal(rows, cells.length);
});

/** The rule as it stands: all distances, the first smallest, both out, their midpoint in. */
function slowly(points: Float64Array[], N: number): Float64Array[] {
  const left = points.slice();
  while (left.length > N) {
    let best = Infinity, a = 0, b = 0;
    left.forEach((p, i) =>
      left.forEach((q, j) => {
        const d = i === j ? Infinity : p.reduce((sum, share, k) => sum + (share - q[k]) ** 2, 0);
        if (d < best) [best, a, b] = [d, i, j];
      })
    );
    const midpoint = left[a].map((p, k) => (p + left[b][k]) / 2);
    left.splice(Math.max(a, b), 1);
    left.splice(Math.min(a, b), 1);
    left.push(midpoint);
  }
  return left;
}

Deno.test("mergeClosest: as the slow rule, ties and repeated points included", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 }), (seed, n, m) => {
      const rng = random(seed), coarse = seed % 2 === 0;
      const points = Array.from({ length: n }, () => {
        const p = dirichlet(rng, new Array(m).fill(1));
        return coarse ? p.map((share) => Math.round(share * 4) / 4) : p;
      });
      const N = 1 + rng.below(n);
      deepEqual(mergeClosest(points, N), slowly(points, N));
    }),
    { numRuns: 200 },
  );
});

Deno.test("aioliCover: N mixtures, the same ones for a seed, further apart than those drawn", () => {
  const closest = (points: Float64Array[]) => {
    let best = Infinity;
    points.forEach((p, i) =>
      points.slice(0, i).forEach((q) => best = Math.min(best, p.reduce((s, v, j) => s + (v - q[j]) ** 2, 0)))
    );
    return Math.sqrt(best);
  };
  for (const m of [2, 3, 7]) {
    const cover = aioliCover({ m, N: 20, alpha: 1.5, seed: 11 });
    equal(cover.length, 20);
    ok(cover.every((p) => p.every((share) => share >= 0) && Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-12));
    deepEqual(cover, aioliCover({ m, N: 20, seed: 11 }));
    ok(closest(cover) > 2 * closest(aioliCover({ m, N: 20, oversample: 0, seed: 11 })));
  }
});

Deno.test("aioliCover: options out of range are refused", () => {
  const good = { m: 3, N: 9, seed: 0 };
  for (
    const wrong of [{ m: 1 }, { m: 2.5 }, { N: 0 }, { alpha: 0 }, { alpha: NaN }, { oversample: -1 }, { seed: 2 ** 32 }]
  ) throws(() => aioliCover({ ...good, ...wrong }), RangeError, JSON.stringify(wrong));
  throws(() => aioliCover({ ...good, alpha: "1" as unknown as number }), { name: "TypeError", message: /alpha.*"1"/ });
  throws(() => aioliCover({ ...good, N: 5000 }), {
    name: "RangeError",
    message: /got 80000² · 3; lower oversample or N/,
  });
});
