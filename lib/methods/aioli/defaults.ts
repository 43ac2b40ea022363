/**
 * Defaults of Aioli that follow from the domains and the steps. m domains.
 *
 * The numbers are those of the repository's launchers: η 0.2 (m = 2) and 0.1 (m = 3); f 0.625, 0.5 and 0.75 (m = 2, 3, 7);
 * rounds of 250 steps; 4 visits of 4 (m = 2) or 6 steps (m = 3), at most 0.288 of a round. η of the launcher for seven
 * domains, 1, belongs to weights that begin anew in each round; where they add up it would be far too much.
 *
 * @module
 */

/** Share of a round that estimation takes in the launcher for three domains. */
const MOST_ESTIMATION = 0.288;
/** Steps of a round in the launchers for two and three domains. */
const ROUND = 250;
/** A shorter run still has about so many rounds. */
const LEAST_ROUNDS = 4;
const LP_ROUNDS = 4;

/** Share of a proxy mixture's own domain. */
export function defaultOneHotFactor(m: number): number {
  return m === 2 ? 0.625 : m === 3 ? 0.5 : 0.75;
}

/** Step size of the exponentiated gradient. */
export function defaultEta(m: number): number {
  return m === 2 ? 0.2 : 0.1;
}

/**
 * Steps of a round: of all numbers that divide the steps and leave room for the estimation, the one nearest in ratio to
 * 250, or to a quarter of the steps where these are fewer than 1,000.
 *
 * @param steps of all rounds.
 * @param estimation the fewest steps that an estimation can have.
 * @returns undefined where there is no such number.
 */
export function defaultUpdateSteps(steps: number, estimation: number): number | undefined {
  const aim = Math.min(ROUND, steps / LEAST_ROUNDS), off = (n: number) => Math.abs(Math.log(n / aim));
  const roomy = divisors(steps).filter((n) => n > estimation).sort((a, b) => off(a) - off(b) || b - a);
  return roomy.find((n) => estimation <= MOST_ESTIMATION * n) ?? roomy[0];
}

/**
 * Visits of each mixture in an estimation and steps of a visit: what is given, else 4 and 4 (m = 2) or 6, fewer steps and
 * then fewer visits where the estimation would take more than 0.288 of a round. At least 1 each.
 */
export function defaultVisits(
  m: number,
  updateSteps: number,
  given: { readonly lpRounds: number | undefined; readonly lpSteps: number | undefined },
): { readonly lpRounds: number; readonly lpSteps: number } {
  const most = MOST_ESTIMATION * updateSteps / m,
    atMost = (n: number, limit: number) => Math.max(1, Math.min(n, Math.floor(limit)));
  const lpRounds = given.lpRounds ?? atMost(LP_ROUNDS, most / (given.lpSteps ?? 1));
  return { lpRounds, lpSteps: given.lpSteps ?? atMost(m === 2 ? 4 : 6, most / lpRounds) };
}

function divisors(n: number): number[] {
  const found: number[] = [];
  for (let d = 1; d * d <= n; d++) if (n % d === 0) found.push(d, n / d);
  return [...new Set(found)];
}
