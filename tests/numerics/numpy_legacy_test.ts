import { deepEqual, equal, ok, throws } from "../assert.ts";
import { numpyRandomState } from "../../lib/numerics/numpy/numpy_random_state.ts";
import golden from "../golden/numerics/numpy_legacy.json" with { type: "json" };

Deno.test("numpyRandomState draws numpy's normals, exponentials, gammas and Dirichlet shares", () => {
  let numbers = 0, otherwise = 0;
  /** The same number, or one whose logarithm or power another C library rounds otherwise. */
  const same = (got: number, wanted: number, what: string) => {
    numbers += 1;
    if (got === wanted) return;
    otherwise += 1;
    ok(Math.abs(got - wanted) <= 1e-14 * Math.abs(wanted), `${what}: ${got}, wanted ${wanted}`);
  };
  for (const g of golden.streams) {
    const rng = numpyRandomState(g.seed);
    for (const wanted of g.normal) same(rng.normal(), wanted, "normal");
    for (const wanted of g.exponential) same(rng.exponential(), wanted, "exponential");
    for (const [shape, values] of g.gamma as [number, number[]][]) {
      for (const wanted of values) same(rng.gamma(shape), wanted, `gamma(${shape})`);
    }
    for (const [alpha, draws] of g.dirichlet as [number[], number[][]][]) {
      for (const wanted of draws) {
        rng.dirichlet(alpha).forEach((share, j) => same(share, wanted[j], `dirichlet(${alpha})[${j}]`));
      }
    }
    // The stream stands where numpy's does: not one draw more or less.
    deepEqual(g.random.map(() => rng.random()), g.random);
    deepEqual([...rng.permutation(20)], g.permutation);
  }
  equal(numbers, 3966);
  ok(otherwise <= 10, `${otherwise} of ${numbers} differ in the last bits; V8 and glibc made 4`);
});

Deno.test("numpyRandomState: shapes and concentrations out of range are refused", () => {
  const rng = numpyRandomState(0);
  for (const shape of [-1, NaN, Infinity]) throws(() => rng.gamma(shape), RangeError);
  throws(() => rng.gamma("2" as unknown as number), { name: "TypeError", message: /a number as shape, got "2"/ });
  for (const alpha of [[], [1, 0], [1, NaN], [Infinity], [-1, 2]]) throws(() => rng.dirichlet(alpha), RangeError);
  throws(() => rng.dirichlet([1e-320, 1e-320]), { name: "RangeError", message: /raise the concentrations/ });
});
