import { ok } from "../assert.ts";

/** One-sided significance 1e-4 on both sides: seeds are fixed, so a test either always holds or never. */
const LIMIT = 3.719;

/**
 * Asserts that counts follow their expectations by Pearson's chi-square, neither too far (not what was wanted) nor too
 * near (not random). The statistic is turned into a normal number by Wilson and Hilferty's cube root.
 */
export function chiSquare(observed: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  let statistic = 0, degrees = -1;
  for (let i = 0; i < observed.length; i++) {
    if (expected[i] === 0) {
      ok(observed[i] === 0, `${what}: drew what has no share`);
      continue;
    }
    ok(expected[i] >= 5, `${what}: expectation ${expected[i]} is too small for the test`);
    statistic += (observed[i] - expected[i]) ** 2 / expected[i];
    degrees++;
  }
  const k = 2 / (9 * degrees), z = (Math.cbrt(statistic / degrees) - (1 - k)) / Math.sqrt(k);
  ok(Math.abs(z) < LIMIT, `${what}: chi-square ${statistic} with ${degrees} degrees of freedom, z = ${z}`);
}
