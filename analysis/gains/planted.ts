/**
 * Methods compared on a planted world: whose gains follow from its law, and are synthetic.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";
import type { MethodSetting } from "../../lib/methods/method.ts";
import { methodNamed } from "../../lib/methods/methods.ts";
import type { OptionValues } from "../../lib/methods/options.ts";
import { type MethodResult, runMethod } from "../../lib/methods/run_method.ts";
import { simulatedRuns, type SimulatedRunsOptions } from "../../lib/methods/simulated/runs.ts";
import type { SimulatedWorld } from "../../lib/methods/simulated/world.ts";
import { matrix } from "../../lib/numerics/matrix.ts";
import type { RunKey, RunTable } from "../../lib/tables/run_table.ts";
import { type Round, roundsOf } from "./rounds.ts";

/**
 * A method of `plantedComparison`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { PlantedMethod } from "@mixlab/mixlab/analysis";
 *
 * const steep: PlantedMethod = { method: "aioli", options: { eta: 2 }, label: "aioli, η = 2" };
 * equal(steep.method, "aioli");
 * ```
 */
export interface PlantedMethod {
  /** Its name. */
  readonly method: string;
  /** Its options. Default: its own defaults. */
  readonly options?: OptionValues;
  /** What it is called in the table. Default: its name. */
  readonly label?: string;
}

/**
 * Options of `plantedComparison`: those of simulated learners, and what is compared.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { PlantedComparisonOptions } from "@mixlab/mixlab/analysis";
 *
 * const options: PlantedComparisonOptions = { methods: [{ method: "stratified" }], seeds: [0, 1], steps: 400 };
 * equal(options.noise, undefined); // evaluations without noise
 * ```
 */
export interface PlantedComparisonOptions extends Omit<SimulatedRunsOptions, "valRows"> {
  /** What is compared. */
  readonly methods: readonly PlantedMethod[];
  /** Seeds. */
  readonly seeds: readonly number[];
  /** Updates of a final run. */
  readonly steps: number;
}

/**
 * What came of it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { linearWorld } from "@mixlab/mixlab";
 * import { type PlantedComparison, plantedComparison } from "@mixlab/mixlab/analysis";
 *
 * const world = linearWorld({ domains: ["web", "code"], A_km: [[0.01, 0], [0.002, 0.02]], start_k: [5, 5] });
 * const planted: PlantedComparison = await plantedComparison(world, {
 *   ...{ methods: [{ method: "stratified" }], seeds: [0], steps: 9 },
 * });
 * equal(planted.table.synthetic, true);
 * equal(planted.rounds.length, 0); // stratified sampling decides nothing on the way
 * ```
 */
export interface PlantedComparison {
  /** A row a method and seed, for `gainsOf`: test losses, the mixture found, extra costs. Synthetic. */
  readonly table: RunTable;
  /** What the methods decided on in their final runs. */
  readonly rounds: readonly Round[];
}

/** Tokens of each domain, and rows of each val split: more than any run could use. */
const ENDLESS = 1e12, VAL_ROWS = 100;

/**
 * Runs methods on a planted world, one after the other under each seed.
 *
 * @throws {TypeError | RangeError} when a name, an option or a number is not right.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { transferWorld } from "@mixlab/mixlab";
 * import { gainsOf, plantedComparison } from "@mixlab/mixlab/analysis";
 *
 * // What is learnt from code serves both, what is learnt from web nobody else.
 * const world = transferWorld({
 *   ...{ domains: ["web", "code"], graph_mk: [[0.004, 0], [0.006, 0.01]], floor_k: [1, 1], start_k: [5, 5] },
 * });
 * const code = { method: "fixed", options: { mixture: { web: 0.2, code: 0.8 } }, label: "mostly code" };
 * const methods = [{ method: "stratified" }, code];
 * const { table } = await plantedComparison(world, { methods, seeds: [0, 1], steps: 400, expected: true });
 * equal(gainsOf(table).methods[0].perplexity.verdict, "better");
 * ```
 */
export async function plantedComparison(
  world: SimulatedWorld,
  { methods, seeds, steps, ...options }: PlantedComparisonOptions,
): Promise<PlantedComparison> {
  const { domains, targets } = world, { batch = 8, context = 64 } = options;
  if (methods.length === 0) throw outOfRange("methods: wanted at least one, got none");
  if (seeds.length === 0) throw outOfRange("seeds: wanted at least one, got none");
  const valRows = targets.map(() => VAL_ROWS), found: Found[] = [];
  for (const seed of seeds) {
    const setting: MethodSetting = {
      ...{ domains, targets, steps, batch, context, seed, valRows },
      ...{ trainTokens: domains.map(() => ENDLESS), budget: "final" },
    };
    for (const { method, options: own = {}, label = method } of methods) {
      const runs = simulatedRuns(world, { ...options, batch, context, valRows });
      found.push({ label, seed, result: await runMethod(methodNamed(method), own, setting, runs) });
    }
  }
  return {
    table: tableOf(world, found),
    rounds: found.flatMap(({ label, seed, result: { final } }) => roundsOf(final, { domains, method: label, seed })),
  };
}

interface Found {
  readonly label: string;
  readonly seed: number;
  readonly result: MethodResult;
}

function tableOf({ domains, targets }: SimulatedWorld, found: readonly Found[]): RunTable {
  const sum = (runs: MethodResult["preparation"], of: "steps" | "tokens") =>
    runs.reduce((all, run) => all + run[of], 0);
  return {
    ...{ source: "a planted world", domains, targets, notes: [], largestCorrection: 0, synthetic: true },
    shares: matrix(found.length, domains.length, found.flatMap(({ result }) => [...result.mixture])),
    losses: matrix(found.length, targets.length, found.flatMap(({ result }) => [...result.final.test!])),
    runs: found.map(({ label, seed, result: { preparation, final } }): RunKey => ({
      ...{ id: label, seed, step: final.steps, tokens: final.tokens },
      labels: {
        ...{ method: label, extra_runs: `${preparation.length}`, extra_steps: `${sum(preparation, "steps")}` },
        extra_tokens: `${sum(preparation, "tokens")}`,
      },
    })),
  };
}
