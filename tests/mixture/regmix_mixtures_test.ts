import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { regMixMixtures, type RegMixMixturesOptions } from "../../lib/mixture/regmix_mixtures.ts";
import { random } from "../../lib/numerics/random.ts";

const l1 = (a: Float64Array, b: Float64Array) => a.reduce((sum, p, j) => sum + Math.abs(p - b[j]), 0);

Deno.test("regMixMixtures: shares with sum 1 within their caps, no two alike, whatever the prior", () => {
  let atLeastTwo = 0;
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 2, max: 17 }),
      fc.double({ min: 2, max: 20, noNaN: true }),
      fc.constantFrom(0, 2e-4, 0.01),
      (seed, m, maxEpochs, minimumWeight) => {
        const prior = dirichlet(random(seed), new Array(m).fill(1)), n = 12;
        let sweep;
        try {
          sweep = regMixMixtures({ prior, n, seed, maxEpochs, minimumWeight });
        } catch (error) {
          // A steep prior leaves few mixtures within its caps.
          ok(error instanceof RangeError && error.message.includes("different mixtures"), String(error));
          return;
        }
        atLeastTwo += 1;
        equal(sweep.length, n);
        for (const p of sweep) {
          ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-12);
          ok(p.every((share, i) => share >= 0 && share <= Math.min(maxEpochs * prior[i], 1) + 1e-9));
        }
        sweep.forEach((p, i) => sweep.slice(0, i).forEach((q) => ok(l1(p, q) >= 1e-5)));
      },
    ),
    { seed: 1, numRuns: 100 },
  );
  ok(atLeastTwo > 80, `only ${atLeastTwo} of 100 priors put the property to the test`);
});

Deno.test("regMixMixtures: the same mixtures for a seed, others for another", () => {
  const options = { prior: [0.5, 0.3, 0.2], n: 8, seed: 5 };
  deepEqual(regMixMixtures(options), regMixMixtures(options));
  ok(regMixMixtures({ ...options, seed: 6 }).some((p, i) => l1(p, regMixMixtures(options)[i]) > 0.01));
});

Deno.test("regMixMixtures: small shares are 0, the others multiples of the least up to one scale", () => {
  for (const p of regMixMixtures({ prior: [0.5, 0.3, 0.15, 0.05], n: 40, seed: 3, minimumWeight: 0.01 })) {
    const least = Math.min(...p.filter((share) => share > 0));
    ok(least > 0.009, `${p}`);
    // Parts of a hundred, of which rounding leaves 98 to 102.
    ok(
      [98, 99, 100, 101, 102].some((parts) =>
        p.every((share) => Math.abs(share * parts - Math.round(share * parts)) < 1e-9)
      ),
      `${p}`,
    );
  }
});

Deno.test("regMixMixtures: means follow the tempered prior, strengths how far mixtures lie from it", () => {
  const prior = [0.64, 0.36], wanted = 0.8 / 1.4; // √0.64 = 0.8, √0.36 = 0.6
  const draw = (more: Partial<RegMixMixturesOptions>) =>
    regMixMixtures({ prior, n: 2000, seed: 9, multiplier: 3, ...more });
  const mean = (sweep: Float64Array[]) => sweep.reduce((sum, p) => sum + p[0], 0) / sweep.length;
  const spread = (sweep: Float64Array[], about: number) =>
    Math.sqrt(sweep.reduce((sum, p) => sum + (p[0] - about) ** 2, 0) / sweep.length);
  // No share is rounded here, for few of the mixtures with a share below 2e-4 differ from each other.
  for (const strength of [2, 50]) {
    const sweep = draw({ strengths: [strength], minimumWeight: 0 });
    const sd = Math.sqrt(wanted * (1 - wanted) / (strength + 1)); // of a beta distribution
    ok(Math.abs(mean(sweep) - wanted) < 5 * sd / Math.sqrt(2000), `mean ${mean(sweep)}`);
    ok(Math.abs(spread(sweep, wanted) / sd - 1) < 0.08, `spread ${spread(sweep, wanted)}, wanted ${sd}`);
  }
  const asPrior = mean(draw({ strengths: [50], temperature: 1, minimumWeight: 0 }));
  ok(Math.abs(asPrior - 0.64) < 0.01, `${asPrior}`);
});

Deno.test("regMixMixtures: a domain without tokens gets no share; one domain is one mixture", () => {
  ok(regMixMixtures({ prior: [0.6, 0.4, 0], n: 10, seed: 1 }).every((p) => p[2] === 0));
  deepEqual(regMixMixtures({ prior: [1], n: 1, seed: 1 }).map((p) => [...p]), [[1]]);
});

Deno.test("regMixMixtures: what no mixture can keep, and options out of range, are refused", () => {
  const good = { prior: [0.5, 0.5], n: 4, seed: 0 };
  const refuses = (wrong: Partial<RegMixMixturesOptions>, message: RegExp) =>
    throws(() => regMixMixtures({ ...good, ...wrong }), { name: "RangeError", message });
  refuses({ maxEpochs: 1 }, /wanted 4 different mixtures of 2 domains, got 0 of 400 draws within 1 epochs; raise/);
  refuses({ prior: [1], n: 2 }, /wanted 2 different mixtures of 1 domains, got 1/);
  refuses({ maxEpochs: 0.5 }, /maxEpochs: wanted at least 1/);
  refuses({ prior: [] }, /prior: wanted at least one domain/);
  refuses({ prior: [0.5, 0.6] }, /prior sum to 1.1/);
  refuses({ prior: [1.5, -0.5] }, /prior: share 2 is -0.5/);
  refuses({ n: 0 }, /n: wanted a whole number/);
  refuses({ multiplier: 1.5 }, /multiplier/);
  refuses({ n: 1e6, multiplier: 1e6 }, /n · multiplier/);
  refuses({ temperature: 0 }, /temperature/);
  refuses({ strengths: [] }, /strengths: wanted at least one/);
  refuses({ strengths: [1, NaN] }, /strengths\[1\]/);
  refuses({ minimumWeight: 1 }, /minimumWeight/);
  refuses({ seed: -1 }, /seed/);
  throws(() => regMixMixtures({ ...good, temperature: "0.5" as unknown as number }), TypeError);
});
