import fc from "fast-check";
import { deepEqual, equal, ok } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import { checkCaps, checkShares, normalise } from "../../lib/mixture/simplex.ts";
import { refuses } from "../tables/errors.ts";

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

Deno.test("shares near 1 are normalised and the correction is told; others are refused", () => {
  const given = [0.5, 0.504];
  const { shares, correction } = checkShares(given);
  deepEqual([...shares], [0.5 / 1.004, 0.504 / 1.004]);
  ok(Math.abs(correction - 0.004) < 1e-15);
  deepEqual(given, [0.5, 0.504], "what was given is not changed");
  deepEqual(checkShares([0.1, 0.2, 0.7]), { shares: Float64Array.of(0.1, 0.2, 0.7), correction: 0 });
  equal(checkShares([0.99]).shares[0], 1, "the bound itself is within");
  refuses(() => checkShares([0.5, 0.2]), RangeError, "the shares sum to 0.7; wanted 1 ± 0.01");
  refuses(() => checkShares([]), RangeError, "the shares sum to 0;");
  refuses(() => checkShares([1.5, -0.5]), RangeError, "the shares: share 2 is -0.5; wanted a finite number ≥ 0");
  refuses(() => checkShares([NaN]), RangeError, "the shares: share 1 is NaN");
  refuses(() => checkShares([Infinity]), RangeError, "the shares: share 1 is Infinity");
  refuses(() => checkShares([1], { tolerance: NaN }), RangeError, "tolerance: wanted a number in [0, 1), got NaN");
  refuses(() => checkShares([1], { tolerance: 1 }), RangeError, "tolerance: wanted");
});

Deno.test("weights of any sum are normalised", () => {
  deepEqual([...normalise([1, 3])], [0.25, 0.75]);
  deepEqual([...normalise([1e308, 1e308])], [0.5, 0.5]);
  deepEqual([...normalise([5e-324, 5e-324])], [0.5, 0.5]);
  refuses(() => normalise([0, 0]), RangeError, "wanted at least one weight above 0, got none");
  refuses(() => normalise([1, -1]), RangeError, "weight 2 is -1; wanted a finite number ≥ 0");
});

Deno.test("caps that some mixture keeps", () => {
  deepEqual([...checkCaps([0.5, 0.5])], [0.5, 0.5]);
  deepEqual([...checkCaps([0.1, 0.2, 0.7])], [0.1, 0.2, 0.7]);
  refuses(
    () => checkCaps([0.5, 0.4]),
    RangeError,
    "the caps sum to 0.9; wanted at least 1, for no mixture keeps these",
  );
  refuses(
    () => checkCaps([0.5, 1.5], (i) => `cap of ${"ab"[i]}`),
    RangeError,
    "cap of b is 1.5; wanted a cap in [0, 1]",
  );
});

Deno.test("any numbers give shares on the simplex or an input error", () => {
  const numbers = fc.array(fc.oneof(fc.double(), fc.double({ min: 0, max: 1 })), { maxLength: 6 });
  fc.assert(
    fc.property(numbers, (values) => {
      for (const make of [() => checkShares(values).shares, () => normalise(values)]) {
        try {
          const shares = make();
          ok(shares.every((p) => p >= 0 && p <= 1 + 1e-11) && Math.abs(sum(shares) - 1) < 1e-11, String(shares));
          deepEqual(checkShares(shares).shares, shares, "a second time changes nothing");
        } catch (error) {
          ok(isInputError(error), String(error));
        }
      }
    }),
    { numRuns: 2000, seed: 1 },
  );
});

Deno.test("normalising keeps ratios", () => {
  const weights = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(weights, (w) => {
      const p = normalise(w);
      w.forEach((_, i) => ok(Math.abs(p[i] * w[0] - p[0] * w[i]) <= 1e-12 * Math.max(w[0], w[i])));
    }),
    { seed: 2 },
  );
});
