/**
 * What a design is worth, where the truth is known: losses are computed from a law and noise of known size, the same law is
 * fitted to each design's runs, and compared with the truth over all mixtures.
 *
 * The truth is of the fitted form, so this tells of noise alone and not of what a law cannot express: there, runs
 * that are spread tell more. Ours.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { got, outOfRange } from "../../lib/errors.ts";
import { bestMixture } from "../../lib/laws/best/best_mixture.ts";
import { objectiveOf, targetWeights } from "../../lib/laws/best/objective.ts";
import type { FittedLaw } from "../../lib/laws/law.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { simplexLattice } from "../../lib/mixture/simplex_lattice.ts";
import { matrix } from "../../lib/numerics/matrix.ts";
import { type Random, random } from "../../lib/numerics/random.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";

/**
 * A design to be tried: N mixtures of m shares.
 *
 * @example
 * ```ts
 * import { simplexLattice } from "@mixlab/mixlab";
 * import type { TriedDesign } from "@mixlab/mixlab/analysis";
 * import { equal } from "node:assert/strict";
 *
 * const lattice: TriedDesign = { name: "lattice", mixtures: simplexLattice(3, 3) };
 * equal(lattice.mixtures.length, 10);
 * ```
 */
export interface TriedDesign {
  /** Its name. */
  readonly name: string;
  /** Its mixtures. */
  readonly mixtures: readonly ArrayLike<number>[];
}

/**
 * How a design fared. SYNTHETIC: nothing was trained.
 *
 * @example
 * ```ts
 * import { lawFromParameters, simplexLattice } from "@mixlab/mixlab";
 * import { plantedDesigns, type PlantedDesign } from "@mixlab/mixlab/analysis";
 * import { ok } from "node:assert/strict";
 *
 * const truth = lawFromParameters("linear", ["a", "b"], [{ target: "t", parameters: { "a:a": 3, "a:b": 1 } }]);
 * const options = { truth, noise: [0], designs: [{ name: "ends", mixtures: [[1, 0], [0, 1]] }], draws: 1 };
 * const [exact]: readonly PlantedDesign[] = plantedDesigns(options);
 * ok(exact.error < 1e-9); // no noise: the truth comes back
 * ```
 */
export interface PlantedDesign {
  /** Name of the design. */
  readonly name: string;
  /** Its runs. */
  readonly runs: number;
  /** Root mean squared error of predictions over a lattice of all mixtures, targets and draws (nats per token). */
  readonly error: number;
  /** True mean loss of the mixture that the fit finds best, less the least true one; mean over draws (nats per token). */
  readonly excess: number;
}

/**
 * Options of {@link plantedDesigns}.
 *
 * @example
 * ```ts
 * import { lawFromParameters } from "@mixlab/mixlab";
 * import { plantedDesigns, type PlantedDesignsOptions } from "@mixlab/mixlab/analysis";
 * import { throws } from "node:assert/strict";
 *
 * const truth = lawFromParameters("linear", ["a", "b"], [{ target: "t", parameters: { "a:a": 3, "a:b": 1 } }]);
 * const options: PlantedDesignsOptions = { truth, noise: [0.1, 0.1], designs: [] };
 * throws(() => plantedDesigns(options), /noise: wanted 1 numbers ≥ 0, one a target, got 2/);
 * ```
 */
export interface PlantedDesignsOptions {
  /** The planted law. */
  readonly truth: FittedLaw;
  /** Standard deviation of the noise of each target's losses (k, nats per token). */
  readonly noise: ArrayLike<number>;
  /** The designs. */
  readonly designs: readonly TriedDesign[];
  /** Draws of the noise. Default 20. */
  readonly draws?: number;
  /** Seed of the noise. Default 0. */
  readonly seed?: number;
}

/** About as many mixtures as this are in the lattice on which predictions are judged. */
const JUDGED = 300;

