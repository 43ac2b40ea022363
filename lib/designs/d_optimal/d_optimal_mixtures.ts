import { outOfRange } from "../../errors.ts";
import { boxOf, type Limits } from "../../laws/best/constraints.ts";
import type { CurveLaw } from "../../laws/curve_law.ts";
import type { FittedLaw } from "../../laws/law.ts";
import { rowOf } from "../../numerics/matrix.ts";
import type { RunTable } from "../../tables/run_table.ts";
import { wholeNumber } from "../../text/whole_number.ts";
import { approximateDesign } from "./approximate.ts";
import { candidates as candidatesIn } from "./candidates.ts";
import { exchange } from "./exchange.ts";
import { derivativesAt, informationOf } from "./information.ts";
import { lawsAt } from "./laws_at.ts";
import { designState, plainLogDet } from "./state.ts";

/**
 * Options of {@link dOptimalMixtures}: the law, the runs there are, bounds, and what to choose from.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { dOptimalMixtures, type DOptimalOptions, lawNamed } from "@mixlab/mixlab";
 *
 * const options: DOptimalOptions = {
 *   law: lawNamed("log-linear"),
 *   domains: ["code", "web"],
 *   targets: ["code", "web"],
 *   runs: 6,
 *   caps: { code: 0.6 },
 * };
 * ok(dOptimalMixtures(options).mixtures.every(([code]) => code <= 0.6 + 1e-9));
 * ```
 */
export interface DOptimalOptions extends Limits {
  /** The law: one curve a target, one of Mixlab's or your own. */
  readonly law: CurveLaw;
  /** The m domains. */
  readonly domains: readonly string[];
  /** The k targets; each is fitted apart, so their log dets are added. */
  readonly targets: readonly string[];
  /** Mixtures to add, at least 1. */
  readonly runs: number;
  /** The runs there are: their information counts, and unless `fitted` is given the law is fitted to them. */
  readonly existing?: RunTable;
  /** The law with the parameters at which derivatives are taken. */
  readonly fitted?: FittedLaw;
  /** Whether a mixture may stand several times, and again where a run has it. Default false. */
  readonly replicates?: boolean;
  /** Without replicates: mixtures differ from one another, and from those of existing runs, by at least this: ½ Σ_j |p_j − q_j|. Default 0.01. */
  readonly apart?: number;
  /** Parts of the lattice of candidates. Default: as many, up to 50, as give 2,000 points. */
  readonly parts?: number;
  /** Random candidates. Default 500. */
  readonly random?: number;
  /** Designs to begin from: the first is greedy, the others random. Default 4. */
  readonly starts?: number;
  /** Seed of random candidates and designs. Default 0. */
  readonly seed?: number;
  /** BiMix: its offset. */
  readonly offset?: number;
}

/**
 * A D-optimal design and what is proved of it.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { type DOptimalDesign, dOptimalMixtures, lawNamed } from "@mixlab/mixlab";
 *
 * const design: DOptimalDesign = dOptimalMixtures({
 *   ...{ law: lawNamed("linear"), domains: ["a", "b", "c"], targets: ["a"], runs: 3 },
 * });
 * equal(design.parameters, 3);
 * ok(Math.abs(design.largestVariance - 3) < 1e-3); // Kiefer and Wolfowitz: it is optimal
 * ```
 */
export interface DOptimalDesign {
  /** The mixtures (of m shares) to add. */
  readonly mixtures: readonly Float64Array[];
  /**
   * log det Σ_n J_nᵀ J_n over added and existing runs, summed over targets, in the law's own parameters; where not all of
   * these are identifiable within the bounds, of the combinations that are, up to a constant.
   */
  readonly logDet: number;
  /** Identifiable parameters (or combinations) of all targets together. */
  readonly parameters: number;
  /** Parameters of all targets together that are not. */
  readonly unidentified: number;
  /**
   * Of the approximate design of as many runs: n max d(p) + tr(M⁻¹ M₀), the largest standardised variance with what
   * existing runs add. It equals `parameters` where that design is optimal.
   */
  readonly largestVariance: number;
  /**
   * At least this is (det M / det M*)^(1/parameters), M* being the information of any design of as many runs out of these
   * candidates, replicates and parts of runs allowed.
   */
  readonly efficiency: number;
  /** How many mixtures it was chosen from. */
  readonly candidates: number;
  /** Where derivatives were taken, and whatever else a person should know. */
  readonly notes: readonly string[];
}

