/**
 * All that `deno task analyse doremi-curves` finds in its tables.
 *
 * @module
 */
import { got, outOfRange } from "../../lib/errors.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { compareOverSeeds, type SeedsComparison } from "./compare_over_seeds.ts";
import { type EvaluationCurve, evaluationCurves } from "./evaluation_curves.ts";
import { roundsUntilSettled } from "./rounds_until_settled.ts";
import type { Crossing } from "./steps_to_reach.ts";
import { sameDomains, type WeightsOverSteps } from "./weights_over_steps.ts";

/** What the report is made of. */
export interface CurvesFound {
  readonly baseline: string;
  readonly crossing: Crossing;
  readonly table: RunTable;
  /** Curves of each run, by its name. */
  readonly curves: ReadonlyMap<string, readonly EvaluationCurve[]>;
  /** Each run but the baseline against it. */
  readonly compared: ReadonlyMap<string, SeedsComparison>;
  readonly proxies: readonly WeightsOverSteps[];
  /** Mixture of the baseline, by domain. */
  readonly baselineShares: Readonly<Record<string, number>>;
  /** How far each seed's rounds moved the weights, where the proxies weigh the domains of the table. */
  readonly rounds: readonly { readonly seed: number; readonly moved: number[]; readonly settled: number | null }[];
}

/** Names that a message has room for. */
function some(names: readonly string[], most = 8): string {
  return names.slice(0, most).join(", ") + (names.length > most ? ` and ${names.length - most} more` : "");
}

/**
 * Compares every run of a table with its baseline.
 *
 * @throws {RangeError} when the table has no such baseline or nothing beside it, or proxies weigh different domains.
 */
export function findCurves(
  table: RunTable,
  proxies: readonly WeightsOverSteps[],
  { baseline, crossing }: { baseline: string; crossing: Crossing },
): CurvesFound {
  if (proxies.length > 0) sameDomains(proxies);
  const curves = new Map<string, EvaluationCurve[]>();
  for (const curve of evaluationCurves(table)) curves.set(curve.run, [...curves.get(curve.run) ?? [], curve]);
  const names = [...curves.keys()], baselines = curves.get(baseline);
  if (baselines === undefined) {
    throw outOfRange(`baseline: wanted a run of ${table.source}, which has ${some(names)}, got ${got(baseline)}`);
  }
  const others = names.filter((name) => name !== baseline);
  if (others.length === 0) {
    throw outOfRange(`${table.source}: wanted a run beside the baseline ${baseline} to compare with it, got none`);
  }
  const compared = new Map(
    others.map((name) => [name, compareOverSeeds(curves.get(name)!, baselines, { crossing })]),
  );
  const { domains, shares, runs: rows } = table, n = rows.findIndex(({ id }) => id === baseline);
  const baselineShares = Object.fromEntries(
    domains.map((domain, j) => [domain, shares.data[n * domains.length + j]]),
  );
  return {
    baseline,
    crossing,
    table,
    curves,
    compared,
    proxies,
    baselineShares,
    rounds: roundsOf(proxies, baselineShares),
  };
}

/** The rounds of each seed, from the baseline's mixture on; none where the proxies weigh other domains. */
function roundsOf(proxies: readonly WeightsOverSteps[], shares: Readonly<Record<string, number>>) {
  const own = proxies.filter(({ domains }) => domains.every((domain) => Object.hasOwn(shares, domain)));
  return [...new Set(own.map(({ seed }) => seed))].map((seed) => {
    const rounds = own.filter((proxy) => proxy.seed === seed),
      first = rounds[0].domains.map((domain) => shares[domain]);
    return { seed, ...roundsUntilSettled([first, ...rounds.map(({ averages }) => averages.at(-1)!)]) };
  });
}