/**
 * Tries designs on a planted law: how near the law and its best mixture come back. SYNTHETIC: nothing is trained.
 *
 * @param options the truth, its noise, the designs.
 * @returns one entry a design, in order
 * @throws {RangeError} when the noise is not one number ≥ 0 a target, draws are none, or a design has too few runs for the law.
 *
 * @example
 * ```ts
 * import { lawFromParameters, simplexLattice } from "@mixlab/mixlab";
 * import { plantedDesigns } from "@mixlab/mixlab/analysis";
 * import { ok } from "node:assert/strict";
 *
 * const truth = lawFromParameters("linear", ["a", "b"], [{ target: "t", parameters: { "a:a": 3, "a:b": 1 } }]);
 * const middle = [[0.4, 0.6], [0.5, 0.5], [0.6, 0.4]], ends = [[0, 1], [0.5, 0.5], [1, 0]];
 * const [near, wide] = plantedDesigns({
 *   ...{ truth, noise: [0.1] },
 *   designs: [{ name: "middle", mixtures: middle }, { name: "ends", mixtures: ends }],
 * });
 * ok(wide.error < near.error); // a line is known better from its ends
 * ```
 */
export function plantedDesigns(options: PlantedDesignsOptions): readonly PlantedDesign[] {
  const { truth, designs, draws = 20, seed = 0 } = options, { targets, domains } = truth;
  const noise = Array.from(options.noise), k = targets.length;
  if (noise.length !== k || !noise.every((sd) => sd >= 0 && sd < Infinity)) {
    throw outOfRange(`noise: wanted ${k} numbers ≥ 0, one a target, got ${noise.length}: ${got(noise.join(", "))}`);
  }
  if (!Number.isSafeInteger(draws) || draws < 1) {
    throw outOfRange(`draws: wanted a whole number ≥ 1, got ${got(draws)}`);
  }
  const law = lawNamed(truth.law), weights = targetWeights({ kind: "mean" }, targets);
  const judged = lattice(domains.length), known = judged.map((p) => truth.predict(p));
  const lossAt = (shares: ArrayLike<number>) => objectiveOf(weights, truth.predict(shares));
  const least = lossAt(bestMixture(truth, { seed }).shares);
  return designs.map(({ name, mixtures }) => {
    const rng = random(seed), squares: number[] = [], excess: number[] = [];
    for (let d = 0; d < draws; d++) {
      const fitted = law.fit(measured(truth, mixtures, noise, rng, name));
      judged.forEach((p, n) => fitted.predict(p).forEach((loss, i) => squares.push((loss - known[n][i]) ** 2)));
      excess.push(lossAt(bestMixture(fitted, { seed }).shares) - least);
    }
    return { name, runs: mixtures.length, error: Math.sqrt(mean(squares)), excess: mean(excess) };
  });
}

/** The runs of a design under the planted law. */
function measured(
  { domains, targets, predict }: FittedLaw,
  mixtures: readonly ArrayLike<number>[],
  noise: readonly number[],
  rng: Random,
  name: string,
): RunTable {
  const losses = mixtures.flatMap((p) => Array.from(predict(p), (loss, i) => loss + noise[i] * rng.normal()));
  return {
    source: `planted losses of the design ${name}`,
    ...{ domains, targets },
    shares: matrix(mixtures.length, domains.length, mixtures.flatMap((p) => Array.from(p))),
    losses: matrix(mixtures.length, targets.length, losses),
    runs: mixtures.map((_, n) => ({ id: String(n + 1), labels: {} })),
    notes: [],
    largestCorrection: 0,
    synthetic: true,
  };
}

/** The finest lattice of at most so many mixtures as are judged. */
function lattice(m: number): Float64Array[] {
  let parts = 2;
  const points = (parts: number) => {
    let count = 1; // binomial(parts + m − 1, m − 1)
    for (let j = 1; j < m; j++) count = count * (parts + j) / j;
    return count;
  };
  while (points(parts + 1) <= JUDGED) parts++;
  return simplexLattice(m, parts);
}