/**
 * A D-optimal design: the mixtures that tell most of a law's parameters, beside the runs that there are.
 *
 * Maximised is Σ_targets log det Σ_n J_nᵀ J_n, J the derivatives of the predicted loss by the law's identifiable parameters:
 * the joint confidence region of all parameters has the least volume, errors being equal and independent within each target.
 * For laws that are not linear in their parameters this holds near the parameters at which derivatives are taken: the design
 * is locally D-optimal (Chernoff, Annals of Mathematical Statistics 24, 1953). Mixtures are taken from candidates, a lattice
 * with the vertices of the bounds, midpoints and random mixtures, by exchange (Fedorov 1972; Cook and Nachtsheim 1980). What
 * is proved (Kiefer and Wolfowitz 1960) is about these candidates.
 *
 * @throws {TypeError} when a number is none.
 * @throws {RangeError} when no mixture is within the bounds, the runs are too few for the parameters, the law's parameters
 * are needed and not to be had, or an option is out of range.
 *
 * @example
 * ```ts
 * import { deepEqual, ok } from "node:assert/strict";
 * import { dOptimalMixtures, lawNamed } from "@mixlab/mixlab";
 *
 * // For the linear law the pure domains tell most (Scheffé 1958).
 * const { mixtures, efficiency } = dOptimalMixtures({
 *   ...{ law: lawNamed("linear"), domains: ["web", "code", "books"], targets: ["code"], runs: 3 },
 * });
 * deepEqual(mixtures.map((p) => [...p]).sort(), [[0, 0, 1], [0, 1, 0], [1, 0, 0]]);
 * ok(efficiency > 0.999);
 * ```
 */
export function dOptimalMixtures(options: DOptimalOptions): DOptimalDesign {
  const { law, domains, existing, replicates = false, apart = 0.01 } = options;
  const n = wholeNumber("d-optimal: runs", options.runs, 1, 10_000);
  const starts = wholeNumber("d-optimal: starts", options.starts ?? 4, 1, 1000);
  const randoms = wholeNumber("d-optimal: random", options.random ?? 500, 0, 20_000), { seed = 0 } = options;
  if (!(apart >= 0 && apart < 1)) throw outOfRange(`d-optimal: apart: wanted a number in [0, 1), got ${apart}`);
  const box = boxOf(options, domains), notes: string[] = [];
  if (existing !== undefined) checkExisting(existing, domains);
  const { laws, words } = lawsAt(options);
  const all = candidatesIn({ box, randoms, seed, ...(options.parts !== undefined && { parts: options.parts }) });
  if (!all.allVertices) notes.push("the bounds have over 2,000 vertices: as many were drawn at random");
  const isFinite = (p: Float64Array) => laws.every((one) => derivativesAt(one, [p]).every(Number.isFinite));
  const finite = all.mixtures.filter(isFinite);
  const infinite = all.mixtures.length - finite.length;
  if (infinite > 0) notes.push(`${infinite} candidates left out: ${law.name} has no finite derivatives there`);
  if (finite.length === 0) throw outOfRange(`d-optimal: ${law.name} has no finite derivatives within the bounds`);

  const before = existing === undefined ? [] : existing.runs.map((_, i) => rowOf(existing.shares, i));
  const strange = before.findIndex((p) => !isFinite(p));
  if (strange >= 0) {
    throw outOfRange(
      `d-optimal: ${law.name} has no finite derivatives at the existing run ${
        existing!.runs[strange].id
      }; leave it out`,
    );
  }
  const information = informationOf(laws, finite, before);
  const taken = finite.map((p) => before.some((q) => tooNear(p, q, apart)));
  const chosen = exchange(information, {
    ...{ n, starts, seed },
    allowed: (c, beside) => replicates || !(taken[c] || beside.some((b) => tooNear(finite[c], finite[b], apart))),
  });
  const state = designState(information);
  for (const c of chosen) state.add(c, 1);
  const logDet = plainLogDet(designState(information, chosen));
  const approximate = logDet === undefined ? undefined : approximateDesign(information, n, chosen);
  if (logDet === undefined || approximate?.logDet === undefined) {
    const most = Math.max(...information.map(({ r }) => r));
    throw outOfRange(
      `d-optimal: wanted runs enough to tell the ${most} parameters of a target apart, got ${n} beside ${before.length} ` +
        "existing ones; raise runs",
    );
  }
  const { parameters } = approximate;
  const unidentified = information.reduce((sum, { q, r, weight }) => sum + weight * (q - r), 0);
  if (unidentified > 0) {
    notes.push(`${unidentified} of ${parameters + unidentified} parameters are not identifiable within the bounds`);
  }
  return {
    ...{ mixtures: chosen.map((c) => finite[c].slice()), logDet, parameters, unidentified },
    largestVariance: approximate.largestVariance,
    // Neither is above 1 but for rounding.
    efficiency: Math.min(1, Math.exp((logDet - approximate.logDet) / parameters)) *
      Math.min(1, parameters / approximate.largestVariance),
    candidates: finite.length,
    notes: [`locally D-optimal for ${law.name}, ${words}`, ...notes],
  };

  function tooNear(p: Float64Array, q: Float64Array, apart: number): boolean {
    let distance = 0;
    for (let j = 0; j < p.length; j++) distance += Math.abs(p[j] - q[j]) / 2;
    return distance < Math.max(apart, 1e-9) - 1e-12;
  }
}

/** Runs count once, on these domains. */
function checkExisting({ source, domains, runs }: RunTable, wanted: readonly string[]): void {
  if (domains.join("\n") !== wanted.join("\n")) {
    throw outOfRange(`${source}: wanted the domains ${wanted.join(", ")} in this order, got ${domains.join(", ")}`);
  }
  const seen = new Set<string>();
  for (const { id, seed, labels, startStep } of runs) {
    const key = JSON.stringify([id, seed, labels, startStep]);
    if (seen.has(key)) {
      throw outOfRange(
        `${source}: run ${id} stands there at several steps, which tell less than as many runs; choose one`,
      );
    }
    seen.add(key);
  }
}
